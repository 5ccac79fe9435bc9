"""A small nation of four quarters, which the product fills, closes, adds up and releases by
itself."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from io import StringIO
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import time_machine
from django.core.management import call_command

from access import process_cache
from analytics import tasks
from tests.analytics import make
from tests.analytics.make import CITY, KENT, Victim
from tests.conftest import NOW

FORCES = (CITY, KENT, "surrey", "durham")
"""The second and the third are a region."""
YEAR = "2025-26"
QUARTERS = {
    "2025-Q2": date(2025, 5, 5),
    "2025-Q3": date(2025, 8, 4),
    "2025-Q4": date(2025, 11, 3),
    "2026-Q1": date(2026, 2, 2),
}
RELEASED = ("2025-Q4", "2026-Q1")
"""The second brings its year along."""
CHOICES = ("very_satisfied", "neither", "very_dissatisfied")
ITEMS = ("Q-OVR-1", "Q-INF-1")
SAID = {
    "EQ-SEX": ("male", "female", "prefer_not"),
    "EQ-ETH": ("white", "asian", "black"),
    "EQ-REL": ("christian", "none", "muslim", "prefer_not", "sikh"),
    "EQ-ORI": ("straight", "prefer_not", "gay_lesbian", "bisexual"),
}
ANSWERED = 240
"""Of each quarter."""
LATE_AFTER = timedelta(days=20)
"""From the event: people are asked after a week, and reminded after another."""
LAST = "2026-Q1"


def enter(quarters: Iterable[str] = QUARTERS) -> None:
    for period in quarters:
        make.load(list(victims(Random(period), QUARTERS[period])))


def victims(random: Random, on: date, *, count: int = ANSWERED) -> Iterator[Victim]:
    is_late = Random(on.isoformat())
    for _ in range(count):
        silent = Victim(
            force=skewed(random, FORCES),
            on=on,
            stage=skewed(random, ("ST1", "ST2", "ST4")),
            crime_group=skewed(random, ("burglary", "robbery", "vehicle")),
            sex=random.choice(("female", "male")),
            birth_year=random.choice((1950, 1975, 1990)),
            flags={"domestic_abuse": random.random() < 0.3, "sexual": random.random() < 0.05},
        )
        yield silent
        completed_at = LATE_AFTER + _morning(on) if is_late.random() < 0.4 else None
        yield replace(silent, answers=_answers(random), completed_at=completed_at)


def _morning(on: date) -> datetime:
    return datetime.combine(on, time(9), UTC)


def _answers(random: Random) -> dict[str, list[str]]:
    given = {item: [random.choices(CHOICES, weights=(45, 10, 45))[0]] for item in ITEMS}
    if random.random() < 0.1:
        del given["Q-INF-1"]
    return given | {code: [skewed(random, choices)] for code, choices in SAID.items()}


def skewed(random: Random, names: tuple[str, ...]) -> str:
    return random.choices(names, weights=[2.2**-place for place in range(len(names))])[0]


def fill(quarters: Iterable[str] = QUARTERS) -> None:
    process_cache.clear()
    with time_machine.travel(NOW, tick=False):
        for period in quarters:
            tasks.refill_quarter.call(period)
    process_cache.clear()


def work(
    by: str, quarters: Iterable[str] = QUARTERS, released: Iterable[str] = RELEASED
) -> dict[str, bytes]:
    fill(quarters)
    with time_machine.travel(NOW, tick=False):
        for period in quarters:
            tasks.fill_step_times_of.call(period)
            tasks.count_records_of.call(period)
            tasks.count_themes_of.call(period)
        tasks.raise_alerts.call()
        files = published(by, list(released))
    process_cache.clear()
    return files


def published(by: str, released: Sequence[str], **options: str) -> dict[str, bytes]:
    with TemporaryDirectory() as folder:
        for period in released:
            call_command(
                "publish_release",
                period=period,
                by=by,
                out=Path(folder) / period,
                stdout=StringIO(),
                **options,
            )
        if released:
            call_command("export_public_site", f"{folder}/site", stdout=StringIO())
        files = sorted(path for path in Path(folder).rglob("*") if path.is_file())
        return {str(path.relative_to(folder)): path.read_bytes() for path in files}
