"""Where a load differs from the last one of its force by more than chance and a month's work would
explain. Pure: no Django, no database."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

FACTOR = 1.5
"""How many times as many rows, or as few, are a jump."""
POINTS = 0.10
"""By how much a share may rise or fall."""
FEWEST_ROWS = 50
"""Of fewer rows in either load, shares say little."""


class Measure(StrEnum):
    """What is compared, in the order in which it is shown."""

    ROWS = "rows"
    REFUSED = "refused"
    WITHOUT_NUMBER = "without_number"
    FLAGS_UNKNOWN = "flags_unknown"
    WITHOUT_BIRTH_YEAR = "without_birth_year"
    WITHOUT_ETHNICITY = "without_ethnicity"


@dataclass(frozen=True)
class Compared:
    """One measure of a load and of the one before; rows are a number, all others shares."""

    measure: Measure
    before: float | None
    now: float
    is_jump: bool


def compare(now: Mapping[str, Any], before: Mapping[str, Any] | None) -> tuple[Compared, ...]:
    """The measures of a force's load beside those of its last one, each as
    responses.case_files.quality reports it."""
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
    """The measures of a force in a file, with the rows of the whole file, those of other forces and
    of none among them: these cannot be loaded. None where no row is of the force."""
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
