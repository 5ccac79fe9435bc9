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
from responses.models import PaperForm, PaperReading


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
