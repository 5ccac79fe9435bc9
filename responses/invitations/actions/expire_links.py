"""Writes that end links before their time."""

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
    """Let no link that was sent in this time, from one force or from all, open any more. Who
    follows one sees what every ended link shows. Returns how many there were."""
    ended: int = selectors.open_links(
        sent_from=sent_from, sent_until=sent_until, force_code=force_code, at=at
    ).update(expires_at=at)
    force = {"force": force_code} if force_code else {}
    audit.record(AuditKind.LINKS_ENDED, by=by, at=at, links=ended, **force)
    return ended
