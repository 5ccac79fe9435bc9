"""Writes that end links before they expire."""

from datetime import datetime

from django.db import transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from responses.invitations.selectors import links as selectors


@transaction.atomic
def end_links(
    *, sent_from: datetime, sent_until: datetime, force_code: str, by: Actor, at: datetime
) -> int:
    """Links sent from `sent_from` until before `sent_until`, of one force or of all (""). Returns
    how many."""
    ended: int = selectors.open_links(
        sent_from=sent_from, sent_until=sent_until, force_code=force_code, at=at
    ).update(expires_at=at)
    force = {"force": force_code} if force_code else {}
    audit.record(AuditKind.LINKS_ENDED, by=by, at=at, links=ended, **force)
    return ended
