from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from responses.cases.working_days import bank_holidays, working_days_after
from responses.triage.risk.reading import TIME_ALLOWED, TriageClock

LONDON = ZoneInfo("Europe/London")
LOOKED_AHEAD = timedelta(days=60)
MIDNIGHT = time(0)


@dataclass(frozen=True)
class Shift:
    person: int
    weekday: int
    starts: time
    ends: time
    on_bank_holidays: bool = False


@dataclass(frozen=True)
class Absence:
    person: int
    first_on: date
    last_on: date


@dataclass(frozen=True)
class ReaderHours:
    person: int
    start: datetime
    end: datetime


@dataclass(frozen=True)
class Rota:
    shifts: Sequence[Shift] = ()
    absences: Sequence[Absence] = ()

    def without(self, people: Collection[int]) -> "Rota":
        return replace(self, shifts=tuple(x for x in self.shifts if x.person not in people))

    def on_duty(self, at: datetime) -> frozenset[int]:
        return frozenset(
            duty.person for duty in self.duties_of(_day(at)) if duty.start <= at < duty.end
        )

    def read_until(self, at: datetime) -> datetime | None:
        """None if no reader is on duty."""
        start, end = next(self.hours_from(at), (None, None))
        return end if start is not None and start <= at else None

    def duties_of(self, day: date) -> Sequence[ReaderHours]:
        """The earliest first."""
        is_holiday = day in bank_holidays(day.year)
        found = [
            ReaderHours(
                each.person,
                max(_moments(day, each.starts)),
                min(_moments(day + timedelta(days=1) if each.ends == MIDNIGHT else day, each.ends)),
            )
            for each in self.shifts
            if self._is_there(each, day) and (each.on_bank_holidays or not is_holiday)
        ]
        return sorted(
            (duty for duty in found if duty.start < duty.end),
            key=lambda duty: (duty.start, duty.end, duty.person),
        )

    def hours_of(self, day: date) -> Sequence[tuple[datetime, datetime]]:
        return list(_joined((duty.start, duty.end) for duty in self.duties_of(day)))

    def hours_from(self, at: datetime) -> Iterator[tuple[datetime, datetime]]:
        first = _day(at)
        days = (first + timedelta(days=number) for number in range(LOOKED_AHEAD.days))
        for start, end in _joined(span for day in days for span in self.hours_of(day)):
            if end > at:
                yield max(start, at), end

    def _is_there(self, shift: Shift, day: date) -> bool:
        return shift.weekday == day.weekday() and not any(
            each.person == shift.person and each.first_on <= day <= each.last_on
            for each in self.absences
        )


def due_after(staffed: timedelta, *, rota: Rota, at: datetime) -> datetime:
    """When readers have been on duty for so long since `at`."""
    left, at = staffed, at.astimezone(UTC)
    for start, end in rota.hours_from(at):
        if end - start >= left:
            return start + left
        left -= end - start
    return at + staffed


def _joined(spans: Iterator[tuple[datetime, datetime]]) -> Iterator[tuple[datetime, datetime]]:
    held: tuple[datetime, datetime] | None = None
    for start, end in spans:
        if held is not None and start <= held[1]:
            held = held[0], max(held[1], end)
            continue
        if held is not None:
            yield held
        held = start, end
    if held is not None:
        yield held


def _day(at: datetime) -> date:
    return at.astimezone(LONDON).date()


def _moments(day: date, clock: time) -> tuple[datetime, datetime]:
    """Both readings in UTC: they differ in the hour that clocks repeat or leave out."""
    local = datetime.combine(day, clock, tzinfo=LONDON)
    return local.replace(fold=0).astimezone(UTC), local.replace(fold=1).astimezone(UTC)


END_OF_DAY = time(17)


def due_at(clock: TriageClock, *, rota: Rota, sent_at: datetime) -> datetime:
    if clock is TriageClock.HALF_HOUR:
        return sent_at.astimezone(UTC) + TIME_ALLOWED[clock]
    day = working_days_after(sent_at.astimezone(LONDON).date(), 1)
    end = datetime.combine(day, END_OF_DAY, tzinfo=LONDON)
    if clock is TriageClock.WORKING_DAY:
        return end
    return min(end, due_after(TIME_ALLOWED[clock], rota=rota, at=sent_at))


def again_due_at(clock: TriageClock, *, rota: Rota, due: datetime) -> datetime:
    if clock is TriageClock.WORKING_DAY:
        return due + timedelta(days=1)
    return due_at(clock, rota=rota, sent_at=due)
