"""Words of a case's page about safe contact. They contain no crime, no name and no answer."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from responses.case_files.case import NumberSafe
from responses.eligibility.rules import REASONS, Decision
from responses.invitations.actions.codes import CodeRefusal
from responses.models import StageEvent
from responses.sms.channel import ANOTHER_WAY, Channel
from responses.vault.facts import CASE_FILE
from responses.vault.safe_contact import SafeContact
from ui.formatting import format_date

CHANNELS: Mapping[str, Promise] = {
    Channel.SMS: gettext_lazy("Text message"),
    Channel.EMAIL: gettext_lazy("E-mail"),
    ANOTHER_WAY: gettext_lazy("Neither text nor e-mail"),
    "": gettext_lazy("None"),
}
SAFE: Mapping[str, Promise] = {
    "yes": gettext_lazy("Safe"),
    "no": gettext_lazy("Not safe"),
    "unknown": gettext_lazy("Not known"),
}


@dataclass(frozen=True)
class RecordWords:
    lead: str
    facts: tuple[tuple[str, str], ...]
    is_override_waiting: bool


def record_words(record: SafeContact, *, today: date) -> RecordWords:
    return RecordWords(
        lead=_lead(record, today),
        facts=tuple(_facts(record)),
        is_override_waiting=record.is_override_waiting(today),
    )


def _lead(record: SafeContact, today: date) -> str:
    if record.number_safe == NumberSafe.NO:
        return _("The number is not safe: no text goes to it.")
    if record.expires_on is None:
        return _("Nothing has been agreed about this number yet.")
    day = format_date(record.expires_on, language=_language())
    if record.has_expired(today):
        return _("What was agreed counted until %(day)s. Ask the victim again.") % {"day": day}
    return _("What was agreed counts until %(day)s.") % {"day": day}


def _facts(record: SafeContact) -> Iterator[tuple[str, str]]:
    yield _("Number ending in"), record.last_digits or _("none held")
    yield _("The number is"), str(SAFE[record.number_safe])
    yield _("Channel"), str(CHANNELS[record.channel])
    yield _("Hours"), _hours(record)
    yield _("Agreed word"), _word(record)
    if record.confirmed_on:
        day = format_date(record.confirmed_on, language=_language())
        yield _("Confirmed"), _("%(day)s by %(name)s") % {"day": day, "name": record.confirmed_by}


def _word(record: SafeContact) -> str:
    if not record.has_word:
        return _("No")
    if record.word_by == CASE_FILE:
        return _("Yes, from the case file")
    return _("Yes, set by %(name)s") % {"name": record.word_by}


def _hours(record: SafeContact) -> str:
    if record.start is None and record.end is None:
        return _("any, from 9 to 19")
    return _("from %(start)s to %(end)s") % {
        "start": f"{record.start:%H:%M}" if record.start else "09:00",
        "end": f"{record.end:%H:%M}" if record.end else "19:00",
    }


def why_by_code(event: StageEvent) -> str:
    """Why a code is handed over about the case's latest stage."""
    if event.decision == Decision.NO_WORD:
        return _(
            "No word is agreed with the victim, so nothing is sent about this case. Agree one, or "
            "have an advocate or a liaison officer hand a code over."
        )
    return _(
        "The latest stage of this case is asked about by a code alone. An advocate or a liaison "
        "officer hands it over."
    )


def refusal(reason: Decision | CodeRefusal) -> str:
    """Why no code may be handed over."""
    if isinstance(reason, CodeRefusal):
        return str(REFUSALS[reason])
    return _("No code may be handed over now. %(reason)s.") % {"reason": _(REASONS[reason])}


REFUSALS: Mapping[CodeRefusal, Promise] = {
    CodeRefusal.NOT_BY_CODE: gettext_lazy(
        "This case is asked about by text or not at all, so there is no code for it."
    ),
    CodeRefusal.MOST_DRAWN: gettext_lazy(
        "Six codes were drawn about this stage of the case. No more can be drawn."
    ),
    CodeRefusal.OWN_WORD: gettext_lazy(
        "You set this word in place of one that somebody else had agreed with the victim. Ask "
        "another adviser to draw the code."
    ),
}


def _language() -> str:
    return get_language() or "en"
