"""Interviews by telephone in the simulated nation: one force has interviewers, and some of its
victims whom nobody may text have chosen to be called."""

from datetime import datetime

from django.utils.timezone import localdate

from access.actor import Actor
from config.demo.staff import CITY
from responses.answering.gate import hash_word
from responses.cases import visible_cases
from responses.casework.actions import safe_contact
from responses.casework.actions.safe_contact import NothingToConfirmError
from responses.eligibility.actions import decisions
from responses.eligibility.rules import Decision
from responses.interviewing.actions import opening, team
from responses.interviewing.actions.team import Setting
from responses.models import Case, InterviewingForce
from responses.vault.safe_contact import SafeContactAgreement

SHOWN_NUMBER = "01632 960 001"
"""One of the numbers that nobody has."""
CHOSE = 12


def begin(*, word: str, by: Actor, at: datetime) -> int:
    """Set the force up, once, and have a dozen choose a call, with this word. Returns how many are
    to be called: those of them whom chance drew."""
    if InterviewingForce.objects.exists():
        return 0
    setting = Setting(is_on=True, shown_number=SHOWN_NUMBER, most_attempts=6, review_share=0.25)
    team.set_up(force_code=CITY, setting=setting, by=by, at=at)
    agreed = SafeContactAgreement(is_number_safe=True, channel="voice", word_hash=hash_word(word))
    for case in _whom_nobody_may_text(at):
        try:
            safe_contact.confirm_safe_contact(case=case, agreed=agreed, by=by, at=at)
        except NothingToConfirmError:
            continue
    decisions.decide_events(force_code=CITY, by=by, at=at)
    return opening.open_calls(by=by, at=at)


def _whom_nobody_may_text(at: datetime) -> list[Case]:
    """Those whom somebody is still waited for, the longest time left first."""
    waiting = Case.objects.filter(
        force=CITY,
        stage_events__decision__in=[Decision.NOT_SAFE, Decision.NO_WORD],
        stage_events__waits_for_staff_until__gte=localdate(at),
    ).exclude(visible_cases.IS_FIREWALLED)
    return list(waiting.order_by("-stage_events__waits_for_staff_until", "-pk").distinct()[:CHOSE])
