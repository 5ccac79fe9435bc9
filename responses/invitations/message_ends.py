from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate

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
REPLIED = "replied"
"""The person replied by text, which ended the invitation."""

Cancelled = Mapping[str, Any]
"""The state of a message before it was cancelled, with its event and invitation, as stored in
JSON."""


def cancel_follow_up(message: OutboxMessage, *, at: datetime) -> str:
    finish(message, state=MessageState.CANCELLED, finished_at=at, fault="not needed")
    return "cancelled"


def cancel_replied(message: OutboxMessage, *, at: datetime) -> str:
    finish(message, state=MessageState.CANCELLED, finished_at=at, fault=REPLIED)
    return "cancelled"


def release_lease(message: OutboxMessage, *, until: datetime) -> None:
    """Make the message due again at `until`."""
    finish(message, state=MessageState.DUE, due_at=until, **without_attempt(message))


def without_attempt(message: OutboxMessage) -> dict[str, object]:
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
    """Make the message due again after a delay."""
    wait = RETRY_DELAYS[min(message.attempts, len(RETRY_DELAYS)) - 1]
    finish(message, state=MessageState.DUE, due_at=at + wait, lease_until=None, fault=fault)
    return "unknown"


def end_as_unknown(message: OutboxMessage, *, at: datetime) -> str:
    """It may have been sent: twice would be worse than never."""
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


def cancel_unsent(message: OutboxMessage, code: Decision, *, at: datetime) -> Cancelled:
    """Returns what uncancel needs."""
    event = message.invitation.stage_event
    before = {
        "message": message.pk,
        "code": code.value,
        "state": message.state,
        "fault": message.fault,
        "decision": event.decision,
        "probability": event.selection_probability,
        "seed": event.selection_seed,
        "expires_at": message.invitation.expires_at.isoformat(),
    }
    exclude(message, code, at=at)
    message.state, message.finished_at, message.fault = MessageState.CANCELLED, at, code.value
    message.save(update_fields=["state", "finished_at", "fault"])
    return before


def uncancel(message: OutboxMessage, before: Cancelled, *, at: datetime) -> None:
    message.state, message.finished_at, message.fault = before["state"], None, before["fault"]
    message.save(update_fields=["state", "finished_at", "fault"])
    if message.is_follow_up:
        return
    invitation = message.invitation
    StageEvent.objects.filter(pk=invitation.stage_event_id).update(
        decision=before["decision"],
        decided_at=at,
        selection_probability=before["probability"],
        selection_seed=before["seed"],
    )
    Invitation.objects.filter(pk=invitation.pk).update(
        expires_at=datetime.fromisoformat(before["expires_at"])
    )


def exclude(message: OutboxMessage, code: Decision, *, at: datetime) -> None:
    if message.is_follow_up:
        return
    invitation = message.invitation
    StageEvent.objects.filter(pk=invitation.stage_event_id).update(
        decision=code, decided_at=at, selection_probability=None, selection_seed=""
    )
    Invitation.objects.filter(pk=invitation.pk).update(expires_at=at)


def finish(message: OutboxMessage, **changes: object) -> int:
    """Unless the lease expired, or a receipt has reported the final status. Returns 1 if written,
    else 0."""
    return leased_message(message).update(**changes)


def leased_message(message: OutboxMessage) -> QuerySet[OutboxMessage]:
    """The message while this sender holds the lease."""
    return OutboxMessage.objects.filter(
        pk=message.pk, state=MessageState.LEASED, attempts=message.attempts
    )
