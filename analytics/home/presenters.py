"""The words and pictures of figures and alerts on the home page."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from access import selectors as access_selectors
from access.home.choices import HomeChoice
from access.models import Force
from access.presenters import REGIONS
from access.viewer import Viewer
from analytics import words
from analytics.alerts import presenters as alert_words
from analytics.casebook import pictures, weekly_picture
from analytics.casebook import presenters as case_words
from analytics.casebook.selectors.cases import case_or_seen
from analytics.charts import weeks
from analytics.disclosure import timing
from analytics.figures.presenters import charts, quarter_words
from analytics.home.selectors import ForceRunning, HomeFigures, HomeQuestion
from analytics.items import item_codes
from analytics.journey.presenters import findings
from analytics.let_down import presenters as let_down_words
from analytics.models import Alert
from analytics.reach.check_presenters import CHECKS
from analytics.stats.comparison import Position
from analytics.trends import presenters as trend_words
from analytics.words import FigureWords

WEEKS_DRAWN = 26
SORT = "sort"
"""The parameter that says in which order the forces of the matrix stand."""


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
"""Shape and word: unusual among forces is neither good nor bad."""
NOT_YET = ("", gettext_lazy("not compared yet"))


@dataclass(frozen=True, kw_only=True)
class SortLink:
    url: str
    label: str | Promise
    is_current: bool


@dataclass(frozen=True, kw_only=True)
class HomeSentence:
    sentence: str
    url: str
    link: str


@dataclass(frozen=True, kw_only=True)
class ForceStanding:
    """How a force lies among all forces on one question."""

    figure: FigureWords
    shape: str
    word: str
    is_unusual: bool

    @property
    def told(self) -> str:
        """The value with its interval and people, or why there is none, and how it lies."""
        if self.figure.is_hidden:
            return _("%(reason)s; %(word)s") % {"reason": self.figure.reason, "word": self.word}
        return _("%(value)s, 95 %% interval %(interval)s, %(people)s people; %(word)s") % {
            "value": self.figure.value,
            "interval": self.figure.interval,
            "people": self.figure.base,
            "word": self.word,
        }


@dataclass(frozen=True, kw_only=True)
class HomeQuestionRow:
    label: str
    own: Sequence[ForceStanding]
    nation: FigureWords


@dataclass(frozen=True, kw_only=True)
class MatrixRow:
    """`alerts`, `file`, `missed` and `checks` say how the force's part of the machine runs."""

    name: str
    url: str
    beside: str
    """What the rows are sorted by, where that is not the name: the region, or the size."""
    cells: Sequence[ForceStanding]
    alerts: str
    file: str
    missed: str
    checks: str

    @property
    def labelled(self) -> Iterator[tuple[str, ForceStanding]]:
        """Each cell with its question."""
        return zip(map(words.label, item_codes()), self.cells, strict=True)


@dataclass(frozen=True, kw_only=True)
class HomeAlert:
    """An open alert with its last half year; `picture` is None until it was drawn."""

    place: str
    item: str
    statement: str
    owner: str
    urgency: str
    url: str
    picture: SafeString | None


def sentences(found: HomeFigures) -> list[HomeSentence]:
    """Where the journey fails, who is let down, what truly changed: each as its page says it;
    what two of them would say is said once."""
    told = {one.sentence: one for one in reversed(list(_sentences(found)))}
    return list(reversed(told.values()))


def _sentences(found: HomeFigures) -> Iterator[HomeSentence]:
    journey, let_down = found.journey, found.let_down
    if journey.found is not None:
        yield _sentence(findings.lead(journey, journey.found), "journey", _("Journey"), found)
    if let_down.period is not None:
        lead = quarter_words.not_compared(let_down) or let_down_words.lead(let_down)
        yield _sentence(lead, "let_down", _("Who is let down"), found)
    if found.period is not None:
        told = quarter_words.not_compared(let_down) or trend_words.changed(
            found.force,
            period=found.period,
            before=timing.quarter_before(found.period),
            changes=found.changes,
        )
        yield _sentence(told, "trends", _("Trends"), found)


def _sentence(sentence: str, page: str, link: str, found: HomeFigures) -> HomeSentence:
    codes = [found.force.code] if found.force else []
    return HomeSentence(sentence=sentence, url=reverse(f"analytics:{page}", args=codes), link=link)


def other_forces(viewer: Viewer, found: Sequence[HomeFigures]) -> list[tuple[str, str]]:
    """Name and page of the forces of a viewer that have no room on the home page."""
    if viewer.is_national:
        return []
    shown = {one.force.code for one in found if one.force}
    return [
        (words.place_name(force), reverse("analytics:figures", args=[force.code]))
        for force in access_selectors.known_forces()
        if force.code in viewer.force_codes and force.code not in shown
    ]


def question_rows(found: Sequence[HomeFigures]) -> list[HomeQuestionRow]:
    """The ten questions with each force of the page beside the nation."""
    return [
        HomeQuestionRow(
            label=words.label(of_item[0].item),
            own=[
                _standing(one, figures.force)
                for one, figures in zip(of_item, found, strict=True)
                if figures.force
            ],
            nation=words.figure_words(of_item[0].nation),
        )
        for of_item in zip(*(figures.questions for figures in found), strict=True)
    ]


def _standing(one: HomeQuestion, force: Force) -> ForceStanding:
    shares = {point.force.code: point.share for point in one.forces.points}
    share = one.own or shares.get(force.code)
    funnel = one.forces.funnel
    position = funnel.positions.get(force.code) if funnel else None
    shape, word = NOT_YET if one.forces.is_provisional else POSITIONS[position]
    return ForceStanding(
        figure=words.figure_words(share) if share else FigureWords(mark="u"),
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
    """Every force that answered anything or whose machine runs: how it lies on each of the ten
    questions, and how it runs. Never in the order of what victims said."""
    forces = {
        point.force.code: point.force for one in found.questions for point in one.forces.points
    }
    return [
        MatrixRow(
            name=words.place_name(force),
            url=reverse("analytics:figures", args=[force.code]) + f"?period={found.period}",
            beside=_beside(force, found, sort),
            cells=[_standing(one, force) for one in found.questions],
            **_running(running.get(force.code, ForceRunning()), at=at),
        )
        for force in sorted(forces.values(), key=lambda each: _place_of(each, found, sort))
    ]


def _place_of(force: Force, found: HomeFigures, sort: Sort) -> tuple[bool, str, int, str]:
    """By region those of none come last, by size the largest first; then by name."""
    region = _region(force) if sort is Sort.REGION else ""
    size = -found.sizes.get(force.code, 0) if sort is Sort.SIZE else 0
    return sort is Sort.REGION and not region, region, size, words.place_name(force)


def _beside(force: Force, found: HomeFigures, sort: Sort) -> str:
    if sort is Sort.REGION:
        return _region(force) or _("no region")
    if sort is Sort.SIZE:
        events = found.sizes.get(force.code, 0)
        return ngettext(
            "%(count)s event in scope", "%(count)s events in scope", events
        ) % {"count": words.number(events)}
    return ""


def _region(force: Force) -> str:
    return str(REGIONS.get(force.region_code, force.region_name))


def sort_links(sort: Sort) -> list[SortLink]:
    return [
        SortLink(url=f"?{urlencode({SORT: code})}#home-matrix", label=label, is_current=code == sort)
        for code, label in SORTS
    ]


def sort_choice() -> HomeChoice:
    return HomeChoice(
        name=SORT,
        options=[(code.value, label) for code, label in SORTS],
        refusal=gettext_lazy("Forces are not sorted by “%(given)s”"),
    )


def _running(one: ForceRunning, *, at: datetime) -> dict[str, str]:
    alerts = "–"
    if one.alerts and one.alerts_since:
        alerts = _("%(count)s, the oldest %(age)s") % {
            "count": words.number(one.alerts),
            "age": _age(one.alerts_since, at=at),
        }
    return {
        "alerts": alerts,
        "file": _age(one.file_at, at=at) if one.file_at else _("none yet"),
        "missed": words.number(one.missed) if one.missed else "–",
        "checks": "; ".join(str(CHECKS[what]) for what in one.marked) or "–",
    }


def _age(since: datetime, *, at: datetime) -> str:
    days = (localdate(at) - localdate(since)).days
    if days <= 0:
        return _("today")
    return ngettext("%(count)s day", "%(count)s days", days) % {"count": words.number(days)}


def alert_rows(alerts: Sequence[Alert], *, stamp: str, on: date) -> list[HomeAlert]:
    return [
        HomeAlert(
            place=alert_words.place(alert),
            item=alert_words.item_label(alert),
            statement=alert_words.statement(alert),
            owner=case_words.owner_words(case_or_seen(alert)) or _("nobody yet"),
            urgency=case_words.urgency_words(case_or_seen(alert), on=on),
            url=reverse("analytics:alert", args=[alert.pk]),
            picture=_picture(alert, stamp=stamp),
        )
        for alert in alerts
    ]


def alerts_by_place(alerts: Iterable[Alert]) -> list[tuple[str, str]]:
    """How many are open in the nation and in each force, by name."""
    found = Counter(words.place_name(alert.force) for alert in alerts)
    return [(place, words.number(found[place])) for place in sorted(found)]


def _picture(alert: Alert, *, stamp: str) -> SafeString | None:
    """The last half year of the picture that its page shows."""
    whole = weekly_picture.from_json(case_or_seen(alert).picture)
    if whole is None:
        return None
    last = replace(whole, points=whole.points[-(WEEKS_DRAWN // whole.weeks_each) :])
    points = pictures.week_points(last)
    title = _("%(item)s, %(place)s, over half a year") % {
        "item": alert_words.item_label(alert),
        "place": words.place_name(alert.force),
    }
    drawing = weeks.draw(
        weeks.place(points),
        vertical=_("Per cent"),
        identity=f"weeks-{alert.pk}",
        title=title,
        description="; ".join(point.words for point in points),
        stamp=stamp,
    )
    return charts.safe(drawing)
