"""What can come of a call, with the final disposition codes of the American Association for Public
Opinion Research (Standard Definitions, 10th edition, 2023, telephone surveys). Pure.

The code is data: responses/data/dispositions.csv. Whoever is called was drawn from a case file that
knows her as a victim, of age and in scope: so a number that nobody answers is somebody who was not
reached (NC), and not somebody of whom nothing is known."""

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
    """Somebody came in."""
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
    """Taken and put back: nobody was called, and it counts as no attempt."""
    UNABLE = "unable"
    LANGUAGE = "language"
    LANGUAGE_END = "language_end"
    NOT_KNOWN = "not_known"
    """Three wrong answers at the gate."""
    RULE = "rule"
    """A rule forbids to call her any more."""
    NEVER_CALLED = "never_called"
    ANOTHER_WAY = "another_way"
    """Answered by a code that somebody handed over."""


@dataclass(frozen=True)
class Disposition:
    """`aapor` is the code, `wait_hours` after how many hours the next call may come, None where it
    never does or the moment was agreed; `after_most` what it becomes once no call is left."""

    outcome: CallOutcome
    aapor: str
    group: DispositionGroup
    is_final: bool
    wait_hours: int | None
    after_most: CallOutcome | None


class DispositionError(ValueError):
    """The table of dispositions is not whole."""


@cache
def dispositions() -> Mapping[CallOutcome, Disposition]:
    """The shipped table, read once in each process."""
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
"""Of several calls without an end, the first of these that came of any says what became of her."""


def end_of(calls: list[CallOutcome], *, is_usable: bool) -> CallOutcome:
    """How a case ends of which no call is left. `is_usable` says that enough was answered to
    count."""
    if is_usable:
        return CallOutcome.PARTIAL
    told = next((each for each in MOST_TELLING if each in calls), None)
    if told is None:
        return CallOutcome.NEVER_CALLED
    return dispositions()[told].after_most or told
