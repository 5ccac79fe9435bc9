"""A suppressed figure has no number, so later code cannot pass it on."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from analytics.stats.proportions import Interval, Proportion
from analytics.stats.rounding import whole_points

COMPARISON_FLOOR = 50
"""The minimum effective base for comparisons and flags."""
UNIFORM_FLOOR = 20
"""Below this base a share of 0 or 100% would reveal everyone's answer."""
LEAST_IN_AREA = 30
"""The minimum base in a year for a force's local area."""
ROUNDED_UP_TO = 5000
"""Up to this effective base comparisons use the share in whole points (ADR 126)."""
NEARLY = 1e-4
RANGE = 0.6
"""The proportion of a group over which its possible counts must range."""
HIDDEN_LEVELS = 2
"""A list of response counts hides at least this many levels with HIDDEN_PEOPLE respondents together
(analytics/weighting/response_rates.py)."""
HIDDEN_PEOPLE = 10


class Audience(StrEnum):
    STAFF = "staff"
    PUBLIC = "public"


class Topic(StrEnum):
    """SPECIAL: gender identity, honour-based abuse, FGM, police suspects."""

    ORDINARY = "ordinary"
    SPECIAL = "special"


class Mark(StrEnum):
    """Government Analysis Function shorthand."""

    NONE = ""
    LOW_RELIABILITY = "[u]"
    CONFIDENTIAL = "[c]"
    NOT_AVAILABLE = "[x]"
    NOT_APPLICABLE = "[z]"
    LOW = "[low]"
    """Rounds to 0 but is not 0."""


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
    """Covers the predecessors of a merged force, and appears on their pages."""

    @property
    def symbol(self) -> str:
        is_absent = self in {SuppressionReason.NO_ANSWERS, SuppressionReason.OF_OTHER_FORCES}
        return (Mark.NOT_AVAILABLE if is_absent else Mark.CONFIDENTIAL).value


@dataclass(frozen=True, kw_only=True)
class Published:
    """Shares are 0 to 1, the interval is of the share positive, and the base is people."""

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
        """In whole points, so that comparisons disclose no more than the share shown; the base is
        reduced by the rounding variance. Large bases keep the exact share."""
        if self.effective_base > ROUNDED_UP_TO:
            return Proportion(
                successes=self.positive * self.effective_base, trials=self.effective_base
            )
        trials = 1 / (1 / self.effective_base + 4 * whole_points.VARIANCE)
        return Proportion(successes=whole_points.told(self.positive) * trials, trials=trials)


@dataclass(frozen=True, kw_only=True)
class Suppressed:
    reason: SuppressionReason

    @property
    def is_comparable(self) -> bool:
        return False


Share = Published | Suppressed
NO_ANSWERS = Suppressed(reason=SuppressionReason.NO_ANSWERS)
OF_OTHER_FORCES = Suppressed(reason=SuppressionReason.OF_OTHER_FORCES)


@dataclass(frozen=True, kw_only=True)
class Policy:
    """`hide_below` is the minimum base, the minimum left over of a total, and the size from which a
    group needs no protection."""

    hide_below: int
    mark_below: int
    may_show_by_force: bool = True
    is_whole_or_hidden: bool = False
    """Whether an area shows all levels or none: one of two levels would reveal whether the other is
    empty."""

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
    """None if it may be shown. A share of 0 or 1 would reveal everyone's answer."""
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
    """Allows for the rounding error of weekly sums."""
    people, shares = int(base + NEARLY), (round(share, 6),)
    return reason_to_hide(base=people, shares=shares, audience=Audience.STAFF, topic=topic) is None


def mark_for(*, base: int, audience: Audience, topic: Topic = Topic.ORDINARY) -> Mark:
    is_low = base < POLICY[audience, topic].mark_below
    return Mark.LOW_RELIABILITY if is_low else Mark.NONE


def may_compare(*, effective_base: float) -> bool:
    return effective_base >= COMPARISON_FLOOR
