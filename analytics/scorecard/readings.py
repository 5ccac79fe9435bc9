"""The reading of a scorecard cell in a quarter: a number with its interval, or the reason it has
none.
"""

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
    NOT_BY_GROUP = "not_by_group"
    """Known only for all victims together."""
    NOT_OF_GROUP = "not_of_group"
    """The question is asked of other victims."""
    NOT_KNOWN = "not_known"
    """No case of such victims is known, or none was counted this way."""
    NOT_ASKED = "not_asked"
    NOT_COUNTED = "not_counted"
    """Records are compared with answers once a quarter's answers are in."""
    NOT_MEASURED = "not_measured"
    """Cases are measured each night, and these were not yet."""
    HIDDEN = "hidden"
    TOO_FEW_CASES = "too_few_cases"
    NOT_BY_FORCE = "not_by_force"
    """Too few answer for figures by force."""
    NOT_BY_SEX = "not_by_sex"
    """Respondents are reported by crime type, not by sex within it."""
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


def read_share(share: Share | None) -> Reading:
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
    """A number of people or cases, and how many had the property."""

    found: int
    people: int


def read_counts(counts: Sequence[CaseCount | Unmeasured]) -> Reading:
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
