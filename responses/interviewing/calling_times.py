"""In her hours, and at another time of day than the last call."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from responses.vault import sending_hours

PARTS_OF_DAY = (time(9), time(12), time(16))
"""When morning, afternoon and evening begin, London time."""
LOOKED_AHEAD = 7
"""Days in which another part of the day is looked for, before any is taken."""


@dataclass(frozen=True)
class CallingHours:
    start: time | None
    end: time | None
    days: frozenset[int]
    reported_on: date
    force: str

    def allow(self, at: datetime) -> bool:
        day = at.astimezone(sending_hours.PLACE).date()
        is_apart = sending_hours.is_anniversary(
            day, of=self.reported_on
        ) or sending_hours.is_handover(day, force=self.force)
        return not is_apart and sending_hours.may_send(
            at, safe_from=self.start, safe_to=self.end, safe_days=self.days
        )


def part_of_day(at: datetime) -> int:
    """0 morning, 1 afternoon, 2 evening."""
    moment = at.astimezone(sending_hours.PLACE).time()
    return sum(moment >= start for start in PARTS_OF_DAY[1:])


def next_call_at(at: datetime, *, wait: timedelta, hours: CallingHours) -> datetime:
    """`wait` after `at` or later, in another part of the day unless her hours leave none within a
    week."""
    earliest = at + wait
    fitting = (
        moment
        for moment in _beginnings(earliest, hours)
        if part_of_day(moment) != part_of_day(at) and hours.allow(moment)
    )
    return next(fitting, None) or _next_in(hours, earliest)


def _beginnings(earliest: datetime, hours: CallingHours) -> Iterator[datetime]:
    yield earliest
    first = earliest.astimezone(sending_hours.PLACE)
    starts = sorted({*PARTS_OF_DAY, *([hours.start] if hours.start else [])})
    for day in range(LOOKED_AHEAD):
        on = first.date() + timedelta(days=day)
        for start in starts:
            moment = datetime.combine(on, start, tzinfo=sending_hours.PLACE)
            if moment > earliest:
                yield moment.astimezone(earliest.tzinfo)


def _next_in(hours: CallingHours, earliest: datetime) -> datetime:
    moment = earliest
    for _day in range(LOOKED_AHEAD * 2):
        moment = sending_hours.next_sending_time(
            moment, safe_from=hours.start, safe_to=hours.end, safe_days=hours.days
        )
        if hours.allow(moment):
            return moment
        on = moment.astimezone(sending_hours.PLACE).date() + timedelta(days=1)
        moment = datetime.combine(on, time.min, tzinfo=sending_hours.PLACE).astimezone(
            earliest.tzinfo
        )
    return moment
