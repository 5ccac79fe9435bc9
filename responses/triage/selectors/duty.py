"""Reads the people on duty at a desk, now and in the coming days. Pages may claim no other
readers."""

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
    """`people` are ids, since respondents' pages may not read more about staff. `until` is when an
    unbroken row of readers ends; None if the desk is empty. `back` is when the desk is next
    staffed; None if the rota is empty."""

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
    """Return the names of the readers on duty by id, in one query."""
    people = {person for duty in duties for person in duty.people}
    if not people:
        return {}
    return dict(User.objects.filter(pk__in=people).values_list("pk", "name"))


def duties_for_case(
    case_id: int, at_desks: Collection[Desk], *, at: datetime
) -> Mapping[Desk, DeskDuty]:
    """Return the duty of the readers who may read texts about the case."""
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
    """The rota of each desk, read once."""

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
    """`is_now` says whether a reader on duty can read the text; `first_at` is when one first can,
    None if the rotas are empty."""

    is_now: bool
    first_at: datetime | None


def readership_of(text: WrittenText, *, at: datetime) -> Readership:
    """Return it for the text's own desk, and the national one if it was escalated."""
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
    """The emails about a text, the first made first."""
    return list(text.notices.select_related("user").order_by("made_at", "pk"))


def notified_readers(text: WrittenText) -> frozenset[int]:
    """Return the ids of the readers who were emailed about a text since it waits."""
    reasons = (DeskNotice.NoticeReason.ARRIVED, DeskNotice.NoticeReason.NATION)
    found = text.notices.filter(due_at=text.due_at, reason__in=reasons)
    return frozenset(found.values_list("user_id", flat=True))


@dataclass(frozen=True)
class StaffedDay:
    day: date
    duties: Sequence[tuple[User, ReaderHours]]


def coming_days(desk: Desk, *, at: datetime, days: int) -> Sequence[StaffedDay]:
    """Return the duties of the coming days, today's first, except past ones."""
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
    """Return whether an email to a desk is still unsent after LATE_AFTER."""
    return DeskNotice.objects.filter(next_at__isnull=False, made_at__lte=at - LATE_AFTER).exists()
