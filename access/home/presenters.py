from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from access.home.choices import HomeChoice, HomeCount, SinceWhen
from access.home.selectors import Waiting
from access.home.tasks_due import Since
from ui.formatting import format_date, format_number

SINCE = "since"
"""The parameter that chooses the period."""


@dataclass(frozen=True, kw_only=True)
class CameLine:
    sentence: str
    url: str


@dataclass(frozen=True, kw_only=True)
class SinceSection:
    heading: str
    lines: Sequence[CameLine]
    options: Sequence[tuple[str, str, bool]]
    """Code, words, and whether it is selected."""


@dataclass(frozen=True, kw_only=True)
class WaitingLine:
    sentence: str
    detail: str
    url: str
    is_late: bool
    is_red: bool


def lines(found: Iterable[Waiting], *, at: datetime) -> list[WaitingLine]:
    told = [_line(one, at=at) for one in found]
    return sorted(told, key=lambda line: (not line.is_red, not line.is_late))


def _line(one: Waiting, *, at: datetime) -> WaitingLine:
    return WaitingLine(
        sentence=one.matter.says(one.count) % {"count": _count(one.count)},
        detail=_detail(one, at=at),
        url=reverse(one.matter.route),
        is_late=_is_late(one, at=at),
        is_red=one.matter.is_red,
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
        left = one.oldest - at
        if left <= timedelta(0):
            return _("its clock ran out %(time)s ago") % {"time": _time(-left)}
        return _("%(time)s left on its clock") % {"time": _time(left)}
    if one.matter.since is Since.DAY:
        day = (one.oldest or at).astimezone(UTC).date()
        told = {"day": format_date(day, language=get_language() or "en")}
        if day < localdate(at):
            return _("its day was %(day)s") % told
        return _("by %(day)s") % told
    age = localdate(at) - localdate(one.oldest)
    if age.days <= 0:
        return _("since today")
    return ngettext("the oldest for %(count)s day", "the oldest for %(count)s days", age.days) % {
        "count": age.days
    }


def _time(length: timedelta) -> str:
    minutes = int(length.total_seconds() // 60)
    if minutes < 60:
        return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
    hours = minutes // 60
    if hours < 48:
        return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}
    return ngettext("%(count)s day", "%(count)s days", hours // 24) % {"count": hours // 24}


def since_choice(at: datetime) -> HomeChoice:
    return HomeChoice(
        name=SINCE,
        options=[(when.value, _since_words(when, at=at)) for when in SinceWhen],
        refusal=gettext_lazy("Nothing is counted since “%(given)s”"),
    )


def since(came: Iterable[tuple[HomeCount, int]], when: SinceWhen, *, at: datetime) -> SinceSection:
    return SinceSection(
        heading=_since_words(when, at=at),
        lines=[
            CameLine(sentence=_came(one, count), url=reverse(one.route) if one.route else "")
            for one, count in came
        ],
        options=[(each.value, _since_words(each, at=at), each is when) for each in SinceWhen],
    )


def _since_words(when: SinceWhen, *, at: datetime) -> str:
    told = {"day": format_date(when.moment(at).date(), language=get_language() or "en")}
    return {
        SinceWhen.MONDAY: _("Since Monday, %(day)s"),
        SinceWhen.FOUR_WEEKS: _("Since four weeks ago, %(day)s"),
        SinceWhen.QUARTER: _("Since the quarter began, %(day)s"),
    }[when] % told


def _came(one: HomeCount, count: int) -> str:
    if count < one.smallest and one.says_few is not None:
        return one.says_few()
    return one.says(count) % {"count": _count(count)}
