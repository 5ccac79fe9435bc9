from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import compress
from typing import Any

from responses.case_files.cells.readers import FIRST_BIRTH_YEAR
from responses.case_files.columns import COLUMNS, FLAG_COLUMNS, CaseRow
from responses.case_files.faults import FaultCode
from responses.case_files.mapping_profile import DATE_COLUMNS
from responses.case_files.reading import RowResult

VERSION = 1
"""The version of the measures. Reports of different versions are not comparable."""
BANDS = ((13, "0-13"), (42, "14-42"), (90, "43-90"), (180, "91-180"))
OLDER_BAND = "181+"
CODE_FAULTS = frozenset(
    {FaultCode.UNKNOWN_CODE, FaultCode.UNKNOWN_OFFENCE, FaultCode.UNKNOWN_FORCE,
     FaultCode.WRONG_LANGUAGE}
)  # fmt: skip
CODES = tuple(name for name, column in COLUMNS.items() if column.measures_codes)
MIN_ROWS_FOR_ONE_DAY = 20
MAX_SHARE_ON_ONE_DAY = 0.5
MOST_ALIKE = 1_000
MAX_DAYS = 5_000
"""The most different days that are counted for a column; days beyond it are not counted."""


@dataclass
class Quality:
    today: date
    rows: int = 0
    good: int = 0
    duplicates: int = 0
    bad: Counter[str] = field(default_factory=Counter)
    """Column to number of filled cells with a fault."""
    bad_codes: Counter[str] = field(default_factory=Counter)
    ethnicity: Counter[str] = field(default_factory=Counter)
    ages: Counter[int] = field(default_factory=Counter)
    """Days from the report to this import, to number of good rows."""
    suspicious: Counter[str] = field(default_factory=Counter)
    days: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    filled: Counter[str] = field(default_factory=Counter)
    """Column to number of filled cells, of the rows that are not in `filled_alike`."""
    filled_alike: Counter[tuple[str, ...]] = field(default_factory=Counter)
    """The filled columns of a row to number of rows: most rows fill the same ones."""

    def add(self, result: RowResult) -> None:
        self.rows += 1
        if result.is_repeat:
            self.duplicates += 1
            return
        record = result.record
        filled = tuple(compress(record, map(str.strip, record.values())))
        self.filled_alike[filled] += 1
        if len(self.filled_alike) > MOST_ALIKE:
            self.count_filled()
        for name in filled:
            if name in DATE_COLUMNS:
                days, cell = self.days[name], record[name]
                if cell in days or len(days) < MAX_DAYS:
                    days[cell] += 1
        if result.faults:
            self._count_faults(result)
        if result.case:
            self.good += 1
            self._count_case(result.case)

    def count_filled(self) -> None:
        """Bring `filled` up to all rows."""
        for names, count in self.filled_alike.items():
            self.filled.update(dict.fromkeys(names, count))
        self.filled_alike.clear()

    def _count_faults(self, result: RowResult) -> None:
        codes = {fault.code for fault in result.faults}
        self.duplicates += FaultCode.DUPLICATE_KEY in codes
        self.suspicious["before_1900"] += FaultCode.DATE_TOO_EARLY in codes
        self.suspicious["future"] += FaultCode.FUTURE_DATE in codes
        for fault in result.faults:
            if result.record.get(fault.column):
                self.bad[fault.column] += 1
                self.bad_codes[fault.column] += fault.code in CODE_FAULTS

    def _count_case(self, case: CaseRow) -> None:
        self.ages[(self.today - case.reported_on).days] += 1
        if not case.ethnicity:
            self.ethnicity["blank"] += 1
        else:
            self.ethnicity["stated" if case.ethnicity_group else "not_stated"] += 1
        if signs := _suspicions(case):
            self.suspicious.update(signs)

    def columns_of_one_day(self) -> list[str]:
        """More than half of the cells on one day suggest a default value."""
        return [
            name
            for name, days in self.days.items()
            if self.filled[name] >= MIN_ROWS_FOR_ONE_DAY
            and max(days.values()) > MAX_SHARE_ON_ONE_DAY * self.filled[name]
        ]

    def median_age(self) -> int | None:
        half, counted = self.good / 2, 0
        for age in sorted(self.ages):
            counted += self.ages[age]
            if counted >= half:
                return age
        return None

    def bands(self) -> Mapping[str, int]:
        bands = dict.fromkeys([*(name for _most, name in BANDS), OLDER_BAND], 0)
        for age, count in self.ages.items():
            bands[next((name for most, name in BANDS if age <= most), OLDER_BAND)] += count
        return bands


def _suspicions(case: CaseRow) -> list[str]:
    signs = []
    if case.stage_on < case.reported_on:
        signs.append("stage_before_report")
    if case.outcome_on and case.outcome_on < case.reported_on:
        signs.append("outcome_before_report")
    if case.birth_year and case.birth_year > case.reported_on.year:
        signs.append("born_after_report")
    if case.birth_year == FIRST_BIRTH_YEAR:
        signs.append("born_1900")
    return signs


SUSPICIONS = (
    "future", "before_1900", "stage_before_report", "outcome_before_report", "born_after_report",
    "born_1900",
)  # fmt: skip


class QualityReport:
    """The measures of one import, by force code."""

    def __init__(self, *, today: date, force_codes: frozenset[str] = frozenset()) -> None:
        self.today = today
        self.forces: dict[str, Quality] = {}
        self._force_codes = force_codes

    def add(self, result: RowResult) -> None:
        # Only from a row that could be read.
        force = result.case.force if result.case else result.record.get("force", "").strip()
        force = force if force in self._force_codes else ""
        if force not in self.forces:
            self.forces[force] = Quality(today=self.today)
        self.forces[force].add(result)

    def as_dict(self) -> dict[str, object]:
        """The same keys for every force."""
        return {"version": VERSION, "made_on": self.today.isoformat(), "forces": self.measures()}

    def measures(self) -> dict[str, dict[str, object]]:
        """Force code to its measures."""
        for quality in self.forces.values():
            quality.count_filled()
        return {force: _plain(quality) for force, quality in sorted(self.forces.items())}


def _plain(quality: Quality) -> dict[str, object]:
    return {
        "rows": quality.rows,
        "good_rows": quality.good,
        "duplicate_keys": quality.duplicates,
        "completeness": {name: share(quality.filled[name], quality.rows) for name in COLUMNS},
        "validity": {name: validity(quality, name) for name in COLUMNS},
        "code_validity": {name: code_validity(quality, name) for name in CODES},
        "ethnicity": {
            name: share(quality.ethnicity[name], quality.good)
            for name in ("stated", "not_stated", "blank")
        },
        "days_from_report": {"median": quality.median_age(), "rows": dict(quality.bands())},
        "suspicious_dates": {
            **{name: quality.suspicious[name] for name in SUSPICIONS},
            "mostly_one_day": quality.columns_of_one_day(),
        },
    }


def validity(quality: Quality, column: str) -> float | None:
    filled = quality.filled[column]
    return share(filled - quality.bad[column], filled)


def code_validity(quality: Quality, column: str) -> float | None:
    filled = quality.filled[column]
    return share(filled - quality.bad_codes[column], filled)


def share_of_blank_flags(measures: Mapping[str, Any]) -> float | None:
    filled: Mapping[str, float | None] = measures.get("completeness", {})
    known = [part for name in FLAG_COLUMNS if (part := filled.get(name)) is not None]
    return 1 - sum(known) / len(known) if known else None


def share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
