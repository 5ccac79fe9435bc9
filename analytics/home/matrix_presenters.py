from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from access.home.choices import HomeChoice
from access.models import Force
from access.presenters import REGIONS
from analytics import words
from analytics.coverage.check_presenters import CHECKS
from analytics.disclosure.places import NATION
from analytics.disclosure.shown_tables import NOT_CLOSED
from analytics.home.selectors import ForceRunning, HomeFigures, HomeQuestion, forces_of
from analytics.items import item_codes
from analytics.stats.comparison import Position
from analytics.stats.suppression import NO_ANSWERS
from analytics.words import FigureWords

SORT = "sort"
"""The parameter with the order of the forces."""


class Sort(StrEnum):
    NAME = "name"
    REGION = "region"
    SIZE = "size"


SORTS: Sequence[tuple[Sort, Promise]] = (
    (Sort.NAME, gettext_lazy("name")),
    (Sort.REGION, gettext_lazy("region")),
    (Sort.SIZE, gettext_lazy("size")),
)
POSITIONS: Mapping[Position | None, tuple[str, Promise]] = {
    Position.HIGH: ("▲", gettext_lazy("unusually high")),
    Position.LOW: ("▼", gettext_lazy("unusually low")),
    Position.SOMEWHAT_HIGH: ("", gettext_lazy("ordinary")),
    Position.SOMEWHAT_LOW: ("", gettext_lazy("ordinary")),
    Position.WITHIN: ("", gettext_lazy("ordinary")),
    None: ("", gettext_lazy("too few to tell")),
}
"""Shape and word: unusual among forces is not a judgement of quality."""
NOT_YET = ("", gettext_lazy("not compared yet"))


@dataclass(frozen=True, kw_only=True)
class SortLink:
    url: str
    label: str | Promise
    is_current: bool


@dataclass(frozen=True, kw_only=True)
class ForceStanding:
    figure: FigureWords
    shape: str
    word: str
    is_unusual: bool

    @property
    def description(self) -> str:
        told = self.figure.reason
        if not self.figure.is_hidden:
            told = _("%(value)s, 95 %% interval %(interval)s, %(people)s people") % {
                "value": self.figure.value,
                "interval": self.figure.interval,
                "people": self.figure.base,
            }
        return f"{told}; {self.word}" if self.word else told

    @property
    def in_a_file(self) -> str:
        if self.figure.is_hidden:
            return f"[{self.figure.mark}]"
        return _("%(value)s (%(interval)s) of %(base)s") % {
            "value": self.figure.value, "interval": self.figure.interval, "base": self.figure.base,
        }  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class RunningWords:
    alerts: str
    file: str
    missed: str
    checks: str


@dataclass(frozen=True, kw_only=True)
class MatrixRow:
    name: str
    url: str
    beside: str
    """The sort key, if it is not the name: the region or the size."""
    cells: Sequence[ForceStanding]
    running: RunningWords
    is_nation: bool = False

    @property
    def labelled(self) -> Iterator[tuple[str, ForceStanding]]:
        return zip(map(words.label, item_codes()), self.cells, strict=True)


def standing(one: HomeQuestion, force: Force) -> ForceStanding:
    shares = {point.force.code: point.share for point in one.forces.points}
    without = NOT_CLOSED if one.forces.is_provisional else NO_ANSWERS
    share = one.own or shares.get(force.code, without)
    funnel = one.forces.funnel
    position = funnel.positions.get(force.code) if funnel else None
    shape, word = NOT_YET if one.forces.is_provisional else POSITIONS[position]
    return ForceStanding(
        figure=words.figure_words(share),
        shape=shape,
        word=str(word),
        is_unusual=bool(shape),
    )


def matrix(
    found: HomeFigures,
    running: Mapping[str, ForceRunning],
    *,
    at: datetime,
    sort: Sort = Sort.NAME,
) -> list[MatrixRow]:
    if not found.questions:
        return []
    forces = forces_of(found, running, on=localdate(at))
    return [
        MatrixRow(
            name=words.place_name(force),
            url=reverse("analytics:figures", args=[force.code]) + f"?period={found.period}",
            beside=_sort_words(force, found, sort),
            cells=[standing(one, force) for one in found.questions],
            running=_running(running.get(force.code, ForceRunning()), at=at),
        )
        for force in sorted(forces, key=lambda each: _place_of(each, found, sort))
    ]


def nation_row(
    found: HomeFigures, running: Mapping[str, ForceRunning], *, at: datetime
) -> MatrixRow:
    own = _running(running.get(NATION, ForceRunning()), at=at)
    return MatrixRow(
        name=words.place_name(None),
        url=reverse("analytics:questions") + f"?period={found.period}",
        beside="",
        cells=[
            ForceStanding(
                figure=words.figure_words(one.nation), shape="", word="", is_unusual=False
            )
            for one in found.questions
        ],
        running=replace(own, file="–"),
        is_nation=True,
    )


def _place_of(force: Force, found: HomeFigures, sort: Sort) -> tuple[bool, str, int, str]:
    region = _region(force) if sort is Sort.REGION else ""
    size = -found.sizes.get(force.code, 0) if sort is Sort.SIZE else 0
    return sort is Sort.REGION and not region, region, size, words.place_name(force)


def _sort_words(force: Force, found: HomeFigures, sort: Sort) -> str:
    if sort is Sort.REGION:
        return _region(force) or _("no region")
    if sort is Sort.SIZE:
        events = found.sizes.get(force.code, 0)
        return ngettext("%(count)s stage in scope", "%(count)s stages in scope", events) % {
            "count": words.number(events)
        }
    return ""


def _region(force: Force) -> str:
    return str(REGIONS.get(force.region_code, force.region_name))


def sort_links(sort: Sort) -> list[SortLink]:
    return [
        SortLink(
            url=f"?{urlencode({SORT: code})}#home-matrix", label=label, is_current=code == sort
        )
        for code, label in SORTS
    ]


def sort_choice() -> HomeChoice:
    return HomeChoice(
        name=SORT,
        options=[(code.value, label) for code, label in SORTS],
        refusal=gettext_lazy("Forces are not sorted by “%(given)s”"),
    )


def _running(one: ForceRunning, *, at: datetime) -> RunningWords:
    alerts = "–"
    if one.alerts and one.alerts_since:
        alerts = _("%(count)s, the oldest %(age)s") % {
            "count": words.number(one.alerts),
            "age": _age(one.alerts_since, at=at),
        }
    return RunningWords(
        alerts=alerts,
        file=_age(one.file_at, at=at) if one.file_at else _("none yet"),
        missed=words.number(one.missed) if one.missed else "–",
        checks="; ".join(str(CHECKS[what]) for what in one.marked) or "–",
    )


def _age(since: datetime, *, at: datetime) -> str:
    days = (localdate(at) - localdate(since)).days
    if days <= 0:
        return _("today")
    return ngettext("%(count)s day", "%(count)s days", days) % {"count": words.number(days)}
