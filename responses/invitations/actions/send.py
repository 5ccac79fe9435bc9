"""Writes that send what is in the outbox: exactly once in effect (notify.md 4.3).

A message's reference is committed before its first attempt. A batch is leased in one short
transaction, sent outside any, and each end is written in a transaction of its own. An attempt
whose end is unknown, because the answer was lost or its sender died, is looked up by reference
before another is made."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from responses.eligibility import rules as eligibility_rules
from responses.eligibility.rules import Decision
from responses.eligibility.selectors import case_journeys, languages
from responses.eligibility.selectors.case_journeys import Journey
from responses.invitations.actions import record_delivery, sending_pause
from responses.invitations.selectors import outbox, reminders
from responses.models import Invitation, OutboxMessage, SendingLine, StageEvent
from responses.sms import segments, texts
from responses.sms.delivery_states import MessageState, Pause
from responses.sms.provider import BadNumberError, Provider, SendError, Text, UnknownEndError
from responses.vault import contacts, sending_hours

BATCH = 20
LEASE = timedelta(minutes=30)
"""Longer than a batch can take: 20 messages, each with a look-up and a sending of 30 seconds
at most. What a dead sender held is free again after it."""

MODES = {"sms": "web_sms", "email": "web_email"}
"""The mode of a survey asked for by a channel (decision 18)."""

WAITS = (timedelta(minutes=2), timedelta(minutes=10), timedelta(minutes=30), timedelta(hours=2))
"""After the first, second, third … attempt of unknown end; the last for all that follow."""

LOOKED_UP_FOR = timedelta(days=6)
"""The provider forgets after 7 days: past that a look-up that finds nothing proves nothing."""


@dataclass(frozen=True)
class SendSummary:
    """How each message handled in a run ended, and why the run stopped before its end."""

    sent: int = 0
    found: int = 0
    cancelled: int = 0
    deferred: int = 0
    failed: int = 0
    unknown: int = 0
    stopped_because: str = ""
    is_faulty: bool = False
    """Stopped by a fault of ours that somebody must mend."""

    def plus(self, other: "SendSummary") -> "SendSummary":
        """Both together, stopped as the other was."""
        ends = ("sent", "found", "cancelled", "deferred", "failed", "unknown")
        return replace(other, **{end: getattr(self, end) + getattr(other, end) for end in ends})

    @property
    def handled(self) -> int:
        return self.sent + self.found + self.cancelled + self.deferred + self.failed + self.unknown


def send_due(*, provider: Provider, by: Actor, at: datetime, limit: int = BATCH) -> SendSummary:
    """Send one batch of messages that are due, inside sending hours only (SAF-11). Call it
    again, with the time it is by then, until it has handled nothing."""
    if not sending_hours.may_send(at):
        reason = _("Texts go out from 09:00 to 19:00, and not on Sundays.")
        return SendSummary(stopped_because=reason)
    if line := outbox.line_at_rest(provider.transport, at=at):
        return SendSummary(stopped_because=_reason(line), is_faulty=_is_fault(line))
    _check_texts()
    batch = _claim(transport=provider.transport, most=limit, at=at)
    ends: Counter[str] = Counter()
    stopped_by = _send_batch(batch, ends, provider=provider, by=by, at=at)
    if stopped_by is None and ends["sent"] + ends["found"]:
        sending_pause.resume(transport=provider.transport, by=by, at=at)
    reason = _reason(stopped_by) if stopped_by else ""
    if batch:
        audit.record(AuditKind.MESSAGES_SENT, by=by, at=at, stopped_because=reason, ends=dict(ends))
    return SendSummary(**ends, stopped_because=reason, is_faulty=_is_fault(stopped_by))


def _reason(line: SendingLine) -> str:
    return line.fault or _("Somebody has stopped the sending by hand.")


def _is_fault(line: SendingLine | None) -> bool:
    return line is not None and line.pause == Pause.CONFIGURATION


@transaction.atomic
def cancel_waiting(*, case_ids: Collection[int], code: Decision, by: Actor, at: datetime) -> int:
    """Take back what waits to be sent about these cases, under the code of the reason. What a
    sender has in hand it judges anew itself. Returns how many were taken back."""
    waiting = OutboxMessage.objects.select_for_update(of=("invitation", "self")).filter(
        invitation__stage_event__case__in=case_ids, state=MessageState.DUE
    )
    messages = list(waiting.select_related("invitation").order_by("invitation", "pk"))
    for message in messages:
        _exclude(message, code, at=at)
        message.state = MessageState.CANCELLED
        message.finished_at = at
        message.fault = code.value
        message.save(update_fields=["state", "finished_at", "fault"])
    if messages:
        audit.record(AuditKind.MESSAGES_SENT, by=by, at=at, ends={"cancelled": len(messages)})
    return len(messages)


def _check_texts() -> None:
    """Refuse a text that would arrive with question marks: the provider would only send it."""
    for template in outbox.text_templates().values():
        segments.check_sendable(texts.body(template, link="https://example.org/000000000000"))


@transaction.atomic
def _claim(*, transport: str, most: int, at: datetime) -> list[OutboxMessage]:
    batch: list[OutboxMessage] = []
    for claimable in outbox.messages_to_claim(transport=transport, at=at):
        if connection.features.has_select_for_update_skip_locked:
            claimable = claimable.select_for_update(skip_locked=True)
        batch += claimable[: most - len(batch)]
    OutboxMessage.objects.filter(pk__in=[message.pk for message in batch]).update(
        state=MessageState.LEASED,
        lease_until=at + LEASE,
        attempts=F("attempts") + 1,
        first_tried_at=Coalesce("first_tried_at", Value(at)),
    )
    for message in batch:
        message.attempts += 1
        message.first_tried_at = message.first_tried_at or at
    return batch


def _send_batch(
    batch: Sequence[OutboxMessage],
    ends: Counter[str],
    *,
    provider: Provider,
    by: Actor,
    at: datetime,
) -> SendingLine | None:
    """Count how each message ended; returns the line where sending was paused, or nothing. What
    is left of a stopped batch is given back as if it had not been claimed."""
    for number, message in enumerate(batch):
        try:
            ends[_send_one(message, provider=provider, by=by, at=at)] += 1
        except SendError as error:
            line = sending_pause.pause(transport=provider.transport, error=error, by=by, at=at)
            for left in batch[number:]:
                _give_back(left, until=line.paused_until or at)
            return line
    return None


def _send_one(message: OutboxMessage, *, provider: Provider, by: Actor, at: datetime) -> str:
    """One message to its end, or back into the outbox. Returns how it ended. Raises a SendError
    for what concerns every message."""
    try:
        accepted = provider.find(str(message.reference)) if message.attempts > 1 else None
        end = "found"
        if accepted is None:
            now = _ours(message).select_related("invitation__stage_event__case").first()
            if now is None:
                # The lease ran out while this sender slept, and another has the message.
                return "unknown"
            message = now
            if held_back := _hold_back(message, at=at):
                return held_back
            accepted, end = provider.send(_text(message)), "sent"
        record_delivery.record_status(message_id=message.pk, accepted=accepted, by=by, at=at)
    except UnknownEndError:
        return _wait(message, at=at)
    except BadNumberError:
        return _refuse_number(message, at=at)
    return end


def _hold_back(message: OutboxMessage, *, at: datetime) -> str:
    """How a message ends that must not go now by what is known now, or nothing where it may:
    what is safe changes, so all is asked again at the moment of sending (SAF-1)."""
    case = message.invitation.stage_event.case
    journey = case_journeys.journey_at_sending(case, today=localdate(at))
    if held_back := _judged_anew(message, journey, at=at):
        return held_back
    today = localdate(at)
    is_handover = sending_hours.is_handover(today, force=case.force_id)
    if is_handover or sending_hours.is_anniversary(today, of=case.reported_on):
        return _defer(message, until=at + timedelta(days=1))
    hours = journey.person.safe_hours if journey.person else contacts.SafeHours()
    if not sending_hours.may_send(at, safe_from=hours.start, safe_to=hours.end):
        until = sending_hours.next_sending_time(at, safe_from=hours.start, safe_to=hours.end)
        return _defer(message, until=until)
    if message.attempts > 1 and at - (message.first_tried_at or at) > LOOKED_UP_FOR:
        return _give_up(message, at=at)
    return ""


def _judged_anew(message: OutboxMessage, journey: Journey, *, at: datetime) -> str:
    """By the same rules as when it was queued."""
    today, event = localdate(at), message.invitation.stage_event
    facts = journey.facts(journey.entry_of(event), languages=languages.invited_in(today))
    if message.is_reminder:
        is_wanted = reminders.is_unopened(message.invitation_id)
        may_go = is_wanted and eligibility_rules.may_remind(facts, today=today)
        return (
            "" if may_go and contacts.holds_number_texted(event.case_id) else _drop(message, at=at)
        )
    code = eligibility_rules.decide(facts, today=today)
    if code is Decision.PENDING:
        return _defer(message, until=at + timedelta(days=1))
    return _cancel(message, code, at=at) if eligibility_rules.is_exclusion(code) else ""


def _drop(message: OutboxMessage, *, at: datetime) -> str:
    """A reminder that is not to go any more; what was asked stays asked."""
    _finish(message, state=MessageState.CANCELLED, finished_at=at, fault="no reminder")
    return "cancelled"


def _text(message: OutboxMessage) -> Text:
    """By the way that is safe now, which may be another than when it was queued."""
    invitation = message.invitation
    reach = contacts.reach(invitation.stage_event.case_id)
    if reach.channel != message.channel:
        message.channel = reach.channel
        _ours(message).update(channel=reach.channel)
        Invitation.objects.filter(pk=invitation.pk).update(mode=MODES[reach.channel])
    return Text(
        reference=str(message.reference),
        language=invitation.language,
        to=reach.to,
        channel=reach.channel,
        link=outbox.link_of(invitation),
        force=invitation.stage_event.case.force_id,
    )


def _give_back(message: OutboxMessage, *, until: datetime) -> None:
    """Nothing was attempted, or it was refused for certain: the attempt does not count."""
    attempts = message.attempts - 1
    _finish(
        message,
        state=MessageState.DUE,
        due_at=until,
        lease_until=None,
        attempts=attempts,
        first_tried_at=message.first_tried_at if attempts else None,
    )


def _defer(message: OutboxMessage, *, until: datetime) -> str:
    _give_back(message, until=until)
    return "deferred"


def _wait(message: OutboxMessage, *, at: datetime) -> str:
    wait = WAITS[min(message.attempts, len(WAITS)) - 1]
    _finish(
        message,
        state=MessageState.DUE,
        due_at=at + wait,
        lease_until=None,
        fault="unknown end",
    )
    return "unknown"


def _give_up(message: OutboxMessage, *, at: datetime) -> str:
    """It may have been sent, and nobody can tell any more: twice would be worse than never."""
    _finish(message, state=MessageState.FAILED, finished_at=at, fault="end never known")
    return "failed"


@transaction.atomic
def _refuse_number(message: OutboxMessage, *, at: datetime) -> str:
    case_id = message.invitation.stage_event.case_id
    if message.channel == "email":
        contacts.forget_address(case_id)
        code, fault = Decision.NO_CONTACT_DATA, "address refused"
    else:
        contacts.record_bad_number(case_id=case_id, on=localdate(at))
        code, fault = Decision.BAD_NUMBER, "number refused"
    _exclude(message, code, at=at)
    _finish(message, state=MessageState.FAILED, finished_at=at, fault=fault)
    return "failed"


@transaction.atomic
def _cancel(message: OutboxMessage, code: Decision, *, at: datetime) -> str:
    _exclude(message, code, at=at)
    _finish(message, state=MessageState.CANCELLED, finished_at=at, fault=code.value)
    return "cancelled"


def _exclude(message: OutboxMessage, code: Decision, *, at: datetime) -> None:
    """The event was not asked about after all: it carries the reason, and its link is dead. One
    that only a reminder was left of was asked about."""
    if message.is_reminder:
        return
    invitation = message.invitation
    StageEvent.objects.filter(pk=invitation.stage_event_id).update(
        decision=code, decided_at=at, selection_probability=None, selection_seed=""
    )
    Invitation.objects.filter(pk=invitation.pk).update(expires_at=at)


def _finish(message: OutboxMessage, **changes: object) -> None:
    """Write an end, unless the lease ran out and another sender holds the message now, or a
    receipt has told its end meanwhile."""
    _ours(message).update(**changes)


def _ours(message: OutboxMessage) -> QuerySet[OutboxMessage]:
    """The message, while this sender holds it: each claim counts an attempt."""
    return OutboxMessage.objects.filter(
        pk=message.pk, state=MessageState.LEASED, attempts=message.attempts
    )
