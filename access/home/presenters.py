"""What waits, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from access.home.matters import Since
from access.home.selectors import Waiting
from ui.formatting import format_date, format_number


@dataclass(frozen=True, kw_only=True)
class WaitingLine:
    """`detail` is how long the oldest has waited, or until when there is time; `is_late` where a
    clock or a day has run out."""

    sentence: str
    detail: str
    url: str
    is_late: bool


def lines(found: Iterable[Waiting], *, at: datetime) -> list[WaitingLine]:
    """What is late stands first."""
    told = [_line(one, at=at) for one in found]
    return sorted(told, key=lambda line: not line.is_late)


def _line(one: Waiting, *, at: datetime) -> WaitingLine:
    return WaitingLine(
        sentence=one.matter.says(one.count) % {"count": _count(one.count)},
        detail=_detail(one, at=at),
        url=reverse(one.matter.route),
        is_late=_is_late(one, at=at),
    )


def _count(count: int) -> str:
    return format_number(count, language=get_language() or "en")


def _is_late(one: Waiting, *, at: datetime) -> bool:
    if one.oldest is None or one.matter.since is Since.WAITING:
        return False
    if one.matter.since is Since.CLOCK:
        return one.oldest <= at
    return one.oldest.astimezone(UTC).date() < localdate(at)


def _detail(one: Waiting, *, at: datetime) -> str:
    if one.oldest is None:
        return ""
    if one.matter.since is Since.CLOCK:
        return _clock(one.oldest - at)
    if one.matter.since is Since.DAY:
        return _day(one, at=at)
    return _age(localdate(at) - localdate(one.oldest))


def _clock(left: timedelta) -> str:
    if left <= timedelta(0):
        return _("its clock ran out %(time)s ago") % {"time": _time(-left)}
    return _("%(time)s left on its clock") % {"time": _time(left)}


def _time(length: timedelta) -> str:
    """In minutes, hours or days, whichever tells most."""
    minutes = int(length.total_seconds() // 60)
    if minutes < 60:
        return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
    hours = minutes // 60
    if hours < 48:
        return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}
    return ngettext("%(count)s day", "%(count)s days", hours // 24) % {"count": hours // 24}


def _day(one: Waiting, *, at: datetime) -> str:
    day = (one.oldest or at).astimezone(UTC).date()
    told = {"day": format_date(day, language=get_language() or "en")}
    if day < localdate(at):
        return _("its day was %(day)s") % told
    return _("by %(day)s") % told


def _age(age: timedelta) -> str:
    if age.days <= 0:
        return _("since today")
    return ngettext("the oldest for %(count)s day", "the oldest for %(count)s days", age.days) % {
        "count": age.days
    }
