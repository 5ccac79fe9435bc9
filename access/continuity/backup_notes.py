from datetime import datetime

from django.db import transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from access.continuity import holding
from access.models import Continuity


@transaction.atomic
def note_copy(*, by: Actor, at: datetime) -> None:
    holding.state()
    Continuity.objects.update(copied_at=at)
    audit.record(AuditKind.DATABASE_COPIED, by=by, at=at)


@transaction.atomic
def note_restore_tried(*, by: Actor, at: datetime) -> None:
    holding.state()
    Continuity.objects.update(restore_tried_at=at)
    audit.record(AuditKind.RESTORE_TRIED, by=by, at=at)
