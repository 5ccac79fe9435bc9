"""An alert in words: window, base, observed, expected, interval, and whether the change is better,
worse or neither."""

from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics import words
from analytics.items import Judgement, items
from analytics.models import Alert
from ui import formatting

ROUNDED_TO = 10


@dataclass(frozen=True, kw_only=True)
class AlertWords:
    pk: int
    place: str
    item: str
    judgement: str
    kind: str
    """better, worse or unusual: the class of the mark beside the judgement."""
    statement: str
    weeks: str
    is_open: bool


def alert_words(alert: Alert) -> AlertWords:
    return AlertWords(
        pk=alert.pk,
        place=words.place_name(alert.force),
        item=words.label(alert.item),
        judgement=judgement(alert),
        kind=kind(alert),
        statement=statement(alert),
        weeks=weeks(alert),
        is_open=alert.acknowledged_at is None,
    )


def kind(alert: Alert) -> Judgement:
    return items()[alert.item].judgement(is_higher=alert.is_rise)


def judgement(alert: Alert) -> str:
    if kind(alert) is Judgement.UNUSUAL:
        return _("Higher than expected") if alert.is_rise else _("Lower than expected")
    return _("Better than expected") if alert.is_rise else _("Worse than expected")


def statement(alert: Alert) -> str:
    """The alert in two sentences that can be read aloud."""
    last_day = alert.last_week + timedelta(days=6)
    sentence = (
        _(
            "In the week to %(day)s, %(share)s of victims who answered %(finding)s "
            "(%(interval)s, base about %(base)s). From the year before, %(expected)s was expected."
        )
        if alert.window_weeks == 1
        else _(
            "In the %(weeks)s weeks to %(day)s, %(share)s of victims who answered %(finding)s "
            "(%(interval)s, base about %(base)s). From the year before, %(expected)s was expected."
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


def interval(alert: Alert) -> str:
    return formatting.format_interval(alert.lower, alert.upper, language=words.language())


def tens(people: float) -> str:
    """People to the nearest ten. The nation's alert less those of the forces in the same weeks
    would otherwise give an exact number of people; figures of a quarter prevent that by
    suppression."""
    return words.number(ROUNDED_TO * int(people / ROUNDED_TO + 0.5))


def weeks(alert: Alert) -> str:
    """The weeks in which the change was found; the window it was measured over reaches further
    back."""
    days = formatting.format_date_range(
        alert.first_week, alert.last_week + timedelta(days=6), language=words.language()
    )
    return _("Seen in the weeks of %(days)s") % {"days": days}


def evidence(alert: Alert) -> list[tuple[str, str]]:
    """The numbers behind the statement, named."""
    language = words.language()
    return [
        (
            _("Window"),
            ngettext("%(weeks)s week", "%(weeks)s weeks", alert.window_weeks)
            % {"weeks": words.number(alert.window_weeks)},
        ),
        (_("Base, to the nearest ten"), tens(alert.base)),
        (_("Effective base, to the nearest ten"), tens(alert.effective_base)),
        (_("Observed"), words.percent(alert.observed)),
        (_("95 per cent interval"), interval(alert)),
        (_("Expected"), words.percent(alert.expected)),
        (
            _("Odds ratio to the expected"),
            formatting.format_number(alert.odds_ratio, language=language, decimals=2),
        ),
        (
            _("Chance of so large a change if nothing had changed"),
            chance(alert.p_value),
        ),
    ]


def acknowledgement(alert: Alert) -> dict[str, str] | None:
    """Who looked, when, and what they wrote; None while nobody has."""
    if alert.acknowledged_at is None:
        return None
    return {
        "by": alert.acknowledged_by,
        "at": formatting.format_moment(alert.acknowledged_at, language=words.language()),
        "note": alert.acknowledgement_note,
    }


def figures_url(alert: Alert) -> str:
    """The page where the item can be seen over time."""
    if alert.force_id is None:
        return reverse("analytics:forces") + f"?item={alert.item}"
    return reverse("analytics:figures", args=[alert.force_id]) + f"?item={alert.item}"


def chance(p_value: float) -> str:
    """A small probability as people say it."""
    if p_value < 0.0001:
        return _("less than 1 in 10,000")
    return _("about 1 in %(number)s") % {"number": words.number(round(1 / p_value))}
