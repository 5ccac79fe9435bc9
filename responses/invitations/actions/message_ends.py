"""Writes the result of one message that a sender has leased, and cancels messages that wait."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from responses.eligibility.rules import Decision
from responses.models import Invitation, OutboxMessage, StageEvent
from responses.sms.channel import Channel
from responses.sms.delivery_states import MessageState
from responses.vault import contacts

RETRY_DELAYS = (
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(minutes=30),
    timedelta(hours=2),
)
"""Delay after the first, second, third … attempt with an unknown result; the last delay is also
used for all later attempts."""

UNKNOWN_END = "unknown end"
NOT_SENT = (MessageState.DUE, MessageState.SET_ASIDE)


@transaction.atomic
def cancel_due_messages(
    *, case_ids: Collection[int], code: Decision, by: Actor, at: datetime
) -> int:
    """Cancel the messages of these cases that are due or set aside, with the decision code of the
    reason. Messages that a sender has leased are not touched: the sender applies the rules again
    before sending. Returns how many were cancelled."""
    waiting = OutboxMessage.objects.select_for_update(of=("invitation", "self")).filter(
        invitation__stage_event__case__in=case_ids, state__in=NOT_SENT
    )
    messages = list(waiting.select_related("invitation").order_by("invitation", "pk"))
    for message in messages:
        exclude(message, code, at=at)
        message.state = MessageState.CANCELLED
        message.finished_at = at
        message.fault = code.value
        message.save(update_fields=["state", "finished_at", "fault"])
    if messages:
        audit.record(AuditKind.MESSAGES_SENT, by=by, at=at, ends={"cancelled": len(messages)})
    return len(messages)


def cancel_reminder(message: OutboxMessage, *, at: datetime) -> str:
    """Cancel a reminder; the invitation stays as it is."""
    finish(message, state=MessageState.CANCELLED, finished_at=at, fault="no reminder")
    return "cancelled"


def release_lease(message: OutboxMessage, *, until: datetime) -> None:
    """Make the message due again at `until`. Nothing was attempted, or the provider refused it, so
    the attempt does not count."""
    finish(message, state=MessageState.DUE, due_at=until, **without_attempt(message))


def without_attempt(message: OutboxMessage) -> dict[str, object]:
    """The columns of the message as they were before its present attempt."""
    attempts = message.attempts - 1
    return {
        "lease_until": None,
        "attempts": attempts,
        "first_tried_at": message.first_tried_at if attempts else None,
    }


def defer(message: OutboxMessage, *, until: datetime) -> str:
    release_lease(message, until=until)
    return "deferred"


def retry_later(message: OutboxMessage, *, at: datetime, fault: str = UNKNOWN_END) -> str:
    """Make the message due again after a delay. It may have been sent, so the next attempt looks it
    up first."""
    wait = RETRY_DELAYS[min(message.attempts, len(RETRY_DELAYS)) - 1]
    finish(message, state=MessageState.DUE, due_at=at + wait, lease_until=None, fault=fault)
    return "unknown"


def end_as_unknown(message: OutboxMessage, *, at: datetime) -> str:
    """Close a message that may or may not have been sent and can no longer be looked up: sending
    it twice would be worse than never."""
    finish(message, state=MessageState.FAILED, finished_at=at, fault="end never known")
    return "failed"


@transaction.atomic
def refuse_number(message: OutboxMessage, *, at: datetime) -> str:
    case_id = message.invitation.stage_event.case_id
    if message.channel == Channel.EMAIL:
        contacts.forget_address(case_id)
        code, fault = Decision.NO_CONTACT_DATA, "address refused"
    else:
        contacts.record_bad_number(case_id=case_id, on=localdate(at))
        code, fault = Decision.BAD_NUMBER, "number refused"
    exclude(message, code, at=at)
    finish(message, state=MessageState.FAILED, finished_at=at, fault=fault)
    return "failed"


@transaction.atomic
def cancel(message: OutboxMessage, code: Decision, *, at: datetime) -> str:
    exclude(message, code, at=at)
    finish(message, state=MessageState.CANCELLED, finished_at=at, fault=code.value)
    return "cancelled"


def exclude(message: OutboxMessage, code: Decision, *, at: datetime) -> None:
    """Give the stage event the exclusion code and end its link, because it was not asked about. A
    reminder changes nothing: its event has been asked about already."""
    if message.is_reminder:
        return
    invitation = message.invitation
    StageEvent.objects.filter(pk=invitation.stage_event_id).update(
        decision=code, decided_at=at, selection_probability=None, selection_seed=""
    )
    Invitation.objects.filter(pk=invitation.pk).update(expires_at=at)


def finish(message: OutboxMessage, **changes: object) -> int:
    """Write the result, unless the lease expired and another sender has the message, or a receipt
    has reported its final status meanwhile. Returns whether it was written, as 1 or 0."""
    return leased_message(message).update(**changes)


def leased_message(message: OutboxMessage) -> QuerySet[OutboxMessage]:
    """The message while this sender holds the lease. Each lease counts one attempt, so a lease of
    another sender has a different number of attempts."""
    return OutboxMessage.objects.filter(
        pk=message.pk, state=MessageState.LEASED, attempts=message.attempts
    )
