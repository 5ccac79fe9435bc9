from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics import words
from analytics.alerts import presenters as alert_words
from analytics.alerts.presenters import AlertWords
from analytics.alerts.quality import presenters as quality_words
from analytics.casebook import states, vocabulary
from analytics.casebook.selectors import cases
from analytics.casebook.selectors.cases import CasePage, KindOfAction, Precision
from analytics.casebook.states import Act, ActionKind, State, Verdict
from analytics.models import Alert, AlertCase, AlertStep, CaseAction, SaidAndDone
from analytics.stats.proportions import Interval
from analytics.stats.series.aftermath import Effect
from ui import formatting


@dataclass(frozen=True, kw_only=True)
class CaseCard:
    alert: AlertWords
    state: str
    owner: str
    urgency: str
    """"late", "soon" or ""."""
    is_open: bool


def cards(alerts: Sequence[Alert], *, on: date) -> list[CaseCard]:
    return [_card(alert, on=on) for alert in alerts]


def _card(alert: Alert, *, on: date) -> CaseCard:
    case = cases.case_or_default(alert)
    return CaseCard(
        alert=alert_words.alert_words(alert),
        state=state_words(case),
        owner=owner_words(case),
        urgency=urgency_words(case, on=on),
        is_open=case.closed_at is None,
    )


def urgency_words(case: AlertCase, *, on: date) -> str:
    if case.closed_at is not None:
        return ""
    if case.escalated_on is not None or states.is_late(case.due_on, on=on):
        return _("late")
    return _("due soon") if case.reminded_on is not None else ""


def state_words(case: AlertCase) -> str:
    return str(vocabulary.STATES[State(case.state)])


def owner_words(case: AlertCase) -> str:
    if case.closed_at is not None or not case.owner or case.due_on is None:
        return ""
    return _("%(owner)s, by %(day)s") % {"owner": case.owner, "day": day(case.due_on)}


def case_rows(case: AlertCase, *, on: date) -> list[tuple[str, str]]:
    rows = [
        (_("State"), state_words(case)),
        (_("Owner"), owner_words(case) or (_("nobody yet") if case.closed_at is None else "")),
        (_("Late"), late_words(case, on=on)),
        (_("Left alone until"), day(case.snoozed_until) if case.snoozed_until else ""),
        (_("What it was"), verdict_words(case.verdict)),
        (_("Followed with"), _duplicate_words(case.duplicate_of)),
    ]
    return [(name, value) for name, value in rows if value]


def _duplicate_words(other: Alert | None) -> str:
    if other is None:
        return ""
    return f"{alert_words.place(other)}: {alert_words.item_label(other)}"


def quality_rows(page: CasePage) -> list[str]:
    noted = [
        _("Noted on %(quarter)s: %(reason)s")
        % {"quarter": words.period_name(note.period), "reason": note.reason}
        for note in page.notes
    ]
    return noted + quality_words.happened(page.alert.artefacts)


def late_words(case: AlertCase, *, on: date) -> str:
    if case.closed_at is not None:
        return ""
    if case.escalated_on is not None:
        return _(
            "It went to the operations lead, or to somebody else where there is none, on %(day)s: "
            "it was not answered in time, or its owner left."
        ) % {"day": day(case.escalated_on)}
    return _("Its day has passed.") if states.is_late(case.due_on, on=on) else ""


def verdict_words(verdict: str) -> str:
    return str(vocabulary.VERDICTS[Verdict(verdict)]) if verdict else ""


def kind_words(kind: str) -> str:
    return str(vocabulary.KINDS[ActionKind(kind)])


def day(on: date) -> str:
    return formatting.format_date(on, language=words.language())


def step_rows(steps: Sequence[AlertStep]) -> list[dict[str, str]]:
    return [
        {
            "what": str(vocabulary.DONE[Act(step.act)]),
            "by": step.by,
            "at": formatting.format_moment(step.at, language=words.language()),
            "note": step.note,
        }
        for step in steps
    ]


def action_rows(
    actions: Sequence[CaseAction], *, reader: int | None = None
) -> list[dict[str, object]]:
    return [_action_row(action, reader) for action in actions]


def _action_row(action: CaseAction, reader: int | None) -> dict[str, object]:
    told = cases.notice_of(action)
    return {
        "is_to_approve": told is not None
        and told.approved_at is None
        and told.written_by_id != reader,
        "pk": action.pk,
        "kind": kind_words(action.kind),
        "what": action.what,
        "start": day(action.starts_on),
        "places": places(action),
        "item": alert_words.item_label(action.case.alert),
        "measured": measured_words(action),
        "told": told,
        "written_at": told.written_at.isoformat() if told else "",
        "is_told": told is not None and told.is_public,
        "may_take_back": told is not None and told.is_public and told.unwanted_by_id != reader,
        "told_status": _notice_status(told) if told else "",
        "told_text": notice_text(told) if told else "",
    }


def notice_text(told: SaidAndDone) -> str:
    return told.text_cy if words.language() == "cy" else told.text


def _notice_status(told: SaidAndDone) -> str:
    if told.taken_back_at is not None:
        return _("Taken back by %(name)s: nobody may read it.") % {"name": told.taken_back_by}
    if told.unwanted_at is not None:
        return _(
            "%(name)s asked to take it back; until a second person agrees everybody may read it."
        ) % {"name": told.unwanted_by}
    if told.approved_at is not None:
        return _("Approved by %(name)s: everybody may read it.") % {"name": told.approved_by}
    return _("Written by %(name)s; it waits for a second person.") % {"name": told.written_by}


def places(action: CaseAction) -> str:
    forces = [words.place_name(force) for force in action.acting]
    return (
        formatting.format_words(forces, language=words.language())
        if forces
        else str(words.place_name(None))
    )


def measured_words(action: CaseAction) -> str:
    if action.measured_at is None:
        due = states.measured_on(action.starts_on)
        return _("Will be measured again on %(day)s.") % {"day": day(due)}
    found = action.result
    if "is_level" in found:
        return _("Of one group, stage or theme no weeks are shown, so nothing was measured.")
    if "before" not in found:
        return _("Fewer than ten answered in the eight weeks before or after: too few to measure.")
    return f"{_change_words(found)} {effect_line(action, is_shown=True)}"


def _change_words(found: Mapping[str, Any]) -> str:
    if cases.is_of_few(found):
        few = _("In some of these weeks fewer than ten answered, so no share is told.")
        lower, upper = found["forecast"]
        way = _way(found["after"], Interval(lower=lower, upper=upper))
        return f"{few} {vocabulary.WENT[way]}"
    return _(
        "%(before)s in the eight weeks before, %(after)s in the eight weeks from then. Had nothing "
        "changed, %(forecast)s was to be expected."
    ) % {
        "before": words.percent(found["before"]),
        "after": words.percent(found["after"]),
        "forecast": formatting.format_interval(*found["forecast"], language=words.language()),
    }


def _way(value: float, by_chance: Interval) -> int:
    return int(value > by_chance.upper) - int(value < by_chance.lower)


def effect_line(action: CaseAction, *, is_shown: bool) -> str:
    if action.measured_at is None:
        return measured_words(action)
    if not is_shown:
        return _("What became of it is told in the force alone, because its figure is not shown.")
    effect = cases.effect_of(action.result)
    if effect is None:
        return _(
            "It could not be held against forces where nothing was done: too few of these, or too "
            "few answers in the year before."
        )
    if cases.is_of_few(action.result):
        reach = effect.interval.upper - effect.value
        way = _way(effect.value, Interval(lower=-reach, upper=reach))
        return str(vocabulary.WENT_BESIDE_OTHERS[way])
    return _("Beside forces where nothing was done: %(effect)s.") % {"effect": effect_words(effect)}


def effect_words(effect: Effect) -> str:
    language = words.language()
    return _("%(points)s points (interval %(lower)s to %(upper)s)") % {
        "points": formatting.format_points(effect.value, language=language),
        "lower": formatting.format_points(effect.interval.lower, language=language),
        "upper": formatting.format_points(effect.interval.upper, language=language),
    }


def precision_rows(precisions: Sequence[Precision]) -> list[str]:
    return [_precision(each) for each in precisions]


def _precision(precision: Precision) -> str:
    sentence = str(vocabulary.PRECISIONS[precision.tier])
    interval = precision.interval
    return sentence % {
        "judged": words.number(precision.judged),
        "share": words.percent(precision.share),
        "interval": formatting.format_interval(
            interval.lower, interval.upper, language=words.language()
        ),
    }


def kind_rows(kinds: Sequence[KindOfAction]) -> list[dict[str, object]]:
    return [
        {
            "name": kind_words(each.kind),
            "together": _pooled_effect_words(each),
            "actions": [
                {**row, "measured": effect_line(action, is_shown=action.pk in each.shown)}
                for row, action in zip(action_rows(each.actions), each.actions, strict=True)
            ],
        }
        for each in kinds
    ]


def _pooled_effect_words(kind: KindOfAction) -> str:
    begun = ngettext(
        "Begun %(count)s time, measured again %(measured)s.",
        "Begun %(count)s times, measured again %(measured)s.",
        len(kind.actions),
    ) % {"count": words.number(len(kind.actions)), "measured": words.number(kind.measured)}
    if kind.effect is None:
        return begun
    return (
        begun
        + " "
        + _("All together, beside forces where nothing was done: %(effect)s.")
        % {"effect": effect_words(kind.effect)}
    )
