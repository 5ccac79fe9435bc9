"""The table of what is usual, beyond which a file looks like a mistake."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

FEWEST_CASES = 20
"""With fewer cases, shares mean nothing."""


class Sign(StrEnum):
    CRIME_CHANGES = "crime_changes"
    NUMBER_GOES = "number_goes"
    NUMBER_CHANGES = "number_changes"
    ADVISER_CHANGES = "adviser_changes"
    """The case is offered to another service by it."""
    STAGE_GOES_BACK = "stage_goes_back"
    HEARING_GOES_BACK = "hearing_goes_back"
    FLAGS_BECOME_UNKNOWN = "flags_become_unknown"
    EXCLUSION_GOES = "exclusion_goes"
    BIRTH_YEAR_CHANGES = "birth_year_changes"
    REPORT_DAY_CHANGES = "report_day_changes"
    MUCH_WAITS = "much_waits"


USUAL: Mapping[Sign, float] = {
    Sign.CRIME_CHANGES: 0.20,
    Sign.NUMBER_GOES: 0.10,
    Sign.NUMBER_CHANGES: 0.20,
    Sign.ADVISER_CHANGES: 0.10,
    Sign.STAGE_GOES_BACK: 0.05,
    Sign.HEARING_GOES_BACK: 0.05,
    Sign.FLAGS_BECOME_UNKNOWN: 0.10,
    Sign.EXCLUSION_GOES: 0.02,
    Sign.BIRTH_YEAR_CHANGES: 0.05,
    Sign.REPORT_DAY_CHANGES: 0.10,
    Sign.MUCH_WAITS: 0.20,
}
"""The largest share of the touched cases that is usual."""


@dataclass(frozen=True)
class Suspicion:
    sign: Sign
    cases: int
    touched: int


class UncertainLoadError(Exception):
    def __init__(self, differences: Mapping[str, Any]) -> None:
        super().__init__()
        self.differences = differences


def suspicions_in(differences: Mapping[str, Any]) -> tuple[Suspicion, ...]:
    signs, touched = differences.get("signs", {}), differences.get("touched", 0)
    if touched < FEWEST_CASES:
        return ()
    return tuple(
        Suspicion(sign, signs[sign], touched)
        for sign, usual in USUAL.items()
        if signs.get(sign, 0) > usual * touched
    )
