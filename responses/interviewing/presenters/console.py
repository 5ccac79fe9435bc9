"""Words of the interviewer's pages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from responses.interviewing.dispositions import CallOutcome
from responses.interviewing.selectors.calls import RunningCall
from responses.vault.contacts import SafeHours
from ui.languages import OWN_NAMES

OUTCOMES: Mapping[CallOutcome, Promise] = {
    CallOutcome.COMPLETE: gettext_lazy("Interview to the end"),
    CallOutcome.PARTIAL: gettext_lazy("Interview in part"),
    CallOutcome.REFUSED: gettext_lazy("Never call again"),
    CallOutcome.REFUSED_FOR_NOW: gettext_lazy("Does not want to now"),
    CallOutcome.BROKE_OFF: gettext_lazy("Ended during the questions"),
    CallOutcome.BROKE_OFF_END: gettext_lazy(
        "Ended during the questions, and was not reached again"
    ),
    CallOutcome.LEFT: gettext_lazy("Somebody came in"),
    CallOutcome.NOT_NOW: gettext_lazy("Not alone, or no time"),
    CallOutcome.APPOINTMENT: gettext_lazy("Another time agreed"),
    CallOutcome.NOT_AVAILABLE: gettext_lazy("Reached, but never alone or free"),
    CallOutcome.ANSWER_MACHINE: gettext_lazy("Answering machine: say nothing"),
    CallOutcome.ANSWER_MACHINE_END: gettext_lazy("Answering machine alone"),
    CallOutcome.NO_ANSWER: gettext_lazy("No answer"),
    CallOutcome.BUSY: gettext_lazy("Engaged"),
    CallOutcome.NO_CONTACT: gettext_lazy("Not reached"),
    CallOutcome.WRONG_NUMBER: gettext_lazy("Wrong number: somebody else’s"),
    CallOutcome.DEAD_NUMBER: gettext_lazy("The number is not in use"),
    CallOutcome.NOT_BEGUN: gettext_lazy("Put back"),
    CallOutcome.UNABLE: gettext_lazy("Cannot take part, also with help"),
    CallOutcome.LANGUAGE: gettext_lazy("Needs another language"),
    CallOutcome.LANGUAGE_END: gettext_lazy("No interviewer speaks the language"),
    CallOutcome.NOT_KNOWN: gettext_lazy("Three wrong answers at the gate"),
    CallOutcome.RULE: gettext_lazy("A rule forbids the call"),
    CallOutcome.NEVER_CALLED: gettext_lazy("Never called"),
    CallOutcome.ANOTHER_WAY: gettext_lazy("Asked by a code instead"),
}


@dataclass(frozen=True)
class CallFacts:
    pk: int
    attempt: int
    language: str
    hours: str
    is_resumed: bool


def call_facts(call: RunningCall, hours: SafeHours | None, *, is_resumed: bool) -> CallFacts:
    return CallFacts(
        pk=call.case.pk,
        attempt=call.attempt.number,
        language=OWN_NAMES.get(call.case.language, call.case.language),
        hours=_hours(hours) if hours else "",
        is_resumed=is_resumed,
    )


def _hours(hours: SafeHours) -> str:
    if hours.start is None and hours.end is None:
        return _("any, from 9 to 19")
    return _("from %(start)s to %(end)s") % {
        "start": f"{hours.start:%H:%M}" if hours.start else "09:00",
        "end": f"{hours.end:%H:%M}" if hours.end else "19:00",
    }


def number_words(e164: str) -> str:
    national = f"0{e164[3:]}" if e164.startswith("+44") else e164
    return f"{national[:5]} {national[5:8]} {national[8:]}"


def due_words(number: int, *, is_open: bool, is_stopped: bool) -> str:
    if is_stopped:
        return _("All sending was stopped by hand, so nobody is called until it goes on.")
    if not is_open:
        return _("Nobody is called now: calls are made from 9 to 19, and not on Sundays.")
    if not number:
        return _("Nobody is to be called now.")
    return _("To be called now: %(number)s.") % {"number": number}


def language_choices(codes: Iterable[str]) -> Sequence[tuple[str, str]]:
    return [(code, OWN_NAMES.get(code, code)) for code in codes]
