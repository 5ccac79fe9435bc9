from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from math import exp

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from access.presenters import REGIONS
from analytics import words
from analytics.alerts import theme_words, weekly_series
from analytics.alerts.quality import presenters as quality_words
from analytics.alerts.scanning.tiers import REGION
from analytics.alerts.selectors import is_slice, is_theme
from analytics.disclosure import timing
from analytics.items import Judgement, items
from analytics.models import Alert, WatchedSeries
from ui import formatting

ROUNDED_TO = 10
STILL_SEEN = timedelta(weeks=2)
"""A change is current if its latest week began this recently: a week is scored when it is over,
and a worker may be late.
"""


@dataclass(frozen=True, kw_only=True)
class AlertWords:
    pk: int
    place: str
    item: str
    judgement: str
    kind: str
    """better, worse or unusual: the class of the mark."""
    statement: str
    weeks: str
    explained: str
    """Heading of the explanation; empty for an alert."""


def alert_words(alert: Alert) -> AlertWords:
    return AlertWords(
        pk=alert.pk,
        place=place(alert),
        item=item_label(alert),
        judgement=judgement(alert),
        kind=kind(alert),
        statement=statement(alert),
        weeks=weeks(alert),
        explained=quality_words.explained(alert),
    )


def item_label(alert: Alert) -> str:
    return theme_words.label(alert) if is_theme(alert) else words.label(alert.item)


def kind(alert: Alert) -> Judgement:
    if is_theme(alert):
        return theme_words.kind(alert)
    return items()[alert.item].judgement(is_higher=alert.is_rise)


def judgement(alert: Alert) -> str:
    return _judgement(kind(alert), is_rise=alert.is_rise)


def _judgement(kind: Judgement, *, is_rise: bool) -> str:
    if kind is Judgement.UNUSUAL:
        return _("Higher than expected") if is_rise else _("Lower than expected")
    return _("Better than expected") if kind is Judgement.BETTER else _("Worse than expected")


def place(alert: Alert) -> str:
    if alert.dimension == REGION:
        return level_name(alert)
    area = words.place_name(alert.force)
    if not is_slice(alert) or is_theme(alert):
        return area
    return _("%(area)s, %(level)s") % {"area": area, "level": level_name(alert)}


def level_name(alert: Alert) -> str:
    if alert.dimension == REGION:
        return str(REGIONS.get(alert.level, alert.level))
    return words.level_name(alert.dimension, alert.level)


def headline(alert: Alert, *, on: date) -> str:
    first, last = weekly_series.first_of(alert.first_week, alert.window_weeks), alert.last_week
    is_seen = last >= weekly_series.monday_of(on) - STILL_SEEN
    named = {
        "place": place(alert),
        "day": formatting.format_date(first, language=words.language()),
        "days": _days(first, last),
    }
    if is_theme(alert):
        return theme_words.headline(alert, **named, is_seen=is_seen)
    if alert.is_rise:
        sentence = (
            _("%(place)s: since %(day)s, more victims who answered %(finding)s than expected.")
            if is_seen
            else _("%(place)s: from %(days)s, more victims who answered %(finding)s than expected.")
        )
    else:
        sentence = (
            _("%(place)s: since %(day)s, fewer victims who answered %(finding)s than expected.")
            if is_seen
            else _(
                "%(place)s: from %(days)s, fewer victims who answered %(finding)s than expected."
            )
        )
    return sentence % {**named, "finding": words.text_of(items()[alert.item].finding)}


def newest_headline(alerts: Iterable[Alert], *, on: date) -> str:
    newest = max(alerts, key=lambda each: (each.last_week, abs(each.score or 0.0)), default=None)
    return headline(newest, on=on) if newest else ""


def statement(alert: Alert) -> str:
    if is_theme(alert):
        return theme_words.statement(alert)
    told = _statement_of_level(alert) if is_slice(alert) else _statement_of_everybody(alert)
    return " ".join([told, *quality_words.happened(alert.artefacts)])


def _statement_of_everybody(alert: Alert) -> str:
    last_day = alert.told_to + timedelta(days=6)
    sentence = (
        _(
            "In the week to %(day)s, %(share)s of victims who answered %(finding)s "
            "(%(interval)s, base about %(base)s). From its own past, the season and who answered, "
            "%(expected)s was expected."
        )
        if alert.window_weeks == 1
        else _(
            "In the %(weeks)s weeks to %(day)s, %(share)s of victims who answered %(finding)s "
            "(%(interval)s, base about %(base)s). From its own past, the season and who answered, "
            "%(expected)s was expected."
        )
    )
    return sentence % {
        "weeks": words.number(alert.window_weeks),
        "day": formatting.format_date(last_day, language=words.language()),
        "share": words.percent(alert.observed),
        "finding": words.text_of(items()[alert.item].finding),
        "interval": interval(alert),
        "base": tens(alert.base),
        "expected": words.percent(alert.expected),
    }


def _statement_of_level(alert: Alert) -> str:
    if alert.dimension == REGION:
        sentence = (
            _(
                "In the %(weeks)s weeks to %(day)s, more victims of this region who answered "
                "%(finding)s than expected. Numbers are shown when the quarter has closed."
            )
            if alert.is_rise
            else _(
                "In the %(weeks)s weeks to %(day)s, fewer victims of this region who answered "
                "%(finding)s than expected. Numbers are shown when the quarter has closed."
            )
        )
    elif alert.is_rise:
        sentence = _(
            "In the %(weeks)s weeks to %(day)s, more victims of this group who answered "
            "%(finding)s than expected. Numbers are shown when the quarter has closed."
        )
    else:
        sentence = _(
            "In the %(weeks)s weeks to %(day)s, fewer victims of this group who answered "
            "%(finding)s than expected. Numbers are shown when the quarter has closed."
        )
    last_day = alert.told_to + timedelta(days=6)
    return sentence % {
        "weeks": words.number(alert.window_weeks),
        "day": formatting.format_date(last_day, language=words.language()),
        "finding": words.text_of(items()[alert.item].finding),
    }


def level_names_within(children: Iterable[Alert]) -> list[str]:
    return [
        level_name(child)
        for child in sorted(children, key=lambda child: (child.dimension, child.level))
    ]


def interval(alert: Alert) -> str:
    return formatting.format_interval(alert.lower, alert.upper, language=words.language())


def tens(people: float) -> str:
    return words.number(ROUNDED_TO * int(people / ROUNDED_TO + 0.5))


def weeks(alert: Alert) -> str:
    return _("Seen in the weeks of %(days)s") % {"days": _days(alert.first_week, alert.last_week)}


def _days(first: date, last: date) -> str:
    return formatting.format_date_range(first, last + timedelta(days=6), language=words.language())


def evidence(alert: Alert) -> list[tuple[str, str]]:
    """For a level, none that reveals a share."""
    window = ngettext("%(weeks)s week", "%(weeks)s weeks", alert.window_weeks)
    found = [(_("Window"), window % {"weeks": words.number(alert.window_weeks)})]
    if not is_slice(alert):
        found += [
            (_("Base, to the nearest ten"), tens(alert.base)),
            (_("Effective base, to the nearest ten"), tens(alert.effective_base)),
            (_("Observed"), words.percent(alert.observed)),
            (_("95 per cent interval"), interval(alert)),
            (_("Expected"), words.percent(alert.expected)),
            (_("Odds ratio to the expected"), odds(alert.odds_ratio)),
        ]
        if alert.parent_move:
            found.append((_("Other forces in the same weeks, as an odds ratio"), others(alert)))
    chance_of_it = chance(alert.p_value)
    return [*found, (_("Chance of so large a change if nothing had changed"), chance_of_it)]


def odds(ratio: float) -> str:
    """To a tenth: a finer value would reveal the share."""
    return formatting.format_number(ratio, language=words.language(), decimals=1)


def others(alert: Alert) -> str:
    return odds(exp(alert.parent_move))


@dataclass(frozen=True, kw_only=True)
class WatchedWords:
    place: str
    item: str
    judgement: str


def watched_words(watched: WatchedSeries) -> WatchedWords:
    item = items()[watched.item]
    is_rise = watched.score > 0
    return WatchedWords(
        place=words.place_name(watched.force),
        item=words.label(watched.item),
        judgement=_judgement(item.judgement(is_higher=is_rise), is_rise=is_rise),
    )


def method(alert: Alert) -> str:
    if is_theme(alert):
        return theme_words.method()
    return _(
        "Weeks are those in which answers came in, weighted by the chance of being asked. What was "
        "expected follows from at most 130 weeks of the same question: its level, drift and "
        "season, Christmas, who answered, and what other forces did in the same weeks. A drift "
        "slower than a year and a change of the mix that nobody measures cannot be told from each "
        "other."
    )


def figures_url(alert: Alert) -> str:
    if is_theme(alert):
        args = [alert.force_id] if alert.force_id else []
        quarter = timing.quarter_of(alert.last_week)
        return reverse("analytics:themes", args=args) + f"?period={quarter}"
    asked = f"?item={alert.item}&period={timing.quarter_of(alert.last_week)}"
    if alert.force_id is None:
        return reverse("analytics:forces") + asked
    return reverse("analytics:figures", args=[alert.force_id]) + asked


def chance(p_value: float) -> str:
    if p_value < 0.0001:
        return _("less than 1 in 10,000")
    return _("about 1 in %(number)s") % {"number": words.number(round(1 / p_value))}
