from datetime import timedelta

from django.utils.translation import gettext as _

from analytics import words
from analytics.items import Judgement
from analytics.models import Alert
from responses import extract
from ui import formatting

BETTER = "better"
"""The side of improvements needed: more text about it is worse."""


def label(alert: Alert) -> str:
    if _side(alert) == BETTER:
        return _("Own words, what should be better: %(theme)s") % {"theme": _theme(alert)}
    return _("Own words, what was done well: %(theme)s") % {"theme": _theme(alert)}


def kind(alert: Alert) -> Judgement:
    is_worse = alert.is_rise is (_side(alert) == BETTER)
    return Judgement.WORSE if is_worse else Judgement.BETTER


def headline(alert: Alert, *, place: str, day: str, days: str, is_seen: bool) -> str:
    if alert.is_rise:
        sentence = (
            _("%(place)s: since %(day)s, more victims than expected wrote of %(theme)s.")
            if is_seen
            else _("%(place)s: from %(days)s, more victims than expected wrote of %(theme)s.")
        )
    else:
        sentence = (
            _("%(place)s: since %(day)s, fewer victims than expected wrote of %(theme)s.")
            if is_seen
            else _("%(place)s: from %(days)s, fewer victims than expected wrote of %(theme)s.")
        )
    return sentence % {"place": place, "day": day, "days": days, "theme": _named(alert)}


def statement(alert: Alert) -> str:
    sentence = (
        _(
            "Of the texts that people coded in the %(weeks)s weeks to %(day)s, more than "
            "expected spoke of %(theme)s. A text counts where it was coded within eight weeks. "
            "Shares are shown when the quarter’s words have been counted."
        )
        if alert.is_rise
        else _(
            "Of the texts that people coded in the %(weeks)s weeks to %(day)s, fewer than "
            "expected spoke of %(theme)s. A text counts where it was coded within eight weeks. "
            "Shares are shown when the quarter’s words have been counted."
        )
    )
    last_day = alert.told_to + timedelta(days=6)
    return sentence % {
        "weeks": words.number(alert.window_weeks),
        "day": formatting.format_date(last_day, language=words.language()),
        "theme": _named(alert),
    }


def method() -> str:
    return _(
        "Weeks are those in which people decided what a text speaks of, without weights. Only what "
        "was read as telling of no danger is coded, so these are no shares of all victims. What "
        "was expected follows from at most 130 such weeks: the level of the theme, its drift and "
        "season, the stages of those who wrote, and what other forces did in the same weeks. A "
        "coder who begins, or who reads otherwise than before, looks like a change."
    )


def _named(alert: Alert) -> str:
    if _side(alert) == BETTER:
        return _("“%(theme)s” as what should be better") % {"theme": _theme(alert)}
    return _("“%(theme)s” as what was done well") % {"theme": _theme(alert)}


def _side(alert: Alert) -> str:
    return alert.item.partition(":")[0]


def _theme(alert: Alert) -> str:
    code = alert.item.partition(":")[2]
    return extract.theme_names(words.language().split("-")[0]).get(code, code)
