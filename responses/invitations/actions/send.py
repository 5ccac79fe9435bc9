"""Sends each message of the outbox once in effect: its reference is committed before the first
attempt (notify.md 4.3)."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, Value
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
from responses.invitations import contact_journal, link_renewal, message_ends
from responses.invitations.actions import record_delivery, sending_pause, set_aside
from responses.invitations.selectors import follow_ups, outbox
from responses.models import Invitation, OutboxMessage, SendingLine
from responses.readiness import asking_stop
from responses.sms import segments, texts
from responses.sms.channel import Channel
from responses.sms.delivery_states import MessageState, Pause
from responses.sms.provider import (
    BadNumberError,
    NoTemplateError,
    Provider,
    SendError,
    Text,
    UnknownEndError,
)
from responses.vault import contacts, person_keys, sending_hours
from responses.vault.contacts import SafeHours
from responses.vault.opt_outs import suppressions

BATCH = 20
LEASE_DURATION = timedelta(minutes=2)
"""After this time another sender takes the messages of a dead sender. A live sender renews its
leases. A request leaves only with LONGEST_SENDING left of its lease and takes half of that at most.
The clocks of two senders differ by 20 seconds at most (config.worker), so the other's look-up finds
what was sent."""
RENEWED_BEFORE_END = timedelta(seconds=90)
"""Longer than one message can take: a look-up and a sending of 30 seconds each."""

LOCKED_AT_MOST = 60_000
"""Milliseconds for which a sender may hold a link while its request is out: twice as long as one
may take."""

MODES: Mapping[str, str] = {Channel.SMS: "web_sms", Channel.EMAIL: "web_email"}
"""Channel of the invitation to mode of the survey (decision 18)."""

SILENT_AFTER = 3
"""So many messages of unknown end in a row mean that the provider does not answer: a batch would
wait half a minute for each. The others of it are let go, and every sender waits a minute."""

LOOK_UP_PERIOD = timedelta(days=6)
"""The provider deletes its record after 7 days. A later look-up that finds nothing does not prove
that nothing was sent."""


@dataclass(frozen=True)
class SendSummary:
    sent: int = 0
    found: int = 0
    cancelled: int = 0
    deferred: int = 0
    failed: int = 0
    unknown: int = 0
    set_aside: int = 0
    stopped_because: str = ""
    is_faulty: bool = False
    """Whether the run stopped because of a fault in our configuration that staff must correct."""

    def plus(self, other: "SendSummary") -> "SendSummary":
        """Why the run stopped is taken from `other`."""
        return replace(other, **{end: getattr(self, end) + getattr(other, end) for end in ENDS})

    @property
    def handled(self) -> int:
        return sum(getattr(self, end) for end in ENDS)


ENDS = ("sent", "found", "cancelled", "deferred", "failed", "unknown", "set_aside")


def send_due(
    *, provider: Provider, by: Actor, now: Callable[[], datetime], limit: int = BATCH
) -> SendSummary:
    """At most `limit`, in sending hours only (SAF-11)."""
    at = now()
    if not sending_hours.may_send(at):
        reason = _("Texts go out from 09:00 to 19:00, and not on Sundays.")
        return SendSummary(stopped_because=reason)
    line = outbox.line_of(provider.transport)
    if line and outbox.is_paused(line, at=at):
        return SendSummary(stopped_because=_reason(line), is_faulty=_is_fault(line))
    if held := contact_journal.why_not_to_send(at=at):
        return SendSummary(stopped_because=held, is_faulty=True)
    # Why nobody may be texted: a helpline (SAF-16) or an unsigned duty; "" if all is well, or the
    # provider reaches no one.
    if refused := (asking_stop.why_not_to_ask(at=at) if provider.reports_delivery else ""):
        return SendSummary(stopped_because=refused, is_faulty=True)
    most = 1 if line and line.pause == Pause.SILENCE else limit
    left, due = outbox.messages_to_claim(transport=provider.transport, at=at)
    is_due = due.exists() or left.exists()
    batch = _lease_batch(provider, most=most, at=at) if is_due else []
    ends: Counter[str] = Counter()
    stopped_by = _send_batch(batch, ends, provider=provider, by=by, now=now)
    if stopped_by is None and ends["sent"] + ends["found"]:
        # By the time the batch began: a pause that another sender started since stays.
        sending_pause.resume(transport=provider.transport, by=by, at=at)
    reason = _reason(stopped_by) if stopped_by else ""
    if batch:
        audit.record(
            AuditKind.MESSAGES_SENT, by=by, at=now(), stopped_because=reason, ends=dict(ends)
        )
    return SendSummary(**ends, stopped_because=reason, is_faulty=_is_fault(stopped_by))


def _reason(line: SendingLine) -> str:
    return line.fault or _("Somebody has stopped the sending by hand.")


def _is_fault(line: SendingLine | None) -> bool:
    return line is not None and line.pause == Pause.CONFIGURATION


@transaction.atomic
def _lease_batch(provider: Provider, *, most: int, at: datetime) -> list[OutboxMessage]:
    batch: list[OutboxMessage] = []
    forces = asking_stop.forces_asked(at=at) if provider.reports_delivery else None
    for claimable in outbox.messages_to_claim(transport=provider.transport, at=at, forces=forces):
        if connection.features.has_select_for_update_skip_locked:
            claimable = claimable.select_for_update(of=("self",), skip_locked=True)
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
        message.lease_until = at + LEASE_DURATION
    return batch


def _renew_leases(messages: Sequence[OutboxMessage], *, at: datetime) -> None:
    for message in messages:
        if message.lease_until and message.lease_until < at + RENEWED_BEFORE_END:
            held = message_ends.leased_message(message).filter(lease_until__gt=at)
            if held.update(lease_until=at + LEASE_DURATION):
                message.lease_until = at + LEASE_DURATION


def _send_batch(
    batch: Sequence[OutboxMessage],
    ends: Counter[str],
    *,
    provider: Provider,
    by: Actor,
    now: Callable[[], datetime],
) -> SendingLine | None:
    """Counts the results in `ends`. Returns the line where sending was paused, after releasing the
    rest of the batch."""
    silent = 0
    for number, message in enumerate(batch):
        try:
            if number == 0:
                contact_journal.raise_mark(provider)
            _renew_leases(batch[number:], at=now())
            end = _send_one(message, provider=provider, by=by, now=now)
        except SendError as error:
            return _pause(batch[number:], error, provider=provider, by=by, at=now())
        ends[end] += 1
        silent = silent + 1 if end == "unknown" else 0
        if silent == min(SILENT_AFTER, len(batch)):
            silence = UnknownEndError("The provider does not answer")
            return _pause(batch[number + 1 :], silence, provider=provider, by=by, at=now())
    return None


def _pause(
    left: Sequence[OutboxMessage], error: SendError, *, provider: Provider, by: Actor, at: datetime
) -> SendingLine:
    line = sending_pause.pause(transport=provider.transport, error=error, by=by, at=at)
    for message in left:
        message_ends.release_lease(message, until=line.paused_until or at)
    return line


def _send_one(
    message: OutboxMessage, *, provider: Provider, by: Actor, now: Callable[[], datetime]
) -> str:
    """Returns a field name of SendSummary. Raises a SendError for a fault that concerns every
    message."""
    try:
        return _attempt(message, provider=provider, by=by, now=now)
    except UnknownEndError:
        return message_ends.retry_later(message, at=now())
    except BadNumberError:
        return message_ends.refuse_number(message, at=now())
    except set_aside.CANNOT_BE_MADE as error:
        return set_aside.set_aside(message=message, error=error, by=by, at=now())
    except SendError:
        raise
    except Exception as error:  # a fault of ours with one message does not hold up the others
        return set_aside.after_fault_of_ours(message=message, error=error, by=by, at=now())


def _attempt(
    message: OutboxMessage, *, provider: Provider, by: Actor, now: Callable[[], datetime]
) -> str:
    """The time is read just before the request."""
    accepted = provider.find(str(message.reference)) if message.attempts > 1 else None
    end, at = "found", now()
    if accepted is None:
        provider.wait_turn()
        if not _read_again(message, at=now()):
            return "unknown"
        history = _history_of(message, at=now())
        if end_before_sending := _apply_rules(message, history, at=now()):
            return end_before_sending
        text, at = _text_of(message, now=now), now()
        if end_before_sending := _check_time(message, history, at=at):
            return end_before_sending
        if message.is_new_link:
            text = replace(text, link=link_renewal.renew_link(message, at=at))
        keys = history.person.own_keys if history.person else ()
        with _link_locked(message) as invitation:
            if stopped := _stopped_meanwhile(message, invitation, history, at=at):
                return stopped
            contact_journal.record_sending(message, keys=keys, provider=provider, at=at)
            accepted = provider.send(text)
            record_delivery.record_status(message_id=message.pk, accepted=accepted, by=by, at=at)
            return "sent"
    record_delivery.record_status(message_id=message.pk, accepted=accepted, by=by, at=at)
    return end


@contextmanager
def _link_locked(message: OutboxMessage) -> Iterator[Invitation]:
    """Hold the lock that stopping contact takes first, until the request has ended: no text leaves
    after a committed stop. A frozen sender loses it within a minute. Not on SQLite, whose one lock
    would stop every writer."""
    found = Invitation.objects.filter(pk=message.invitation_id)
    if not connection.features.has_select_for_update:
        yield found.get()
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL idle_in_transaction_session_timeout = {LOCKED_AT_MOST}")
        yield found.select_for_update().get()


def _stopped_meanwhile(
    message: OutboxMessage, invitation: Invitation, history: CaseHistory, *, at: datetime
) -> str:
    if _is_over_by_reply(message, invitation):
        return message_ends.cancel_replied(message, at=at)
    case, person = history.case, history.person
    case_key = person_keys.case_key(force=case.force_id, key=case.case_key)
    stopped = suppressions.suppressed({case_key, *(person.keys if person else ())})
    if stopped.people:
        return message_ends.cancel(message, Decision.OPTED_OUT, at=at)
    if stopped.numbers and contacts.is_wrong_number(case.pk):
        return message_ends.cancel(message, Decision.BAD_NUMBER, at=at)
    return ""


def _is_over_by_reply(message: OutboxMessage, invitation: Invitation) -> bool:
    ended, asked = invitation.reply_ended_at, invitation.new_link_asked_at
    return ended is not None and not (message.is_new_link and asked is not None and asked > ended)


def _read_again(message: OutboxMessage, *, at: datetime) -> bool:
    _renew_leases([message], at=at)
    held = message_ends.leased_message(message).filter(
        lease_until__gt=at + sending_hours.LONGEST_SENDING
    )
    found = held.select_related("invitation__stage_event__case").first()
    if found is None:
        return False
    message.invitation, message.lease_until = found.invitation, found.lease_until
    return True


def _history_of(message: OutboxMessage, *, at: datetime) -> CaseHistory:
    case = message.invitation.stage_event.case
    return case_histories.case_history_at_sending(case, today=localdate(at))


def _check_time(message: OutboxMessage, history: CaseHistory, *, at: datetime) -> str:
    """Why a message must not be sent at this moment, or "" (SAF-11)."""
    case, today = history.case, localdate(at)
    is_handover = sending_hours.is_handover(today, force=case.force_id)
    if is_handover or sending_hours.is_anniversary(today, of=case.reported_on):
        return message_ends.defer(message, until=at + timedelta(days=1))
    hours = history.person.safe_hours if history.person else SafeHours()
    start, end, days = hours.start, hours.end, hours.days
    if not sending_hours.may_send(at, safe_from=start, safe_to=end, safe_days=days):
        until = sending_hours.next_sending_time(at, safe_from=start, safe_to=end, safe_days=days)
        return message_ends.defer(message, until=until)
    if message.attempts > 1 and at - (message.first_tried_at or at) > LOOK_UP_PERIOD:
        return message_ends.end_as_unknown(message, at=at)
    return ""


def _apply_rules(message: OutboxMessage, history: CaseHistory, *, at: datetime) -> str:
    """Apply the rules again to the facts of this moment (SAF-1). Returns "" or the result."""
    if _is_over_by_reply(message, message.invitation):
        return message_ends.cancel_replied(message, at=at)
    today, event = localdate(at), message.invitation.stage_event
    facts = history.facts(history.entry_of(event), languages=languages.invitation_languages(today))
    if message.is_follow_up and facts.contact.is_held:
        return message_ends.defer(message, until=at + timedelta(days=1))
    if message.is_follow_up:
        may_go = follow_ups.may_go(message, facts, at=at)
        return "" if may_go else message_ends.cancel_follow_up(message, at=at)
    code = eligibility_rules.decide(facts, today=today)
    if code is Decision.PENDING:
        return message_ends.defer(message, until=at + timedelta(days=1))
    is_excluded = eligibility_rules.is_exclusion(code)
    return message_ends.cancel(message, code, at=at) if is_excluded else ""


def _text_of(message: OutboxMessage, *, now: Callable[[], datetime]) -> Text:
    """Raises an error of set_aside.CANNOT_BE_MADE."""
    invitation, lease_until = message.invitation, message.lease_until
    route = contacts.contact_route(invitation.stage_event.case_id)
    if route.channel == Channel.SMS:
        _check_sendable(invitation.language)
    if route.channel != message.channel:
        message.channel = route.channel
        message_ends.leased_message(message).update(channel=route.channel)
        Invitation.objects.filter(pk=invitation.pk).update(mode=MODES[route.channel])
    return Text(
        reference=str(message.reference),
        language=invitation.language,
        to=route.to,
        channel=route.channel,
        is_shorter=message.is_shorter,
        link=outbox.link_of(invitation),
        force=invitation.stage_event.case.force_id,
        may_go=lambda: (
            lease_until is not None and now() + sending_hours.LONGEST_SENDING < lease_until
        ),
    )


def _check_sendable(language: str) -> None:
    """The provider would send characters it does not know as question marks."""
    template = texts.TEMPLATES.get(language)
    if template is None:
        message = f"There is no text in {language}."
        raise NoTemplateError(message)
    segments.check_sendable(texts.body(template, link="https://example.org/000000000000"))
