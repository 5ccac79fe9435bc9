"""Final codes of the American Association for Public Opinion Research (Standard Definitions, 10th
edition, 2023, telephone surveys)."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

DISPOSITIONS = Path(__file__).resolve().parents[1] / "data" / "dispositions.csv"


class DispositionGroup(StrEnum):
    """The letters of AAPOR's rates."""

    COMPLETE = "I"
    PARTIAL = "P"
    REFUSAL = "R"
    NON_CONTACT = "NC"
    OTHER = "O"
    UNKNOWN = "UH"
    NOT_ELIGIBLE = "NE"


class CallOutcome(StrEnum):
    COMPLETE = "complete"
    PARTIAL = "partial"
    REFUSED = "refused"
    """Wants no contact again, from any force (SAF-12)."""
    REFUSED_FOR_NOW = "refused_for_now"
    """Does not want to now; called once more, days later."""
    BROKE_OFF = "broke_off"
    """Ended during the questions; what was said is kept, and the next call goes on there."""
    BROKE_OFF_END = "broke_off_end"
    LEFT = "left"
    """Another person came in."""
    NOT_NOW = "not_now"
    """Not alone, or no time."""
    APPOINTMENT = "appointment"
    NOT_AVAILABLE = "not_available"
    ANSWER_MACHINE = "answer_machine"
    ANSWER_MACHINE_END = "answer_machine_end"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    NO_CONTACT = "no_contact"
    WRONG_NUMBER = "wrong_number"
    DEAD_NUMBER = "dead_number"
    NOT_BEGUN = "not_begun"
    """Taken and put back: no one was called, and it does not count as an attempt."""
    UNABLE = "unable"
    LANGUAGE = "language"
    LANGUAGE_END = "language_end"
    NOT_KNOWN = "not_known"
    """Three wrong answers at the gate."""
    RULE = "rule"
    """A rule forbids further calls."""
    NEVER_CALLED = "never_called"
    ANOTHER_WAY = "another_way"
    """Answered by a code that was handed over."""


@dataclass(frozen=True)
class Disposition:
    """`wait_hours` until the next call, None for never or as agreed; `after_most` what it becomes
    once no call is left."""

    outcome: CallOutcome
    aapor: str
    group: DispositionGroup
    is_final: bool
    wait_hours: int | None
    after_most: CallOutcome | None


class DispositionError(ValueError):
    pass


@cache
def dispositions() -> Mapping[CallOutcome, Disposition]:
    return parse_dispositions(DISPOSITIONS.read_text(encoding="utf-8"))


def parse_dispositions(text: str) -> Mapping[CallOutcome, Disposition]:
    """Raises DispositionError, which names the line."""
    found = {}
    for number, row in enumerate(csv.DictReader(text.splitlines()), start=2):
        try:
            one = _disposition(row)
        except (KeyError, TypeError, ValueError) as error:
            message = f"Line {number} of the dispositions: {error}"
            raise DispositionError(message) from error
        found[one.outcome] = one
    if missing := set(CallOutcome) - found.keys():
        message = f"The dispositions lack {sorted(missing)}."
        raise DispositionError(message)
    return found


def _disposition(row: Mapping[str, str]) -> Disposition:
    after, is_final = row["after_most"], {"yes": True, "no": False}[row["is_final"]]
    if is_final == bool(after):
        message = f"{row['code']} is final, or names what it becomes: one of the two"
        raise ValueError(message)
    return Disposition(
        outcome=CallOutcome(row["code"]),
        aapor=row["aapor"],
        group=DispositionGroup(row["group"]),
        is_final=is_final,
        wait_hours=int(row["wait_hours"]) if row["wait_hours"] else None,
        after_most=CallOutcome(after) if after else None,
    )


MOST_TELLING = (
    CallOutcome.BROKE_OFF,
    CallOutcome.LEFT,
    CallOutcome.REFUSED_FOR_NOW,
    CallOutcome.LANGUAGE,
    CallOutcome.APPOINTMENT,
    CallOutcome.NOT_NOW,
    CallOutcome.ANSWER_MACHINE,
    CallOutcome.BUSY,
    CallOutcome.NO_ANSWER,
)
"""Precedence among several calls without a final outcome: the first of these that occurred is the
outcome of the case."""


def end_of(calls: list[CallOutcome], *, is_usable: bool) -> CallOutcome:
    if is_usable:
        return CallOutcome.PARTIAL
    told = next((each for each in MOST_TELLING if each in calls), None)
    if told is None:
        return CallOutcome.NEVER_CALLED
    return dispositions()[told].after_most or told


LEAST_TO_SHOW = 10
"""Fewer cases than this tell too much of each (decision 14)."""


@dataclass(frozen=True)
class CallRates:
    """Shares of 0 to 1."""

    response: float
    cooperation: float
    refusal: float
    contact: float


def call_rates(counts: Mapping[DispositionGroup, int]) -> CallRates | None:
    """None if fewer than ten cases have ended, or nobody was reached who could answer."""
    of = {group: counts.get(group, 0) for group in DispositionGroup}
    interviews = of[DispositionGroup.COMPLETE] + of[DispositionGroup.PARTIAL]
    reached = interviews + of[DispositionGroup.REFUSAL] + of[DispositionGroup.OTHER]
    everybody = reached + of[DispositionGroup.NON_CONTACT] + of[DispositionGroup.UNKNOWN]
    if everybody < LEAST_TO_SHOW or not reached:
        return None
    return CallRates(
        response=of[DispositionGroup.COMPLETE] / everybody,
        cooperation=of[DispositionGroup.COMPLETE] / reached,
        refusal=of[DispositionGroup.REFUSAL] / everybody,
        contact=reached / everybody,
    )
