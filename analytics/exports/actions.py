"""Writes down who took figures with them."""

from datetime import datetime

from access import audit
from access.actor import Actor
from access.audit import AuditKind


def record_export(*, page: str, file: str, force: str, by: Actor, at: datetime) -> None:
    """Which page and which file of it: figures that the page shows, of nobody by name (SAF-15)."""
    audit.record(AuditKind.FIGURES_EXPORTED, target=page, by=by, at=at, file=file, force=force)
