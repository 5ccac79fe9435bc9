"""Filling the figures: weights, additive cells and coverage, a quarter at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from analytics.models import Cell, Coverage, WeightRun
from responses import extract

if TYPE_CHECKING:
    from analytics.filling import Bins, CellKey, ForceWeights

BATCH = 500


@dataclass(frozen=True, kw_only=True)
class RefillSummary:
    periods: int
    responses: int
    cells: int


def refill_cells(*, periods: Sequence[str], by: Actor, at: datetime) -> RefillSummary:
    """Make the cells of each quarter equal to its answers and its frame. A quarter is replaced
    whole in one transaction, so a reader sees the old figures or the new; the same data give
    the same figures."""
    # Only this job needs pandas; importing it here keeps it out of the process of the pages.
    from analytics import filling

    responses = cells = 0
    for period in periods:
        frame = list(extract.frame_counts(period))
        counted = filling.countable(extract.answer_rows(period=period))
        coverage = filling.coverage(frame, counted)
        runs: list[ForceWeights] = []
        bins: Mapping[CellKey, Bins] = {}
        if counted:
            answers = filling.answers_frame(counted)
            weights, runs = filling.weigh_forces(answers, frame)
            bins = filling.cells(answers, weights)
        _replace(period=period, bins=bins, coverage=coverage, runs=runs, by=by, at=at)
        responses += len(counted)
        cells += len(bins)
    return RefillSummary(periods=len(periods), responses=responses, cells=cells)


@transaction.atomic
def _replace(
    *,
    period: str,
    bins: "Mapping[CellKey, Bins]",
    coverage: "Mapping[CellKey, Mapping[str, int]]",
    runs: "Sequence[ForceWeights]",
    by: Actor,
    at: datetime,
) -> None:
    for model in (Cell, Coverage, WeightRun):
        model.objects.filter(period=period).delete()
    Cell.objects.bulk_create(
        (
            Cell(period=period, force_id=force, dimension=dimension, level=level, bins=content)
            for (force, dimension, level), content in bins.items()
        ),
        batch_size=BATCH,
    )
    Coverage.objects.bulk_create(
        (
            Coverage(
                period=period, force_id=force, dimension=dimension, level=level, counts=content
            )
            for (force, dimension, level), content in coverage.items()
        ),
        batch_size=BATCH,
    )
    WeightRun.objects.bulk_create(_weight_run(period, run, at) for run in runs)
    audit.record(AuditKind.FIGURES_FILLED, target=period, by=by, at=at, cells=len(bins))


def _weight_run(period: str, run: "ForceWeights", at: datetime) -> WeightRun:
    return WeightRun(
        period=period,
        force_id=run.force,
        filled_at=at,
        respondents=run.respondents,
        frame_total=run.frame_total,
        design_effect=run.design_effect,
        trimmed=run.trimmed,
        margins={name: list(levels) for name, levels in run.margins.items()},
        note=run.note,
    )
