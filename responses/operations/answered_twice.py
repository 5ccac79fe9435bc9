"""Answered in full with two codes: neither counts, and advisers should be asked about both (ADR
24)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q
from django.utils.timezone import make_aware

from access.viewer import Viewer
from responses.cases import small_counts
from responses.cases.stages import period_of
from responses.models import CodeAttempt, Invitation
from responses.operations.selectors import SMALLEST_SHOWN_COUNT

MONTHS_OF_QUARTER = 3


def last_quarter(today: date) -> str:
    """Written 2026-Q3."""
    return period_of(_first_day(today) - timedelta(days=1))


@dataclass(frozen=True)
class Drawer:
    force_code: str
    service: str | None


@dataclass(frozen=True)
class AnsweredTwice:
    count: int | None
    parts: Mapping[Drawer, int]
    rest: int


def count_answered_twice(viewer: Viewer, *, today: date) -> AnsweredTwice:
    """For a national viewer; nothing for others."""
    if not viewer.is_national:
        return NOTHING
    end = _first_day(today)
    begin = _first_day(end - timedelta(days=1))
    twice = Invitation.objects.filter(codes_drawn__gt=0).annotate(
        before=Count("responses", filter=Q(responses__completed_at__lt=_midnight(begin))),
        by_end=Count("responses", filter=Q(responses__completed_at__lt=_midnight(end))),
    )
    found = list(twice.filter(before__lt=2, by_end__gte=2).order_by().values_list("pk", flat=True))
    if len(found) < SMALLEST_SHOWN_COUNT:
        return NOTHING
    parts, rest = small_counts.shown_parts(Counter(_drawers(found, end=end).values()))
    return AnsweredTwice(len(found), parts, rest or 0)


def _drawers(invitation_ids: Sequence[int], *, end: date) -> Mapping[int, Drawer]:
    complete = CodeAttempt.objects.filter(
        invitation__in=invitation_ids, response__completed_at__lt=_midnight(end)
    ).order_by("response__completed_at", "response")
    rows = complete.values_list(
        "invitation_id", "invitation__stage_event__case__force_id", "drawn_for__name"
    )
    return {pk: Drawer(force, service) for pk, force, service in rows}


NOTHING = AnsweredTwice(count=None, parts={}, rest=0)


def _first_day(day: date) -> date:
    return day.replace(month=(day.month - 1) // MONTHS_OF_QUARTER * MONTHS_OF_QUARTER + 1, day=1)


def _midnight(day: date) -> datetime:
    return make_aware(datetime.combine(day, time.min))
