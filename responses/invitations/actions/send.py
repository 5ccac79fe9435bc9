"""Sends the messages of the outbox, each exactly once in effect (notify.md 4.3).

A message's reference is committed before its first attempt. A batch is leased in one short
transaction and sent outside any transaction; each result is written in its own transaction. Where
the result of an attempt is unknown, because the answer was lost or the sender died, the message is
looked up by its reference before another attempt."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
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
from responses.eligibility.selectors import case_histories, languages
from responses.eligibility.selectors.case_histories import CaseHistory
from responses.invitations.actions import record_delivery, sending_pause
from responses.invitations.selectors import outbox, reminders
from responses.models import Invitation, OutboxMessage, SendingLine, StageEvent
from responses.sms import segments, texts
from responses.sms.channel import Channel
from responses.sms.delivery_states import MessageState, Pause
from responses.sms.provider import BadNumberError, Provider, SendError, Text, UnknownEndError
from responses.vault import contacts, sending_hours

BATCH = 20
LEASE_DURATION = timedelta(minutes=30)
"""Longer than a batch can take: 20 messages, each with a look-up and a sending of 30 seconds at
most. After it, the messages of a sender that died can be leased again."""

MODES: Mapping[str, str] = {Channel.SMS: "web_sms", Channel.EMAIL: "web_email"}
"""Channel of the invitation to mode of the survey (decision 18)."""

RETRY_DELAYS = (
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(minutes=30),
    timedelta(hours=2),
)
"""Delay after the first, second, third … attempt with an unknown result; the last delay is also
used for all later attempts."""

LOOK_UP_PERIOD = timedelta(days=6)
"""The provider deletes its record after 7 days. A later look-up that finds nothing does not prove
that nothing was sent."""


@dataclass(frozen=True)
class SendSummary:
    """How many messages of a run had each result, and why the run stopped early, if it did."""

    sent: int = 0
    found: int = 0
    cancelled: int = 0
    deferred: int = 0
    failed: int = 0
    unknown: int = 0
    stopped_because: str = ""
    is_faulty: bool = False
    """Whether the run stopped because of a fault in our configuration that staff must correct."""

    def plus(self, other: "SendSummary") -> "SendSummary":
        """The sum of both; why the run stopped is taken from `other`."""
        ends = ("sent", "found", "cancelled", "deferred", "failed", "unknown")
        return replace(other, **{end: getattr(self, end) + getattr(other, end) for end in ends})

    @property
    def handled(self) -> int:
        return self.sent + self.found + self.cancelled + self.deferred + self.failed + self.unknown


def send_due(*, provider: Provider, by: Actor, at: datetime, limit: int = BATCH) -> SendSummary:
    """Send one batch of at most `limit` due messages, in sending hours only (SAF-11). Call it
    again, with the current time, until it has handled nothing."""
    if not sending_hours.may_send(at):
        reason = _("Texts go out from 09:00 to 19:00, and not on Sundays.")
        return SendSummary(stopped_because=reason)
    if line := outbox.paused_line(provider.transport, at=at):
        return SendSummary(stopped_because=_reason(line), is_faulty=_is_fault(line))
    _check_texts()
    batch = _lease_batch(transport=provider.transport, most=limit, at=at)
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
def cancel_due_messages(
    *, case_ids: Collection[int], code: Decision, by: Actor, at: datetime
) -> int:
    """Cancel the due messages of these cases, with the decision code of the reason. Messages that
    a sender has leased are not touched: the sender applies the rules again before sending.
    Returns how many were cancelled."""
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
    """Raise UnsendableTextError for a text with characters that would arrive as question marks,
    because the provider would send it without a warning."""
    for template in outbox.text_templates().values():
        segments.check_sendable(texts.body(template, link="https://example.org/000000000000"))


@transaction.atomic
def _lease_batch(*, transport: str, most: int, at: datetime) -> list[OutboxMessage]:
    batch: list[OutboxMessage] = []
    for claimable in outbox.messages_to_claim(transport=transport, at=at):
        if connection.features.has_select_for_update_skip_locked:
            claimable = claimable.select_for_update(skip_locked=True)
        batch += claimable[: most - len(batch)]
    OutboxMessage.objects.filter(pk__in=[message.pk for message in batch]).update(
        state=MessageState.LEASED,
        lease_until=at + LEASE_DURATION,
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
    """Send each message and count the results in `ends`. Returns the sending line where sending
    was paused, else None; the rest of the batch is then released as if never leased."""
    for number, message in enumerate(batch):
        try:
            ends[_send_one(message, provider=provider, by=by, at=at)] += 1
        except SendError as error:
            line = sending_pause.pause(transport=provider.transport, error=error, by=by, at=at)
            for left in batch[number:]:
                _release_lease(left, until=line.paused_until or at)
            return line
    return None


def _send_one(message: OutboxMessage, *, provider: Provider, by: Actor, at: datetime) -> str:
    """Send one message or put it back into the outbox. Returns the result, a field name of
    SendSummary. Raises a SendError for a fault that concerns every message."""
    try:
        accepted = provider.find(str(message.reference)) if message.attempts > 1 else None
        end = "found"
        if accepted is None:
            now = _leased_message(message).select_related("invitation__stage_event__case").first()
            if now is None:
                # The lease expired during a delay, and another sender has the message.
                return "unknown"
            message = now
            if end_before_sending := _check_before_sending(message, at=at):
                return end_before_sending
            accepted, end = provider.send(_text_of(message)), "sent"
        record_delivery.record_status(message_id=message.pk, accepted=accepted, by=by, at=at)
    except UnknownEndError:
        return _retry_later(message, at=at)
    except BadNumberError:
        return _refuse_number(message, at=at)
    return end


def _check_before_sending(message: OutboxMessage, *, at: datetime) -> str:
    """The result of a message that must not be sent now, or "" where it may be. What is safe
    changes, so every rule is applied again at the moment of sending (SAF-1)."""
    case = message.invitation.stage_event.case
    history = case_histories.case_history_at_sending(case, today=localdate(at))
    if end_before_sending := _apply_rules_again(message, history, at=at):
        return end_before_sending
    today = localdate(at)
    is_handover = sending_hours.is_handover(today, force=case.force_id)
    if is_handover or sending_hours.is_anniversary(today, of=case.reported_on):
        return _defer(message, until=at + timedelta(days=1))
    hours = history.person.safe_hours if history.person else contacts.SafeHours()
    if not sending_hours.may_send(at, safe_from=hours.start, safe_to=hours.end):
        until = sending_hours.next_sending_time(at, safe_from=hours.start, safe_to=hours.end)
        return _defer(message, until=until)
    if message.attempts > 1 and at - (message.first_tried_at or at) > LOOK_UP_PERIOD:
        return _end_as_unknown(message, at=at)
    return ""


def _apply_rules_again(message: OutboxMessage, history: CaseHistory, *, at: datetime) -> str:
    """Apply the rules by which the message was queued to the facts of today. Returns the result
    where it must not be sent, else ""."""
    today, event = localdate(at), message.invitation.stage_event
    facts = history.facts(history.entry_of(event), languages=languages.invitation_languages(today))
    if message.is_reminder:
        is_wanted = reminders.is_unopened(message.invitation_id)
        may_go = is_wanted and eligibility_rules.may_remind(facts, today=today)
        return (
            ""
            if may_go and contacts.holds_number_texted(event.case_id)
            else _cancel_reminder(message, at=at)
        )
    code = eligibility_rules.decide(facts, today=today)
    if code is Decision.PENDING:
        return _defer(message, until=at + timedelta(days=1))
    return _cancel(message, code, at=at) if eligibility_rules.is_exclusion(code) else ""


def _cancel_reminder(message: OutboxMessage, *, at: datetime) -> str:
    """Cancel a reminder; the invitation stays as it is."""
    _finish(message, state=MessageState.CANCELLED, finished_at=at, fault="no reminder")
    return "cancelled"


def _text_of(message: OutboxMessage) -> Text:
    """The text for the provider, on the channel that is safe now. That may differ from the channel
    when the message was queued; the message and the mode are then changed."""
    invitation = message.invitation
    route = contacts.contact_route(invitation.stage_event.case_id)
    if route.channel != message.channel:
        message.channel = route.channel
        _leased_message(message).update(channel=route.channel)
        Invitation.objects.filter(pk=invitation.pk).update(mode=MODES[route.channel])
    return Text(
        reference=str(message.reference),
        language=invitation.language,
        to=route.to,
        channel=route.channel,
        link=outbox.link_of(invitation),
        force=invitation.stage_event.case.force_id,
    )


def _release_lease(message: OutboxMessage, *, until: datetime) -> None:
    """Make the message due again at `until`. Nothing was attempted, or the provider refused it, so
    the attempt does not count."""
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
    _release_lease(message, until=until)
    return "deferred"


def _retry_later(message: OutboxMessage, *, at: datetime) -> str:
    wait = RETRY_DELAYS[min(message.attempts, len(RETRY_DELAYS)) - 1]
    _finish(
        message,
        state=MessageState.DUE,
        due_at=at + wait,
        lease_until=None,
        fault="unknown end",
    )
    return "unknown"


def _end_as_unknown(message: OutboxMessage, *, at: datetime) -> str:
    """Close a message that may or may not have been sent and can no longer be looked up: sending
    it twice would be worse than never."""
    _finish(message, state=MessageState.FAILED, finished_at=at, fault="end never known")
    return "failed"


@transaction.atomic
def _refuse_number(message: OutboxMessage, *, at: datetime) -> str:
    case_id = message.invitation.stage_event.case_id
    if message.channel == Channel.EMAIL:
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
    """Give the stage event the exclusion code and end its link, because it was not asked about. A
    reminder changes nothing: its event has been asked about already."""
    if message.is_reminder:
        return
    invitation = message.invitation
    StageEvent.objects.filter(pk=invitation.stage_event_id).update(
        decision=code, decided_at=at, selection_probability=None, selection_seed=""
    )
    Invitation.objects.filter(pk=invitation.pk).update(expires_at=at)


def _finish(message: OutboxMessage, **changes: object) -> None:
    """Write the result, unless the lease expired and another sender has the message, or a receipt
    has reported its final status meanwhile."""
    _leased_message(message).update(**changes)


def _leased_message(message: OutboxMessage) -> QuerySet[OutboxMessage]:
    """The message while this sender holds the lease. Each lease counts one attempt, so a lease of
    another sender has a different number of attempts."""
    return OutboxMessage.objects.filter(
        pk=message.pk, state=MessageState.LEASED, attempts=message.attempts
    )
