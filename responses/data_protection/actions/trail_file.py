"""Writes about the audit trail itself: that somebody took it as a file."""

from datetime import datetime

from access import audit
from access.actor import Actor
from access.audit import AuditKind


def record_taken(*, narrowed_by: list[str], by: Actor, at: datetime) -> None:
    """`narrowed_by` names what the trail was narrowed by, without the names that were typed."""
    audit.record(AuditKind.TRAIL_EXPORTED, by=by, at=at, narrowed_by=narrowed_by)
