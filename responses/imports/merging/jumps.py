"""Beyond chance and a month's work."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

FACTOR = 1.5
"""The number of rows is a jump if it rises or falls by more than this factor."""
POINTS = 0.10
"""By how much a share may rise or fall."""
FEWEST_ROWS = 50
"""With fewer rows in either load, shares mean little."""


class Measure(StrEnum):
    ROWS = "rows"
    REFUSED = "refused"
    WITHOUT_NUMBER = "without_number"
    FLAGS_UNKNOWN = "flags_unknown"
    WITHOUT_BIRTH_YEAR = "without_birth_year"
    WITHOUT_ETHNICITY = "without_ethnicity"


@dataclass(frozen=True)
class Compared:
    """Rows are a number, all others shares."""

    measure: Measure
    before: float | None
    now: float
    is_jump: bool


def compare(now: Mapping[str, Any], before: Mapping[str, Any] | None) -> tuple[Compared, ...]:
    """As responses.case_files.quality reports them."""
    mine, last = _measures(now), _measures(before) if before else {}
    is_telling = min(mine[Measure.ROWS], last.get(Measure.ROWS, 0)) >= FEWEST_ROWS
    return tuple(
        Compared(
            measure,
            last.get(measure),
            value,
            measure in last and _is_jump(measure, value, last[measure], is_telling=is_telling),
        )
        for measure, value in mine.items()
    )


def of_whole_file(forces: Mapping[str, Any], force: str) -> Mapping[str, Any] | None:
    """With rows of other forces and of none, which cannot be loaded."""
    if force not in forces:
        return None
    totals = {name: sum(found[name] for found in forces.values()) for name in ("rows", "good_rows")}
    return {**forces[force], **totals}


def _is_jump(measure: Measure, now: float, before: float, *, is_telling: bool) -> bool:
    if measure is Measure.ROWS:
        return max(now, before) >= FEWEST_ROWS and not before / FACTOR <= now <= before * FACTOR
    return is_telling and abs(now - before) > POINTS


def _measures(found: Mapping[str, Any]) -> Mapping[Measure, float]:
    rows, filled = found["rows"], found["completeness"]
    flags = [share or 0.0 for name, share in filled.items() if name.startswith("flag_")]
    return {
        Measure.ROWS: rows,
        Measure.REFUSED: 1 - found["good_rows"] / rows if rows else 0.0,
        Measure.WITHOUT_NUMBER: 1 - (filled.get("contact_mobile") or 0.0),
        Measure.FLAGS_UNKNOWN: 1 - sum(flags) / len(flags) if flags else 1.0,
        Measure.WITHOUT_BIRTH_YEAR: 1 - (filled.get("birth_year") or 0.0),
        Measure.WITHOUT_ETHNICITY: 1 - (filled.get("ethnicity") or 0.0),
    }
