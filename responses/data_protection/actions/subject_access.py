"""Writes the answer to a subject access request."""

import json
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from responses.data_protection.selectors import subject_access

OWNER_ONLY = 0o600


@transaction.atomic
def give_access(*, mobile: str, path: Path, by: Actor, at: datetime) -> Mapping[str, int]:
    """Write everything stored about the person of a number to a new file that only its owner can
    read. Returns the number of rows of each kind. Raises FileExistsError."""
    held = subject_access.held_about(mobile)
    counts = {name: len(rows) for name, rows in held.items()}
    audit.record(AuditKind.SUBJECT_ACCESS_GIVEN, by=by, at=at, held=counts)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(held, file, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
    return counts
