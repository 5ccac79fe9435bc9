"""Notes on a series, and takes a note back."""

from datetime import datetime

from django.db import transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from access.models import Force
from analytics.models import SeriesNote


class UnableToTakeBackError(Exception):
    """The note has been taken back already."""


@transaction.atomic
def note_on_series(
    *,
    force: Force | None,
    item: str,
    period: str,
    is_rebase: bool,
    reason: str,
    by: Actor,
    at: datetime,
) -> SeriesNote:
    """On the nation's series where there is no force, on every question where there is no item.
    Said twice, it stands once."""
    facts = {"force": force, "item": item, "period": period, "is_rebase": is_rebase}
    said = {**facts, "reason": reason}
    stands = SeriesNote.objects.filter(**said, taken_back_at=None).first()
    if stands is not None:
        return stands
    note = SeriesNote.objects.create(**said, noted_at=at, noted_by=by.name)
    audit.record(
        AuditKind.SERIES_NOTED,
        target=note,
        by=by,
        at=at,
        period=period,
        item=item,
        is_rebase=is_rebase,
    )
    return note


@transaction.atomic
def take_back(*, note: SeriesNote, by: Actor, at: datetime) -> None:
    """The series stands as if the note had not been made; the row stays."""
    changed = SeriesNote.objects.filter(pk=note.pk, taken_back_at__isnull=True).update(
        taken_back_at=at, taken_back_by=by.name
    )
    if not changed:
        raise UnableToTakeBackError
    audit.record(AuditKind.SERIES_NOTE_TAKEN_BACK, target=note, by=by, at=at, period=note.period)
