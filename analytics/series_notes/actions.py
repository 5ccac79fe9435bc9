from datetime import datetime

from django.db import transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from access.models import Force
from analytics.models import SeriesNote


class UnableToTakeBackError(Exception):
    pass


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
    """Add a note to the nation's series if there is no force, and to every question if there is
    no item. A repeat adds nothing.
    """
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
    changed = SeriesNote.objects.filter(pk=note.pk, taken_back_at__isnull=True).update(
        taken_back_at=at, taken_back_by=by.name
    )
    if not changed:
        raise UnableToTakeBackError
    audit.record(AuditKind.SERIES_NOTE_TAKEN_BACK, target=note, by=by, at=at, period=note.period)
