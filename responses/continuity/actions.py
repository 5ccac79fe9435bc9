"""A held database is brought up to date from the contact journal (decision 50,
docs/runbooks/restore.md)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from access import audit
from access.actor import Actor
from access.administration import restored as restored_staff
from access.audit import AuditKind
from access.continuity import holding, journal
from access.continuity.journal import Entry, EntryKind
from responses.answering.actions import gate_attempts, paper_withdrawals, withdrawals
from responses.continuity import restored_calls, restored_sendings, restored_stops
from responses.continuity.restored_sendings import Sending
from responses.invitations.actions import opt_outs, record_delivery, undo_opt_outs
from responses.invitations.actions.send import LOOK_UP_PERIOD
from responses.models import OutboxMessage, Response
from responses.sms.delivery_states import UNSENT, MessageState
from responses.sms.provider import Accepted, Provider, SendError
from responses.vault import contacts
from responses.vault.opt_outs import journal as opt_out_journal

NEVER_KNOWN = "end never known"
"""The fault of a message that may have been sent and that the provider has forgotten."""


class ReleaseError(Exception):
    """The hold cannot end yet."""


@dataclass(frozen=True)
class ReleaseSummary:
    opt_outs: int
    undone: int
    withdrawn: int
    due: int
    sent: int
    unknown: int
    restored: int
    remembered: int
    lost_answers: int
    stopped: int
    taken_back: int
    ended: int


def release(
    *, providers: Sequence[Provider], by: Actor, at: datetime, has_lost_journal: bool = False
) -> ReleaseSummary:
    """After every uncertain message was looked up and the journal replayed. Raises ReleaseError
    without a hold, without a journal, or where a provider does not answer; OSError where the
    journal cannot be read."""
    row = holding.state()
    _check_held(row.held_at)
    if row.mark and not journal.exists(str(row.generation)):
        _restart_journal(str(row.generation), has_lost_journal=has_lost_journal)
    by_transport = {provider.transport: provider for provider in providers}
    entries = journal.entries(str(row.generation))
    sendings = restored_sendings.sendings(entries)
    opt_outs, undone = opt_out_journal.replay(entries), _undo_again(entries, by=by, at=at)
    ends = [
        _settle(message, sendings.get(str(message.reference)), by_transport, by=by, at=at)
        for message in _unsent()
    ]
    known, wanted = set(), sorted(sendings)
    for start in range(0, len(wanted), 500):
        rows = OutboxMessage.objects.filter(reference__in=wanted[start : start + 500])
        known |= {str(one) for one in rows.values_list("reference", flat=True)}
    restored = [
        _restore(sending, by_transport, by=by, at=at)
        for reference, sending in sendings.items()
        if reference not in known
    ]
    summary = ReleaseSummary(
        opt_outs=opt_outs,
        undone=undone,
        withdrawn=_withdraw_again(entries, by=by),
        due=ends.count("due"),
        sent=ends.count("sent"),
        unknown=ends.count("unknown"),
        restored=restored.count("restored"),
        remembered=restored.count("remembered"),
        lost_answers=_lost_answers(entries, mark=row.mark),
        **_stop_again(entries, by=by, at=at),
    )
    _end_hold(summary, entries, by=by, at=at)
    return summary


def _stop_again(entries: Sequence[Entry], *, by: Actor, at: datetime) -> Mapping[str, int]:
    return {
        "stopped": restored_stops.stop_again(entries, by=by),
        "taken_back": restored_stops.take_back_again(entries, by=by),
        "ended": restored_staff.end_again(entries, by=by, at=at)
        + restored_stops.end_doors_again(entries, by=by),
    }


def _check_held(held_at: datetime | None) -> None:
    if held_at is None:
        message = "The database is not held."
        raise ReleaseError(message)


def _restart_journal(generation: str, *, has_lost_journal: bool) -> None:
    """Raises ReleaseError unless a person stated that it is lost."""
    if not has_lost_journal:
        message = f"There is no journal at {journal.folder(generation)}."
        raise ReleaseError(message)
    journal.begin(generation)
    opt_out_journal.begin_anew()


@transaction.atomic
def _end_hold(
    summary: ReleaseSummary, entries: Sequence[Entry], *, by: Actor, at: datetime
) -> None:
    _spend_codes(entries, by=by)
    _end_by_reply_again(entries, by=by)
    restored_calls.close_again(entries)
    holding.end_hold(mark=max((entry.mark for entry in entries), default=0))
    audit.record(AuditKind.DATABASE_RELEASED, by=by, at=at, counts=asdict(summary))


def _undo_again(entries: Iterable[Entry], *, by: Actor, at: datetime) -> int:
    presses = opt_out_journal.undone_presses(entries)
    return sum(undo_opt_outs.undo_again(press_id=press, by=by, at=at) for press in presses)


def _spend_codes(entries: Iterable[Entry], *, by: Actor) -> None:
    for entry in entries:
        if entry.kind == EntryKind.CODE_OPENED:
            gate_attempts.spend_again(attempt_id=entry.details["attempt"], by=by, at=entry.at)


def _end_by_reply_again(entries: Iterable[Entry], *, by: Actor) -> None:
    for entry in entries:
        if entry.kind == EntryKind.REPLY_ENDED:
            ids = [int(pk) for pk in entry.details["invitations"]]
            opt_outs.end_invitations_again(ids=ids, by=by, at=entry.at)


def _withdraw_again(entries: Iterable[Entry], *, by: Actor) -> int:
    words = {EntryKind.WITHDRAWN, EntryKind.BROUGHT_BACK}
    last = {entry.details["response"]: entry for entry in entries if entry.kind in words}
    return (
        sum(
            withdrawals.withdraw_again(response_id=entry.details["response"], by=by, at=entry.at)
            for entry in last.values()
            if entry.kind == EntryKind.WITHDRAWN
        )
        + sum(
            paper_withdrawals.withdraw_again(
                open_answers_id=entry.details["open_answers"], by=by, at=entry.at
            )
            for entry in entries
            if entry.kind == EntryKind.OPEN_WITHDRAWN
        )
        + sum(
            paper_withdrawals.take_back_again(
                attempt_id=entry.details["attempt"], by=by, at=entry.at
            )
            for entry in entries
            if entry.kind == EntryKind.PAPER_TAKEN_BACK
        )
    )


def _unsent() -> list[OutboxMessage]:
    unsent = OutboxMessage.objects.filter(state__in=UNSENT)
    return list(unsent.select_related("invitation__stage_event").order_by("pk"))


def _settle(
    message: OutboxMessage,
    sending: Sending | None,
    providers: Mapping[str, Provider],
    *,
    by: Actor,
    at: datetime,
) -> str:
    """Returns what became of it."""
    found = _find(str(message.reference), message.transport, providers)
    tried_at = sending.at if sending else message.first_tried_at
    if found is None and (tried_at is None or at - tried_at <= LOOK_UP_PERIOD):
        OutboxMessage.objects.filter(pk=message.pk).update(state=MessageState.DUE, lease_until=None)
        return "due"
    with transaction.atomic():
        OutboxMessage.objects.filter(pk=message.pk).update(
            first_tried_at=tried_at or at, attempts=max(message.attempts, 1)
        )
        if sending:
            restored_sendings.write_new_link(message.invitation, sending)
        if found is None:
            _end_as_unknown(message, at=tried_at or at)
            return "unknown"
        record_delivery.record_status(
            message_id=message.pk, accepted=found, by=by, at=tried_at or at
        )
    return "sent"


def _find(reference: str, transport: str, providers: Mapping[str, Provider]) -> Accepted | None:
    if transport not in providers:
        message = f"There is no provider for {transport}: its messages cannot be looked up."
        raise ReleaseError(message)
    try:
        return providers[transport].find(reference)
    except SendError as error:
        message = f"{transport} does not answer: {type(error).__name__}"
        raise ReleaseError(message) from error


def _end_as_unknown(message: OutboxMessage, *, at: datetime) -> None:
    OutboxMessage.objects.filter(pk=message.pk).update(
        state=MessageState.FAILED, finished_at=at, lease_until=None, fault=NEVER_KNOWN
    )
    if not message.is_follow_up:
        keys = contacts.keys_of_case(message.invitation.stage_event.case_id)
        contacts.remember_invited(keys=keys, on=localdate(at))


def _restore(
    sending: Sending, providers: Mapping[str, Provider], *, by: Actor, at: datetime
) -> str:
    """ "restored"; "remembered" where the copy lacks its event; "" where the provider never took
    it."""
    found = _find(sending.reference, sending.transport, providers)
    if found is None and at - sending.at <= LOOK_UP_PERIOD:
        return ""
    with transaction.atomic():
        message = restored_sendings.write_back(sending)
        if message is None:
            if not sending.is_follow_up:
                contacts.remember_invited(keys=sending.keys, on=localdate(sending.at))
            return "remembered"
        if found is None:
            _end_as_unknown(message, at=sending.at)
        else:
            record_delivery.record_status(
                message_id=message.pk, accepted=found, by=by, at=sending.at
            )
    return "restored"


def _lost_answers(entries: Sequence[Entry], *, mark: int) -> int:
    told = {EntryKind.SENDING, EntryKind.ISSUED}
    known = [one.at for one in entries if one.mark <= mark and one.kind in told]
    since = max(known) if known else None
    completed = [
        one for one in entries
        if one.kind == EntryKind.COMPLETED and (since is None or one.at >= since)
    ]  # fmt: skip
    stored = Response.objects.filter(completed_at__isnull=False)
    if since is not None:
        stored = stored.filter(completed_at__gte=since)
    return max(0, len(completed) - stored.count())
