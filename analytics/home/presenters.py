from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from access import selectors as access_selectors
from access.viewer import Viewer
from analytics import words
from analytics.alerts import presenters as alert_words
from analytics.casebook import pictures, weekly_picture
from analytics.casebook import presenters as case_words
from analytics.casebook.selectors.cases import case_or_default
from analytics.charts import weeks
from analytics.disclosure import timing
from analytics.disclosure.years import is_year
from analytics.disparities import presenters as disparities_words
from analytics.figures.presenters import charts, quarter_words
from analytics.figures.presenters.figures import reach_sentence
from analytics.home.matrix_presenters import ForceStanding, standing
from analytics.home.selectors import HomeFigures, HomeHead
from analytics.items import headline
from analytics.journey.presenters import findings
from analytics.models import Alert
from analytics.stats.suppression import Published
from analytics.trends import presenters as trend_words
from analytics.words import FigureWords
from ui import formatting

WEEKS_DRAWN = 26


@dataclass(frozen=True, kw_only=True)
class HomeSentence:
    sentence: str
    url: str
    link: str


@dataclass(frozen=True, kw_only=True)
class HomeQuestionRow:
    label: str
    own: Sequence[ForceStanding]
    nation: FigureWords


@dataclass(frozen=True, kw_only=True)
class ConfirmedGaps:
    before: str
    gaps: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class HomeAlert:
    place: str
    item: str
    statement: str
    owner: str
    urgency: str
    url: str
    picture: SafeString | None


def sentences(found: HomeFigures) -> list[HomeSentence]:
    told = {one.sentence: one for one in reversed(list(_sentences(found)))}
    return list(reversed(told.values()))


def _sentences(found: HomeFigures) -> Iterator[HomeSentence]:
    journey, let_down = found.journey, found.let_down
    if journey.found is not None:
        yield _sentence(findings.lead(journey, journey.found), "journey", _("Journey"), found)
    if let_down.period is not None:
        lead = quarter_words.not_compared(let_down) or disparities_words.lead(let_down)
        yield _sentence(lead, "let_down", _("Who is let down"), found)
    if found.period is not None:
        told = quarter_words.not_compared(let_down) or trend_words.changed(
            found.force,
            period=found.period,
            before=timing.quarter_before(found.period),
            changes=found.changes,
            begun=found.begun,
        )
        yield _sentence(told, "trends", _("Trends"), found)


def _sentence(sentence: str, page: str, link: str, found: HomeFigures) -> HomeSentence:
    codes = [found.force.code] if found.force else []
    return HomeSentence(sentence=sentence, url=reverse(f"analytics:{page}", args=codes), link=link)


def period_words(found: HomeFigures) -> str:
    if not found.period:
        return ""
    return words.period_name(found.period) + (" [p]" if found.is_provisional else "")


def reach_links(found: HomeFigures) -> list[tuple[str, str, str]]:
    head = found.head
    told = list(_answered(head))
    if head.reach is not None and head.reach.coverage is not None:
        told.append(reach_sentence(head.reach))
    return [(_head_period(found), " ".join(told), _coverage_url(found))] if told else []


def _head_period(found: HomeFigures) -> str:
    year = found.head.period
    if year is None or not is_year(year):
        return period_words(found)
    return formatting.format_quarter(year, language=words.language())


def _coverage_url(found: HomeFigures) -> str:
    address = reverse("analytics:coverage", args=[found.force.code] if found.force else [])
    is_of_quarter = found.head.period == found.period
    return f"{address}?period={found.period}" if is_of_quarter else address


def _answered(head: HomeHead) -> Iterator[str]:
    if isinstance(head.overall, Published):
        yield _("%(people)s people answered “%(question)s”.") % {
            "people": words.number(head.overall.base),
            "question": words.label(headline().code),
        }


def other_forces(viewer: Viewer, found: Sequence[HomeFigures]) -> list[tuple[str, str]]:
    if viewer.is_national:
        return []
    shown = {one.force.code for one in found if one.force}
    return [
        (words.place_name(force), reverse("analytics:figures", args=[force.code]))
        for force in access_selectors.known_forces()
        if force.code in viewer.force_codes and force.code not in shown
    ]


def question_rows(found: Sequence[HomeFigures]) -> list[HomeQuestionRow]:
    return [
        HomeQuestionRow(
            label=words.label(by_force[0].item),
            own=[
                standing(one, figures.force)
                for one, figures in zip(by_force, found, strict=True)
                if figures.force
            ],
            nation=words.figure_words(by_force[0].nation),
        )
        for by_force in zip(*(figures.questions for figures in found), strict=True)
    ]


def confirmed(found: HomeFigures) -> ConfirmedGaps | None:
    page = found.let_down
    if not page.before or quarter_words.not_compared(page):
        return None
    return ConfirmedGaps(
        before=words.period_name(page.before), gaps=disparities_words.confirmed(page)
    )


def alert_rows(alerts: Sequence[Alert], *, stamp: str, on: date) -> list[HomeAlert]:
    return [
        HomeAlert(
            place=alert_words.place(alert),
            item=alert_words.item_label(alert),
            statement=alert_words.statement(alert),
            owner=case_words.owner_words(case_or_default(alert)) or _("nobody yet"),
            urgency=case_words.urgency_words(case_or_default(alert), on=on),
            url=reverse("analytics:alert", args=[alert.pk]),
            picture=_picture(alert, stamp=stamp),
        )
        for alert in alerts
    ]


def alerts_by_place(alerts: Iterable[Alert]) -> list[tuple[str, str]]:
    found = Counter(words.place_name(alert.force) for alert in alerts)
    return [(place, words.number(found[place])) for place in sorted(found)]


def _picture(alert: Alert, *, stamp: str) -> SafeString | None:
    whole = weekly_picture.from_json(case_or_default(alert).picture)
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
