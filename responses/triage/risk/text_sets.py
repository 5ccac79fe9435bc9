import csv
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

from responses.triage.risk.reading import OF_RISK, RiskCategory, RiskReading, TriageClock
from responses.triage.risk.reading_texts import read_text

SEED = "risk texts 2026-11"
COLUMNS = ("category", "about", "text")
CONFIDENCE = 0.95


class TextSetError(ValueError):
    pass


class TextSetHalf(StrEnum):
    DEVELOP = "develop"
    HELD_BACK = "held-back"


@dataclass(frozen=True, kw_only=True)
class JudgedText:
    number: int
    language: str
    category: RiskCategory
    about: str
    text: str

    @property
    def is_risk(self) -> bool:
        return self.category in OF_RISK

    @property
    def half(self) -> TextSetHalf:
        drawn = hashlib.sha256(f"{SEED}:{self.number}".encode()).digest()[0]
        return TextSetHalf.HELD_BACK if drawn % 2 else TextSetHalf.DEVELOP


@dataclass(frozen=True, kw_only=True)
class ReadText:
    judged: JudgedText
    reading: RiskReading

    @property
    def is_found(self) -> bool:
        return self.reading.category in OF_RISK

    @property
    def is_ahead(self) -> bool:
        return self.reading.clock < TriageClock.WORKING_DAY


@dataclass(frozen=True, kw_only=True)
class RiskMeasure:
    """Counts of texts."""

    texts: int
    risk: int
    found: int
    ahead: int
    found_in_all: int
    doubted: int

    @property
    def recall(self) -> float | None:
        return self.found / self.risk if self.risk else None

    @property
    def precision(self) -> float | None:
        return self.found / self.found_in_all if self.found_in_all else None

    @property
    def recall_interval(self) -> tuple[float, float]:
        """Clopper and Pearson's, 95%."""
        # SciPy takes a second to load, and stays out of the pages' process.
        from scipy.stats import binomtest

        test = binomtest(self.found, self.risk)
        interval = test.proportion_ci(confidence_level=CONFIDENCE, method="exact")
        return float(interval.low), float(interval.high)


def parse_set(lines: Iterable[str], *, language: str) -> tuple[JudgedText, ...]:
    """Raises TextSetError."""
    rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    if tuple(rows.fieldnames or ()) != COLUMNS:
        message = f"The first line must be {', '.join(COLUMNS)}, divided by tabs."
        raise TextSetError(message)
    return tuple(_judged(row, number, language) for number, row in enumerate(rows, start=1))


def _judged(row: dict[str, str], number: int, language: str) -> JudgedText:
    try:
        category = RiskCategory(row["category"])
        return JudgedText(
            number=number,
            language=language,
            category=category,
            about=row["about"],
            text=row["text"].strip(),
        )
    except (ValueError, AttributeError) as error:
        message = f"Line {number + 1}: {error}"
        raise TextSetError(message) from error


def read_set(texts: Iterable[JudgedText]) -> tuple[ReadText, ...]:
    return tuple(
        ReadText(judged=each, reading=read_text(each.text, language=each.language))
        for each in texts
    )


def measure(read: Sequence[ReadText]) -> RiskMeasure:
    of_risk = [each for each in read if each.judged.is_risk]
    return RiskMeasure(
        texts=len(read),
        risk=len(of_risk),
        found=sum(each.is_found for each in of_risk),
        ahead=sum(each.is_ahead for each in of_risk),
        found_in_all=sum(each.is_found for each in read),
        doubted=sum(each.reading.is_unsure for each in read),
    )


# A language's recall is known only when speakers who did not write the rules have tried them.
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
