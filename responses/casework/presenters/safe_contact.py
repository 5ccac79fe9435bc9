from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from responses.case_files.case import NumberSafe
from responses.casework.forms.passphrase import DAYS
from responses.casework.presenters.card import Answering
from responses.eligibility.facts import UNTEXTED_STAGES
from responses.eligibility.rules import REASONS, Decision
from responses.invitations.actions.codes import CodeRefusal
from responses.models import StageEvent
from responses.sms.channel import ANOTHER_WAY, VOICE, Channel
from responses.vault.facts import CASE_FILE
from responses.vault.safe_contact import SafeContact
from ui.formatting import format_date, format_moment

CHANNELS: Mapping[str, Promise] = {
    Channel.SMS: gettext_lazy("Text message"),
    Channel.EMAIL: gettext_lazy("E-mail"),
    VOICE: gettext_lazy("A call by an interviewer"),
    ANOTHER_WAY: gettext_lazy("Neither text nor e-mail"),
    "": gettext_lazy("None"),
}
SAFE: Mapping[str, Promise] = {
    "yes": gettext_lazy("Safe"),
    "no": gettext_lazy("Not safe"),
    "unknown": gettext_lazy("Not known"),
}
KEPT = gettext_lazy("What you agreed with the victim is kept.")
WAITS_FOR_A_SECOND = gettext_lazy(
    "The record says that this number is not safe. It stays so until a second person says that it "
    "is safe."
)


@dataclass(frozen=True)
class RecordWords:
    lead: str
    facts: tuple[tuple[str, str], ...]
    is_override_waiting: bool
    may_be_renewed: bool


def record_words(record: SafeContact, *, today: date) -> RecordWords:
    return RecordWords(
        lead=_lead(record, today),
        facts=tuple(_facts(record)),
        is_override_waiting=record.is_override_waiting(today),
        may_be_renewed=record.may_be_renewed(today),
    )


def until_words(until: datetime | None) -> str:
    moment = format_moment(until, language=_language()) if until else ""
    return _(
        "Opened to you alone until %(moment)s. Each look is listed for data protection officers."
    ) % {"moment": moment}


def replaced_word(record: SafeContact, *, by: str) -> str:
    if not record.has_word or record.word_by == by:
        return ""
    who = _("the case file") if record.word_by == CASE_FILE else record.word_by
    return _(
        "A word stands already, from %(who)s. Leave both boxes empty to keep it. If the victim "
        "wants another, it ends that one at once, and somebody else must then draw the codes."
    ) % {"who": who}


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
    yield _("Days"), _days(record)
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


def _days(record: SafeContact) -> str:
    names = dict(DAYS)
    return ", ".join(str(names[day]) for day in record.days) or _("any but Sunday")


def _hours(record: SafeContact) -> str:
    if record.start is None and record.end is None:
        return _("any, from 9 to 19")
    return _("from %(start)s to %(end)s") % {
        "start": f"{record.start:%H:%M}" if record.start else "09:00",
        "end": f"{record.end:%H:%M}" if record.end else "19:00",
    }


def why_by_code(event: StageEvent) -> str:
    if event.decision == Decision.ROUTE or event.survey_stage in UNTEXTED_STAGES:
        return _(
            "The latest stage of this case is asked about by a code alone. An adviser or an "
            "officer hands it over."
        )
    if event.decision == Decision.INVITE:
        return _(
            "Somebody who would rather answer by a code, on another device or with help, can have "
            "one. A link that was sent goes on working."
        )
    if event.decision in {Decision.NO_CONTACT_DATA, Decision.BAD_NUMBER}:
        return _("No message can reach the victim. A code can be handed over instead.")
    return _(
        "No word is agreed with the victim, so nothing is sent about this case. Agree one, or hand "
        "a code over."
    )


def who_opens(who: Answering) -> str:
    return {
        Answering.VICTIM: _(
            "The victim opens the survey with it, on any device, when it is safe. You will not see "
            "whether it was used, nor any answer."
        ),
        Answering.PROXY: _(
            "A parent or somebody else in the victim’s place opens the survey with it, and is "
            "asked in words for them. Hand none to anybody who may have done it. You will not see "
            "whether it was used, nor any answer."
        ),
        Answering.BEREAVED: _(
            "A close relative of who died opens the survey with it, when they are ready, and is "
            "asked in words for a family. Hand none to anybody who may have done it. You will not "
            "see whether it was used, nor any answer."
        ),
    }[who]


def who_types(who: Answering) -> str:
    return {
        Answering.VICTIM: _(
            "The victim types it, alone or with your help. The answers are theirs."
        ),
        Answering.PROXY: _(
            "Whoever answers in the victim’s place types it. The first page is the same for "
            "everybody; the questions are for them."
        ),
        Answering.BEREAVED: _(
            "The relative types it, alone or with your help. The first page is the same for "
            "everybody; the questions are for a family."
        ),
    }[who]


def refusal(reason: Decision | CodeRefusal) -> str:
    if isinstance(reason, CodeRefusal):
        return str(REFUSALS[reason])
    return _("No code may be handed over now. %(reason)s.") % {"reason": _(REASONS[reason])}


REFUSALS: Mapping[CodeRefusal, Promise] = {
    CodeRefusal.WORD_ON_PAPER: gettext_lazy(
        "Somebody else agreed a word with the victim. Only the word opens the questions, and paper "
        "cannot ask for it: hand a code over instead."
    ),
    CodeRefusal.NOT_BY_CODE: gettext_lazy(
        "No stage of this case may be asked about now, so there is no code for it: it is not yet "
        "time, it is too late, or it was not drawn."
    ),
    CodeRefusal.MOST_DRAWN: gettext_lazy(
        "Six codes were drawn about this stage of the case. No more can be drawn."
    ),
    CodeRefusal.MOST_BEFORE_OFFICERS: gettext_lazy(
        "Three codes were drawn about this stage of the case. Only an adviser can draw more."
    ),
    CodeRefusal.OWN_WORD: gettext_lazy(
        "You set this word in place of one that somebody else had agreed with the victim. Ask "
        "another adviser to draw the code."
    ),
    CodeRefusal.NOT_FOR_ANOTHER: gettext_lazy(
        "In this case only an adviser draws a code for somebody who answers in the victim’s place, "
        "or an officer of whom an operations lead has said so."
    ),
    CodeRefusal.OFFICERS_WORD: gettext_lazy(
        "An officer draws a code here only where somebody else agreed the word with the victim: "
        "the survey then asks for it. Ask an adviser, or a colleague."
    ),
}


def _language() -> str:
    return get_language() or "en"
