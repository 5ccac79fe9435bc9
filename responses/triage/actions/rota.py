"""Writes who reads in which hours."""

from collections.abc import Iterable
from datetime import date, datetime, time

from django.db import transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from access.models import User
from responses.models import TriageAbsence, TriageShift
from responses.triage.selectors.desks import Desk


@transaction.atomic
def set_shifts(
    *, desk: Desk, person: User, weekdays: Iterable[int], hours: tuple[time, time],
    on_bank_holidays: bool = False, by: Actor, at: datetime,
) -> None:  # fmt: skip
    starts, ends = hours
    for weekday in weekdays:
        TriageShift.objects.update_or_create(
            force_id=desk.force_code,
            user=person,
            weekday=weekday,
            starts=starts,
            defaults={
                "ends": ends,
                "on_bank_holidays": on_bank_holidays,
                "set_by": by.name,
                "set_at": at,
            },
        )
    _record(desk, "shift", person.pk, by=by, at=at)


@transaction.atomic
def end_shift(*, shift: TriageShift, by: Actor, at: datetime) -> None:
    """A second call changes nothing."""
    if TriageShift.objects.filter(pk=shift.pk).delete()[0]:
        _record(Desk(shift.force_id), "shift ended", shift.user_id, by=by, at=at)


@transaction.atomic
def set_absence(
    *, desk: Desk, person: User, first_on: date, last_on: date, by: Actor, at: datetime
) -> None:
    TriageAbsence.objects.create(
        user=person, first_on=first_on, last_on=last_on, set_by=by.name, set_at=at
    )
    _record(desk, "absence", person.pk, by=by, at=at)


@transaction.atomic
def end_absence(*, desk: Desk, absence: TriageAbsence, by: Actor, at: datetime) -> None:
    """A second call changes nothing."""
    if TriageAbsence.objects.filter(pk=absence.pk).delete()[0]:
        _record(desk, "absence ended", absence.user_id, by=by, at=at)


def _record(desk: Desk, what: str, person: int, *, by: Actor, at: datetime) -> None:
    audit.record(
        AuditKind.ROTA_CHANGED, by=by, at=at, force=desk.force_code, what=what, person=person
    )
