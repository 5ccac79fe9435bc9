from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from responses.models import ReadingConfirmation


@transaction.atomic
def confirm(*, response_ids: Collection[int], by: Actor, at: datetime) -> None:
    """Raises ValueError unless a member of staff does it."""
    if by.user_id is None:
        message = "Only a member of staff can confirm that they did not work on a case."
        raise ValueError(message)
    known = ReadingConfirmation.objects.filter(user=by.user_id, response__in=response_ids)
    new = sorted(set(response_ids) - set(known.values_list("response_id", flat=True)))
    ReadingConfirmation.objects.bulk_create(
        [ReadingConfirmation(response_id=each, user_id=by.user_id, said_at=at) for each in new],
        ignore_conflicts=True,
    )
    if new:
        audit.record(AuditKind.READING_CONFIRMED, by=by, at=at, texts=len(new))
