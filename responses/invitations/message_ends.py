"""Writes the result of one message that a sender has leased. The sender audits its run by counts
(responses/invitations/actions/send.py)."""

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
"""What a message was before it was cancelled, and its event and invitation, as stored in JSON."""


def cancel_follow_up(message: OutboxMessage, *, at: datetime) -> str:
    """Cancel a reminder or a new link; the invitation stays as it is."""
    finish(message, state=MessageState.CANCELLED, finished_at=at, fault="not needed")
    return "cancelled"


def cancel_replied(message: OutboxMessage, *, at: datetime) -> str:
    """Cancel a message of an invitation that a reply ended; its event was asked about."""
    finish(message, state=MessageState.CANCELLED, finished_at=at, fault=REPLIED)
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


def cancel_unsent(message: OutboxMessage, code: Decision, *, at: datetime) -> Cancelled:
    """Cancel a message that nobody has leased. Returns what uncancel needs to take it back."""
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
    """Make a message, its event and its link again what they were when it was cancelled. Before
    it is sent the rules are applied to it again."""
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
    """Give the stage event the exclusion code and end its link, because it was not asked about. A
    reminder or a new link changes nothing: its event has been asked about already."""
    if message.is_follow_up:
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
