"""Counts each night what the marks missed (ADR 110)."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from responses.data_protection.selectors import over_contacts
from responses.eligibility import marks
from responses.vault import day_notes


def recount_marks(*, by: Actor, at: datetime) -> int:
    """Reads everything and mends what a mark missed. Returns how many; none is right."""
    found, late = marks.recount(), _contacts_noted_too_late(at)
    with transaction.atomic():
        day_notes.look_at_once(late)
        audit.record(AuditKind.MARKS_RECOUNTED, by=by, at=at, **found._asdict(), contacts=len(late))
    return sum(found) + len(late)


def _contacts_noted_too_late(at: datetime) -> list[int]:
    noted_later = day_notes.noted_after(over_contacts.expired_contacts(at), localdate(at))
    return list(noted_later.values_list("case_id", flat=True))
