from datetime import datetime

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import localdate

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from responses.eligibility.rules import Decision
from responses.eligibility.selectors import case_histories, waiting
from responses.interviewing import call_ends
from responses.interviewing.dispositions import CallOutcome
from responses.interviewing.selectors.calls import ENDS_CALLS, ended_by_answers
from responses.invitations import contact_journal
from responses.invitations.actions.record_delivery import LINK_LIFETIME
from responses.models import Invitation, Response, StageEvent, TelephoneCase
from responses.models.invitations import TELEPHONE
from responses.vault import contacts

BATCH = 200
"""Cases opened or ended in one transaction."""


def open_calls(*, by: Actor, at: datetime) -> int:
    if contact_journal.why_not_to_send(at=at):
        return 0
    opened = 0
    while handled := _open_batch(by=by, at=at):
        opened += handled
    while _end_batch(by=by, at=at):
        pass
    return opened


@transaction.atomic
def _open_batch(*, by: Actor, at: datetime) -> int:
    events = waiting.events_to_call_about()
    if connection.features.has_select_for_update_skip_locked:
        events = events.select_for_update(of=("self",), skip_locked=True)
    found = list(events[:BATCH])
    if not found:
        return 0
    stopped = contacts.opted_out_cases([event.case_id for event in found])
    StageEvent.objects.filter(
        pk__in=[event.pk for event in found if event.case_id in stopped]
    ).update(
        decision=Decision.OPTED_OUT,
        decided_at=at,
        selection_probability=None,
        selection_seed="",
        drawn_mode="",
        telephone_chance=None,
    )
    StageEvent.objects.filter(pk__in=[event.pk for event in found]).update(
        may_wait_for_invitation=False
    )
    for event in found:
        if event.case_id not in stopped:
            _open(event, at=at)
    audit.record(AuditKind.CALLS_OPENED, by=by, at=at, calls=len(found) - len(stopped))
    return len(found)


def _open(event: StageEvent, *, at: datetime) -> None:
    language = case_histories.spoken_language(event.case)
    invitation = Invitation.objects.create(
        stage_event=event,
        mode=TELEPHONE,
        language=language,
        invited_at=at,
        expires_at=at + LINK_LIFETIME,
    )
    contacts.record_invited(case_id=event.case_id, on=localdate(at))
    TelephoneCase.objects.create(
        invitation=invitation,
        force_id=event.case.force_id,
        language=language,
        opened_at=at,
        next_at=at,
    )


@transaction.atomic
def _end_batch(*, by: Actor, at: datetime) -> int:
    """28 days are over, a code took its place, or the person said stop, answered otherwise or
    withdrew."""
    is_over = (
        Q(invitation__expires_at__lte=at)
        | ~Q(invitation__mode=TELEPHONE)
        | Q(invitation__opted_out_at__isnull=False)
        | Exists(Response.objects.filter(ENDS_CALLS, invitation=OuterRef("invitation")))
    )
    is_free = Q(held_by__isnull=True) | Q(held_until__lte=at)
    over = TelephoneCase.objects.select_for_update(of=("self",)).filter(
        is_over, is_free, state=TelephoneCase.CallingState.OPEN
    )
    ended = list(over.select_related("invitation").order_by("pk")[:BATCH])
    for case in ended:
        call_ends.end_running_attempt(case, CallOutcome.LEFT, at=at)
        call_ends.close(case, _end_of(case), at=at)
    return len(ended)


def _end_of(case: TelephoneCase) -> CallOutcome:
    if case.invitation.mode != TELEPHONE:
        return CallOutcome.ANOTHER_WAY
    if case.invitation.opted_out_at is not None:
        return CallOutcome.REFUSED
    return ended_by_answers(case) or call_ends.end_of_calls(case)
