from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from responses.case_files.case import RiskLevel
from responses.cases.sensitivity import OFFICER_SUSPECT
from responses.cases.stages import is_not_told
from responses.eligibility.facts import EventFacts
from responses.sms.channel import Channel


class Decision(StrEnum):
    INVITE = "INVITE"
    NOT_SAMPLED = "NOT-SAMPLED"
    PENDING = "PENDING"
    NO_VICTIM = "NOVICTIM"
    BUSINESS = "BUSINESS"
    DECEASED = "DECEASED"
    POLICE_DUTY = "POLICE-DUTY"
    DATA_QUALITY = "DATAQ"
    AGE = "AGE"
    VICTIM_ASKED = "NOCONTACT"
    SAFEGUARDING = "SG-OPEN"
    RISK_TO_LIFE = "RISKLIFE"
    ALSO_SUSPECT = "ALSO-SUSPECT"
    COVERT = "COVERT"
    PROTECTED = "PROTECT"
    VULNERABLE = "VULN"
    COMPLAINT_LIVE = "COMPLAINT-LIVE"
    CHILD_IN_HOUSEHOLD = "CHILD-HH"
    OPTED_OUT = "OPTOUT"
    ROUTE = "ROUTE"
    NOT_TOLD = "NOT-TOLD"
    DISPLACED = "DISPLACED"
    LATE = "LATE"
    LANGUAGE = "LANG"
    NO_CONTACT_DATA = "NOCONTACTDATA"
    BAD_NUMBER = "BADNUM"
    HIGH_RISK = "HIGHRISK"
    NOT_SAFE = "NOSAFE"
    NO_WORD = "NOWORD"
    TRIAL = "TRIAL"
    FATIGUE = "FATIGUE"
    REPEAT = "REPEAT"


NO_EXCLUSION = frozenset({Decision.INVITE, Decision.NOT_SAMPLED, Decision.PENDING})
KNOWN_EXCLUSIONS = frozenset({"", OFFICER_SUSPECT, *Decision}) - NO_EXCLUSION
OUT_OF_SCOPE = frozenset(
    {
        Decision.NO_VICTIM,
        Decision.BUSINESS,
        Decision.DECEASED,
        Decision.POLICE_DUTY,
        Decision.DATA_QUALITY,
        Decision.AGE,
    }
)
"""Events of cases outside the survey's scope. Every other exclusion is a person in scope who cannot
be asked, and reduces coverage."""

PASSED_OVER = frozenset(
    {Decision.NOT_SAMPLED, Decision.DISPLACED, Decision.FATIGUE, Decision.REPEAT}
)
"""Codes of events passed over with a known chance: the drawn events represent them."""

DRAWN_FROM = PASSED_OVER | {Decision.INVITE}
"""Codes of events whose draw has been decided: each was an opportunity to ask."""

IN_FRAME = DRAWN_FROM | {Decision.PENDING}
"""Codes of events that figures represent. Every other code counts against coverage."""

WAITS_FOR_SAFE_CONTACT = frozenset({Decision.HIGH_RISK, Decision.NOT_SAFE, Decision.NO_WORD})
"""Exclusions that end when a safe-contact record, or its missing word, comes in the window."""

BY_CODE = frozenset(
    {
        Decision.ROUTE,
        Decision.NO_WORD,
        Decision.HIGH_RISK,
        Decision.NOT_SAFE,
        Decision.NO_CONTACT_DATA,
        Decision.BAD_NUMBER,
    }
)
"""Exclusions that allow a code to be handed over, because only a text would do harm or not arrive.
People left out by chance or by a recent invitation are not included: a code is another way of
asking the same people, not another chance of being asked."""

WAITS_FOR_WORD_OR_CODE = WAITS_FOR_SAFE_CONTACT | {Decision.ROUTE}
"""Exclusions of sensitive and never-texted cases that lack only a passphrase or a code."""

WAITS_FOR_STAFF = WAITS_FOR_WORD_OR_CODE | {Decision.PENDING}
"""Decisions that end when staff agree a passphrase with the victim or hand over a code, if they can
be asked no other way (EventFacts.waits_for_staff)."""

NEEDS_NO_TEXT = frozenset(
    {
        Decision.ROUTE,
        Decision.PENDING,
        Decision.LATE,
        Decision.NO_CONTACT_DATA,
        Decision.BAD_NUMBER,
        Decision.HIGH_RISK,
        Decision.NOT_SAFE,
        Decision.NO_WORD,
        Decision.REPEAT,
        Decision.NOT_SAMPLED,
    }
)
"""Rules that apply to texts only. An advocate who hands over a code is not bound by them, because
they can judge when it is safe to ask."""

KEEPS_SAFE = frozenset(
    {
        OFFICER_SUSPECT,
        Decision.VICTIM_ASKED,
        Decision.SAFEGUARDING,
        Decision.RISK_TO_LIFE,
        Decision.COVERT,
        Decision.PROTECTED,
        Decision.CHILD_IN_HOUSEHOLD,
        Decision.OPTED_OUT,
        Decision.ROUTE,
        Decision.HIGH_RISK,
        Decision.NOT_SAFE,
        Decision.NO_WORD,
    }
)
"""Exclusions by hand that stay in force even when a second person refuses them: a wrong text would
do more harm than a missing answer, or the victim has said no. Only a new case file can remove
them."""

ABOUT_THE_PERSON = frozenset(
    {
        Decision.VICTIM_ASKED,
        Decision.SAFEGUARDING,
        Decision.OPTED_OUT,
        Decision.RISK_TO_LIFE,
        Decision.PROTECTED,
        Decision.COVERT,
        Decision.CHILD_IN_HOUSEHOLD,
    }
)
"""Exclusions by hand that are about the person, or about who sees their messages, and not about the
case: they hold for every case of the force with the same number or address. All are in
KEEPS_SAFE."""

FIRST_TEXT_ONLY = frozenset(
    {
        Decision.PENDING,
        Decision.LATE,
        Decision.FATIGUE,
        Decision.REPEAT,
        Decision.NOT_SAMPLED,
    }
)
"""Rules that apply to the first text and not to a later one about the same event."""

SURELY_ADULT_YEARS = 19
"""From so many years after the birth year a person is surely 18, whatever their birthday."""


def gettext_noop(text: str) -> str:
    """Mark a text for translation; presenters translate it."""
    return text


Condition = Callable[[EventFacts, date], bool]


@dataclass(frozen=True)
class Rule:
    code: Decision
    condition: Condition
    reason: str

    def applies_to(self, event: EventFacts, today: date) -> bool:
        """By the condition, or excluded by hand with this code in any case of the person."""
        is_by_hand = self.code == event.exclude_code or self.code in event.excluded_elsewhere
        return is_by_hand or self.condition(event, today)


def _manual(code: Decision, reason: str) -> Rule:
    return Rule(code, lambda _event, _today: False, reason)


MANUAL_RULES: tuple[Rule, ...] = (
    _manual(Decision.VICTIM_ASKED, gettext_noop("The victim asked not to be contacted")),
    _manual(Decision.SAFEGUARDING, gettext_noop("Safeguarding is open")),
    _manual(Decision.RISK_TO_LIFE, gettext_noop("There is a warning of a threat to life")),
    _manual(Decision.ALSO_SUSPECT, gettext_noop("The victim is a suspect or detained")),
    _manual(Decision.COVERT, gettext_noop("Contact could harm a covert operation")),
    _manual(Decision.PROTECTED, gettext_noop("The victim is in witness protection")),
    _manual(Decision.VULNERABLE, gettext_noop("The victim cannot consent, even with support")),
    _manual(Decision.COMPLAINT_LIVE, gettext_noop("A complaint is being looked into")),
    _manual(
        Decision.CHILD_IN_HOUSEHOLD, gettext_noop("A child in the household could see the text")
    ),
)

RULES: tuple[Rule, ...] = (
    Rule(
        Decision.NO_VICTIM,
        lambda event, _today: event.is_victimless,
        gettext_noop("The crime has no individual victim"),
    ),
    Rule(
        Decision.BUSINESS,
        lambda event, _today: event.is_business or event.victim_role == "business_contact",
        gettext_noop("The victim is a business"),
    ),
    Rule(
        Decision.DECEASED,
        lambda event, _today: event.is_deceased,
        gettext_noop("The victim has died"),
    ),
    Rule(
        Decision.POLICE_DUTY,
        lambda event, _today: event.is_on_duty_police,
        gettext_noop("The victim was a police officer on duty"),
    ),
    Rule(
        Decision.DATA_QUALITY,
        lambda event, _today: event.is_month_only,
        gettext_noop("The record gives dates by the month only"),
    ),
    Rule(
        Decision.AGE,
        lambda event, today: not is_adult(event.birth_year, today=today),
        gettext_noop("The victim is under 18, or of unknown age"),
    ),
    *MANUAL_RULES,
    Rule(
        Decision.DATA_QUALITY,
        lambda event, _today: event.exclude_code not in KNOWN_EXCLUSIONS,
        gettext_noop("The record carries an exclusion for a reason we do not know"),
    ),
    Rule(
        Decision.OPTED_OUT,
        lambda event, _today: event.contact.is_opted_out,
        gettext_noop("The victim opted out"),
    ),
    Rule(
        Decision.ROUTE,
        lambda event, _today: event.is_never_texted,
        gettext_noop("Only an advocate or a liaison officer may ask"),
    ),
    Rule(
        Decision.NOT_TOLD,
        lambda event, today: is_not_told(
            event.survey_stage, on=event.on, told_on=event.told_on, today=today
        ),
        gettext_noop("The victim was not told of the outcome within 42 days"),
    ),
    Rule(
        Decision.PENDING,
        lambda event, today: event.is_pending(today),
        gettext_noop("It is not yet time to ask"),
    ),
    Rule(
        Decision.LATE,
        lambda event, today: event.send_dates is not None and today > event.send_dates.closes,
        gettext_noop("The time for asking had passed when the record came"),
    ),
    Rule(
        Decision.LANGUAGE,
        lambda event, _today: not event.is_language_offered,
        gettext_noop("The survey is not offered in the victim’s language"),
    ),
    Rule(
        Decision.NO_CONTACT_DATA,
        lambda event, _today: not (event.contact.has_mobile or event.contact.has_address),
        gettext_noop("There is no mobile number to text and no address to write to"),
    ),
    Rule(
        Decision.BAD_NUMBER,
        lambda event, _today: event.has_bad_number,
        gettext_noop("Texts to the number cannot be delivered"),
    ),
    Rule(
        Decision.HIGH_RISK,
        lambda event, today: (
            event.risk_level == RiskLevel.HIGH and not event.is_safe_to_text(today)
        ),
        gettext_noop("The risk is high and no current record says that a text is safe"),
    ),
    Rule(
        Decision.NOT_SAFE,
        lambda event, today: not event.is_safe_to_text(today),
        gettext_noop("No current record says that a text is safe"),
    ),
    Rule(
        Decision.NO_WORD,
        lambda event, _today: event.is_sensitive and not event.contact.has_word,
        gettext_noop("No word is agreed with the victim that alone opens the survey"),
    ),
    Rule(
        Decision.TRIAL,
        lambda event, today: event.is_near_hearing(today),
        gettext_noop("A hearing is within 28 days"),
    ),
    Rule(
        Decision.DISPLACED,
        lambda event, _today: event.is_displaced,
        gettext_noop("A later stage is asked about instead"),
    ),
    Rule(
        Decision.FATIGUE,
        lambda event, today: event.is_fatigued(today),
        gettext_noop("The victim was invited in the last 120 days, or twice in 12 months"),
    ),
    Rule(
        Decision.REPEAT,
        lambda event, _today: event.contact.is_being_asked,
        gettext_noop("Another case of the same person is asked about"),
    ),
    Rule(
        Decision.NOT_SAMPLED,
        lambda event, _today: not event.is_selected,
        gettext_noop("Not drawn in the sample"),
    ),
)

_CONDITIONS = tuple((rule.code, rule.condition) for rule in RULES if rule not in MANUAL_RULES)
REASONS: Mapping[Decision, str] = {
    # Reversed twice: a code with two rules keeps the first reason, and codes the order of the
    # rules.
    **dict(reversed({rule.code: rule.reason for rule in reversed(RULES)}.items())),
    Decision.INVITE: gettext_noop("Invited"),
}


def decide(event: EventFacts, *, today: date) -> Decision:
    """The first rule that applies."""
    if event.exclude_code or event.excluded_elsewhere:
        found = (rule.code for rule in RULES if rule.applies_to(event, today))
        return next(found, Decision.INVITE)
    # Without an exclusion by hand only rules by facts can apply.
    for code, condition in _CONDITIONS:
        if condition(event, today):
            return code
    return Decision.INVITE


def decide_assisted(event: EventFacts, *, today: date) -> Decision:
    """For a code handed over: the first rule that forbids asking at all, else INVITE (SAF-9)."""
    rules = (rule for rule in RULES if rule.code not in NEEDS_NO_TEXT)
    return next((rule.code for rule in rules if rule.applies_to(event, today)), Decision.INVITE)


def waits_for_staff_until(event: EventFacts, code: Decision, *, today: date) -> date | None:
    dates = event.send_dates
    if code not in WAITS_FOR_STAFF or dates is None or dates.closes < today:
        return None
    return dates.closes if event.waits_for_staff(today) else None


def may_remind(event: EventFacts, *, today: date) -> bool:
    """Never in a sensitive case (SAF-8), only by text, and only where no rule applies but those
    about the first text."""
    may_text = not event.is_sensitive and event.contact.channel == Channel.SMS
    return may_text and may_send_again(event, today=today)


def may_send_again(event: EventFacts, *, today: date) -> bool:
    """The person is not on hold, and no rule applies but those about the first text."""
    rules = (rule for rule in RULES if rule.code not in FIRST_TEXT_ONLY)
    return not (event.contact.is_held or any(rule.applies_to(event, today) for rule in rules))


def is_adult(birth_year: int | None, *, today: date) -> bool:
    """False where the birth year is not known."""
    return birth_year is not None and today.year - birth_year >= SURELY_ADULT_YEARS


def is_exclusion(code: str) -> bool:
    return code not in NO_EXCLUSION


def is_in_frame(code: str) -> bool:
    return code in IN_FRAME


def is_in_scope(code: str) -> bool:
    return code not in OUT_OF_SCOPE
