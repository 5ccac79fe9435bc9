"""Reads of the cube. Nothing here is for readers of figures: it knows no suppression."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

from access.models import Force
from analytics.cube import cells as cube_cells
from analytics.cube import meanings as cube_meanings
from analytics.cube.cells import Codebook, Packed, Sums
from analytics.cube.ledger_entries import Entry, Place, every_level
from analytics.items import item_codes
from analytics.models import CubeCell, CubeEntry, CubePart, CubeVersion

State = CubeVersion.State


def published_codebook() -> Codebook:
    """Every choice of every published version, every level of the closed list of tables."""
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


def as_kept(codebook: Codebook) -> dict[str, list]:
    return {
        "bins": [list(each) for each in codebook.bins],
        "levels": [list(each) for each in codebook.levels],
        "forces": list(codebook.forces),
    }


def live(period: str) -> CubeVersion | None:
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
) -> dict[int, Entry]:
    found = CubeEntry.objects.filter(version=version)
    if response_ids is not None:
        found = found.filter(response_id__in=response_ids)
    if forces is not None:
        found = found.filter(force__in=forces)
    rows = found.values_list("response_id", "force_id", "weight", "levels", "bins")
    return {row[0]: _entry(*row) for row in rows.iterator(chunk_size=5000)}


def periods_of(response_ids: Collection[int]) -> list[tuple[int, str]]:
    """Each response and a quarter whose cube has counted it, live or just being built. Versions are
    looked up apart: joined to them, a planner without statistics reads the ledger whole."""
    periods = dict(CubeVersion.objects.values_list("pk", "period"))
    counted = CubeEntry.objects.filter(response_id__in=response_ids)
    return [
        (response_id, periods[version_id])
        for response_id, version_id in counted.values_list("response_id", "version_id")
    ]


def _entry(response_id: int, force: str, weight: int, levels: Packed, bins: Packed) -> Entry:
    return Entry(
        response_id=response_id,
        force=force,
        weight=weight,
        levels=cube_cells.unpacked_places(levels),
        bins=cube_cells.unpacked_places(bins),
    )


def factors(version: CubeVersion) -> dict[str, Mapping[str, float]]:
    """Of each force that was weighted: the factors of its classes."""
    parts = CubePart.objects.filter(version=version)
    return dict(parts.values_list("force_id", "factors"))


def bins(
    cells: Mapping[Place, Sums], *, codebook: Codebook
) -> Iterator[tuple[tuple[str, str, str], dict[str, dict[str, list[float]]]]]:
    """As figures are shown and kept: by force, dimension and level."""
    for (force, level), sums in cells.items():
        yield (force, *codebook.levels[level]), cube_cells.bins_of(sums, codebook=codebook)


def in_making(*, since: datetime) -> frozenset[str]:
    """The quarters of which a version is being built; one that was begun long ago was given up."""
    building = CubeVersion.objects.filter(state=State.BUILDING, begun_at__gte=since)
    return frozenset(building.values_list("period", flat=True))
