"""Rebuilds the cube: a version of a quarter is built beside the live one, in parts, on any number
of hosts, and replaces it in one transaction."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from analytics.cube import ledger_entries, meanings, selectors, versions_being_built
from analytics.cube.versions_being_built import GivenUpError
from analytics.models import CubePart, CubeVersion
from analytics.refresh.selectors.showable import CountedQuarter
from responses import extract
from responses.extract_rows import AnswerRow, FrameRow

State = CubeVersion.State


class UnfinishedVersionError(Exception):
    """Some forces of the version are not built yet."""


def rebuild(
    *, period: str, by: Actor, at: datetime, clock: Callable[[], datetime] | None = None
) -> CountedQuarter:
    """Rebuild a quarter on one host: begin, build, switch. Answers are read after the beginning:
    changes that come later are deferred and applied by the next batch. `clock` says what time it
    is between two steps; without it the whole rebuild counts as done at `at`.

    Raises GivenUpError where a step took so long that the version was given up."""
    from analytics.weighting.force_weights import ForceWeights

    version = begin(period=period, by=by, at=at)
    rows = list(ledger_entries.countable(extract.answer_rows(period=period)))
    frame = list(extract.frame_counts(period))
    forces = {row.force for row in rows}.union(version.parts.values_list("force_id", flat=True))
    weights = _build(version, forces=forces, rows=rows, frame=frame, clock=clock or (lambda: at))
    switch(version_id=version.pk, by=by, at=at)
    codebook = selectors.codebook_of(version)
    weighted = version.parts.exclude(weighting={}).order_by("force")
    return CountedQuarter(
        rows=rows,
        weights=weights,
        frame=frame,
        bins=dict(selectors.bins(selectors.cells(version, codebook=codebook), codebook=codebook)),
        weightings=[ForceWeights(**part.weighting) for part in weighted],
    )


@transaction.atomic
def begin(*, period: str, by: Actor, at: datetime) -> CubeVersion:
    """A new, empty version of a quarter and the parts that must be built. An unfinished one is
    deleted."""
    versions_being_built.delete_unfinished(period)
    version = CubeVersion.objects.create(
        period=period,
        state=State.BUILDING,
        renewed_at=at,
        codebook=selectors.codebook_as_stored(selectors.published_codebook()),
    )
    CubePart.objects.bulk_create(
        CubePart(version=version, force_id=force) for force in extract.forces_with_answers(period)
    )
    return version


def build_part(
    *,
    version_id: int,
    forces: Collection[str],
    by: Actor,
    at: datetime,
    clock: Callable[[], datetime] | None = None,
) -> int:
    """Weigh and count some forces of the quarter; returns how many responses. Any host may build
    any part, and a part that failed or ran twice is simply built again. `clock` as in rebuild().

    Raises GivenUpError where the version was given up meanwhile."""
    version = CubeVersion.objects.filter(pk=version_id, state=State.BUILDING).first()
    if version is None:
        # Another rebuilding of the quarter has begun, and has parts of its own.
        return 0
    rows = list(ledger_entries.countable(extract.answer_rows(period=version.period, forces=forces)))
    frame = list(extract.frame_counts(version.period, forces=forces))
    _build(version, forces=forces, rows=rows, frame=frame, clock=clock or (lambda: at))
    return len(rows)


def _build(
    version: CubeVersion,
    *,
    forces: Collection[str],
    rows: Sequence[AnswerRow],
    frame: Sequence[FrameRow],
    clock: Callable[[], datetime],
) -> Sequence[float]:
    """The weight of each row. All weighing is done before the transaction begins: with a database
    that has one writer, such as SQLite, nobody could answer meanwhile."""
    # DuckDB stays out of the process of the pages.
    from analytics.cube import loading, parquet
    from analytics.weighting import force_weights

    versions_being_built.renew(version, at=clock())
    codebook = selectors.codebook_of(version)
    weights, weightings = force_weights.weigh_forces(rows, frame, meanings=meanings.meanings())
    found = [
        ledger_entries.entry_of(row, weight=weight, codebook=codebook)
        for row, weight in zip(rows, weights, strict=True)
    ]
    factors = _factors(rows, weights)
    by_force = {each.force: asdict(each) for each in weightings}
    with TemporaryDirectory() as name:
        parquet.write(Path(name), found, codebook=codebook)
        versions_being_built.renew(version, at=clock())
        with transaction.atomic():
            versions_being_built.lock_parts(version, forces=forces)
            loading.load(version, folders=[Path(name)], forces=forces)
            _record_parts(version, forces=forces, weightings=by_force, factors=factors)
    return weights


def _record_parts(
    version: CubeVersion,
    *,
    forces: Collection[str],
    weightings: Mapping[str, dict[str, object]],
    factors: Mapping[str, dict[str, float]],
) -> None:
    parts = list(version.parts.filter(force__in=forces))
    for part in parts:
        # Where all answers were withdrawn since it was begun, nothing stands, and that is built.
        part.is_built = True
        part.weighting = weightings.get(part.force_id, {})
        part.factors = factors.get(part.force_id, {})
    CubePart.objects.bulk_update(parts, ["is_built", "weighting", "factors"])


def _factors(rows: Sequence[AnswerRow], weights: Sequence[float]) -> dict[str, dict[str, float]]:
    sums: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(lambda: [0.0, 0.0]))
    for row, weight in zip(rows, weights, strict=True):
        for of_class in (ledger_entries.EVERY_CLASS, ledger_entries.weight_class(row)):
            sums[row.force][of_class][0] += weight
            sums[row.force][of_class][1] += row.design_weight
    return {
        force: {of_class: weight / design for of_class, (weight, design) in by_class.items()}
        for force, by_class in sums.items()
    }


def switch_if_built(*, version_id: int, by: Actor, at: datetime) -> bool:
    """Switch if this was the last part. False where parts are missing or another host has switched
    already."""
    try:
        switch(version_id=version_id, by=by, at=at)
    except (UnfinishedVersionError, GivenUpError):
        return False
    return True


@transaction.atomic
def switch(*, version_id: int, by: Actor, at: datetime) -> None:
    """From now on readers and batches of changes use this version. Raises UnfinishedVersionError,
    and GivenUpError where it was given up or has been switched to already."""
    building = CubeVersion.objects.select_for_update().filter(state=State.BUILDING)
    version = building.filter(pk=version_id).first()
    if version is None:
        raise GivenUpError
    if missing := list(version.parts.filter(is_built=False).values_list("force_id", flat=True)):
        raise UnfinishedVersionError(", ".join(sorted(missing)))
    # A batch that is at work on the live version holds its row: the switch waits for it.
    list(CubeVersion.objects.select_for_update().filter(period=version.period, state=State.LIVE))
    CubeVersion.objects.filter(period=version.period, state=State.LIVE).delete()
    version.state = State.LIVE
    version.save(update_fields=["state"])
    audit.record(
        AuditKind.CUBE_REBUILT,
        target=version.period,
        by=by,
        at=at,
        cells=version.cells.count(),
        responses=version.entries.count(),
    )
