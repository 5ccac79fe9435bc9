"""A language's recall is known only when speakers who did not write the rules have tried them."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

FILE = Path(__file__).resolve().parents[2] / "data" / "risk_readings.csv"
NEEDED = 149
"""Texts needed, none of them missed: rules that find fewer than 98 of 100 would pass at most one
time in twenty, since 0.98 to the power of 149 is 0.0493."""


class NativeReadingError(ValueError):
    pass


@dataclass(frozen=True, kw_only=True)
class NativeReading:
    language: str
    read_on: date
    read_by: str
    """Role of the writers and readers: "two interpreters of a refuge"."""
    risk_texts: int
    missed: int


@cache
def shipped_readings() -> tuple[NativeReading, ...]:
    """Read once in each process."""
    return parse_readings(FILE.read_text(encoding="utf-8").splitlines())


def parse_readings(lines: Iterable[str]) -> tuple[NativeReading, ...]:
    """Raises NativeReadingError."""
    rows = csv.DictReader(lines)
    return tuple(_reading(row, line) for line, row in enumerate(rows, start=2))


def _reading(row: dict[str, str], line: int) -> NativeReading:
    try:
        return NativeReading(
            language=row["language"],
            read_on=date.fromisoformat(row["read_on"]),
            read_by=row["read_by"],
            risk_texts=int(row["risk_texts"]),
            missed=int(row["missed"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        message = f"Line {line} of the readings: {error}"
        raise NativeReadingError(message) from error


def is_recall_known(language: str, readings: Iterable[NativeReading]) -> bool:
    """Enough texts were read, and none was missed."""
    own = [each for each in readings if each.language == language]
    return sum(each.risk_texts for each in own) >= NEEDED and not any(each.missed for each in own)
