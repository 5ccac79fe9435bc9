"""By the actions of respondents' own pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from access import audit
from access.actor import RESPONDENT, Actor
from access.audit import AuditKind
from access.viewer import Viewer
from responses.answering.actions import answers, further, gate
from responses.answering.actions.gate import GateVerdict
from responses.answering.selectors import respondents
from responses.follow_up import actions as follow_up
from responses.interviewing import call_ends
from responses.interviewing.actions import calling
from responses.interviewing.actions.calling import Next
from responses.interviewing.dispositions import CallOutcome
from responses.interviewing.selectors.calls import RunningCall
from responses.models import CallAttempt
from responses.triage.actions import sending
from responses.vault.sealed.wishes import SafeWay
from responses.vault.sealed.written_texts import OwnWords

CallStep = CallAttempt.CallStep
LONGEST_KEYING = 3600
"""The longest pause between two questions, in seconds. Longer ones are stored as this."""


@dataclass(frozen=True)
class GateHeard:
    verdict: GateVerdict
    tries_left: int


def pass_gate(*, viewer: Viewer, given: str, by: Actor, at: datetime) -> GateHeard:
    """The agreed word alone where there is one (SAF-6), three wrong answers in all. Raises
    GoneError."""
    with transaction.atomic():
        call = call_ends.at_step(viewer, CallStep.ANSWERED, at=at)
    found = gate.answer_gate(
        invitation_id=call.case.invitation_id,
        given=given,
        language=call.case.language,
        by=RESPONDENT,
        at=at,
    )
    with transaction.atomic():
        call = call_ends.at_step(viewer, CallStep.ANSWERED, at=at)
        if found.verdict is GateVerdict.SPENT:
            calling.end(call=call, outcome=CallOutcome.NOT_KNOWN, again=Next(), by=by, at=at)
        elif found.verdict is GateVerdict.PASSED:
            call_ends.go_to(call, CallStep.KNOWN, at=at)
    return GateHeard(found.verdict, found.tries_left)


@transaction.atomic
def begin_asking(*, viewer: Viewer, by: Actor, at: datetime) -> None:
    """She has heard what it is about and agreed. Raises GoneError."""
    call = call_ends.at_step(viewer, CallStep.PRIVATE, at=at)
    call.attempt.keyed_at = at
    call.attempt.save(update_fields=["keyed_at"])
    call_ends.go_to(call, CallStep.ASKING, at=at)
    audit.record(AuditKind.INTERVIEW_BEGUN, target=call.case, by=by, at=at)


@transaction.atomic
def save_answer(
    *,
    viewer: Viewer,
    question_code: str,
    picked: Sequence[str],
    details: Mapping[str, str],
    by: Actor,
    at: datetime,
) -> None:
    """Nothing picked skips the question. Raises GoneError, and
    survey.flow.answer_checks.AnswerError."""
    call = call_ends.at_step(viewer, CallStep.ASKING, at=at)
    answers.save_answer(
        invitation_id=call.case.invitation_id,
        question_code=question_code,
        picked=picked,
        details=details,
        language=call.case.language,
        by=RESPONDENT,
        at=at,
    )
    _key(call, at=at)


@transaction.atomic
def choose_further(*, viewer: Viewer, is_wanted: bool, by: Actor, at: datetime) -> None:
    """Raises GoneError."""
    call = call_ends.at_step(viewer, CallStep.ASKING, at=at)
    choose = further.ask_more if is_wanted else further.ask_no_more
    choose(invitation_id=call.case.invitation_id, by=RESPONDENT, at=at)
    call_ends.go_to(call, CallStep.ASKING, at=at)


@transaction.atomic
def send_words(
    *, viewer: Viewer, words: OwnWords, may_be_quoted: bool, by: Actor, at: datetime
) -> None:
    """To a reader, with the time limits of written text. Raises GoneError."""
    call = call_ends.at_step(viewer, CallStep.ASKING, at=at)
    response = respondents.response_of(call.case.invitation_id, attempt_id=None)
    if response is not None:
        sending.send_words(
            response_id=response.pk,
            words=words,
            language=call.case.language,
            may_be_quoted=may_be_quoted,
            by=by,
            at=at,
        )
    call_ends.go_to(call, CallStep.ASKING, at=at)


@transaction.atomic
def send_wish(*, viewer: Viewer, safe_way: SafeWay, by: Actor, at: datetime) -> None:
    """As on the web, and due as soon. Raises GoneError."""
    call = call_ends.at_step(viewer, CallStep.ASKING, at=at)
    response = respondents.response_of(call.case.invitation_id, attempt_id=None)
    if response is not None:
        follow_up.ask(
            response_id=response.pk,
            safe_way=safe_way,
            language=call.case.language,
            by=by,
            at=at,
        )
    call_ends.go_to(call, CallStep.ASKING, at=at)


@transaction.atomic
def skip_equality(*, viewer: Viewer, by: Actor, at: datetime) -> None:
    """Raises GoneError."""
    call = call_ends.at_step(viewer, CallStep.ASKING, at=at)
    answers.skip_equality(
        invitation_id=call.case.invitation_id, language=call.case.language, by=RESPONDENT, at=at
    )
    call_ends.go_to(call, CallStep.ASKING, at=at)


@transaction.atomic
def send_in(*, viewer: Viewer, by: Actor, at: datetime) -> str | None:
    """Closes the case. Returns the seed of the six words; None where a question is still open.
    Raises GoneError."""
    call = call_ends.at_step(viewer, CallStep.ASKING, at=at)
    seed = answers.send_in(invitation_id=call.case.invitation_id, by=RESPONDENT, at=at)
    if seed is not None:
        calling.end(call=call, outcome=CallOutcome.COMPLETE, again=Next(), by=by, at=at)
    return seed


def _key(call: RunningCall, *, at: datetime) -> None:
    since = call.attempt.keyed_at or at
    seconds = min(max(int((at - since).total_seconds()), 0), LONGEST_KEYING)
    call.attempt.keying = [*call.attempt.keying, seconds]
    call.attempt.keyed_at = at
    call.attempt.save(update_fields=["keying", "keyed_at"])
    call_ends.go_to(call, CallStep.ASKING, at=at)
