"""Counts the events that were answered twice, each time in full and with another code: neither
counts in any figure, and both are a question to ask of advisers (docs/adr/0024).

The count is of the nation and of a quarter that is over, by when the second answer came: it would
otherwise tell, by changing, whether the victim of one case had answered (decision 14)."""

from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q
from django.utils.timezone import make_aware

from access.viewer import Viewer
from responses.cases.stages import period_of
from responses.models import Invitation
from responses.operations.selectors import SMALLEST_SHOWN_COUNT

MONTHS_OF_QUARTER = 3


def last_quarter(today: date) -> str:
    """The quarter before the present one, written 2026-Q3."""
    return period_of(_first_day(today) - timedelta(days=1))


def count_answered_twice(viewer: Viewer, *, today: date) -> int | None:
    """Of last quarter, for a national viewer. None for others, and for a count too small to be
    shown, be it none at all."""
    if not viewer.is_national:
        return None
    end = _first_day(today)
    begin = _first_day(end - timedelta(days=1))
    twice = Invitation.objects.filter(codes_drawn__gt=0).annotate(
        before=Count("responses", filter=Q(responses__completed_at__lt=_midnight(begin))),
        by_end=Count("responses", filter=Q(responses__completed_at__lt=_midnight(end))),
    )
    count = twice.filter(before__lt=2, by_end__gte=2).count()
    return count if count >= SMALLEST_SHOWN_COUNT else None


def _first_day(day: date) -> date:
    """Of the quarter of the day."""
    return day.replace(month=(day.month - 1) // MONTHS_OF_QUARTER * MONTHS_OF_QUARTER + 1, day=1)


def _midnight(day: date) -> datetime:
    return make_aware(datetime.combine(day, time.min))
