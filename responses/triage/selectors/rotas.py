"""Reads the rotas of desks."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Case as Choice
from django.db.models import (
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)
from django.utils.timezone import localtime

from access.models import Membership, User
from access.permissions import Role
from responses.models import TriageAbsence, TriageShift
from responses.triage.rota import Absence, Rota, Shift
from responses.triage.selectors import desks
from responses.triage.selectors.desks import NATIONAL, Desk


def rota_of(desk: Desk, *, at: datetime) -> Rota:
    return rotas_of([desk], at=at)[desk]


def rotas_of(at_desks: Collection[Desk], *, at: datetime) -> Mapping[Desk, Rota]:
    """Without days on which they are away or lack the role."""
    rows = list(counted_shifts(at_desks, at=at))
    return {desk: rota_from(rows, desk) for desk in at_desks}


def rota_from(rows: Collection[Any], desk: Desk) -> Rota:
    """From the rows of counted_shifts()."""
    own = {each.pk: each for each in rows if each.force_id == desk.force_code}
    ends = {each.user_id: each.role_ends_on for each in own.values() if each.role_ends_on}
    leave = {(each.user_id, each.away_from, each.away_to) for each in rows if each.away_from}
    return Rota(
        tuple(
            Shift(each.user_id, each.weekday, each.starts, each.ends, each.on_bank_holidays)
            for each in own.values()
        ),
        (
            *(Absence(*each) for each in leave),
            *(Absence(user, on + timedelta(days=1), date.max) for user, on in ends.items()),
        ),
    )


def counted_shifts(at_desks: Collection[Desk], *, at: datetime) -> QuerySet[TriageShift]:
    """With the last day of their role and their leave from today on."""
    role = Membership.objects.current().filter(
        role=Role.TRIAGE_OFFICER, organisation__isnull=True, user=OuterRef("user"),
        user__is_active=True,
    )  # fmt: skip
    local, national = role.filter(force=OuterRef("force")), role.filter(force=None)
    codes = [desk.force_code for desk in at_desks if desk != NATIONAL]
    is_counted = Q(Exists(local), force__in=codes)
    if NATIONAL in at_desks:
        is_counted |= Q(Exists(national), force=None)
    is_to_come = Q(user__triage_absences__last_on__gte=desks.london_day(at))
    leave = FilteredRelation("user__triage_absences", condition=is_to_come)
    return TriageShift.objects.filter(is_counted).annotate(
        leave=leave,
        away_from=F("leave__first_on"),
        away_to=F("leave__last_on"),
        role_ends_on=Choice(
            When(force=None, then=Subquery(national.values("ends_on")[:1])),
            default=Subquery(local.values("ends_on")[:1]),
        ),
    )


def rotas_for_case(
    case_id: int, at_desks: Collection[Desk], *, at: datetime
) -> Mapping[Desk, Rota]:
    rotas = rotas_of(at_desks, at=at)
    if not any(rota.shifts for rota in rotas.values()):
        return rotas
    bars = desks.bars_of(case_id)
    return {desk: bars.allowed_on(rota, desk) for desk, rota in rotas.items()}


@dataclass(frozen=True)
class KeptRota:
    """The contents of a rota page."""

    readers: Sequence[User]
    shifts: Sequence[TriageShift]
    absences: Sequence[TriageAbsence]


def kept_rota(desk: Desk, *, at: datetime) -> KeptRota:
    return KeptRota(
        readers=desks.readers_of(desk),
        shifts=list(shifts_of(desk)),
        absences=list(absences_of(desk, at=at)),
    )


def shifts_of(desk: Desk) -> QuerySet[TriageShift]:
    """Even of people who lost the role."""
    return (
        TriageShift.objects.filter(force=desk.force_code)
        .select_related("user")
        .order_by("weekday", "starts", "user__name", "pk")
    )


def absences_of(desk: Desk, *, at: datetime) -> QuerySet[TriageAbsence]:
    return (
        TriageAbsence.objects.filter(
            user__in=desks.readers_query(desk).values("pk"), last_on__gte=localtime(at).date()
        )
        .select_related("user")
        .order_by("first_on", "pk")
    )
