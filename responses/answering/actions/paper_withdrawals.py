from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from access.continuity import holding
from access.continuity.journal import EntryKind
from responses.answering.selectors import attempts
from responses.answering.selectors import withdrawals as selectors
from responses.answering.withdrawal_words import Code
from responses.models import OpenAnswers, PaperForm, PaperReading


@transaction.atomic
def take_back(*, code: Code, by: Actor, at: datetime) -> PaperForm | None:
    """The form of the six words, taken out by this call or before; None where there is none."""
    found = selectors.form_of_code(code).first()
    if found is None:
        return None
    form = attempts.locked_form(found.attempt_id)
    if form.taken_back_at is None:
        _take_back(form, by=by, at=at)
    return form


@transaction.atomic
def take_back_again(*, attempt_id: int, by: Actor, at: datetime) -> bool:
    """For a restored database. Returns whether it held one."""
    held = PaperForm.objects.filter(attempt=attempt_id, taken_back_at=None).exists()
    if held:
        _take_back(attempts.locked_form(attempt_id), by=by, at=at)
    return held


@transaction.atomic
def take_back_of_cases(*, case_ids: Collection[int], by: Actor, at: datetime) -> int:
    """Returns how many of the forms were wholly unread."""
    found = PaperForm.objects.filter(
        attempt__invitation__stage_event__case__in=case_ids, keyed_at=None, taken_back_at=None
    )
    unread = 0
    for attempt_id in found.order_by("attempt").values_list("attempt", flat=True):
        form = attempts.locked_form(attempt_id)
        if form.keyed_at is None and form.taken_back_at is None:
            unread += form.attempt.opened_at is None
            _take_back(form, by=by, at=at)
    return unread


def _take_back(form: PaperForm, *, by: Actor, at: datetime) -> None:
    form.taken_back_at, form.marks = at, {}
    form.save(update_fields=["taken_back_at", "marks"])
    PaperReading.objects.filter(form=form).delete()
    audit.record(AuditKind.PAPER_TAKEN_BACK, by=by, at=at)
    holding.note(EntryKind.PAPER_TAKEN_BACK, at=at, attempt=form.attempt_id)


# Writes that withdraw open answers (docs/adr/0031).
@transaction.atomic
def withdraw(*, code: Code, by: Actor, at: datetime) -> bool:
    """Destroy the open answers of the six words. Returns whether there are, or within six months
    were, any."""
    found = selectors.open_answers_of_code(code, at=at).select_for_update().first()
    if found is not None and found.taken_out_at is None:
        _withdraw(found, by=by, at=at)
    return found is not None


@transaction.atomic
def withdraw_again(*, open_answers_id: int, by: Actor, at: datetime) -> bool:
    """For a restored database. Returns whether it held them."""
    held = OpenAnswers.objects.select_for_update().filter(
        pk=open_answers_id, taken_out_at=None, completed_at__lte=at
    )
    found = held.first()
    if found is not None:
        _withdraw(found, by=by, at=at)
    return found is not None


def _withdraw(found: OpenAnswers, *, by: Actor, at: datetime) -> None:
    found.answers = {}
    found.taken_out_at = max(at, found.completed_at)
    found.save(update_fields=["answers", "taken_out_at"])
    audit.record(AuditKind.RESPONSE_WITHDRAWN, by=by, at=at)
    holding.note(EntryKind.OPEN_WITHDRAWN, at=at, open_answers=found.pk)
