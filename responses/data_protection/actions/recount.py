"""Counts each night what the marks missed, by which cases that wait, and contacts that are due, are
found without reading all there are (docs/adr/0110)."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from responses.data_protection.selectors import over_contacts
from responses.eligibility import marks
from responses.vault import noted_days


def recount_marks(*, by: Actor, at: datetime) -> int:
    """Read everything, and mend what a mark missed: cases that wait for a decision, events that
    wait for an invitation, contacts that are due before the day noted for them. Returns how many,
    which is written down and watched; none is right."""
    found, late = marks.recount(), _contacts_noted_too_late(at)
    with transaction.atomic():
        noted_days.look_at_once(late)
        audit.record(AuditKind.MARKS_RECOUNTED, by=by, at=at, **found._asdict(), contacts=len(late))
    return sum(found) + len(late)


def _contacts_noted_too_late(at: datetime) -> list[int]:
    noted_later = noted_days.noted_after(over_contacts.expired_contacts(at), localdate(at))
    return list(noted_later.values_list("case_id", flat=True))
