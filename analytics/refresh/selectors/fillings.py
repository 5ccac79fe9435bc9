"""A quarter's new figures, computed but not yet stored."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.timezone import localdate

from access import selectors as access_selectors
from analytics.cube import meanings
from analytics.disclosure import shown_tables, timing
from analytics.disclosure.shown_tables import AreaTable
from analytics.disclosure.suppression.areas import Areas, areas_of
from analytics.models import ModelledShares, QuarterState
from analytics.refresh.selectors import (
    mixes,
    modelled,
    quarter_states,
    showable,
    showable_questions,
)
from analytics.refresh.selectors.showable import ShowablePart
from analytics.refresh.selectors.showable_questions import NO_QUESTIONS, ShowableQuestions
from responses.extract_rows import AnswerRow, FrameRow

if TYPE_CHECKING:
    from analytics.disclosure.quarter_protection import ProtectedQuarter


@dataclass(frozen=True, kw_only=True)
class Filling:
    state: QuarterState
    part: ShowablePart
    protected: "ProtectedQuarter | None" = None
    tables: Sequence[AreaTable] = ()
    questions: ShowableQuestions = NO_QUESTIONS
    compared: mixes.Mixes = mixes.NO_MIXES
    modelled: Sequence[ModelledShares] = ()

    @property
    def is_closed(self) -> bool:
        return self.state.closed_on is not None


def filling_of(
    period: str,
    rows: Sequence[AnswerRow],
    frame: Sequence[FrameRow],
    *,
    at: datetime,
) -> Filling:
    """Compute before the transaction that replaces the figures: on a database with one writer, it
    would block respondents.
    """
    on = localdate(at)
    state = quarter_states.state_of(period, frame, on=on)
    known = quarter_states.known_state(state)
    if not timing.is_over(period, on=on):
        return _with_counts(Filling(state=state, part=showable.running_part(rows, frame)))
    if known.closes_on is not None and known.closes_before(on):
        state.closed_on = known.closes_on
        part = showable.closed_part(period, rows, frame, closes_on=known.closes_on)
        state.shifts = quarter_states.shifts_of(part.counted, frame, is_closed=True)
        return closed_filling(state, part)
    part = showable.open_part(period, rows, frame, at=at)
    if part.moved:
        state.shifts = quarter_states.shifts_of(part.counted, frame, is_closed=False)
    return _open_filling(state, part)


def closed_filling(state: QuarterState, part: ShowablePart) -> Filling:
    areas = areas_of({force for force, *_ in part.cells}, access_selectors.regions())
    protected = _protect(part, areas)
    tables = list(shown_tables.area_tables(part.cells, protected, meanings.meanings()))
    return _with_counts(
        Filling(
            state=state,
            part=part,
            protected=protected,
            tables=tables,
            questions=showable_questions.questions_to_show(part.counted),
            compared=mixes.compare_mixes(
                period=state.period, counted=part.counted, protected=protected
            ),
            modelled=modelled.shares_to_keep(state.period, part.cells, tables),
        )
    )


def _open_filling(state: QuarterState, part: ShowablePart) -> Filling:
    if not part.moved:
        return _with_counts(Filling(state=state, part=part))
    areas, known = areas_of({force for force, *_ in part.cells}, {}), meanings.meanings()
    protected = _protect(part, areas)
    if hidden := showable.hidden_nation(part, protected.shown_totals()):
        part = replace(part, hidden={**part.hidden, **hidden})
        protected = _protect(part, areas)
    tables = list(shown_tables.area_tables(part.cells, protected, known, are_totals_alone=True))
    return _with_counts(Filling(state=state, part=part, protected=protected, tables=tables))


def _with_counts(filling: Filling) -> Filling:
    filling.state.waiting, filling.state.late = filling.part.waiting, filling.part.late
    return filling


def _protect(part: ShowablePart, areas: Areas) -> "ProtectedQuarter":
    # Keeps linear programming out of web processes.
    from analytics.disclosure import quarter_protection

    return quarter_protection.protect_quarter(
        part.cells,
        meanings.meanings(),
        areas,
        hidden=part.hidden,
        steps=part.steps,
    )
