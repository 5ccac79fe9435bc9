"""Reads of the cube. These apply no disclosure control, so pages must not use them."""

from collections.abc import Collection, Iterator, Mapping

from access.models import Force
from analytics.cube import cells as cube_cells
from analytics.cube import meanings as cube_meanings
from analytics.cube.cells import Codebook, Packed, Sums
from analytics.cube.ledger_entries import LedgerEntry, Place, every_level
from analytics.items import item_codes
from analytics.models import CubeCell, CubeEntry, CubePart, CubeVersion

State = CubeVersion.State


def published_codebook() -> Codebook:
    """Every choice of every published instrument version and every level of the closed list of
    tables."""
    meanings = cube_meanings.meanings()
    return Codebook(
        bins=tuple((item, choice) for item in item_codes() for choice in meanings.get(item, ())),
        levels=every_level(),
        forces=tuple(Force.objects.order_by("pk").values_list("pk", flat=True)),
    )


def codebook_of(version: CubeVersion) -> Codebook:
    kept = version.codebook
    return Codebook(
        bins=tuple((item, choice) for item, choice in kept["bins"]),
        levels=tuple((dimension, level) for dimension, level in kept["levels"]),
        forces=tuple(kept["forces"]),
    )


def codebook_as_stored(codebook: Codebook) -> dict[str, list]:
    return {
        "bins": [list(each) for each in codebook.bins],
        "levels": [list(each) for each in codebook.levels],
        "forces": list(codebook.forces),
    }


def live_version(period: str) -> CubeVersion | None:
    return CubeVersion.objects.filter(period=period, state=State.LIVE).first()


def cells(
    version: CubeVersion,
    *,
    codebook: Codebook,
    forces: Collection[str] | None = None,
    levels: Collection[int] | None = None,
) -> dict[Place, Sums]:
    found = CubeCell.objects.filter(version=version)
    if forces is not None:
        found = found.filter(force__in=forces)
    if levels is not None:
        found = found.filter(level__in=levels)
    return {
        (force, level): cube_cells.unpacked(sums, codebook=codebook)
        for force, level, sums in found.values_list("force_id", "level", "sums")
    }


def entries(
    version: CubeVersion,
    *,
    response_ids: Collection[int] | None = None,
    forces: Collection[str] | None = None,
) -> dict[int, LedgerEntry]:
    """The ledger of a version by response number, or some of it."""
    found = CubeEntry.objects.filter(version=version)
    if response_ids is not None:
        found = found.filter(response_id__in=response_ids)
    if forces is not None:
        found = found.filter(force__in=forces)
    rows = found.values_list("response_id", "force_id", "weight", "levels", "bins")
    return {row[0]: _entry(*row) for row in rows.iterator(chunk_size=5000)}


def periods_of(response_ids: Collection[int]) -> list[tuple[int, str]]:
    """Pairs of a response and a quarter whose cube, live or being built, has counted it. Versions
    are looked up in a query of their own: with a join, a query planner without statistics reads the
    whole ledger."""
    periods = dict(CubeVersion.objects.values_list("pk", "period"))
    counted = CubeEntry.objects.filter(response_id__in=response_ids)
    return [
        (response_id, periods[version_id])
        for response_id, version_id in counted.values_list("response_id", "version_id")
    ]


def versions_of(response_ids: Collection[int]) -> list[CubeVersion]:
    """The versions, live or being built, whose ledger has any of the responses."""
    counted = CubeEntry.objects.filter(response_id__in=response_ids)
    numbers = set(counted.values_list("version_id", flat=True))
    return list(CubeVersion.objects.filter(pk__in=numbers).order_by("pk"))


def _entry(response_id: int, force: str, weight: int, levels: Packed, bins: Packed) -> LedgerEntry:
    return LedgerEntry(
        response_id=response_id,
        force=force,
        weight=weight,
        levels=cube_cells.unpacked_places(levels),
        bins=cube_cells.unpacked_places(bins),
    )


def factors(version: CubeVersion) -> dict[str, Mapping[str, float]]:
    """By force that was weighted: the weight factor of each class."""
    parts = CubePart.objects.filter(version=version)
    return dict(parts.values_list("force_id", "factors"))


def bins(
    cells: Mapping[Place, Sums], *, codebook: Codebook
) -> Iterator[tuple[tuple[str, str, str], dict[str, dict[str, list[float]]]]]:
    """The cells as figures are stored: by force, dimension and level."""
    for (force, level), sums in cells.items():
        yield (force, *codebook.levels[level]), cube_cells.bins_of(sums, codebook=codebook)
