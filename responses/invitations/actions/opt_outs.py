from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from access.continuity import holding
from access.continuity.journal import EntryKind
from responses.eligibility.rules import Decision
from responses.invitations import message_ends
from responses.invitations.selectors import outbox
from responses.models import Case, Invitation, OutboxMessage
from responses.models.invitations import TELEPHONE
from responses.sms.channel import Channel
from responses.sms.delivery_states import MessageState
from responses.vault import contacts, person_keys
from responses.vault.opt_outs import suppressions, undoable_stops

WRONG_PERSON = "wrong_person"
"""The channel of a person who says that the message was meant for someone else."""

WRONG_ROUTE = {Channel.SMS: Decision.BAD_NUMBER, Channel.EMAIL: Decision.NO_CONTACT_DATA}
"""The decision code of an event whose only contact route reaches another person."""

NOT_SENT = (MessageState.DUE, MessageState.SET_ASIDE)


@transaction.atomic
def opt_out_number(*, mobile: str, channel: str, by: Actor, at: datetime) -> None:
    """Never contact a number again, in any force, and end its links (SAF-12)."""
    case_ids = contacts.cases_of_number(mobile)
    every = case_ids | contacts.cases_of_person_with_number(mobile)
    outbox.lock_links(every)
    lasting = person_keys.without_shared(case_ids)
    contacts.suppress_number(mobile, lasting=lasting, by=by, at=at, channel=channel)
    Invitation.objects.filter(stage_event__case__in=case_ids, opted_out_at__isnull=True).update(
        opted_out_at=at
    )
    cancelled = cancel_due_messages(case_ids=every, code=Decision.OPTED_OUT, by=by, at=at)
    audit.record(
        AuditKind.CONTACT_OPTED_OUT, by=by, at=at, channel=channel, cancelled=len(cancelled)
    )


@transaction.atomic
def stop_wrong_number(*, mobile: str, by: Actor, at: datetime) -> None:
    """Never contact a number of another owner; the person meant may still be asked."""
    case_ids = contacts.cases_of_number(mobile)
    outbox.lock_links(case_ids)
    suppressions.suppress_mobile(mobile, by=by, at=at, channel=WRONG_PERSON)
    links = Invitation.objects.filter(stage_event__case__in=case_ids, opted_out_at__isnull=True)
    links.filter(mode="web_sms").update(opted_out_at=at)
    cancelled = cancel_due_messages(
        case_ids=case_ids, code=WRONG_ROUTE[Channel.SMS], by=by, at=at, channel=Channel.SMS
    )
    audit.record(
        AuditKind.CONTACT_OPTED_OUT, by=by, at=at, channel=WRONG_PERSON, cancelled=len(cancelled)
    )


@transaction.atomic
def end_invitations(*, case_ids: Collection[int], by: Actor, at: datetime) -> int:
    """For replies that are no refusal and no thanks. Returns how many were ended."""
    outbox.lock_links(case_ids)
    open_links = Invitation.objects.filter(
        stage_event__case__in=case_ids, mode="web_sms", expires_at__gt=at
    )
    texted = OutboxMessage.objects.filter(
        invitation=OuterRef("pk"), channel=Channel.SMS, first_tried_at__isnull=False
    )
    ids = list(open_links.filter(Exists(texted)).values_list("pk", flat=True))
    cancelled = _end_by_reply(ids, at=at)
    if ids:
        holding.note_stop(EntryKind.REPLY_ENDED, at=at, invitations=list(map(str, ids)))
    audit.record(AuditKind.INVITATIONS_ENDED, by=by, at=at, links=len(ids), cancelled=cancelled)
    return len(ids)


@transaction.atomic
def end_invitations_again(*, ids: Collection[int], by: Actor, at: datetime) -> None:
    """For a restored database, unless a new link was sent since."""
    newer = OutboxMessage.objects.filter(
        invitation=OuterRef("pk"), is_new_link=True, first_tried_at__gt=at
    )
    found = Invitation.objects.filter(~Exists(newer), pk__in=ids, reply_ended_at=None)
    open_ids = list(found.values_list("pk", flat=True))
    cancelled = _end_by_reply(open_ids, at=at)
    if open_ids:
        audit.record(
            AuditKind.INVITATIONS_ENDED, by=by, at=at, links=len(open_ids), cancelled=cancelled
        )


def _end_by_reply(ids: Collection[int], *, at: datetime) -> int:
    Invitation.objects.filter(pk__in=ids).update(reply_ended_at=at, expires_at=at)
    waiting = OutboxMessage.objects.filter(invitation__in=ids, state__in=NOT_SENT)
    return waiting.update(state=MessageState.CANCELLED, finished_at=at, fault=message_ends.REPLIED)


@transaction.atomic
def opt_out_case(*, force_code: str, key: str, channel: str, by: Actor, at: datetime) -> None:
    """Never contact the person of a case again, in any force, and end their links (SAF-12)."""
    case = Case.objects.filter(force=force_code, case_key=key).first()
    if case is None:
        own = {person_keys.case_key(force=force_code, key=key)}
        suppressions.write(own, by=by, at=at, channel=channel)
        audit.record(
            AuditKind.CONTACT_OPTED_OUT,
            by=by,
            at=at,
            channel=channel,
            cancelled=0,
            force=force_code,
        )
        return
    every = contacts.cases_of_same_person(case.pk) | {case.pk}
    outbox.lock_links(every)
    links = Invitation.objects.filter(stage_event__case=case, opted_out_at__isnull=True)
    links.update(opted_out_at=at)
    cancelled = _stop_person(case.pk, channel=channel, press_id=None, by=by, at=at)
    audit.record(
        AuditKind.CONTACT_OPTED_OUT,
        by=by,
        at=at,
        channel=channel,
        cancelled=len(cancelled),
        force=force_code,
    )


@transaction.atomic
def opt_out(*, invitation_id: int, channel: str, by: Actor, at: datetime) -> str:
    """Never contact the invitation's person again, in any force: cancels messages and ends the link
    (SAF-12). Returns the ticket by which the same visit can undo it."""
    case_id = outbox.lock_links_of_person(invitation_id)
    invitation = Invitation.objects.get(pk=invitation_id)
    press_id = None
    if invitation.opted_out_at is None:
        press_id = undoable_stops.begin(invitation_id=invitation_id, at=at)
        invitation.opted_out_at = at
        invitation.save(update_fields=["opted_out_at"])
    else:
        undoable_stops.make_final(invitation_id)
        if channel == WRONG_PERSON or contacts.is_opted_out(case_id):
            return ""
    if channel == WRONG_PERSON and press_id:
        cancelled = _stop_number(invitation, press_id=press_id, by=by, at=at)
    else:
        cancelled = _stop_person(case_id, channel=channel, press_id=press_id, by=by, at=at)
    if press_id:
        undoable_stops.remember_cancelled(press_id, cancelled)
    audit.record(
        AuditKind.CONTACT_OPTED_OUT, by=by, at=at, channel=channel, cancelled=len(cancelled)
    )
    return str(press_id or "")


def _stop_person(
    case_id: int, *, channel: str, press_id: UUID | None, by: Actor, at: datetime
) -> list[message_ends.Cancelled]:
    case_ids = contacts.cases_of_same_person(case_id) | {case_id}
    lasting = person_keys.without_shared(case_ids) | {case_id}
    contacts.suppress(
        case_id=case_id, lasting=lasting, by=by, at=at, channel=channel, press_id=press_id
    )
    return cancel_due_messages(case_ids=case_ids, code=Decision.OPTED_OUT, by=by, at=at)


def _stop_number(
    invitation: Invitation, *, press_id: UUID, by: Actor, at: datetime
) -> list[message_ends.Cancelled]:
    is_called = invitation.mode == TELEPHONE
    channel = Channel.SMS if is_called else outbox.channel_of(invitation)
    case_id = invitation.stage_event.case_id
    key = suppressions.key_written_to(case_id, channel=channel) if channel else ""
    if not channel or not key:
        return []
    suppressions.suppress(key, by=by, at=at, channel=WRONG_PERSON, press_id=press_id)
    return cancel_due_messages(
        case_ids=suppressions.cases_written_to_by(key, channel=channel),
        code=WRONG_ROUTE[channel],
        by=by,
        at=at,
        channel=channel,
    )


@transaction.atomic
def cancel_due_messages(
    *, case_ids: Collection[int], code: Decision, by: Actor, at: datetime, channel: str = ""
) -> list[message_ends.Cancelled]:
    """With the decision code of the reason; with `channel`, only messages on it. Returns what each
    was."""
    waiting = OutboxMessage.objects.select_for_update(of=("invitation", "self")).filter(
        invitation__stage_event__case__in=case_ids, state__in=NOT_SENT
    )
    if channel:
        waiting = waiting.filter(channel=channel)
    messages = list(waiting.select_related("invitation__stage_event").order_by("invitation", "pk"))
    cancelled = [message_ends.cancel_unsent(message, code, at=at) for message in messages]
    if messages:
        audit.record(AuditKind.MESSAGES_SENT, by=by, at=at, ends={"cancelled": len(messages)})
    return cancelled
