"""Staff who know someone in a case read nothing written about it (SAF-13)."""

from datetime import datetime

from django.db import transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from responses.models import ReadingBar


@transaction.atomic
def declare(*, response_id: int, by: Actor, at: datetime) -> None:
    """A second call changes nothing. Raises ValueError for non-staff actors."""
    if by.user_id is None:
        message = "Who knows somebody in a case is said by people."
        raise ValueError(message)
    _, is_new = ReadingBar.objects.get_or_create(
        response_id=response_id, user_id=by.user_id, defaults={"said_at": at}
    )
    if is_new:
        audit.record(AuditKind.READING_BARRED, by=by, at=at)
