"""For the visit in which it was pressed (decision 42)."""

import logging
from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from responses.eligibility.rules import Decision
from responses.invitations import message_ends
from responses.invitations.selectors import outbox
from responses.models import Invitation, OutboxMessage, StageEvent
from responses.sms.delivery_states import MessageState
from responses.vault import contacts
from responses.vault.opt_outs import journal, suppressions, undoable_stops
from responses.vault.opt_outs.undoable_stops import UNDO_LASTS, Press

LEFT_OUT = (Decision.OPTED_OUT, Decision.BAD_NUMBER, Decision.NO_CONTACT_DATA)
"""Decision codes that an opt-out may have given to events decided while it was in force."""

logger = logging.getLogger(__name__)


class _TakenBack(NamedTuple):
    keys: list[str]
    is_still_stopped: bool


def undo(*, ticket: str, by: Actor, at: datetime) -> bool:
    """Undo what the press wrote: opt-outs no one asked for again, the end of its link, cancelled
    messages. Returns whether the person may be written to again."""
    try:
        return _undo(UUID(ticket), by=by, at=at)
    except OSError as error:
        logger.error("A stop stays, for want of the journal: %s", error.strerror)  # noqa: TRY400
        return False


@transaction.atomic
def _undo(press_id: UUID, *, by: Actor, at: datetime) -> bool:
    taken = _take_back(press_id, not_before=at - UNDO_LASTS, by=by, at=at)
    if taken is None:
        return False
    journal.write_undone(press_id, taken.keys, at=at)
    return not taken.is_still_stopped


@transaction.atomic
def undo_again(*, press_id: UUID, by: Actor, at: datetime) -> bool:
    """For a restored database. Returns whether it held it."""
    return _take_back(press_id, not_before=None, by=by, at=at) is not None


@transaction.atomic
def forget_presses(*, by: Actor, at: datetime) -> int:
    """After presses.FORGOTTEN_AFTER. Returns how many."""
    count = undoable_stops.forget_older(before=at - undoable_stops.FORGOTTEN_AFTER)
    if count:
        audit.record(AuditKind.STOP_PRESSES_FORGOTTEN, by=by, at=at, presses=count)
    return count


def _take_back(
    press_id: UUID, *, not_before: datetime | None, by: Actor, at: datetime
) -> _TakenBack | None:
    """None where nothing can be taken back. Locks in the order of an opt-out: links, the press,
    what it wrote, messages."""
    invitation_id = undoable_stops.invitation_of(press_id)
    if invitation_id is None:
        return None
    link = Invitation.objects.get(pk=invitation_id)
    case_id = link.stage_event.case_id
    case_ids = contacts.cases_of_same_person(case_id) | {case_id}
    outbox.lock_links(case_ids)
    press = undoable_stops.locked(press_id)
    if press is None or (not_before is not None and press.at < not_before):
        return None
    taken = _TakenBack(suppressions.take_back(press_id), _is_stopped(link))
    if not taken.is_still_stopped:
        Invitation.objects.filter(pk=link.pk, opted_out_at=press.at).update(opted_out_at=None)
    askable = {case_id for case_id in case_ids if not contacts.is_opted_out(case_id)}
    restored = _restore_messages(press, askable, at=at)
    left_out = StageEvent.objects.filter(
        case__in=askable, decision__in=LEFT_OUT, decided_at__gte=press.at, invitation=None
    )
    left_out.update(decision=Decision.PENDING, decided_at=at)
    undoable_stops.mark_undone(press_id, at=at)
    audit.record(AuditKind.OPT_OUT_UNDONE, by=by, at=at, restored=restored)
    return taken


def _is_stopped(link: Invitation) -> bool:
    case_id, channel = link.stage_event.case_id, outbox.channel_of(link)
    key = suppressions.key_written_to(case_id, channel=channel) if channel else ""
    return contacts.is_opted_out(case_id) or suppressions.is_suppressed(key)


def _restore_messages(press: Press, case_ids: Collection[int], *, at: datetime) -> int:
    """Unless something else has happened to them. Returns how many."""
    before = {one["message"]: one for one in press.cancelled}
    cancelled = OutboxMessage.objects.select_for_update(of=("invitation", "self")).filter(
        pk__in=before,
        state=MessageState.CANCELLED,
        finished_at=press.at,
        invitation__stage_event__case__in=case_ids,
    )
    messages = list(
        cancelled.select_related("invitation__stage_event").order_by("invitation", "pk")
    )
    restored = [
        message
        for message in messages
        if message.is_follow_up
        or message.invitation.stage_event.decision == before[message.pk]["code"]
    ]
    for message in restored:
        message_ends.uncancel(message, before[message.pk], at=at)
    return len(restored)
