import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from itertools import groupby
from typing import Any

DAYS = 7
_SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})")


class HoursError(ValueError):
    pass


@dataclass(frozen=True)
class Span:
    start: time
    end: time

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M}"


Spans = tuple[Span, ...]


@dataclass(frozen=True)
class DayRange:
    """With the same spans; 0 is Monday."""

    first: int
    last: int
    spans: Spans


@dataclass(frozen=True)
class OpeningHours:
    """`days` is Monday first; empty where not known."""

    is_always: bool = False
    days: tuple[Spans, ...] = ()
    is_closed_on_holidays: bool = False

    @property
    def is_known(self) -> bool:
        return self.is_always or any(self.days)

    def ranges(self) -> tuple[DayRange, ...]:
        days = groupby(enumerate(self.days), key=lambda day: day[1])
        ranges = []
        for spans, same in days:
            numbers = [number for number, _ in same]
            if spans:
                ranges.append(DayRange(numbers[0], numbers[-1], spans))
        return tuple(ranges)


def parse_spans(text: str) -> Spans:
    """None for an empty text. Raises HoursError."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    return tuple(_span(part) for part in parts)


def write_spans(spans: Sequence[Span]) -> str:
    return ", ".join(map(str, spans))


def read_hours(stored: Mapping[str, Any]) -> OpeningHours:
    """Raises HoursError."""
    return OpeningHours(
        is_always=bool(stored.get("always")),
        days=tuple(parse_spans(day) for day in stored.get("days", ())),
        is_closed_on_holidays=bool(stored.get("closed_on_holidays")),
    )


def store_hours(hours: OpeningHours) -> dict[str, Any]:
    """As JSON; {} where not known."""
    if hours.is_always:
        return {"always": True}
    if not hours.is_known:
        return {}
    days = [write_spans(day) for day in hours.days]
    return {"days": days, "closed_on_holidays": hours.is_closed_on_holidays}


def _span(text: str) -> Span:
    found = _SPAN.fullmatch(text)
    if found is None:
        message = f"{text!r} is no span such as 09:00-17:00"
        raise HoursError(message)
    from_hour, from_minute, to_hour, to_minute = map(int, found.groups())
    try:
        return Span(time(from_hour, from_minute), time(to_hour % 24, to_minute))
    except ValueError as error:
        message = f"{text!r} has a time that no clock shows"
        raise HoursError(message) from error
