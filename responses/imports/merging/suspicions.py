"""When what a file would change is so much that it looks like a mistake: the table of what is
usual. Pure: no Django, no database.

A column that was moved, a wrong list of codes or an older extract changes many cases at once. The
shares are of the cases that are stored and stand in the file. They are judgements, wide enough for
a month of ordinary work; they stop nothing for good, but ask whether the file is right."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

FEWEST_CASES = 20
"""Of fewer cases no share tells anything."""


class Sign(StrEnum):
    """What many cases of a file have in common."""

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
    """A sign that more cases show than is usual."""

    sign: Sign
    cases: int
    touched: int


class UncertainLoadError(Exception):
    """What a load would change is suspicious, and nobody has said that it is right. `differences`
    are as `Differences.as_dict` counts them."""

    def __init__(self, differences: Mapping[str, Any]) -> None:
        super().__init__()
        self.differences = differences


def suspicions_in(differences: Mapping[str, Any]) -> tuple[Suspicion, ...]:
    """What is suspicious in `Differences.as_dict`, by the cases that show each sign and the stored
    cases that stand in the file."""
    signs, touched = differences.get("signs", {}), differences.get("touched", 0)
    if touched < FEWEST_CASES:
        return ()
    return tuple(
        Suspicion(sign, signs[sign], touched)
        for sign, usual in USUAL.items()
        if signs.get(sign, 0) > usual * touched
    )
