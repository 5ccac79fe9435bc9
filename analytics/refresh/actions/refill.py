"""Refresh of figures, a quarter at a time: weights, additive cells, coverage and published
tables.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from access import audit, process_cache
from access.actor import Actor
from access.audit import AuditKind
from access.webhooks.events import WebhookEvent, happened
from analytics.cube import ledger_entries
from analytics.disclosure import years
from analytics.disclosure.corrections import Known
from analytics.disclosure.question_tables import EVERY_QUESTION
from analytics.disclosure.shown_tables import AreaTable
from analytics.models import (
    Cell,
    Coverage,
    EarlierFigures,
    ModelledShares,
    QuarterState,
    ShownTable,
    WeightRun,
)
from analytics.refresh.actions import keep_questions
from analytics.refresh.selectors import earlier_totals, fillings, quarter_states
from analytics.refresh.selectors.fillings import Filling
from analytics.refresh.selectors.quarter_states import KnownState
from analytics.refresh.selectors.showable import ShowablePart
from analytics.tables import Dimension
from responses import extract

if TYPE_CHECKING:
    from analytics.weighting.force_weights import CellKey, ForceWeights

BATCH = 500


@dataclass(frozen=True, kw_only=True)
class RefillSummary:
    """`counted` responses are in the figures, `waiting` ones not yet, and `late` ones arrived
    after closing. Responses of quarters already `closed` are not read.
    """

    periods: int = 1
    responses: int = 0
    counted: int = 0
    waiting: int = 0
    late: int = 0
    closed: int = 0
    cells: int = 0
    hidden: int = 0
    exposed: int = 0

    def __add__(self, other: "RefillSummary") -> "RefillSummary":
        mine, theirs = asdict(self), asdict(other)
        return RefillSummary(**{name: mine[name] + theirs[name] for name in mine})


def refill_cells(*, periods: Sequence[str], by: Actor, at: datetime) -> RefillSummary:
    """Refresh each quarter that may still change, each in one transaction, so readers see old or
    new figures. The same data give the same figures.
    """
    filled = RefillSummary(periods=0)
    for period in periods:
        filled += _refill(period, by=by, at=at)
    return filled


def _refill(period: str, *, by: Actor, at: datetime) -> RefillSummary:
    if not extract.is_whole(period, at=at) and WeightRun.objects.filter(period=period).exists():
        return RefillSummary()
    before = quarter_states.read_states().get(period)
    if before is not None and before.is_frozen:
        first = before.closed_on + timedelta(days=1) if before.closed_on else None
        found = extract.answer_rows(period=before.period, completed_from=first)
        late = sum(1 for _ in ledger_entries.countable(found))
        if late != before.late:
            QuarterState.objects.filter(period=before.period).update(late=late)
            process_cache.clear()
        return RefillSummary(closed=1, late=late)
    rows = list(ledger_entries.countable(extract.answer_rows(period=period)))
    frame = list(extract.frame_counts(period))
    filling = fillings.filling_of(period, rows, frame, at=at)
    if not replace_figures(filling=filling, by=by, at=at):
        return RefillSummary(responses=len(rows))
    received = len(rows)
    part, protected = filling.part, filling.protected
    return RefillSummary(
        responses=received,
        counted=received - part.waiting - part.late,
        waiting=part.waiting,
        late=part.late,
        cells=len(part.cells),
        hidden=protected.hidden if protected else 0,
        exposed=protected.narrowed if protected else 0,
    )


@transaction.atomic
def replace_figures(
    *, filling: Filling, corrects: Known | None = None, by: Actor, at: datetime
) -> bool:
    """`corrects` is what the closed figures being corrected reveal.

    Return False, and change nothing, if the quarter has closed meanwhile and this is no
    correction.
    """
    state, part, period = filling.state, filling.part, filling.state.period
    if _locked(period).is_frozen and corrects is None:
        return False
    written = ("stages", "shifts", "closed_on", "waiting", "late", "corrected_on", "correction")
    QuarterState.objects.update_or_create(
        period=state.period, defaults={name: getattr(state, name) for name in written}
    )
    process_cache.clear()
    if filling.protected is not None:
        told = earlier_totals.published_by_totals(period) if corrects is None else corrects
        if told:
            EarlierFigures.objects.create(period=period, told=told)
    _write_cells(period, part, is_closed=filling.is_closed, at=at)
    _write_coverage(period, part.coverage)
    details = {"cells": len(part.cells), "is_closed": filling.is_closed}
    if filling.protected is not None:
        _write_shown_tables(period, filling.tables)
        details |= {"hidden": filling.protected.hidden, "exposed": filling.protected.narrowed}
    audit.record(AuditKind.FIGURES_FILLED, target=period, by=by, at=at, **details)
    if filling.is_closed:
        if corrects is None:
            keep_questions.keep_questions(questions=filling.questions, period=period, by=by, at=at)
        keep_questions.keep_mixes(mixes=filling.compared, period=period, by=by, at=at)
        ModelledShares.objects.filter(period=period).delete()
        ModelledShares.objects.bulk_create(filling.modelled, batch_size=BATCH)
        if corrects is None:
            happened(WebhookEvent.QUARTER_CLOSED, number=period, page=("access:home",), at=at)
    return True


def _locked(period: str) -> KnownState:
    rows = QuarterState.objects.select_for_update()
    row, _ = rows.get_or_create(period=period, defaults={"stages": {}, "shifts": {}})
    return quarter_states.known_state(row)


def _write_cells(period: str, part: ShowablePart, *, is_closed: bool, at: datetime) -> None:
    Cell.objects.filter(period=period).exclude(dimension=EVERY_QUESTION).delete()
    Cell.objects.bulk_create(
        (
            Cell(period=period, force_id=force, dimension=dimension, level=level, bins=content)
            for (force, dimension, level), content in part.cells.items()
        ),
        batch_size=BATCH,
    )
    WeightRun.objects.filter(period=period).exclude(force__in=part.kept).delete()
    ids = part.ids
    WeightRun.objects.bulk_create(
        _weight_run(
            period,
            run if is_closed else replace(run, late_answers={}, response_model={}),
            ids[run.force],
            at,
        )
        for run in part.counted.runs
        if run.force not in part.kept
    )


def _write_coverage(period: str, coverage: "Mapping[CellKey, Mapping[str, int]]") -> None:
    Coverage.objects.filter(period=period).delete()
    Coverage.objects.bulk_create(
        (
            Coverage(
                period=period, force_id=force, dimension=dimension, level=level, counts=content
            )
            for (force, dimension, level), content in coverage.items()
        ),
        batch_size=BATCH,
    )


def _write_shown_tables(period: str, tables: Sequence[AreaTable]) -> None:
    # A year shows what its quarters show.
    ShownTable.objects.filter(period=years.year_of(period)).delete()
    ShownTable.objects.filter(period=period, dimension__in=list(Dimension)).delete()
    ShownTable.objects.bulk_create(
        (
            ShownTable(
                period=period, dimension=table.dimension, area=table.area, shares=table.shares
            )
            for table in tables
        ),
        batch_size=BATCH,
    )


def _weight_run(
    period: str, run: "ForceWeights", counted: Sequence[int], at: datetime
) -> WeightRun:
    return WeightRun(
        period=period,
        force_id=run.force,
        filled_at=at,
        respondents=run.respondents,
        frame_total=run.frame_total,
        design_effect=run.design_effect,
        trimmed=run.trimmed,
        inputs_hash=run.inputs_hash,
        effective_base=run.effective_base,
        least_factor=run.least_factor,
        most_factor=run.most_factor,
        margins={name: list(levels) for name, levels in run.margins.items()},
        error_ratios=dict(run.error_ratios),
        response_model=dict(run.response_model),
        late_answers={item: list(bins) for item, bins in run.late_answers.items()},
        note=run.note,
        counted=list(counted),
    )
