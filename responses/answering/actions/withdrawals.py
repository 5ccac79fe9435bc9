"""Writes that withdraw answers."""

from datetime import datetime

from django.db import transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from responses.answering.selectors import withdrawals as selectors
from responses.models import Response
from responses.vault import contacts


@transaction.atomic
def withdraw_by_words(*, given: str, by: Actor, at: datetime) -> bool:
    """Withdraw the answers of the four words. Returns whether they are withdrawn, also by an
    earlier call; False alike for unknown, expired and mistyped words."""
    code = selectors.words().read(given)
    if code is None:
        return False
    response = selectors.responses_of_code(code, at=at).select_for_update().first()
    if response is None:
        return False
    if response.withdrawn_at is None:
        _withdraw(response, by=by, at=at)
    return True


@transaction.atomic
def withdraw_by_number(*, mobile: str, by: Actor, at: datetime) -> int:
    """Withdraw all answers given by links sent to the number, sent in or not, for a respondent
    without the four words who calls the service desk. Returns how many responses were
    withdrawn."""
    responses = Response.objects.select_for_update(of=("self",)).filter(
        invitation__stage_event__case__in=contacts.cases_of_number(mobile),
        withdrawn_at__isnull=True,
    )
    for response in responses:
        _withdraw(response, by=by, at=at)
    return len(responses)


def _withdraw(response: Response, *, by: Actor, at: datetime) -> None:
    """Delete the answers. The row stays, because figures count how many people answered."""
    response.answers = {}
    response.withdrawn_at, response.withdrawn_by = at, by.name
    response.save(update_fields=["answers", "withdrawn_at", "withdrawn_by"])
    audit.record(AuditKind.RESPONSE_WITHDRAWN, by=by, at=at)
