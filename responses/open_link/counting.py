"""Disclosure control for open answers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from responses.cases import small_counts
from survey.bank.pathways import Mode, Pathway, PathwayFacts, pathway_for
from survey.definition.types import Meaning, Question

FLOOR = small_counts.FLOOR
SMALLEST_BASE = 30
"""The smallest base of a share."""
STEP = 0.05
BASE_STEP = 10
CROWDED = 1 / 3
"""A day with a larger share of its month's answers is reported."""
MONTHS_OF_QUARTER = 3


@dataclass(frozen=True)
class TooFew:
    """Not shown, because too few answered."""


@dataclass(frozen=True)
class CoarseShare:
    """`positive` in steps of STEP; `base` rounded down to a BASE_STEP."""

    positive: float
    base: int


ItemShare = CoarseShare | TooFew


def share_of(question: Question, answers: Iterable[Mapping[str, Sequence[str]]]) -> ItemShare:
    meanings = {choice.code: choice.meaning for choice in question.choices}
    picked = [meanings.get(code) for each in answers for code in each.get(question.code, ())[:1]]
    base = sum(each in {Meaning.POSITIVE, Meaning.NEUTRAL, Meaning.NEGATIVE} for each in picked)
    if base < SMALLEST_BASE:
        return TooFew()
    share = sum(each is Meaning.POSITIVE for each in picked) / base
    return CoarseShare(positive=round(share / STEP) * STEP, base=base // BASE_STEP * BASE_STEP)


def shown_count(count: int) -> int | TooFew:
    return count if count >= FLOOR else TooFew()


def shown_forces(counts: Mapping[str, int], *, apart: str) -> tuple[dict[str, int], int | TooFew]:
    """And how many are left: of the other forces and of `apart`."""
    shown, left = small_counts.shown_parts(counts, never={apart})
    return shown, TooFew() if left is None else left


def is_crowded(days: Sequence[int]) -> bool:
    """More than CROWDED of a month's answers came on one day."""
    return sum(days) >= SMALLEST_BASE and max(days) > CROWDED * sum(days)


def months_before(today: date, count: int) -> list[date]:
    """The latest first."""
    firsts, first = [], today.replace(day=1)
    for _ in range(count):
        first = (first - timedelta(days=1)).replace(day=1)
        firsts.append(first)
    return firsts


def first_of_quarter(day: date) -> date:
    return day.replace(month=(day.month - 1) // MONTHS_OF_QUARTER * MONTHS_OF_QUARTER + 1, day=1)


SELF, OTHER, BEREAVED = "self", "other", "bereaved"
"""The subject: themselves, a victim in whose place they answer, or a deceased person."""

ROLES: Mapping[str, str] = {SELF: "direct", OTHER: "carer", BEREAVED: "bereaved"}
"""By that, the role that a case file would have, which decides the instrument (SAF-10)."""

NOT_SURE = ""
"""For force and stage."""


def pathway_of(who: str) -> Pathway:
    return pathway_for(PathwayFacts(victim_role=ROLES[who], mode=Mode.TEXT_LINK))
