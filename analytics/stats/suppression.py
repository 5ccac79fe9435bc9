"""The rules of primary suppression: which figures may be shown to whom. A figure that may not be
shown becomes a type without a number in the first function that meets it, so nothing later can pass
the number on. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from analytics.stats.proportions import Interval, Proportion
from analytics.stats.telling import whole_points

COMPARISON_FLOOR = 50
"""The effective base under which a figure is not compared or flagged."""
UNIFORM_FLOOR = 20
"""The base under which a share of 0 or 100 % would reveal what each person answered."""
LEAST_IN_AREA = 30
"""The base in a year under which a force's local area has no figure."""
ROUNDED_UP_TO = 5000
"""The effective base up to which a share is compared as it is told, in whole points (ADR 126)."""
NEARLY = 1e-4
RANGE = 0.6
"""Of how much of a group it must stay open how they answered."""
HIDDEN_LEVELS = 2
"""At least this many levels and HIDDEN_PEOPLE people of a list of numbers who answered are hidden
together (analytics/weighting/response_rates.py)."""
HIDDEN_PEOPLE = 10


class Audience(StrEnum):
    STAFF = "staff"
    PUBLIC = "public"


class Topic(StrEnum):
    """SPECIAL: gender identity, honour-based abuse, FGM, a suspect in the police. Which table or
    level is special is set in analytics/tables.py."""

    ORDINARY = "ordinary"
    SPECIAL = "special"


class Mark(StrEnum):
    """Shorthand of the Government Analysis Function, in place of a number or beside it."""

    NONE = ""
    LOW_RELIABILITY = "[u]"
    CONFIDENTIAL = "[c]"
    NOT_AVAILABLE = "[x]"
    NOT_APPLICABLE = "[z]"
    LOW = "[low]"
    """Rounds to nought and is not nought."""


class SuppressionReason(StrEnum):
    NO_ANSWERS = "no_answers"
    SMALL_BASE = "small_base"
    SMALL_SPECIAL = "small_special"
    SMALL_AREA = "small_area"
    UNIFORM = "uniform"
    PROTECTS_ANOTHER = "protects_another"
    NOT_BY_FORCE = "not_by_force"
    BY_YEAR = "by_year"
    NOT_CLOSED = "not_closed"
    OF_OTHER_FORCES = "of_other_forces"
    """It is of the forces that were merged into this one, and stands on their pages."""

    @property
    def symbol(self) -> str:
        is_absent = self in {SuppressionReason.NO_ANSWERS, SuppressionReason.OF_OTHER_FORCES}
        return (Mark.NOT_AVAILABLE if is_absent else Mark.CONFIDENTIAL).value


@dataclass(frozen=True, kw_only=True)
class Published:
    """A figure that may be shown; its parts always go together. Shares are 0 to 1 of the answers in
    the base, the interval is of the share positive, the base is people."""

    positive: float
    neutral: float
    negative: float
    interval: Interval
    base: int
    effective_base: float
    mark: Mark = Mark.NONE

    @property
    def is_comparable(self) -> bool:
        return self.effective_base >= COMPARISON_FLOOR

    @property
    def proportion(self) -> Proportion:
        """The share positive on its effective base, for differences, their intervals and tests: as
        it is told, in whole points, so that what is worked out of it tells no more of it. The base
        is cut down by what rounding adds to chance. A share of so many people that half a point is
        much beside chance is left as it is: nothing of it is a few people's."""
        if self.effective_base > ROUNDED_UP_TO:
            return Proportion(
                successes=self.positive * self.effective_base, trials=self.effective_base
            )
        trials = 1 / (1 / self.effective_base + 4 * whole_points.VARIANCE)
        return Proportion(successes=whole_points.told(self.positive) * trials, trials=trials)


@dataclass(frozen=True, kw_only=True)
class Suppressed:
    """A figure that may not be shown: the reason, and no number."""

    reason: SuppressionReason

    @property
    def is_comparable(self) -> bool:
        return False


Share = Published | Suppressed
NO_ANSWERS = Suppressed(reason=SuppressionReason.NO_ANSWERS)
OF_OTHER_FORCES = Suppressed(reason=SuppressionReason.OF_OTHER_FORCES)


@dataclass(frozen=True, kw_only=True)
class Policy:
    """`hide_below` is the floor of a figure; so many people are left over of a total at least where
    any are, and a group of fewer is protected as one."""

    hide_below: int
    mark_below: int
    may_show_by_force: bool = True
    is_whole_or_hidden: bool = False
    """Whether all levels of an area are shown or none: one shown of two would tell whether anybody
    stands at the other."""

    @property
    def left_over(self) -> int:
        return self.hide_below

    @property
    def largest_group(self) -> int:
        return self.hide_below - 1


POLICY: Mapping[tuple[Audience, Topic], Policy] = {
    (Audience.STAFF, Topic.ORDINARY): Policy(hide_below=10, mark_below=30),
    (Audience.PUBLIC, Topic.ORDINARY): Policy(hide_below=30, mark_below=100),
    (Audience.STAFF, Topic.SPECIAL): Policy(hide_below=50, mark_below=50, is_whole_or_hidden=True),
    (Audience.PUBLIC, Topic.SPECIAL): Policy(
        hide_below=50, mark_below=100, may_show_by_force=False, is_whole_or_hidden=True
    ),
}


def reason_to_hide(
    *,
    base: int,
    shares: tuple[float, ...],
    audience: Audience,
    topic: Topic = Topic.ORDINARY,
    is_by_force: bool = True,
) -> SuppressionReason | None:
    """Why a figure of `base` people may not be shown, or None. `shares` are those that would be
    shown and that, at 0 or 1, would reveal what each person answered."""
    policy = POLICY[audience, topic]
    if base == 0:
        return SuppressionReason.NO_ANSWERS
    if is_by_force and not policy.may_show_by_force:
        return SuppressionReason.NOT_BY_FORCE
    if base < policy.hide_below:
        return SuppressionReason.SMALL_BASE
    if base < UNIFORM_FLOOR and any(share in (0.0, 1.0) for share in shares):
        return SuppressionReason.UNIFORM
    return None


def may_tell(*, share: float, base: float, topic: Topic = Topic.ORDINARY) -> bool:
    """Whether staff may be told a share that is computed from weeks: bases and shares of those are
    sums, a hair beside a whole number or beside 0 and 1."""
    people, shares = int(base + NEARLY), (round(share, 6),)
    return reason_to_hide(base=people, shares=shares, audience=Audience.STAFF, topic=topic) is None


def mark_for(*, base: int, audience: Audience, topic: Topic = Topic.ORDINARY) -> Mark:
    is_low = base < POLICY[audience, topic].mark_below
    return Mark.LOW_RELIABILITY if is_low else Mark.NONE


def may_compare(*, effective_base: float) -> bool:
    return effective_base >= COMPARISON_FLOOR
