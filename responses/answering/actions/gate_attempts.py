"""The gate of a code that was handed over (SAF-9, ADR 24)."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from access.continuity import holding
from access.continuity.journal import EntryKind
from responses.answering.actions.gate import GateAnswer, GateVerdict, let_in
from responses.answering.gate import MAX_TRIES, hash_word, may_be_an_answer
from responses.answering.selectors import attempts
from responses.invitations.actions.record_delivery import LINK_LIFETIME
from responses.models import CodeAttempt, Invitation, Response


def answer_gate(
    *, attempt_id: int, given: str, language: str, by: Actor, at: datetime, device: str = ""
) -> GateAnswer:
    """Check and count a try. The slow check runs before the lock; if the code was opened meanwhile,
    another word opens it now and this one is not judged."""
    is_slip = not may_be_an_answer(given, this_year=localdate(at).year)
    judged = CodeAttempt.objects.get(pk=attempt_id)
    gate = attempts.gate_of(judged)
    is_right = not is_slip and gate is not None and gate.accepts(given)
    with transaction.atomic():
        attempt = _locked(attempt_id)
        is_as_judged = attempt.opened_at == judged.opened_at
        is_open = not attempts.is_finished(attempt_id)
        verdict = _counted(
            attempt, is_slip=is_slip or not is_as_judged, is_right=is_right and is_open
        )
        if verdict is GateVerdict.PASSED:
            return _open(attempt, language=language, device=device, by=by, at=at)
        if verdict is not GateVerdict.SLIP:
            attempt.save(update_fields=["gate_tries"])
            audit.record(AuditKind.GATE_REFUSED, by=by, at=at)
    return _answer(attempt, verdict)


@transaction.atomic
def open_alone(
    *,
    attempt_id: int,
    own_word: str,
    language: str,
    by: Actor,
    at: datetime,
    device: str = "",
) -> GateAnswer:
    """Open an attempt by its code, which works once, or again by `own_word`."""
    attempt = _locked(attempt_id)
    if attempt.opened_at is not None or attempts.gate_of(attempt) is not None:
        return _answer(attempt, GateVerdict.SPENT)
    _keep_word(attempt, own_word)
    return _open(attempt, language=language, device=device, by=by, at=at)


@transaction.atomic
def choose_word(*, attempt_id: int, own_word: str, by: Actor, at: datetime) -> None:
    attempt = _locked(attempt_id)
    _keep_word(attempt, own_word)
    attempt.save(update_fields=["own_word_hash", "expires_at"])


def spend_again(*, attempt_id: int, by: Actor, at: datetime) -> None:
    """For a restored database that holds the code unopened."""
    unopened = CodeAttempt.objects.filter(pk=attempt_id, opened_at__isnull=True, drawn_at__lte=at)
    unopened.update(opened_at=at)


def _keep_word(attempt: CodeAttempt, own_word: str) -> None:
    if own_word:
        attempt.own_word_hash = hash_word(own_word)
        attempt.expires_at = attempt.drawn_at + LINK_LIFETIME


def _counted(attempt: CodeAttempt, *, is_slip: bool, is_right: bool) -> GateVerdict:
    if attempt.gate_tries >= MAX_TRIES:
        return GateVerdict.SPENT
    if is_slip:
        return GateVerdict.SLIP
    if is_right:
        return GateVerdict.PASSED
    attempt.gate_tries += 1
    return GateVerdict.SPENT if attempt.gate_tries >= MAX_TRIES else GateVerdict.WRONG


def _open(
    attempt: CodeAttempt, *, language: str, device: str, by: Actor, at: datetime
) -> GateAnswer:
    invitation = attempt.invitation
    is_first = attempt.opened_at is None
    if is_first:
        attempt.opened_at = at
        holding.note(EntryKind.CODE_OPENED, at=at, attempt=attempt.pk)
    attempt.gate_tries = 0
    attempt.save(update_fields=["opened_at", "gate_tries", "own_word_hash", "expires_at"])
    if not attempt.is_for_another:
        Invitation.objects.filter(pk=invitation.pk, opened_at__isnull=True).update(opened_at=at)
    response = let_in(
        invitation=invitation,
        attempt=attempt,
        is_first=is_first,
        language=language,
        device=device,
        by=by,
        at=at,
    )
    return _answer(attempt, GateVerdict.PASSED, response=response)


def _answer(
    attempt: CodeAttempt, verdict: GateVerdict, *, response: Response | None = None
) -> GateAnswer:
    return GateAnswer(
        verdict,
        tries_left=MAX_TRIES - attempt.gate_tries,
        invitation=attempt.invitation,
        response=response,
    )


def _locked(attempt_id: int) -> CodeAttempt:
    locked = CodeAttempt.objects.select_for_update(of=("self",))
    return locked.select_related("invitation__stage_event__case").get(pk=attempt_id)
