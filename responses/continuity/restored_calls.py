"""Their outcomes are lost, so no one is called about the same event again."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from access.continuity.journal import Entry, EntryKind
from responses.interviewing import call_ends
from responses.interviewing.dispositions import CallOutcome
from responses.invitations.actions.record_delivery import LINK_LIFETIME
from responses.invitations.contact_journal import event_key
from responses.models import CallAttempt, Invitation, StageEvent, TelephoneCase
from responses.models.invitations import TELEPHONE
from responses.vault import contacts


def close_again(entries: Iterable[Entry]) -> None:
    for entry in entries:
        if entry.kind == EntryKind.CALLED:
            _close(entry.details, at=entry.at)


@transaction.atomic
def _close(told: Mapping[str, Any], *, at: datetime) -> None:
    event = StageEvent.objects.select_related("case").filter(pk=told["event"]).first()
    if event is None or event_key(event) != told["event_key"]:
        contacts.remember_invited(keys=told["keys"], on=localdate(at))
        return
    invitation = Invitation.objects.filter(stage_event=event).first()
    if invitation is None:
        contacts.remember_invited(keys=told["keys"], on=localdate(at))
        invitation = _write_invitation(event, language=told["language"], at=at)
    case = TelephoneCase.objects.select_for_update().filter(invitation=invitation).first()
    if case is not None and not _has_shown_call(case, at=at):
        call_ends.end_running_attempt(case, CallOutcome.LEFT, at=at)
        call_ends.close(case, CallOutcome.RULE, at=at)


def _has_shown_call(case: TelephoneCase, *, at: datetime) -> bool:
    is_over = case.state == TelephoneCase.CallingState.CLOSED
    shown = CallAttempt.objects.filter(telephone_case=case, number_shown_at__gte=at)
    return is_over or shown.exists()


def _write_invitation(event: StageEvent, *, language: str, at: datetime) -> Invitation:
    invitation = Invitation.objects.create(
        stage_event=event,
        mode=TELEPHONE,
        language=language,
        invited_at=at,
        expires_at=at + LINK_LIFETIME,
    )
    TelephoneCase.objects.create(
        invitation=invitation,
        force_id=event.case.force_id,
        language=language,
        opened_at=at,
        next_at=at,
    )
    return invitation
