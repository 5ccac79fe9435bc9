"""How often scheduled work is done, and which time of its schedule has come last. Pure: no
Django, no clock. Times are those of the clocks on the wall; none lies between one and two in the
morning, which some nights have twice and others never."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Protocol

DAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")


class Cadence(Protocol):
    def latest(self, now: datetime) -> datetime:
        """The latest time of the schedule that is not after `now`, a local time."""

    def __str__(self) -> str:
        """For people: "every 5 minutes"."""


@dataclass(frozen=True)
class Every:
    """All day long, counted from the hour. `minutes` divides sixty."""

    minutes: int

    def latest(self, now: datetime) -> datetime:
        return now.replace(minute=now.minute - now.minute % self.minutes, second=0, microsecond=0)

    def __str__(self) -> str:
        named = {1: "every minute", 60: "every hour"}
        return named.get(self.minutes, f"every {self.minutes} minutes")


@dataclass(frozen=True)
class Hourly:
    """On the hour, from the first to the last of a day."""

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
