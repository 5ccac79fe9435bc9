import csv
import hashlib
from calendar import isleap
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

PLACE = ZoneInfo("Europe/London")
OPENS = time(9)
CLOSES = time(19)
LONGEST_SENDING = timedelta(minutes=1)
"""Longest time of a started sending: the provider is waited for up to 30 seconds, and passes the
text on. None starts this close to an end."""

SUNDAY = 6
ANY_DAY = frozenset(range(SUNDAY))
"""The days of the week on which texts go out."""
LEAP_DAY = (2, 29)
QUIET_DAYS = Path(__file__).resolve().parents[1] / "data" / "quiet_days.csv"
"""Days on which many people are at home and might read a text; the list is renewed every year."""

HANDOVER_DAYS = QUIET_DAYS.with_name("handover_days.csv")
"""Days on which school holidays begin, change over or end in a force's area, where they are known.
Children then go from one parent to the other, and a text could be dangerous."""


@cache
def quiet_days() -> frozenset[date]:
    """The shipped list, read once in each process."""
    return parse_quiet_days(QUIET_DAYS.read_text(encoding="utf-8").splitlines())


def parse_quiet_days(lines: Iterable[str]) -> frozenset[date]:
    """Raises ValueError with the line of a cell that is no date."""
    rows = enumerate(csv.DictReader(lines), start=2)
    return frozenset(_day(row, place=f"Line {number} of the quiet days") for number, row in rows)


@cache
def handover_days() -> frozenset[tuple[str, date]]:
    return parse_handover_days(HANDOVER_DAYS.read_text(encoding="utf-8").splitlines())


def parse_handover_days(lines: Iterable[str]) -> frozenset[tuple[str, date]]:
    """Raises ValueError with the line of a fault."""
    days = set()
    for number, row in enumerate(csv.DictReader(lines), start=2):
        place = f"Line {number} of the handover days"
        if not row.get("force"):
            message = f"{place} names no force."
            raise ValueError(message)
        days.add((row["force"], _day(row, place=place)))
    return frozenset(days)


def _day(row: Mapping[str, str], *, place: str) -> date:
    try:
        return date.fromisoformat(row["day"])
    except (KeyError, TypeError, ValueError) as error:
        message = f"{place} has no day: write it as 2027-12-25."
        raise ValueError(message) from error


def is_open_day(day: date) -> bool:
    return day.weekday() != SUNDAY and day not in quiet_days()


def may_send(
    at: datetime,
    *,
    safe_from: time | None = None,
    safe_to: time | None = None,
    safe_days: Collection[int] = ANY_DAY,
) -> bool:
    """In the hours and on a day that is safe, until the sending has ended."""
    return all(
        is_open_day(local.date())
        and local.weekday() in safe_days
        and _is_open(local.time(), safe_from, safe_to)
        for local in (at.astimezone(PLACE), (at + LONGEST_SENDING).astimezone(PLACE))
    )


def _is_open(moment: time, safe_from: time | None, safe_to: time | None) -> bool:
    return OPENS <= moment < CLOSES and _is_within(moment, safe_from, safe_to)


@lru_cache(maxsize=4096)
def has_safe_hours(safe_from: time | None, safe_to: time | None) -> bool:
    """Checked for each minute of the sending hours."""
    minutes = [time(m // 60, m % 60) for m in range(OPENS.hour * 60, CLOSES.hour * 60 + 1)]
    open_minutes = [_is_open(minute, safe_from, safe_to) for minute in minutes]
    return any(begin and end for begin, end in pairwise(open_minutes))


def days_of(digits: str) -> frozenset[int]:
    """As digits from 0, a Monday; any where none are stored."""
    return frozenset(map(int, digits)) or ANY_DAY


def next_sending_time(
    at: datetime,
    *,
    safe_from: time | None = None,
    safe_to: time | None = None,
    safe_days: Collection[int] = ANY_DAY,
) -> datetime:
    """`at`, or the start of the next minute in which it may. Raises ValueError where hours or days
    do not overlap."""
    if may_send(at, safe_from=safe_from, safe_to=safe_to, safe_days=safe_days):
        return at
    if not has_safe_hours(safe_from, safe_to) or ANY_DAY.isdisjoint(safe_days):
        message = "No text may ever be sent in these hours."
        raise ValueError(message)
    moment = at.replace(second=0, microsecond=0) + timedelta(minutes=1)
    while not may_send(moment, safe_from=safe_from, safe_to=safe_to, safe_days=safe_days):
        moment += timedelta(minutes=1)
    return moment


def is_anniversary(day: date, *, of: date) -> bool:
    """An anniversary of the report, on which no text is sent."""
    days = {(of.month, of.day)}
    if (of.month, of.day) == LEAP_DAY and not isleap(day.year):
        days = {(2, 28), (3, 1)}
    return day.year > of.year and (day.month, day.day) in days


def is_handover(day: date, *, force: str) -> bool:
    return (force, day) in handover_days()


def spread(*, key: str, over: timedelta) -> timedelta:
    """The same for one key and random across keys, so that the time of a text does not reveal its
    batch."""
    fraction = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big") / 2**64
    return over * fraction


def _is_within(moment: time, safe_from: time | None, safe_to: time | None) -> bool:
    start, end = safe_from or time.min, safe_to or time.max
    if start <= end:
        return start <= moment < end
    return moment >= start or moment < end
