"""In which hours the words of respondents are read: those in which at least two people stand by.
All times are those of London. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from responses.cases.working_days import bank_holidays

LONDON = ZoneInfo("Europe/London")
STAFFED_BY = 2
LOOKED_AHEAD = timedelta(days=60)


@dataclass(frozen=True)
class Shift:
    """Hours of a person on one weekday, 0 for a Monday."""

    person: int
    weekday: int
    starts: time
    ends: time


@dataclass(frozen=True)
class Absence:
    """Days on which a person does not read, the last one included."""

    person: int
    first_on: date
    last_on: date


@dataclass(frozen=True)
class Rota:
    shifts: Sequence[Shift] = ()
    absences: Sequence[Absence] = ()

    def read_until(self, at: datetime) -> datetime | None:
        """The end of the hours around `at` in which texts are read; None where they are not."""
        return next((end for start, end in self.hours_of(_day(at)) if start <= at < end), None)

    def hours_of(self, day: date) -> Sequence[tuple[datetime, datetime]]:
        """The hours of one day in which texts are read, in order; none on a bank holiday."""
        if day in bank_holidays(day.year):
            return []
        shifts = [each for each in self.shifts if self._is_there(each, day)]
        edges = sorted({edge for each in shifts for edge in (each.starts, each.ends)})
        spans: list[tuple[datetime, datetime]] = []
        for start, end in pairwise(edges):
            there = {each.person for each in shifts if each.starts <= start and end <= each.ends}
            if len(there) < STAFFED_BY:
                continue
            begins, ends = _moment(day, start), _moment(day, end)
            if spans and spans[-1][1] == begins:
                begins = spans.pop()[0]
            spans.append((begins, ends))
        return spans

    def hours_from(self, at: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The hours in which texts are read from `at` on, for the next weeks."""
        for days in range(LOOKED_AHEAD.days):
            for start, end in self.hours_of(_day(at) + timedelta(days=days)):
                if end > at:
                    yield max(start, at), end

    def _is_there(self, shift: Shift, day: date) -> bool:
        return shift.weekday == day.weekday() and not any(
            each.person == shift.person and each.first_on <= day <= each.last_on
            for each in self.absences
        )


def due_after(staffed: timedelta, *, rota: Rota, at: datetime) -> datetime:
    """When so much of the time in which texts are read has gone by since `at`. Where the rota has
    too little of it, the time of the clock itself: nobody's words wait for ever because a rota
    is empty."""
    left, at = staffed, at.astimezone(UTC)
    for start, end in rota.hours_from(at):
        if end - start >= left:
            return start + left
        left -= end - start
    return at + staffed


def _day(at: datetime) -> date:
    return at.astimezone(LONDON).date()


def _moment(day: date, clock: time) -> datetime:
    """In UTC, in which differences of times are true when clocks change."""
    return datetime.combine(day, clock, tzinfo=LONDON).astimezone(UTC)
