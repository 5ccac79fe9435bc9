"""Choose no time from 01:00 to 02:00: when the clocks change, that hour comes twice or not at
all."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Protocol

DAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")


class Cadence(Protocol):
    def latest(self, now: datetime) -> datetime:
        """Not after `now`, which is local time."""

    def __str__(self) -> str:
        pass


@dataclass(frozen=True)
class Every:
    """Counted from the full hour."""

    minutes: int

    def latest(self, now: datetime) -> datetime:
        return now.replace(minute=now.minute - now.minute % self.minutes, second=0, microsecond=0)

    def __str__(self) -> str:
        named = {1: "every minute", 60: "every hour"}
        return named.get(self.minutes, f"every {self.minutes} minutes")


@dataclass(frozen=True)
class Hourly:
    first: int
    last: int

    def latest(self, now: datetime) -> datetime:
        on_the_hour = now.replace(minute=0, second=0, microsecond=0)
        if now.hour < self.first:
            return (on_the_hour - timedelta(days=1)).replace(hour=self.last)
        return on_the_hour.replace(hour=min(now.hour, self.last))

    def __str__(self) -> str:
        return f"hourly, {self.first:02}:00–{self.last:02}:00"


@dataclass(frozen=True)
class Daily:
    at: time

    def latest(self, now: datetime) -> datetime:
        today = _on_day(now, self.at)
        return today if today <= now else _on_day(now - timedelta(days=1), self.at)

    def __str__(self) -> str:
        return f"daily, {self.at:%H:%M}"


@dataclass(frozen=True)
class Weekly:
    weekday: int
    at: time

    def latest(self, now: datetime) -> datetime:
        day = now - timedelta(days=(now.weekday() - self.weekday) % 7)
        this_week = _on_day(day, self.at)
        return this_week if this_week <= now else _on_day(day - timedelta(days=7), self.at)

    def __str__(self) -> str:
        return f"{DAYS[self.weekday]}, {self.at:%H:%M}"


def _on_day(day: datetime, at: time) -> datetime:
    return day.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)
