"""Fills the figures: weights, additive cells, coverage and what may be shown, a quarter at a
time."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
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
from analytics.refresh.actions import keep_questions, standardise
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
    """`responses` were received, of which `counted` are in the figures, `waiting` are not yet, and
    `late` came after the closing and never will be; of quarters that had `closed` the others are
    not read. `hidden` are the places that the gate hid after
    the rules, and `exposed` the small groups that nothing could protect."""

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
    """Fill the figures of each quarter that may still change; they are replaced in one transaction,
    so a reader sees the old or the new ones, and the same data give the same figures.

    A quarter that is not over has no figures. One that is open has totals, which leave out its
    newest answers (refresh.open_totals). When it closes it is filled once with every answer that
    was received by then, and never again: of a closed quarter only those who came later are
    counted. What may be shown is judged with the figures: nothing appears before it passed the
    gate."""
    filled = RefillSummary(periods=0)
    for period in periods:
        filled += _refill(period, by=by, at=at)
    return filled


def _refill(period: str, *, by: Actor, at: datetime) -> RefillSummary:
    if _is_past_filling(period, at):
        return RefillSummary()
    before = quarter_states.read_states().get(period)
    if before is not None and before.is_frozen:
        return _count_late(before)
    rows = list(ledger_entries.countable(extract.answer_rows(period=period)))
    frame = list(extract.frame_counts(period))
    filling = fillings.filling_of(period, rows, frame, at=at)
    if not replace_figures(filling=filling, by=by, at=at):
        return RefillSummary(responses=len(rows))
    return _summary(filling, received=len(rows))


def _summary(filling: Filling, *, received: int) -> RefillSummary:
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


def _is_past_filling(period: str, at: datetime) -> bool:
    """Whether deletion of its cases has begun: the figures that were filled from them then stay."""
    return not extract.is_whole(period, at=at) and WeightRun.objects.filter(period=period).exists()


def _count_late(state: KnownState) -> RefillSummary:
    """How many answers came after the quarter closed: all that is still read of it."""
    first = _day_after(state.closed_on)
    found = extract.answer_rows(period=state.period, completed_from=first)
    late = sum(1 for _ in ledger_entries.countable(found))
    if late != state.late:
        QuarterState.objects.filter(period=state.period).update(late=late)
        process_cache.clear()
    return RefillSummary(closed=1, late=late)


def _day_after(day: date | None) -> date | None:
    return day + timedelta(days=1) if day else None


@transaction.atomic
def replace_figures(
    *, filling: Filling, corrects: Known | None = None, by: Actor, at: datetime
) -> bool:
    """`corrects` is what the closed figures tell that a correction replaces. False where somebody
    else has closed the quarter meanwhile, and this is no correction: it stays as they closed it. A
    correction leaves what not everybody is asked as it was: by stage and by chance those who move
    are too few there to be judged one by one."""
    state, part, period = filling.state, filling.part, filling.state.period
    if _locked(period).is_frozen and corrects is None:
        return False
    _write_state(state)
    if filling.protected is not None:
        _keep_earlier(period, corrects)
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
        standardise.keep_mixes(mixes=filling.compared, period=period, by=by, at=at)
        _write_modelled(period, filling.modelled)
        if corrects is None:
            happened(WebhookEvent.QUARTER_CLOSED, number=period, page=("access:home",), at=at)
    return True


def _keep_earlier(period: str, corrects: Known | None) -> None:
    """What the version tells that is now replaced, if it tells anything."""
    told = earlier_totals.told_by_totals(period) if corrects is None else corrects
    if told:
        EarlierFigures.objects.create(period=period, told=told)


def _locked(period: str) -> KnownState:
    """The state of a quarter, which nobody else can change before this transaction ends."""
    rows = QuarterState.objects.select_for_update()
    row, _ = rows.get_or_create(period=period, defaults={"stages": {}, "shifts": {}})
    return quarter_states.known(row)


def _write_state(state: QuarterState) -> None:
    written = ("stages", "shifts", "closed_on", "waiting", "late", "corrected_on", "correction")
    QuarterState.objects.update_or_create(
        period=state.period, defaults={name: getattr(state, name) for name in written}
    )
    process_cache.clear()


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
        _weight_run(period, run if is_closed else _of_open(run), ids[run.force], at)
        for run in part.counted.runs
        if run.force not in part.kept
    )


def _of_open(run: "ForceWeights") -> "ForceWeights":
    """Without what is made of levels, and of those who came late: the newest are left out."""
    return replace(run, late_answers={}, response_model={})


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


def _write_modelled(period: str, modelled: Sequence[ModelledShares]) -> None:
    ModelledShares.objects.filter(period=period).delete()
    ModelledShares.objects.bulk_create(modelled, batch_size=BATCH)


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
