from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics import words
from analytics.figures.selectors.figures import ItemFigure
from analytics.refresh.selectors import progress
from analytics.refresh.selectors.quarter_states import KnownState
from analytics.stats.suppression import Published, Share
from analytics.tables import Dimension
from analytics.weighting import provisional
from analytics.weighting.nonresponse_range import SilentShift, told_range
from analytics.weighting.provisional import StageGroup
from responses.extract_rows import days_of_period
from ui import formatting

TEN = 10


class HasQuarters(Protocol):
    @property
    def period(self) -> str | None: ...
    @property
    def periods(self) -> Sequence[str]: ...
    @property
    def provisional(self) -> Collection[str]: ...


def period_choice(asked: HasQuarters) -> dict[str, object]:
    return {
        "period": asked.period,
        "periods": asked.periods,
        "provisional": asked.provisional,
        "provisional_notice": provisional_notice(asked),
        "awaited": awaited(asked),
    }


def provisional_notice(asked: HasQuarters) -> str:
    if asked.period is None or asked.period not in asked.provisional:
        return ""
    return _(
        "[p] %(period)s is still open: answers may come, and its totals leave out the newest, so "
        "that nobody can tell who came last. Figures by group follow when it has closed; until "
        "then it is compared with nothing, and not published."
    ) % {"period": words.period_name(asked.period)}


def not_compared(asked: HasQuarters) -> str:
    if asked.period is None or asked.period not in asked.provisional:
        return ""
    return _("%(period)s is still open, and is compared with nothing yet.") % {
        "period": words.period_name(asked.period)
    }


def awaited(asked: HasQuarters) -> str:
    if asked.period is None or asked.period not in asked.provisional:
        return ""
    parts = {"period": words.period_name(asked.period)}
    if not set(asked.periods) <= set(asked.provisional):
        told = _(
            "%(period)s is compared once it has closed, some weeks after the last of its victims "
            "were asked. Periods that have closed can be chosen."
        )
    elif _is_earlier_awaited(asked.period, asked.periods):
        told = _(
            "Earlier quarters are being added up, one after another. The first comparison comes "
            "with the first of them that has closed."
        )
    else:
        told = _(
            "No quarter has closed yet. The first comparison comes when one has: %(period)s "
            "closes some weeks after the last of its victims were asked."
        )
    return told % parts


def _is_earlier_awaited(period: str, with_figures: Collection[str]) -> bool:
    queued = progress.queued_lately()
    return any(each < period and each not in with_figures for each in queued)


def not_counted(closed: str) -> str:
    if not closed and progress.queued_lately():
        return _(
            "Quarters are being added up, one after another. The first count stands here soon "
            "after the first of them that has closed."
        )
    if not closed:
        return _("No quarter has closed yet.")
    return _("%(period)s has closed, and its count follows within the day.") % {
        "period": words.period_name(closed)
    }


def span(first: str, last: str) -> str:
    parts = {"first": words.period_name(first), "last": words.period_name(last)}
    return parts["last"] if first == last else _("%(first)s to %(last)s") % parts


@dataclass(frozen=True, kw_only=True)
class SettlingRow:
    name: str
    frame: str
    waiting: str
    settled: str
    goal: str


def settling_rows(state: KnownState | None) -> list[SettlingRow]:
    if state is None:
        return []
    _first, last = days_of_period(state.period)
    return [
        SettlingRow(
            name=_group_name(group),
            frame=words.number(progress.frame),
            waiting=words.percent(progress.share_pending),
            settled=_settled(state.settled_on.get(group), last, is_shown=progress.is_shown),
            goal=_goal(group),
        )
        for group, progress in state.stages.items()
    ]


def _group_name(group: StageGroup) -> str:
    if group is StageGroup.COURT:
        return _("In court, and after the court’s decision")
    return words.level_name(Dimension.STAGE, group.value)


def _goal(group: StageGroup) -> str:
    if group not in provisional.UP_TO_CHARGE:
        return "–"
    days = _days(provisional.GOAL_DAYS)
    if group is StageGroup.INVESTIGATION:
        return _("%(days)s, not possible") % {"days": days}
    return days


def goals(state: KnownState | None) -> str:
    if state is None:
        return ""
    _first, last = days_of_period(state.period)
    met = [
        f"“{_group_name(group)}”"
        for group, on in state.settled_on.items()
        if group in provisional.UP_TO_CHARGE
        and state.stages[group].is_shown
        and (on - last).days <= provisional.GOAL_DAYS
    ]
    reached = (
        _("These settled within the goal of %(goal)s: %(stages)s.")
        % {
            "goal": _days(provisional.GOAL_DAYS),
            "stages": formatting.format_words(met, language=words.language()),
        }
        if met
        else _("No stage has settled within the goal of %(goal)s.")
        % {"goal": _days(provisional.GOAL_DAYS)}
    )
    never = _(
        "Investigations as a rule cannot settle in that time: each is asked about from %(opens)s "
        "after the report, so that the last of a quarter settle some four months after its end. "
        "No figure of the quarter by stage is shown before that."
    ) % {"opens": _days(provisional.INVESTIGATION_OPENS_AFTER)}
    return f"{reached} {never}"


def _days(days: int) -> str:
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": words.number(days)}


def _settled(on: date | None, last: date, *, is_shown: bool) -> str:
    if not is_shown:
        return _("too few events for a figure")
    if on is None:
        return _("still waiting")
    return _days((on - last).days)


def closing(state: KnownState | None) -> str:
    if state is None:
        return ""
    if state.closes_on is None:
        return _("The quarter closes 28 days after the last of them has settled.")
    day = {"day": formatting.format_date(state.closes_on, language=words.language())}
    if state.closed_on is None:
        return _("With all of them settled, the quarter closes on %(day)s.") % day
    return _("The quarter closed on %(day)s: its figures count every answer that had come.") % day


def outside(state: KnownState | None) -> str:
    """Rounded to ten: daily readers could otherwise see each one arrive."""
    if state is None:
        return ""
    if state.closed_on is None:
        return _waiting(state.waiting)
    if state.late >= TEN:
        return _("About %(count)s answers came after it closed, and are in no figure.") % {
            "count": words.number(_to_ten(state.late))
        }
    return (
        _("Fewer than ten answers came after it closed; they are in no figure.")
        if state.late
        else ""
    )


def _waiting(answers: int) -> str:
    if answers >= TEN:
        return _(
            "About %(count)s answers have come and are in no figure yet. All are counted when the "
            "quarter closes."
        ) % {"count": words.number(_to_ten(answers))}
    if answers:
        return _(
            "Fewer than ten answers have come that are in no figure yet. All are counted when the "
            "quarter closes."
        )
    return ""


def _to_ten(answers: int) -> int:
    return answers // TEN * TEN


def correction(state: KnownState | None) -> str:
    if state is None or state.corrected_on is None:
        return ""
    return _("Corrected on %(day)s: %(what)s") % {
        "day": formatting.format_date(state.corrected_on, language=words.language()),
        "what": state.correction,
    }


def silence(share: Share, shift: SilentShift | None) -> str:
    if shift is None or not isinstance(share, Published):
        return ""
    if shift.as_late is None:
        return _(
            "The interval, %(interval)s, assumes that those who did not answer feel as those who "
            "did. If they are somewhat less or more content, it is %(range)s."
        ) % _range_parts(share, shift)
    return _(
        "The interval, %(interval)s, assumes that those who did not answer feel as those who "
        "did. If they feel as those who answered late, the share is %(late)s; if they are "
        "somewhat less or more content than those who answered, the interval is %(range)s."
    ) % _range_parts(share, shift)


def silence_of_force(share: Share | None, shift: SilentShift | None) -> str:
    if shift is None or not isinstance(share, Published):
        return ""
    return _(
        "The interval, %(interval)s, assumes that those who did not answer feel as those who "
        "did; if they are somewhat less or more content, %(range)s."
    ) % _range_parts(share, shift)


def _range_parts(share: Published, shift: SilentShift) -> dict[str, str]:
    found = told_range(share, shift)
    return {
        "interval": _interval(share.interval.lower, share.interval.upper),
        "range": _interval(found.lower, found.upper),
        "late": words.percent(found.as_late) if found.as_late is not None else "",
    }


def _interval(lower: float, upper: float) -> str:
    return formatting.format_interval(lower, upper, language=words.language())


def modelled_sentence(rows: Sequence[tuple[str, ItemFigure]]) -> str:
    if not any(figure.modelled for _label, figure in rows):
        return ""
    return _(
        "[m] is modelled: what other figures of this force, its last quarters and the nation say "
        "of it together. It is made of shown figures alone, so it tells no more of how a small "
        "group answered than they do. It stands beside the figure, never instead of it, and is "
        "compared with nothing."
    )
