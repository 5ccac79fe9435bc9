from datetime import datetime

from access import audit
from access.actor import Actor
from access.audit import AuditKind


def record_export(*, page: str, file: str, force: str, by: Actor, at: datetime) -> None:
    """Record the page and file: published figures, without personal data (SAF-15)."""
    audit.record(AuditKind.FIGURES_EXPORTED, target=page, by=by, at=at, file=file, force=force)
