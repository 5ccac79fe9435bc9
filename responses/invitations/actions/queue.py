from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import uuid4

from django.db import connection, transaction
from django.utils.timezone import localdate

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from responses.eligibility import rules as eligibility_rules
from responses.eligibility.rules import Decision
from responses.eligibility.selectors import case_histories, languages, waiting
from responses.eligibility.selectors.case_histories import CaseHistory
from responses.invitations import contact_journal, tokens
from responses.invitations.actions.record_delivery import LINK_LIFETIME
from responses.invitations.selectors import follow_ups, outbox, reminders
from responses.models import Case, Invitation, OutboxMessage, StageEvent
from responses.trials import actions as trials
from responses.trials import selectors as trials_selectors
from responses.trials.rules import USUAL_WAY, WayOfWriting, Window
from responses.vault import contacts, sending_hours

BATCH = 200
"""Invitations or reminders written in one transaction. Kept small so that no answer waits long to
be saved where writers wait for each other."""


class NoNewLinkError(Exception):
    pass


def queue_invitations(*, transport: str, spread: timedelta, by: Actor, at: datetime) -> int:
    if contact_journal.why_not_to_send(at=at):
        return 0
    total = 0
    while handled := _queue_batch(transport=transport, spread=spread, by=by, at=at):
        total += handled["messages"]
    return total


@transaction.atomic
def _queue_batch(
    *, transport: str, spread: timedelta, by: Actor, at: datetime
) -> Mapping[str, int]:
    """Returns how many events were given a message, and how many an opt-out."""
    uninvited = waiting.uninvited_events()
    if connection.features.has_select_for_update_skip_locked:
        uninvited = uninvited.select_for_update(of=("self",), skip_locked=True)
    found = list(uninvited[:BATCH])
    if not found:
        return {}
    opted_out = contacts.opted_out_cases([event.case_id for event in found])
    _exclude([event for event in found if event.case_id in opted_out], at=at)
    invitations = [_invitation(event, at=at) for event in found if event.case_id not in opted_out]
    Invitation.objects.bulk_create(invitations)
    StageEvent.objects.filter(pk__in=[event.pk for event in found]).update(
        may_wait_for_invitation=False
    )
    for invitation in invitations:
        invitation.token_hash = tokens.hash_token(outbox.token_of(invitation))
    Invitation.objects.bulk_update(invitations, ["token_hash"], batch_size=200)
    trials.place(invitations=invitations, by=by, at=at)
    _write_messages(invitations, transport=transport, spread=spread, at=at)
    written, excluded = len(invitations), len(found) - len(invitations)
    audit.record(AuditKind.INVITATIONS_QUEUED, by=by, at=at, messages=written, opted_out=excluded)
    return {"messages": written, "opted_out": excluded}


def _exclude(events: Sequence[StageEvent], *, at: datetime) -> None:
    StageEvent.objects.filter(pk__in=[event.pk for event in events]).update(
        decision=Decision.OPTED_OUT,
        decided_at=at,
        selection_probability=None,
        selection_seed="",
    )


def queue_reminders(*, transport: str, spread: timedelta, by: Actor, at: datetime) -> int:
    """One reminder each, once and never in a sensitive case (SAF-8). Returns how many."""
    if contact_journal.why_not_to_send(at=at):
        return 0
    total, after = 0, 0
    while unopened := reminders.invitations_to_remind(at, after=after, most=BATCH):
        total += _remind(unopened, transport=transport, spread=spread, by=by, at=at)
        after = unopened[-1].pk
    return total


@transaction.atomic
def _remind(
    unopened: Sequence[Invitation], *, transport: str, spread: timedelta, by: Actor, at: datetime
) -> int:
    today = localdate(at)
    by_case = {invitation.stage_event.case_id: invitation for invitation in unopened}
    reminded = [
        by_case[history.case.pk]
        for history in case_histories.case_histories(list(by_case), today=today)
        if _may_remind(history, by_case[history.case.pk].stage_event, today)
    ]
    _write_messages(reminded, transport=transport, spread=spread, at=at, is_reminder=True)
    if reminded:
        audit.record(AuditKind.REMINDERS_QUEUED, by=by, at=at, messages=len(reminded))
    return len(reminded)


def _write_messages(
    invitations: Sequence[Invitation],
    *,
    transport: str,
    spread: timedelta,
    at: datetime,
    is_reminder: bool = False,
) -> None:
    lines = outbox.transports_of_forces(transport)
    ways = trials_selectors.ways_of([each.pk for each in invitations])
    messages = [
        _message(
            invitation,
            transport=lines.get(invitation.stage_event.case.force_id, transport),
            spread=spread,
            at=at,
            way=ways.get(invitation.pk, USUAL_WAY),
        )
        for invitation in invitations
    ]
    for message in messages:
        message.is_reminder = is_reminder
    OutboxMessage.objects.bulk_create(messages)


@transaction.atomic
def ask_new_link(*, case: Case, transport: str, spread: timedelta, by: Actor, at: datetime) -> None:
    """For a person whose link is used, lost or expired. Raises NoNewLinkError."""
    Case.objects.select_for_update().get(pk=case.pk)
    invitation = follow_ups.invitation_with_link(case)
    again_at = follow_ups.may_be_asked_from(invitation, at=at) if invitation else None
    if invitation is None or again_at is None or at < again_at:
        raise NoNewLinkError
    invitation.new_link_asked_at = at
    invitation.new_links_asked += 1
    invitation.save(update_fields=["new_link_asked_at", "new_links_asked"])
    line = outbox.transports_of_forces(transport).get(case.force_id, transport)
    way = trials_selectors.ways_of([invitation.pk]).get(invitation.pk, USUAL_WAY)
    message = _message(invitation, transport=line, spread=spread, at=at, way=way)
    message.is_new_link = True
    message.save()
    audit.record(AuditKind.NEW_LINK_ASKED, target=case, by=by, at=at)


def _may_remind(history: CaseHistory, event: StageEvent, today: date) -> bool:
    facts = history.facts(history.entry_of(event), languages=languages.invitation_languages(today))
    return eligibility_rules.may_remind(facts, today=today)


def _invitation(event: StageEvent, *, at: datetime) -> Invitation:
    """An unsaved invitation."""
    return Invitation(
        stage_event=event,
        language=case_histories.spoken_language(event.case),
        invited_at=at,
        expires_at=at + LINK_LIFETIME,
    )


def _message(
    invitation: Invitation,
    *,
    transport: str,
    spread: timedelta,
    at: datetime,
    way: WayOfWriting,
) -> OutboxMessage:
    reference = uuid4()
    length = timedelta(hours=way.hours.end.hour - way.hours.start.hour)
    delay = sending_hours.spread(
        key=str(reference), over=min(spread, (length - 2 * sending_hours.LONGEST_SENDING))
    )
    return OutboxMessage(
        invitation=invitation,
        reference=reference,
        transport=transport,
        due_at=_due_at(at, delay=delay, hours=way.hours),
        is_shorter=way.is_shorter,
    )


def _due_at(at: datetime, *, delay: timedelta, hours: Window) -> datetime:
    start, end = hours.start, hours.end
    due_at = sending_hours.next_sending_time(at, safe_from=start, safe_to=end) + delay
    if not sending_hours.may_send(due_at, safe_from=start, safe_to=end):
        # So that not all are sent at exactly 09:00.
        opening = sending_hours.next_sending_time(due_at, safe_from=start, safe_to=end)
        return opening + delay
    return due_at
