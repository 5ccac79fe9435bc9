from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.timezone import localdate

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from access.continuity import holding
from access.continuity.journal import EntryKind
from responses.answering.journey import Journey
from responses.answering.selectors import respondents, withdrawals
from responses.models import Invitation, Response
from survey.definition.types import Block
from survey.flow import answer_checks


def save_answer(
    *,
    invitation_id: int,
    question_code: str,
    picked: Sequence[str],
    language: str,
    by: Actor,
    at: datetime,
    attempt_id: int | None = None,
    details: Mapping[str, str] | None = None,
    last_read: Response | None = None,
) -> Journey:
    """Store one page's answer without overwriting those of other pages or tabs. A response that is
    unchanged since `last_read` needs no lock. Changes nothing after sending, withdrawal or a stop.
    Raises survey.flow.answer_checks.AnswerError."""
    with_answer = partial(
        _with_answer, question_code=question_code, picked=picked, details=details or {}, at=at
    )
    if last_read is not None and (journey := with_answer(last_read)):
        stored = _store_if_unchanged(last_read, journey, language, at=at)
        if stored is not None:
            return stored
    with transaction.atomic():
        response = respondents.locked_response(invitation_id, attempt_id)
        if journey := with_answer(response):
            return _store(response, journey, language, at=at)
        return respondents.journey_of(response)


def _with_answer(
    response: Response,
    *,
    question_code: str,
    picked: Sequence[str],
    details: Mapping[str, str],
    at: datetime,
) -> Journey | None:
    journey = respondents.journey_of(response)
    if response.is_closed or question_code not in journey.instrument.places:
        return None
    question = journey.instrument.question(question_code)
    answer = answer_checks.check_answer(question, picked, journey.context(today=localdate(at)))
    written = answer_checks.check_details(question, answer, details)
    return journey.with_answers({question_code: answer, **written})


@transaction.atomic
def skip_equality(
    *, invitation_id: int, language: str, by: Actor, at: datetime, attempt_id: int | None = None
) -> Journey:
    response = respondents.locked_response(invitation_id, attempt_id)
    journey = respondents.journey_of(response)
    if response.is_closed:
        return journey
    skipped = {
        question.code: ()
        for question in journey.path
        if question.block is Block.EQUALITY and not journey.has_answer(question)
    }
    return _store(response, journey.with_answers(skipped), language, at=at)


@transaction.atomic
def send_in(
    *, invitation_id: int, by: Actor, at: datetime, attempt_id: int | None = None
) -> str | None:
    """Returns the seed of the six withdrawal words; None, with nothing changed, where a question is
    still open or the response was sent in or withdrawn before."""
    response = respondents.locked_response(invitation_id, attempt_id)
    if response.is_closed or not respondents.journey_of(response).is_done:
        return None
    seed = withdrawals.seed_of(response)
    response.completed_at = max(at, response.started_at)
    response.withdrawal_hash = withdrawals.hash_of(withdrawals.code_of(seed))
    response.save(update_fields=["completed_at", "withdrawal_hash"])
    audit.record(AuditKind.RESPONSE_COMPLETED, by=by, at=at)
    holding.note(EntryKind.COMPLETED, at=at)
    return seed


@transaction.atomic
def record_exit(*, invitation_id: int, by: Actor, at: datetime) -> None:
    """Record that "Exit this page" was used."""
    Invitation.objects.filter(pk=invitation_id).update(exited_at=at)
    audit.record(AuditKind.SESSION_EXITED, by=by, at=at)


def _store(response: Response, journey: Journey, language: str, *, at: datetime) -> Journey:
    response.answers = _document(journey)
    response.language = language
    response.core_done_at = _core_done_at(response, journey, at=at)
    response.save(update_fields=["answers", "language", "core_done_at"])
    return respondents.journey_of(response)


def _store_if_unchanged(
    last_read: Response, journey: Journey, language: str, *, at: datetime
) -> Journey | None:
    """Returns None, and stores nothing, where another page or tab has changed the response."""
    unchanged = Response.objects.filter(
        pk=last_read.pk,
        answers=last_read.answers,
        more_choice=last_read.more_choice,
        completed_at__isnull=True,
        withdrawn_at__isnull=True,
    )
    if not unchanged.update(
        answers=_document(journey),
        language=language,
        core_done_at=_core_done_at(last_read, journey, at=at),
    ):
        return None
    return replace(journey, answers=journey.counted_answers)


def _core_done_at(response: Response, journey: Journey, *, at: datetime) -> datetime | None:
    if response.core_done_at is not None or not journey.is_core_done:
        return response.core_done_at
    return max(at, response.started_at)


def _document(journey: Journey) -> dict[str, list[str]]:
    return {code: list(picked) for code, picked in journey.counted_answers.items()}
