from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from access.continuity import holding
from access.continuity.journal import EntryKind
from responses.answering.selectors import attempts
from responses.invitations.selectors.codes import PAPER
from responses.models import Invitation, PaperBar, PaperForm, PaperReading, Response
from responses.paper import selectors
from responses.paper.reading import FormReading, differing, printed_questions
from responses.paper.selectors import FormStep
from responses.triage.actions import sending
from responses.vault.sealed.written_texts import OwnWords


class NotNowError(Exception):
    def __init__(self, step: FormStep) -> None:
        super().__init__(step.value)
        self.step = step


class KeyedByNobodyError(ValueError):
    pass


def _person(by: Actor) -> int:
    if by.user_id is None:
        raise KeyedByNobodyError(by.name)
    return by.user_id


@transaction.atomic
def key_form(
    *, form: PaperForm, reading: FormReading, words: str, by: Actor, at: datetime
) -> FormStep:
    """Returns what the form waits for. Raises NotNowError."""
    form = _taken(form, FormStep.KEY, by=by, at=at)
    number = len(selectors.readers_of(form)) + 1
    if form.attempt.opened_at is None:
        _begin(form, by=by, at=at)
    _send_words(form, words, by=by, at=at)
    audit.record(AuditKind.PAPER_KEYED, target=form, by=by, at=at, reading=number)
    if not form.is_keyed_twice:
        _settle(form, reading, at=at, by=by)
        return FormStep.OVER
    if number == 1:
        _store(form, reading, number=1, by=by, at=at)
        return FormStep.WAIT
    questions = printed_questions(selectors.instrument_of(form))
    if differing(questions, selectors.reading_of(form, 1), reading):
        _store(form, reading, number=2, by=by, at=at)
        return FormStep.SETTLE
    form.compared = len(questions)
    _settle(form, reading, by=by, at=at)
    return FormStep.OVER


@transaction.atomic
def settle_form(*, form: PaperForm, settled: FormReading, by: Actor, at: datetime) -> None:
    """Settles a difference between two readings. Raises NotNowError."""
    form = _taken(form, FormStep.SETTLE, by=by, at=at)
    first, second = (selectors.reading_of(form, number) for number in selectors.NUMBERS)
    questions = printed_questions(selectors.instrument_of(form))
    open_ones = {question.code for question in differing(questions, first, second)}
    if open_ones != settled.answers.keys():
        raise NotNowError(FormStep.SETTLE)
    form.compared, form.differed = len(questions), len(open_ones)
    audit.record(AuditKind.PAPER_SETTLED, target=form, by=by, at=at, differed=len(open_ones))
    marks = {code: mark for code, mark in first.marks.items() if code not in open_ones}
    agreed = FormReading({**first.answers, **settled.answers}, {**marks, **settled.marks})
    _settle(form, agreed, by=by, at=at)


@transaction.atomic
def declare_conflict(*, form: PaperForm, by: Actor, at: datetime) -> None:
    """From a person who knows its respondent (SAF-13). Raises KeyedByNobodyError."""
    _, is_new = PaperBar.objects.get_or_create(
        form=form, user_id=_person(by), defaults={"said_at": at}
    )
    if is_new:
        audit.record(AuditKind.PAPER_BARRED, by=by, at=at)


def _taken(form: PaperForm, step: FormStep, *, by: Actor, at: datetime) -> PaperForm:
    held = attempts.locked_form(form.attempt_id)
    now = selectors.step_of(held, user_id=by.user_id, at=at)
    if now is not step:
        raise NotNowError(now)
    return held


def _begin(form: PaperForm, *, by: Actor, at: datetime) -> None:
    """Begun with the first reading, so that it can be withdrawn and words be read."""
    attempt = form.attempt
    attempt.opened_at = at
    attempt.save(update_fields=["opened_at"])
    Invitation.objects.filter(pk=attempt.invitation_id, mode=PAPER, opened_at=None).update(
        opened_at=at
    )
    Response.objects.create(
        invitation=attempt.invitation,
        attempt=attempt,
        instrument=form.instrument,
        modules=form.modules,
        language=form.language,
        mode=PAPER,
        started_at=at,
    )
    audit.record(AuditKind.RESPONSE_STARTED, by=by, at=at)
    holding.note(EntryKind.CODE_OPENED, at=at, attempt=attempt.pk)


def _send_words(form: PaperForm, words: str, *, by: Actor, at: datetime) -> None:
    if not words.strip():
        return
    response, own = Response.objects.get(attempt=form.attempt), OwnWords(better=words.strip())
    is_first = sending.send_words(
        response_id=response.pk, words=own, language=form.language, by=by, at=at
    )
    if not is_first:
        sending.add_words(response_id=response.pk, words=own, by=by, at=at)


def _store(form: PaperForm, reading: FormReading, *, number: int, by: Actor, at: datetime) -> None:
    PaperReading.objects.create(
        form=form,
        number=number,
        answers=_document(reading.answers),
        marks=dict(reading.marks),
        keyed_by=by.name,
        keyed_by_id=_person(by),
        keyed_at=at,
    )


def _settle(form: PaperForm, reading: FormReading, *, by: Actor, at: datetime) -> None:
    response = Response.objects.select_for_update().get(attempt=form.attempt)
    response.answers = _document(reading.answers)
    response.core_done_at = response.completed_at = max(at, response.started_at)
    response.withdrawal_hash = form.withdrawal_hash
    form.keyed_at, form.withdrawal_hash, form.marks = at, None, dict(reading.marks)
    form.save(update_fields=["keyed_at", "withdrawal_hash", "marks", "compared", "differed"])
    response.save(update_fields=["answers", "core_done_at", "completed_at", "withdrawal_hash"])
    PaperReading.objects.filter(form=form).delete()
    audit.record(AuditKind.RESPONSE_COMPLETED, by=by, at=at)
    holding.note(EntryKind.COMPLETED, at=at)


def _document(answers: Mapping[str, tuple[str, ...]]) -> dict[str, list[str]]:
    return {code: list(picked) for code, picked in answers.items()}
