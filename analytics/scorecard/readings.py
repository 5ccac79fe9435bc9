"""What one cell of the scorecard reads in one quarter: a number with its interval, or the true
reason why there is none. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from analytics.stats.proportions import Proportion, wilson_interval
from analytics.stats.suppression import (
    Audience,
    Mark,
    Published,
    Share,
    SuppressionReason,
    mark_for,
    may_compare,
)


class NoReading(StrEnum):
    """Why a cell has no number, apart from the reasons of disclosure."""

    NOT_BY_GROUP = "not_by_group"
    """It is known of all victims together alone."""
    NOT_OF_GROUP = "not_of_group"
    """The question is asked of other victims."""
    NOT_KNOWN = "not_known"
    """No case of such victims is known, or none was counted so."""
    NOT_ASKED = "not_asked"
    NOT_COUNTED = "not_counted"
    """Records are compared with answers once a quarter's answers are in."""
    NOT_MEASURED = "not_measured"
    """The quarter's cases are measured each night, and were not yet."""
    HIDDEN = "hidden"
    TOO_FEW_CASES = "too_few_cases"
    NOT_BY_FORCE = "not_by_force"
    """By force too few answer to show it."""
    NOT_BY_SEX = "not_by_sex"
    """Who answered is told by kind of crime, and not by sex in each."""
    NOT_BY_YEAR = "not_by_year"
    """A median of quarters is not the median of their year."""
    NOT_HALF = "not_half"
    """Fewer than half of the cases have an outcome."""

    @property
    def mark(self) -> Mark:
        if self in {NoReading.HIDDEN, NoReading.TOO_FEW_CASES, NoReading.NOT_BY_FORCE}:
            return Mark.CONFIDENTIAL
        if self in {
            NoReading.NOT_KNOWN,
            NoReading.NOT_ASKED,
            NoReading.NOT_COUNTED,
            NoReading.NOT_MEASURED,
            NoReading.NOT_HALF,
        }:
            return Mark.NOT_AVAILABLE
        return Mark.NOT_APPLICABLE


@dataclass(frozen=True, kw_only=True)
class Measured:
    """A share from 0 to 1, or days. A count of everybody has no interval. `compared` is what the
    one judgement compares; None where there is too little, or it is no share of a sample."""

    value: float
    lower: float | None = None
    upper: float | None = None
    base: int
    mark: Mark = Mark.NONE
    compared: Proportion | None = None


@dataclass(frozen=True, kw_only=True)
class Unmeasured:
    why: NoReading | SuppressionReason

    @property
    def mark(self) -> Mark:
        if isinstance(self.why, NoReading):
            return self.why.mark
        return Mark(self.why.symbol)


Reading = Measured | Unmeasured


def of_share(share: Share | None) -> Reading:
    """What victims said; None where nobody was asked."""
    if share is None:
        return Unmeasured(why=NoReading.NOT_ASKED)
    if not isinstance(share, Published):
        return Unmeasured(why=share.reason)
    return Measured(
        value=share.positive,
        lower=share.interval.lower,
        upper=share.interval.upper,
        base=share.base,
        mark=share.mark,
        compared=share.proportion if share.is_comparable else None,
    )


@dataclass(frozen=True)
class CaseCount:
    """A count: so many people, or cases, and how many of them were found."""

    found: int
    people: int


def of_counts(counts: Sequence[CaseCount | Unmeasured]) -> Reading:
    """A rate of records or of cases over one or several quarters, without weights. Where one
    quarter has none, the sum has none: it would be of the others."""
    missing = next((each for each in counts if isinstance(each, Unmeasured)), None)
    if missing is not None:
        return missing
    known = [each for each in counts if isinstance(each, CaseCount)]
    found, people = sum(each.found for each in known), sum(each.people for each in known)
    interval = wilson_interval(successes=found, trials=people)
    return Measured(
        value=found / people,
        lower=interval.lower,
        upper=interval.upper,
        base=people,
        mark=mark_for(base=people, audience=Audience.STAFF),
        compared=Proportion(successes=found, trials=people)
        if may_compare(effective_base=people)
        else None,
    )
