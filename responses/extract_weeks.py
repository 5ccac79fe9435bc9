from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.db.models import BooleanField, Count, ExpressionWrapper, F, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.timezone import get_current_timezone, localdate, make_aware

from responses.cases.stages import SurveyStage
from responses.eligibility.rules import IN_FRAME, OUT_OF_SCOPE, Decision
from responses.models import Import, Invitation, LoadedForce, Response, StageEvent

SOON = timedelta(days=14)
"""An answer within this time of its invitation counts for its week of sending: all weeks up to the
one before last can be compared."""
QUICK = timedelta(seconds=60)
"""Ten questions cannot be read in less."""
LONG_AGO = timedelta(days=28)
"""A first stage is asked about from the 14th day after the report."""
UNREACHABLE = frozenset({Decision.NO_CONTACT_DATA, Decision.BAD_NUMBER})
FILES = (Import.Source.CASE_FILE, Import.Source.API)
FIRST = SurveyStage.REPORT
LEVELS = ("stage", "crime", "mode", "language")


class DayCount(NamedTuple):
    """`level` says which, where the name is one of a kind."""

    on: date
    force: str
    name: str
    level: str = ""


def day_counts(*, first: date, last: date) -> Counter[DayCount]:
    """Of the days from `first` to `last`, both included:

    asked, asked_first (a first stage), asked_late (one of these, long after the report)
        by the day of sending
    answered_soon
        by the day of sending, of those asked
    answered, mode, language, crime, stage, skipped (one question or more), quick
        by the day on which it was sent in
    decided, excluded, unreachable, complaint_live
        first stages by the day of the report, those that still wait left out
    reported
        the same, with those that wait
    withdrawn, opted_out
        by their day
    files
        loaded, by their day"""
    days = _Days(first, last)
    found: Counter[DayCount] = Counter()
    for count in (_count_asked, _answered, _decided, _count_left, _files):
        for key, number in count(days):
            if first <= key.on <= last:
                found[key] += number
    return found


Counted = Iterator[tuple[DayCount, int]]


class _Days(NamedTuple):
    first: date
    last: date

    @property
    def moments(self) -> tuple[datetime, datetime]:
        after = self.last + timedelta(days=1)
        first, end = (make_aware(datetime.combine(day, time.min)) for day in (self.first, after))
        return first, end


def _count_asked(days: _Days) -> Counted:
    zone, event = get_current_timezone(), "stage_event__"
    rows = Invitation.objects.filter(invited_at__range=days.moments).values_list(
        f"{event}case__force_id", f"{event}survey_stage", f"{event}on", "invited_at"
    )
    for force, stage, event_on, at in rows.iterator(chunk_size=5000):
        on = localdate(at, zone)
        yield DayCount(on, force, "asked"), 1
        if stage == FIRST:
            yield DayCount(on, force, "asked_first"), 1
            if on - event_on > LONG_AGO:
                yield DayCount(on, force, "asked_late"), 1


def _answered(days: _Days) -> Counted:
    zone = get_current_timezone()
    for began, at, asked, has_skipped, force, *levels in _answers(days).iterator(chunk_size=5000):
        on = localdate(at, zone)
        yield DayCount(on, force, "answered"), 1
        for name, level in zip(LEVELS, levels, strict=True):
            yield DayCount(on, force, name, level), 1
        if has_skipped:
            yield DayCount(on, force, "skipped"), 1
        if at - began < QUICK:
            yield DayCount(on, force, "quick"), 1
        if at - asked < SOON:
            yield DayCount(localdate(asked, zone), force, "answered_soon"), 1


def _answers(days: _Days) -> QuerySet[Response, tuple[Any, ...]]:
    first, after = days.moments
    event = "invitation__stage_event__"
    answers = Response.objects.filter(
        completed_at__range=(first, after + SOON), withdrawn_at__isnull=True
    )
    has_skipped = ExpressionWrapper(Q(text__contains="[]"), output_field=BooleanField())
    return answers.annotate(text=Cast("answers", TextField()), has_skipped=has_skipped).values_list(
        "started_at", "completed_at", "invitation__invited_at", "has_skipped",
        f"{event}case__force_id", f"{event}survey_stage", f"{event}case__crime_group",
        "mode", "language",
    )  # fmt: skip


def _decided(days: _Days) -> Counted:
    events = StageEvent.objects.filter(survey_stage=FIRST, on__range=days)
    rows = events.values_list("case__force_id", "on", "decision").annotate(Count("pk")).order_by()
    for force, on, decision, number in rows.iterator(chunk_size=5000):
        yield DayCount(on, force, "reported"), number
        if decision == Decision.PENDING or decision in OUT_OF_SCOPE:
            continue
        yield DayCount(on, force, "decided"), number
        if decision not in IN_FRAME:
            yield DayCount(on, force, "excluded"), number
        if decision in UNREACHABLE:
            yield DayCount(on, force, "unreachable"), number
        if decision == Decision.COMPLAINT_LIVE:
            yield DayCount(on, force, "complaint_live"), number


def _count_left(days: _Days) -> Counted:
    zone, case = get_current_timezone(), "stage_event__case__force_id"
    withdrawn = Response.objects.filter(withdrawn_at__range=days.moments)
    opted_out = Invitation.objects.filter(opted_out_at__range=days.moments)
    rows = {
        "withdrawn": withdrawn.values_list(f"invitation__{case}", "withdrawn_at"),
        "opted_out": opted_out.values_list(case, "opted_out_at"),
    }
    for name, found in rows.items():
        for force, at in found:
            yield DayCount(localdate(at, zone), force, name), 1


def _files(days: _Days) -> Counted:
    zone = get_current_timezone()
    loaded = LoadedForce.objects.filter(
        Q(import_batch__undone_at__isnull=True),
        import_batch__source__in=FILES,
        import_batch__loaded_at__range=days.moments,
    ).values_list("force_id", F("import_batch__loaded_at"))
    for force, at in loaded:
        yield DayCount(localdate(at, zone), force, "files"), 1
