"""Writes that withdraw open answers (docs/adr/0031)."""

from datetime import datetime

from django.db import transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from access.continuity import holding
from access.continuity.journal import EntryKind
from responses.answering.selectors import withdrawals as selectors
from responses.answering.withdrawal_words import Code
from responses.models import OpenAnswers


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
