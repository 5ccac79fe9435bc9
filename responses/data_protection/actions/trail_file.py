from datetime import datetime

from access import audit
from access.actor import Actor
from access.audit import AuditKind


def record_taken(*, narrowed_by: list[str], by: Actor, at: datetime) -> None:
    """`narrowed_by` leaves out the names that were typed."""
    audit.record(AuditKind.TRAIL_EXPORTED, by=by, at=at, narrowed_by=narrowed_by)
