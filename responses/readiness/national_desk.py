from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from responses.triage.selectors import duty
from responses.triage.selectors.desks import NATIONAL
from responses.triage.selectors.duty import StaffedDay
from ui.formatting import format_date, format_time, format_words

REQUIRED_DAYS = 3
"""Today and the next two: people answer within days of a text."""
SHOWN_DAYS = 7


def coming_days(*, at: datetime) -> Sequence[StaffedDay]:
    return duty.coming_days(NATIONAL, at=at, days=SHOWN_DAYS)


def why_not_staffed(days: Sequence[StaffedDay]) -> str:
    """ "" if the team is staffed and can be emailed."""
    empty = [_day(each) for each in days[:REQUIRED_DAYS] if not each.duties]
    if empty:
        return _("No one is on the rota of the national desk on %(days)s. Messages wait.") % {
            "days": format_words(empty, language=_language())
        }
    if settings.STAFF_MAIL == "development" and not settings.IS_DEVELOPMENT:
        return _("Readers cannot be emailed about urgent texts: set STAFF_MAIL. Messages wait.")
    return ""


def day_lines(days: Sequence[StaffedDay]) -> Sequence[tuple[str, str, bool]]:
    return [
        (
            _day(each),
            format_words(_readers(each), language=_language()) or _("No one"),
            bool(each.duties),
        )
        for each in days
    ]


def _readers(day: StaffedDay) -> list[str]:
    return [
        _("%(name)s, %(first)s to %(last)s")
        % {
            "name": user.name or user.email,
            "first": format_time(localtime(hours.start).time(), language=_language()),
            "last": format_time(localtime(hours.end).time(), language=_language()),
        }
        for user, hours in day.duties
    ]


def _day(day: StaffedDay) -> str:
    return format_date(day.day, language=_language())


def _language() -> str:
    return get_language() or "en"
