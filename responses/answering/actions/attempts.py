"""Writes at the gate of a code that was handed over (SAF-9, docs/adr/0024): opens its attempt,
counts wrong words, stores the word that a respondent chooses to come back with."""

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
    """Check the word that opens a code for the first time, or the respondent's own that opens it
    again, and count it. Three wrong words in a row spend this code and no other. Once its answers
    were sent in or withdrawn, every word is wrong.

    The check is slow by design and runs before the lock is taken. Where the code was opened
    meanwhile, another word opens it now, and this one is not judged."""
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
    """Open an attempt by its code alone, which works once; `own_word` opens it again, where it is
    not empty. SPENT where it was opened before, or where a word must open it."""
    attempt = _locked(attempt_id)
    if attempt.opened_at is not None or attempts.gate_of(attempt) is not None:
        return _answer(attempt, GateVerdict.SPENT)
    _keep_word(attempt, own_word)
    return _open(attempt, language=language, device=device, by=by, at=at)


@transaction.atomic
def choose_word(*, attempt_id: int, own_word: str, by: Actor, at: datetime) -> None:
    """Store the word with which the respondent can come back, once past the gate."""
    attempt = _locked(attempt_id)
    _keep_word(attempt, own_word)
    attempt.save(update_fields=["own_word_hash", "expires_at"])


def spend_again(*, attempt_id: int, by: Actor, at: datetime) -> None:
    """Mark a code as opened that had been opened at `at`, and that a restored database holds
    unopened."""
    unopened = CodeAttempt.objects.filter(pk=attempt_id, opened_at__isnull=True, drawn_at__lte=at)
    unopened.update(opened_at=at)


def _keep_word(attempt: CodeAttempt, own_word: str) -> None:
    """With a word the code can be used for as long as a link; without one it is used up."""
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
    """Figures count that the invitation was opened, unless somebody answers in the victim's place:
    the victim may still be reminded of a link. The journal notes the code, so that a restored
    database does not let it be opened again."""
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
    """The locked attempt with its case. Its response is begun only under this lock."""
    locked = CodeAttempt.objects.select_for_update(of=("self",))
    return locked.select_related("invitation__stage_event__case").get(pk=attempt_id)
