"""Fills the figures: weights, additive cells, coverage and what may be shown, a quarter at a
time."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.timezone import localdate

from access import audit, process_cache
from access import selectors as access_selectors
from access.actor import Actor
from access.audit import AuditKind
from analytics.cube import meanings
from analytics.disclosure import shown_tables
from analytics.disclosure.funnel_steps import RESPONDENT_STEPS
from analytics.disclosure.judging.areas import areas_of
from analytics.disclosure.question_tables import EVERY_QUESTION
from analytics.disclosure.shown_tables import AreaTable
from analytics.models import Cell, Coverage, QuarterState, ShownTable, WeightRun
from analytics.refresh.actions import keep_questions, rebuild, standardise
from analytics.refresh.selectors import (
    mixes,
    movements,
    quarter_states,
    showable,
    showable_questions,
)
from analytics.refresh.selectors import stored_quarter as stored
from analytics.refresh.selectors.showable import ShowablePart
from analytics.refresh.selectors.showable_questions import ShowableQuestions
from analytics.stats.shares import Bins
from analytics.tables import Dimension
from responses import extract

if TYPE_CHECKING:
    from analytics.disclosure.quarter_protection import ProtectedQuarter
    from analytics.weighting.force_weights import CellKey, ForceWeights

BATCH = 500


@dataclass(frozen=True, kw_only=True)
class RefillSummary:
    """`frozen` counts the forces whose figures stayed as they were, `pending` the responses of the
    others that are not counted yet, `hidden` the places that the gate hid after the rules, and
    `exposed` the small groups that nothing could protect."""

    periods: int
    responses: int
    cells: int
    frozen: int
    pending: int
    hidden: int
    exposed: int

    def __add__(self, other: "RefillSummary") -> "RefillSummary":
        mine, theirs = asdict(self), asdict(other)
        return RefillSummary(**{name: mine[name] + theirs[name] for name in mine})


NOTHING_FILLED = RefillSummary(
    periods=0, responses=0, cells=0, frozen=0, pending=0, hidden=0, exposed=0
)


def refill_cells(
    *,
    periods: Sequence[str],
    by: Actor,
    at: datetime,
    is_revision: bool = False,
    is_gated: bool = True,
    clock: Callable[[], datetime] | None = None,
) -> RefillSummary:
    """Make the figures of each quarter equal to its answers and its frame: rebuild the cube, and
    copy what may be shown of it. The figures are replaced in one transaction, so a reader sees the
    old or the new ones; the same data give the same figures.

    Figures that were shown change only as far as analytics/refresh/holdback.py allows, except with
    `is_revision`, for correcting wrong data. What may be shown is judged with the figures: nothing
    appears before it passed the gate, except without `is_gated` of people who are made up. `clock`
    says what time it is while a rebuild runs
    (rebuild.rebuild)."""
    filled = NOTHING_FILLED
    for period in periods:
        if _is_past_filling(period, at):
            continue
        rebuilt = rebuild.rebuild(period=period, by=by, at=at, clock=clock)
        moved = showable.showable_part(period, rebuilt, at=at, is_revision=is_revision)
        state = quarter_states.state_of(period, moved, rebuilt.frame, on=localdate(at))
        shown = _show(moved, state, is_revision=is_revision, is_gated=is_gated, by=by, at=at)
        filled += replace(shown, responses=len(rebuilt.rows))
    return replace(filled, periods=len(periods))


def _show(
    moved: ShowablePart,
    state: QuarterState,
    *,
    is_revision: bool,
    is_gated: bool,
    by: Actor,
    at: datetime,
) -> RefillSummary:
    """Copy what may be shown of a quarter's cube into its figures. Returns what was done, without
    the number of responses."""
    period = state.period
    coverage = _with_previous_respondent_steps(period, moved.coverage, moved.frozen)
    protected = _protect(period, moved, is_gated=is_gated)
    _replace(
        state=state,
        moved=moved,
        coverage=coverage,
        protected=protected,
        tables=list(_tables(period, moved, protected)) if protected else (),
        questions=showable_questions.questions_to_show(period, moved, is_revision=is_revision),
        compared=_compared(period, moved),
        by=by,
        at=at,
    )
    return _summary(moved, protected)


def _summary(moved: ShowablePart, protected: "ProtectedQuarter | None") -> RefillSummary:
    return RefillSummary(
        periods=1,
        responses=0,
        cells=len(moved.bins),
        frozen=len(moved.frozen),
        pending=moved.pending,
        hidden=protected.hidden if protected else 0,
        exposed=protected.narrowed if protected else 0,
    )


def _is_past_filling(period: str, at: datetime) -> bool:
    """Whether deletion of its cases has begun: the figures that were filled from them then stay."""
    return not extract.is_whole(period, at=at) and WeightRun.objects.filter(period=period).exists()


def _with_previous_respondent_steps(
    period: str, coverage: "Mapping[CellKey, Mapping[str, int]]", frozen: Collection[str]
) -> "Mapping[CellKey, Mapping[str, int]]":
    """For frozen forces the steps of force and survey as they are now, and the steps of respondents
    as they were last shown, in the tables that were shown then."""
    rows = Coverage.objects.filter(period=period, force__in=frozen)
    before = {
        (force, dimension, level): counts
        for force, dimension, level, counts in rows.values_list(
            "force_id", "dimension", "level", "counts"
        )
    }
    tables = {(force, dimension) for force, dimension, _level in before}
    return {
        key: {
            **counts,
            **{step.value: before.get(key, {}).get(step, 0) for step in RESPONDENT_STEPS},
        }
        if key[0] in frozen
        else counts
        for key, counts in coverage.items()
        if key[0] not in frozen or key[:2] in tables
    }


def _protect(period: str, moved: ShowablePart, *, is_gated: bool) -> "ProtectedQuarter | None":
    """What of a quarter may be shown, worked out before the transaction that replaces it: with a
    database that has one writer nobody could answer meanwhile. None where no figure changes.

    What was hidden while the same people were shown before stays hidden: two different choices,
    read together, would undo each other."""
    # The linear programmes stay out of the process of the pages.
    from analytics.disclosure import quarter_protection

    if moved.frozen and not moved.bins:
        return None
    cells = {**_frozen_cells(period, moved), **moved.bins}
    return quarter_protection.protect_quarter(
        cells,
        meanings.meanings(),
        areas_of({force for force, *_ in cells}, access_selectors.regions()),
        hidden=stored.hidden_places(period) if movements.was_shown(period) else {},
        is_gated=is_gated,
    )


def _frozen_cells(period: str, moved: ShowablePart) -> "Mapping[CellKey, Mapping[str, Bins]]":
    before = stored.counts_of(period).cells if moved.frozen else {}
    return {key: content for key, content in before.items() if key[0] in moved.frozen}


def _tables(period: str, moved: ShowablePart, protected: "ProtectedQuarter") -> Iterator[AreaTable]:
    cells = {**_frozen_cells(period, moved), **moved.bins}
    return shown_tables.area_tables(cells, protected, meanings.meanings())


def _compared(period: str, moved: ShowablePart) -> mixes.Mixes | None:
    """The mixes of the responses that the new figures are made of; None where no figure changes."""
    if not moved.bins:
        return None
    fresh = {number for run in moved.runs for number in moved.counted[run.force]}
    return mixes.compare_mixes(
        period=period, counted=fresh | movements.counted_in(period, forces=moved.frozen)
    )


@transaction.atomic
def _replace(
    *,
    state: QuarterState,
    moved: ShowablePart,
    coverage: "Mapping[CellKey, Mapping[str, int]]",
    protected: "ProtectedQuarter | None",
    tables: Sequence[AreaTable],
    questions: ShowableQuestions,
    compared: mixes.Mixes | None,
    by: Actor,
    at: datetime,
) -> None:
    period = state.period
    _write_state(state)
    _write_cells(period, moved, at=at)
    _write_coverage(period, coverage)
    keep_questions.keep_questions(questions=questions, period=period, by=by, at=at)
    details = {"cells": len(moved.bins)}
    if protected is not None:
        _write_shown_tables(period, tables)
        details |= {"hidden": protected.hidden, "exposed": protected.narrowed}
    audit.record(AuditKind.FIGURES_FILLED, target=period, by=by, at=at, **details)
    if compared is not None:
        standardise.keep_mixes(mixes=compared, period=period, by=by, at=at)


def _write_state(state: QuarterState) -> None:
    QuarterState.objects.update_or_create(
        period=state.period, defaults={"stages": state.stages, "shifts": state.shifts}
    )
    process_cache.clear()


def _write_cells(period: str, moved: ShowablePart, *, at: datetime) -> None:
    cells = Cell.objects.exclude(dimension=EVERY_QUESTION)
    for rows in (cells, WeightRun.objects):
        rows.filter(period=period).exclude(force__in=moved.frozen).delete()
    Cell.objects.bulk_create(
        (
            Cell(period=period, force_id=force, dimension=dimension, level=level, bins=content)
            for (force, dimension, level), content in moved.bins.items()
        ),
        batch_size=BATCH,
    )
    WeightRun.objects.bulk_create(
        _weight_run(period, run, moved.counted[run.force], at) for run in moved.runs
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
