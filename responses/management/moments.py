"""Now, or a given time where the people are simulated."""

from datetime import datetime

from django.core.management.base import CommandError
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive, make_aware
from django.utils.translation import gettext as _

from access import selectors as access_selectors

HELP = "act as if it were this moment (ISO 8601); in a simulated database only"


def moment(given: str | None, *, now: datetime) -> datetime:
    """Raises CommandError for no time, and for any given time where the people are real."""
    if given is None:
        return now
    if not access_selectors.is_simulated():
        message = _("A time may be given only where the people are simulated.")
        raise CommandError(message)
    return read(given)


def read(given: str) -> datetime:
    """ISO 8601, London where no zone is named. Raises CommandError."""
    try:
        parsed = parse_datetime(given)
    except ValueError:
        parsed = None
    if parsed is None:
        message = _("%(given)s is not a time; write it like 2026-11-16T10:00.") % {"given": given}
        raise CommandError(message)
    return make_aware(parsed) if is_naive(parsed) else parsed
