"""Writes that end contact with a person permanently."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from responses.eligibility.rules import Decision
from responses.invitations import message_ends
from responses.models import Invitation, OutboxMessage
from responses.sms.delivery_states import MessageState
from responses.vault import contacts, person_keys

WRONG_PERSON = "wrong_person"
"""The channel of somebody who says that the text was meant for another person."""

NOT_SENT = (MessageState.DUE, MessageState.SET_ASIDE)


@transaction.atomic
def opt_out_number(*, mobile: str, channel: str, by: Actor, at: datetime) -> None:
    """Never contact a number again, in any force, and end its links: for a person who asks by
    telephone, by text or through an officer (SAF-12). `mobile` is in E.164."""
    contacts.suppress_number(mobile, by=by, at=at, channel=channel)
    case_ids = contacts.cases_of_number(mobile)
    lasting = person_keys.without_shared(case_ids)
    contacts.suppress_cases(lasting, by=by, at=at, channel=channel)
    Invitation.objects.filter(stage_event__case__in=case_ids, opted_out_at__isnull=True).update(
        opted_out_at=at
    )
    cancelled = cancel_due_messages(
        case_ids=case_ids | contacts.cases_of_person_with_number(mobile),
        code=Decision.OPTED_OUT,
        by=by,
        at=at,
    )
    audit.record(AuditKind.CONTACT_OPTED_OUT, by=by, at=at, channel=channel, cancelled=cancelled)


@transaction.atomic
def opt_out(*, invitation_id: int, channel: str, by: Actor, at: datetime) -> None:
    """Never contact the person of this invitation again, for any case of any force. Messages due
    to be sent to them are cancelled and the link stops working (SAF-12). It holds for their cases
    under a number that comes later too, unless it was said that the text was not meant for them. A
    second call changes nothing."""
    invitation = Invitation.objects.select_for_update().get(pk=invitation_id)
    if invitation.opted_out_at is not None:
        return
    invitation.opted_out_at = at
    invitation.save(update_fields=["opted_out_at"])
    case_id = invitation.stage_event.case_id
    contacts.suppress(case_id=case_id, by=by, at=at, channel=channel)
    case_ids = contacts.cases_of_same_person(case_id) | {case_id}
    if channel != WRONG_PERSON:
        lasting = person_keys.without_shared(case_ids) | {case_id}
        contacts.suppress_cases(lasting, by=by, at=at, channel=channel)
    cancelled = cancel_due_messages(
        case_ids=case_ids,
        code=Decision.OPTED_OUT,
        by=by,
        at=at,
    )
    audit.record(AuditKind.CONTACT_OPTED_OUT, by=by, at=at, channel=channel, cancelled=cancelled)


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
        message_ends.exclude(message, code, at=at)
        message.state = MessageState.CANCELLED
        message.finished_at = at
        message.fault = code.value
        message.save(update_fields=["state", "finished_at", "fault"])
    if messages:
        audit.record(AuditKind.MESSAGES_SENT, by=by, at=at, ends={"cancelled": len(messages)})
    return len(messages)
