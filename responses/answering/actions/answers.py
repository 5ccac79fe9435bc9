"""Writes about a response: a page saved, the optional block skipped, the whole sent in, left."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from responses.answering.journey import Journey
from responses.answering.selectors import respondents, withdrawals
from responses.models import Invitation, Response
from survey.definition.types import Block
from survey.flow import answer_checks


@transaction.atomic
def save_answer(
    *,
    invitation_id: int,
    question_code: str,
    picked: Sequence[str],
    language: str,
    by: Actor,
    at: datetime,
    details: Mapping[str, str] | None = None,
    seen: Response | None = None,
) -> Journey:
    """Store one page, merged with what other pages or tabs have stored. An empty `picked` means
    skipped; `details` is what was written beside choices, by choice. `seen` is the response as
    this request has read it: where nothing was stored since, no lock is needed. A response that
    was sent in is not changed any more.

    Raises survey.flow.answer_checks.AnswerError for what is no answer to the question."""
    response = seen or _locked(invitation_id)
    journey = respondents.journey_of(response)
    if response.is_closed:
        return journey
    question = journey.instrument.question(question_code)
    answer = answer_checks.check_answer(question, picked, journey.context(today=localdate(at)))
    written = answer_checks.check_details(question, answer, details or {})
    told = journey.with_answers({question_code: answer, **written})
    if seen is None:
        return _stored(response, told, language)
    return _stored_as_seen(seen, told, language) or save_answer(
        invitation_id=invitation_id, question_code=question_code, picked=picked,
        language=language, by=by, at=at, details=details,
    )  # fmt: skip


@transaction.atomic
def skip_equality(*, invitation_id: int, language: str, by: Actor, at: datetime) -> Journey:
    """Mark as skipped every equality question that has not been answered."""
    response = _locked(invitation_id)
    journey = respondents.journey_of(response)
    if response.is_closed:
        return journey
    skipped = {
        question.code: ()
        for question in journey.path
        if question.block is Block.EQUALITY and not journey.has_answer(question)
    }
    return _stored(response, journey.with_answers(skipped), language)


@transaction.atomic
def send_in(*, invitation_id: int, by: Actor, at: datetime) -> bool:
    """Whether the response is complete. Sending it in twice changes nothing. From now on four
    words take it out again (docs/adr/0014)."""
    response = _locked(invitation_id)
    if response.is_closed:
        return True
    if not respondents.journey_of(response).is_done:
        return False
    seed = withdrawals.seed_of(response)
    response.completed_at = at
    response.withdrawal_hash = withdrawals.hash_of(withdrawals.code_of(seed))
    response.save(update_fields=["completed_at", "withdrawal_hash"])
    audit.record(AuditKind.RESPONSE_COMPLETED, by=by, at=at)
    return True


@transaction.atomic
def leave(*, invitation_id: int, by: Actor, at: datetime) -> None:
    """Exit this page was used: figures count how often, nobody can tell by whom."""
    Invitation.objects.filter(pk=invitation_id).update(exited_at=at)
    audit.record(AuditKind.SESSION_EXITED, by=by, at=at)


def _locked(invitation_id: int) -> Response:
    return (
        Response.objects.select_for_update(of=("self",))
        .select_related("instrument")
        .get(invitation_id=invitation_id)
    )


def _stored(response: Response, journey: Journey, language: str) -> Journey:
    response.answers = _document(journey)
    response.language = language
    response.save(update_fields=["answers", "language"])
    return respondents.journey_of(response)


def _stored_as_seen(seen: Response, journey: Journey, language: str) -> Journey | None:
    """Nothing is stored, and nothing returned, where another page or tab was faster."""
    as_seen = Response.objects.filter(
        pk=seen.pk, answers=seen.answers, completed_at__isnull=True, withdrawn_at__isnull=True
    )
    if not as_seen.update(answers=_document(journey), language=language):
        return None
    return replace(journey, answers=journey.counted_answers)


def _document(journey: Journey) -> dict[str, list[str]]:
    """Answers to questions that no longer stand on the path go: nobody was asked them."""
    return {code: list(picked) for code, picked in journey.counted_answers.items()}
