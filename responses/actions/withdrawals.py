"""Writes that take answers out again."""

from datetime import datetime

from django.db import transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from responses.models import Response
from responses.selectors import withdrawals as selectors


@transaction.atomic
def withdraw_by_words(*, given: str, by: Actor, at: datetime) -> bool:
    """Whether answers stand withdrawn under the words. Saying them twice changes nothing, and
    whatever else is wrong with them makes no difference to the answer."""
    code = selectors.words().read(given)
    if code is None:
        return False
    response = selectors.responses_of_code(code, at=at).select_for_update().first()
    if response is None:
        return False
    if response.withdrawn_at is None:
        _withdraw(response, by=by, at=at)
    return True


def _withdraw(response: Response, *, by: Actor, at: datetime) -> None:
    """The answers go at once; that someone answered stays, for the counts of who did."""
    response.answers = {}
    response.withdrawn_at, response.withdrawn_by = at, by.name
    response.save(update_fields=["answers", "withdrawn_at", "withdrawn_by"])
    audit.record(AuditKind.RESPONSE_WITHDRAWN, by=by, at=at)
