from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from access.models import User
from responses.models import DeskNotice, WrittenText
from responses.triage.rota import ReaderHours, Rota
from responses.triage.selectors import desks, rotas
from responses.triage.selectors.desks import NATIONAL, Desk

LATE_AFTER = timedelta(minutes=10)


@dataclass(frozen=True)
class DeskDuty:
    """Ids, since respondents' pages may not read more about staff."""

    desk: Desk
    people: frozenset[int]
    until: datetime | None
    back: datetime | None

    @property
    def is_staffed(self) -> bool:
        return self.until is not None


def duty_at(desk: Desk, *, at: datetime) -> DeskDuty:
    return duties_at([desk], at=at)[desk]


def duties_at(at_desks: Collection[Desk], *, at: datetime) -> Mapping[Desk, DeskDuty]:
    found = rotas.rotas_of(at_desks, at=at)
    return {desk: _duty(desk, rota, at=at) for desk, rota in found.items()}


def names_of(duties: Iterable[DeskDuty]) -> Mapping[int, str]:
    people = {person for duty in duties for person in duty.people}
    if not people:
        return {}
    return dict(User.objects.filter(pk__in=people).values_list("pk", "name"))


def duties_for_case(
    case_id: int, at_desks: Collection[Desk], *, at: datetime
) -> Mapping[Desk, DeskDuty]:
    found = rotas.rotas_for_case(case_id, at_desks, at=at)
    return {desk: _duty(desk, rota, at=at) for desk, rota in found.items()}


def _duty(desk: Desk, rota: Rota, *, at: datetime) -> DeskDuty:
    until = rota.read_until(at)
    following = next(rota.hours_from(until or at), None)
    return DeskDuty(
        desk=desk,
        people=rota.on_duty(at),
        until=until,
        back=following[0] if following else None,
    )


class Rotas:
    def __init__(self, at: datetime) -> None:
        self.at = at
        self._known: dict[Desk, Rota] = {}

    def rota(self, desk: Desk) -> Rota:
        if desk not in self._known:
            self._known[desk] = rotas.rota_of(desk, at=self.at)
        return self._known[desk]

    def on_duty(self, desk: Desk) -> frozenset[int]:
        return self.rota(desk).on_duty(self.at)


@dataclass(frozen=True)
class Readership:
    """`first_at` is None if the rotas are empty."""

    is_now: bool
    first_at: datetime | None


def readership_of(text: WrittenText, *, at: datetime) -> Readership:
    """Includes the national team if the text was escalated."""
    case_id = desks.case_of_row(text)
    at_desks = {desks.desk_of_row(text)} | ({NATIONAL} if is_at_nation(text) else set())
    duties = duties_for_case(case_id, at_desks, at=at).values()
    if any(duty.is_staffed for duty in duties):
        return Readership(is_now=True, first_at=at)
    starts = [duty.back for duty in duties if duty.back is not None]
    return Readership(is_now=False, first_at=min(starts, default=None))


def is_at_nation(text: WrittenText) -> bool:
    return text.escalated >= desks.TO_THE_NATION


def notices_of(text: WrittenText) -> Sequence[DeskNotice]:
    return list(text.notices.select_related("user").order_by("made_at", "pk"))


def notified_readers(text: WrittenText) -> frozenset[int]:
    reasons = (DeskNotice.NoticeReason.ARRIVED, DeskNotice.NoticeReason.NATION)
    found = text.notices.filter(due_at=text.due_at, reason__in=reasons)
    return frozenset(found.values_list("user_id", flat=True))


@dataclass(frozen=True)
class StaffedDay:
    day: date
    duties: Sequence[tuple[User, ReaderHours]]


def coming_days(desk: Desk, *, at: datetime, days: int) -> Sequence[StaffedDay]:
    """Today's first, except past ones."""
    shifts = list(rotas.counted_shifts([desk], at=at).select_related("user"))
    people = {each.user_id: each.user for each in shifts}
    rota, today = rotas.rota_from(shifts, desk), desks.london_day(at)
    return [
        StaffedDay(
            day,
            [(people[each.person], each) for each in rota.duties_of(day) if each.end > at],
        )
        for day in (today + timedelta(days=number) for number in range(days))
    ]


def has_late_notice(*, at: datetime) -> bool:
    return DeskNotice.objects.filter(next_at__isnull=False, made_at__lte=at - LATE_AFTER).exists()
