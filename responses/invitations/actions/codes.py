"""For people who may not be texted or who prefer a code (SAF-9)."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.utils.timezone import localdate

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from responses.cases import selectors as cases_selectors
from responses.eligibility import rules as eligibility_rules
from responses.eligibility.chances import Opportunity
from responses.eligibility.marks import record_opportunities
from responses.eligibility.rules import Decision
from responses.eligibility.selectors import case_histories, languages
from responses.invitations import tokens
from responses.invitations.actions.record_delivery import LINK_LIFETIME
from responses.invitations.selectors import codes
from responses.models import Case, CaseTie, CodeAttempt, Invitation, StageEvent, TelephoneCase
from responses.models.invitations import TELEPHONE
from responses.sms.delivery_states import MessageState
from responses.vault import contacts, subject_access

MODE, PAPER = codes.MODE, codes.PAPER
CODE_LIFETIME = timedelta(days=7)
"""For so long a code opens the survey for the first time (decision 36)."""
PAPER_LIFETIME = timedelta(days=42)
"""For so long what comes back on paper is keyed: 28 days to send it, and 14 for the post."""
MOST_CODES = 6
"""The most codes of one event, because each gives whoever holds it three guesses at the word."""
MOST_BEFORE_OFFICERS = 3
"""An officer may draw no code once this many were drawn, by anyone, so that officers cannot leave
advisers without any."""


class CodeRefusal(StrEnum):
    NOT_BY_CODE = "not by code"
    """The case has no stage that may be asked about now."""
    MOST_DRAWN = "most drawn"
    MOST_BEFORE_OFFICERS = "most before officers"
    OWN_WORD = "own word"
    """The person drawing the code has replaced a passphrase that another person had set."""
    OFFICERS_WORD = "officer's word"
    """The person drawing the code is from the force and set the passphrase, or the case is
    sensitive and has none: they could answer in the victim's place alone."""
    NOT_FOR_ANOTHER = "not for another"
    """No one may be asked in the victim's place: an officer without a lead's approval draws the
    code of a sensitive case, or another person already answers in her place."""
    WORD_ON_PAPER = "word on paper"
    """The questions open only with a passphrase that another person set, and a paper form cannot
    ask for one."""
    """The person who answers is asked in wording of its own, which is not printed."""


class NoCodeError(Exception):
    """No code may be drawn for the case."""

    def __init__(self, reason: Decision | CodeRefusal) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class DrawnCode:
    code: str
    attempt: CodeAttempt


def draw_code(
    *,
    case: Case,
    role: str,
    by: Actor,
    at: datetime,
    is_officer: bool = False,
    is_for_another: bool = False,
    service_id: int | None = None,
) -> str:
    """For the case's latest stage, to be shown once. Raises NoCodeError."""
    return draw(
        case=case, role=role, by=by, at=at,
        is_officer=is_officer, is_for_another=is_for_another, service_id=service_id,
    ).code  # fmt: skip


@transaction.atomic
def draw(
    *,
    case: Case,
    role: str,
    by: Actor,
    at: datetime,
    is_officer: bool = False,
    is_for_another: bool = False,
    service_id: int | None = None,
    mode: str = MODE,
) -> DrawnCode:
    """A code to type, or one printed on a form (`mode`). Raises NoCodeError."""
    case = Case.objects.select_for_update().get(pk=case.pk)
    event = codes.event_for_code(case, at=at)
    if event is None:
        raise NoCodeError(CodeRefusal.NOT_BY_CODE)
    word = codes.leads_word(case, user_id=by.user_id, at=at) if is_for_another else None
    _check_word(case, by=by, is_officer=is_officer, is_vouched=word is not None)
    if is_for_another and not codes.may_be_for_another(
        case, is_officer=is_officer, user_id=by.user_id, at=at
    ):
        raise NoCodeError(CodeRefusal.NOT_FOR_ANOTHER)
    _check_mode(case, mode=mode, by=by)
    invitation = _live_invitation(event)
    _check_may_be_asked(event, is_again=invitation is not None, at=at)
    invitation = invitation or _invite(event, mode=mode, at=at)
    if invitation.codes_drawn >= MOST_CODES:
        raise NoCodeError(CodeRefusal.MOST_DRAWN)
    if is_officer and invitation.codes_drawn >= MOST_BEFORE_OFFICERS:
        raise NoCodeError(CodeRefusal.MOST_BEFORE_OFFICERS)
    _ended_by(invitation, is_officer=is_officer, at=at).update(expires_at=at)
    drawn: dict[str, object] = {"codes_drawn": F("codes_drawn") + 1}
    if invitation.mode in codes.HANDED_OVER:
        drawn |= {"expires_at": at + LINK_LIFETIME, "assisted_by": role}
    if invitation.mode == PAPER:
        drawn |= {"mode": mode}
    Invitation.objects.filter(pk=invitation.pk).update(**drawn)
    attempt = CodeAttempt(role=role, drawn_for_id=service_id, is_for_another=is_for_another)
    code, is_on_paper = tokens.code_of(secrets.randbits(tokens.CODE_BITS)), mode == PAPER
    attempt.invitation = invitation
    attempt.token_hash = codes.hash_on_paper(code) if is_on_paper else codes.hash_of(code)
    attempt.drawn_at = at
    attempt.expires_at = at + (PAPER_LIFETIME if is_on_paper else CODE_LIFETIME)
    attempt.drawn_by, attempt.drawn_by_id = by.name, by.user_id
    attempt.save()
    told = _audit_details(is_for_another=is_for_another, word=word if is_officer else None)
    audit.record(AuditKind.CODE_DRAWN, target=case, by=by, at=at, role=role, **told)
    return DrawnCode(code, attempt)


def _check_mode(case: Case, *, mode: str, by: Actor) -> None:
    if mode != PAPER:
        return
    agreed = subject_access.word_of(Case.objects.filter(pk=case.pk))
    is_own = by.user_id is not None and agreed.set_by_id == by.user_id
    if agreed.word_hash and not is_own:
        raise NoCodeError(CodeRefusal.WORD_ON_PAPER)


def _audit_details(*, is_for_another: bool, word: CaseTie | None) -> dict[str, int]:
    told: dict[str, int] = {"for_another": True} if is_for_another else {}
    return told if word is None else told | {"on_the_word_of": word.tied_by_id}


def _live_invitation(event: StageEvent) -> Invitation | None:
    invitation = Invitation.objects.filter(stage_event=event).first()
    if invitation is None or invitation.mode in codes.HANDED_OVER:
        return invitation
    if invitation.mode == TELEPHONE:
        return None if _gives_call_up(invitation) else invitation
    is_told = invitation.messages.exclude(state=MessageState.CANCELLED).exists()
    return invitation if is_told else None


def _gives_call_up(invitation: Invitation) -> bool:
    """Whether no one has called, or can call before this transaction ends."""
    uncalled = TelephoneCase.objects.select_for_update(
        skip_locked=connection.features.has_select_for_update_skip_locked
    )
    if not uncalled.filter(invitation=invitation, attempts=0).exists():
        return False
    contacts.forget_invited(
        case_id=invitation.stage_event.case_id, on=localdate(invitation.invited_at)
    )
    return True


def _ended_by(invitation: Invitation, *, is_officer: bool, at: datetime) -> QuerySet[CodeAttempt]:
    drawn = CodeAttempt.objects.filter(
        invitation=invitation, opened_at__isnull=True, expires_at__gt=at
    )
    return drawn.filter(role__in=codes.OFFICER_ROLES) if is_officer else drawn


def _check_word(case: Case, *, by: Actor, is_officer: bool, is_vouched: bool) -> None:
    agreed = subject_access.word_of(Case.objects.filter(pk=case.pk))
    is_own = by.user_id is not None and agreed.set_by_id == by.user_id
    if is_own and agreed.replaced_anothers:
        raise NoCodeError(CodeRefusal.OWN_WORD)
    takes_two = cases_selectors.is_sensitive(case) and not is_vouched
    needs_another = bool(agreed.word_hash) or takes_two
    if is_officer and needs_another and (is_own or not agreed.word_hash):
        raise NoCodeError(CodeRefusal.OFFICERS_WORD)


def _check_may_be_asked(event: StageEvent, *, is_again: bool, at: datetime) -> None:
    today = localdate(at)
    history = next(iter(case_histories.case_histories([event.case_id], today=today)))
    facts = history.facts(history.entry_of(event), languages=languages.invitation_languages(today))
    if is_again:
        # The fatigue rule would count the first code as an earlier invitation.
        facts = replace(facts, contact=replace(facts.contact, fatigued_until=None))
    reason = eligibility_rules.decide_assisted(facts, today=today)
    if reason is not Decision.INVITE:
        raise NoCodeError(reason)
    # Without a contact in the vault only the invitation records an opt-out.
    if Invitation.objects.filter(
        stage_event__case=history.case, opted_out_at__isnull=False
    ).exists():
        raise NoCodeError(Decision.OPTED_OUT)


def _invite(event: StageEvent, *, mode: str, at: datetime) -> Invitation:
    """The selection probability is 1; a person already drawn keeps theirs."""
    chance = event.selection_probability if event.decision == Decision.INVITE else 1.0
    StageEvent.objects.filter(pk=event.pk).update(
        decision=Decision.INVITE,
        decided_at=at,
        selection_probability=chance,
        waits_for_staff_until=None,
        may_wait_for_invitation=False,
    )
    today, keys = localdate(at), contacts.keys_of_case(event.case_id)
    # Whoever is handed a code is left alone afterwards like everybody.
    record_opportunities([(keys, Opportunity(today, today, chance=1.0))])
    contacts.record_invited(case_id=event.case_id, on=today)
    invitation, _is_new = Invitation.objects.update_or_create(
        stage_event=event,
        defaults={
            "mode": mode,
            "token_hash": None,
            "language": case_histories.spoken_language(event.case),
            "invited_at": at,
            "expires_at": at + LINK_LIFETIME,
        },
    )
    return invitation
