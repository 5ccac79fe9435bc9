"""So that one bad row stops no page and no task."""

from datetime import datetime

from django.db import transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from responses.models import FollowUp, WrittenText
from responses.triage.actions import notices


@transaction.atomic
def set_text_aside(*, text: WrittenText, by: Actor, at: datetime) -> None:
    """A second call changes nothing."""
    if WrittenText.objects.filter(pk=text.pk, unreadable_at=None).update(unreadable_at=at):
        _record(text, by=by, at=at)


@transaction.atomic
def set_wish_aside(*, wish: FollowUp, by: Actor, at: datetime) -> None:
    """A second call changes nothing."""
    if FollowUp.objects.filter(pk=wish.pk, unreadable_at=None).update(unreadable_at=at):
        _record(wish, by=by, at=at)


def _record(row: WrittenText | FollowUp, *, by: Actor, at: datetime) -> None:
    row.unreadable_at = at
    audit.record(AuditKind.SET_ASIDE_UNREADABLE, target=row, by=by, at=at)
    notices.tell_unreadable(row=row, by=by, at=at)
