import logging
from collections.abc import Mapping
from datetime import datetime

from django.db import OperationalError, transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from access.background import error_reports
from responses.invitations import message_ends
from responses.models import OutboxMessage
from responses.sms.delivery_states import MessageState, SetAsideReason
from responses.sms.provider import NoTemplateError
from responses.sms.segments import UnsendableTextError
from responses.vault.contacts import NoNumberError
from responses.vault.encryption import UnreadableError

REASONS: Mapping[type[Exception], SetAsideReason] = {
    UnreadableError: SetAsideReason.UNREADABLE,
    NoNumberError: SetAsideReason.NO_ROUTE,
    NoTemplateError: SetAsideReason.NO_TEMPLATE,
    UnsendableTextError: SetAsideReason.TEXT_UNSENDABLE,
}
CANNOT_BE_MADE = tuple(REASONS)
"""The errors by which one message cannot be made. Nothing was sent, and another attempt would end
in the same way."""

MOST_ATTEMPTS = 3
"""After so many, a message that fails by a fault of ours is set aside."""

logger = logging.getLogger(__name__)


@transaction.atomic
def set_aside(*, message: OutboxMessage, error: Exception, by: Actor, at: datetime) -> str:
    """`error` is one of CANNOT_BE_MADE. Returns a field name of send.SendSummary."""
    reason = next(reason for kind, reason in REASONS.items() if isinstance(error, kind))
    changes = message_ends.without_attempt(message)
    return _set_aside(message, reason, changes, by=by, at=at)


def after_fault_of_ours(
    *, message: OutboxMessage, error: Exception, by: Actor, at: datetime
) -> str:
    """Log the error's kind and place, and try again later."""
    logger.error(
        "A message could not be sent, by a fault of ours: %s", error_reports.describe(error)
    )
    reason = SetAsideReason.FAULT_OF_OURS
    if message.attempts < MOST_ATTEMPTS or isinstance(error, OperationalError):
        return message_ends.retry_later(message, at=at, fault=reason)
    with transaction.atomic():
        return _set_aside(message, reason, {"lease_until": None}, by=by, at=at)


def _set_aside(
    message: OutboxMessage,
    reason: SetAsideReason,
    changes: Mapping[str, object],
    *,
    by: Actor,
    at: datetime,
) -> str:
    if not message_ends.finish(message, state=MessageState.SET_ASIDE, fault=reason, **changes):
        return "unknown"
    forces = OutboxMessage.objects.filter(pk=message.pk)
    force = str(forces.values_list("invitation__stage_event__case__force", flat=True).get())
    audit.record(
        AuditKind.MESSAGE_SET_ASIDE, target=message, by=by, at=at, reason=reason.value,
        force=force,
    )  # fmt: skip
    return "set_aside"


@transaction.atomic
def try_again(*, reason: SetAsideReason | None, by: Actor, at: datetime) -> int:
    """Those set aside for the reason, or all where None. Returns how many."""
    aside = OutboxMessage.objects.filter(state=MessageState.SET_ASIDE)
    if reason is not None:
        aside = aside.filter(fault=reason)
    again = aside.update(state=MessageState.DUE, due_at=at, fault="")
    audit.record(
        AuditKind.MESSAGES_TRIED_AGAIN, by=by, at=at, messages=again, reason=reason or "any"
    )
    return again
