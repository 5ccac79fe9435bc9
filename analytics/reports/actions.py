from datetime import datetime
from pathlib import Path

from django.db import transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from access.models import Force


@transaction.atomic
def issue_report(
    *,
    force: Force,
    period: str,
    language: str,
    content: bytes,
    path: Path,
    by: Actor,
    at: datetime,
) -> None:
    audit.record(
        AuditKind.REPORT_ISSUED,
        target=force,
        by=by,
        at=at,
        period=period,
        language=language,
        bytes=len(content),
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.part")
    unfinished.write_bytes(content)
    unfinished.replace(path)
