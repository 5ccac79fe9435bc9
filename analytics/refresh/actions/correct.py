"""Correction of a closed quarter after wrong data were mended."""

from collections.abc import Sequence
from datetime import datetime
from itertools import combinations
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.timezone import localdate

from access import audit
from access import selectors as access_selectors
from access.actor import Actor
from access.audit import AuditKind
from access.background import task_queue
from analytics.answer_store import selectors as answer_store
from analytics.cube import ledger_entries, meanings
from analytics.disclosure import corrections, years
from analytics.disclosure.corrections import Known
from analytics.disclosure.suppression.areas import areas_of
from analytics.models import EarlierFigures, QuarterState
from analytics.refresh.actions import refill
from analytics.refresh.selectors import (
    counted,
    fillings,
    quarter_states,
    shown_years,
    stored_quarter,
)
from analytics.refresh.selectors.fillings import Filling
from analytics.refresh.selectors.showable import ShowablePart
from analytics.stats.suppression import Audience
from responses import extract
from responses.extract_rows import AnswerRow, FrameRow

if TYPE_CHECKING:
    from analytics.disclosure.cross_release.overlap_years import YearBefore

NAMED = 3
"""The most places named in a refusal."""


class UnableToCorrectError(Exception):
    pass


def correct_quarter(*, period: str, why: str, approved_by: str, by: Actor, at: datetime) -> None:
    """Count a closed quarter again, from those responses behind its figures that still exist.

    Raises UnableToCorrectError, leaving the figures unchanged.
    """
    if not extract.is_whole(period, at=at):
        message = f"Cases of {period} have been deleted: nobody can count it anew."
        raise UnableToCorrectError(message)
    state = QuarterState.objects.filter(period=period).first()
    if state is None or not quarter_states.known_state(state).is_frozen:
        message = f"{period} has not closed: it is filled anew each night."
        raise UnableToCorrectError(message)
    if not why or not approved_by or approved_by == by.name:
        message = "A correction says what was wrong, and takes two people."
        raise UnableToCorrectError(message)
    rows = list(ledger_entries.countable(extract.answer_rows(period=period)))
    part = _part(period, rows, list(extract.frame_counts(period)), late=state.late)
    state.corrected_on, state.correction = localdate(at), why
    state.shifts = quarter_states.without_late(state.shifts)
    from analytics.disclosure import quarter_protection
    from analytics.disclosure.suppression import gate

    cells = stored_quarter.counts_of(period).cells
    shown_before = quarter_protection.protect_quarter(
        cells,
        meanings.meanings(),
        areas_of({force for force, *_ in cells}, access_selectors.regions()),
        hidden=stored_quarter.hidden_places(period),
        judge=gate.protect_by_rules_alone,
    )
    filling, before = fillings.closed_filling(state, part), corrections.with_unseen(shown_before)
    _refuse_revealing_few(period, filling, before)
    with transaction.atomic():
        refill.replace_figures(filling=filling, corrects=before, by=by, at=at)
        audit.record(
            AuditKind.FIGURES_CORRECTED, target=period, by=by, at=at, approved_by=approved_by
        )
        if answer_store.is_enabled():
            task_queue.enqueue(answer_store.TASK, period, at=at)


def _part(
    period: str, rows: Sequence[AnswerRow], frame: Sequence[FrameRow], *, late: int
) -> ShowablePart:
    # Keeps the weighting libraries out of web processes.
    from analytics.weighting import force_weights

    ids = stored_quarter.counted_in(period)
    inside = [row for row in rows if row.response_id in ids]
    outside = [row for row in rows if row.response_id not in ids]
    now = counted.without_late(counted.count_rows(inside, frame))
    return ShowablePart(
        counted=now,
        cells=now.bins,
        coverage=force_weights.coverage(frame, inside, outside),
        hidden=stored_quarter.hidden_places(period),
        late=late,
    )


def _refuse_revealing_few(period: str, filling: Filling, before: Known) -> None:
    if filling.protected is None:
        return
    from analytics.disclosure.cross_release import overlap, overlap_years

    year = _year_before(period)
    after = corrections.with_unseen(filling.protected)
    earlier = EarlierFigures.objects.filter(period=period).values_list("told", flat=True)
    versions = (before, *earlier)
    for told in versions:
        few = corrections.find_disclosive({period: told}, {period: after}, Audience.STAFF)
        few = few or overlap.find_disclosive(told, after, filling.protected)
        if year and not few:
            few = overlap_years.find_disclosive(told, after, filling.protected, year)
        _refuse(few)
    for first, second in combinations(versions, 2):
        _refuse(overlap.find_disclosive_in_three(first, second, after, filling.protected))


def _refuse(few: Sequence[str]) -> None:
    """Raises UnableToCorrectError if there are any."""
    if few:
        message = f"A few people's answers would be known from what changed: {few[:NAMED]}"
        raise UnableToCorrectError(message)


def _year_before(period: str) -> "YearBefore | None":
    from analytics.disclosure.cross_release.overlap_years import YearBefore

    year = years.year_of(period)
    if not shown_years.may_have_been_stored(year):
        return None
    others = [
        (stored_quarter.counts_of(other).cells, stored_quarter.shown_places(other))
        for other in years.quarters_of(year)
        if other != period
    ]
    cells = [stored_quarter.counts_of(period).cells, *(of for of, _ in others)]
    is_known = not shown_years.is_corrected(year)
    return YearBefore(
        areas=areas_of({force for of in cells for force, *_ in of}, access_selectors.regions()),
        meanings=meanings.meanings(),
        others=others,
        shown=stored_quarter.shown_places(year) if is_known else None,
    )
