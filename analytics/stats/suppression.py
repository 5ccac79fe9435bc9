"""What may be shown, to whom. A figure that may not be shown becomes a type without a number
in the first function that sees it, so nobody further on can pass it on. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from analytics.stats.proportions import Interval

COMPARISON_FLOOR = 50
"""Effective base under which nothing is compared, flagged or alerted."""
UNIFORM_FLOOR = 20
"""Base under which a share of 0 or 100 % tells the answer of each."""
HIDDEN_LEVELS = 2
HIDDEN_PEOPLE = 10


class Audience(StrEnum):
    STAFF = "staff"
    PUBLIC = "public"


class Topic(StrEnum):
    """SPECIAL: gender identity, honour-based abuse, FGM, a suspect in the police. Which table or
    level is special stands in analytics/tables.py."""

    ORDINARY = "ordinary"
    SPECIAL = "special"


class Mark(StrEnum):
    """Shorthand of the Government Analysis Function, in the place of a number or beside it."""

    NONE = ""
    LOW_RELIABILITY = "[u]"
    CONFIDENTIAL = "[c]"
    NOT_AVAILABLE = "[x]"
    NOT_APPLICABLE = "[z]"
    LOW = "[low]"
    """Rounds to nought and is not nought."""


class Reason(StrEnum):
    NO_ANSWERS = "no_answers"
    SMALL_BASE = "small_base"
    UNIFORM = "uniform"
    PROTECTS_ANOTHER = "protects_another"
    NOT_BY_FORCE = "not_by_force"

    @property
    def symbol(self) -> str:
        mark = Mark.NOT_AVAILABLE if self is Reason.NO_ANSWERS else Mark.CONFIDENTIAL
        return mark.value


@dataclass(frozen=True, kw_only=True)
class Published:
    """A figure that may be shown; its parts always travel together. Shares are 0 to 1 of the
    answers in the base, the interval is of the share positive, the base is people."""

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


@dataclass(frozen=True, kw_only=True)
class Suppressed:
    """A figure that may not be shown: why, and nothing else."""

    reason: Reason

    @property
    def is_comparable(self) -> bool:
        return False


Share = Published | Suppressed


@dataclass(frozen=True, kw_only=True)
class Policy:
    hide_below: int
    mark_below: int
    may_show_by_force: bool = True


POLICY: Mapping[tuple[Audience, Topic], Policy] = {
    (Audience.STAFF, Topic.ORDINARY): Policy(hide_below=10, mark_below=30),
    (Audience.PUBLIC, Topic.ORDINARY): Policy(hide_below=30, mark_below=100),
    (Audience.STAFF, Topic.SPECIAL): Policy(hide_below=50, mark_below=50),
    (Audience.PUBLIC, Topic.SPECIAL): Policy(
        hide_below=50, mark_below=100, may_show_by_force=False
    ),
}


def reason_to_hide(
    *,
    base: int,
    shares: tuple[float, ...],
    audience: Audience,
    topic: Topic = Topic.ORDINARY,
    is_by_force: bool = True,
) -> Reason | None:
    """Why a figure of `base` people may not be shown, or None. `shares` are those that would
    be shown and tell something of each person when they are 0 or 1."""
    policy = POLICY[audience, topic]
    if base == 0:
        return Reason.NO_ANSWERS
    if is_by_force and not policy.may_show_by_force:
        return Reason.NOT_BY_FORCE
    if base < policy.hide_below:
        return Reason.SMALL_BASE
    if base < UNIFORM_FLOOR and any(share in (0.0, 1.0) for share in shares):
        return Reason.UNIFORM
    return None


def mark_for(*, base: int, audience: Audience, topic: Topic = Topic.ORDINARY) -> Mark:
    is_low = base < POLICY[audience, topic].mark_below
    return Mark.LOW_RELIABILITY if is_low else Mark.NONE


def may_compare(*, effective_base: float) -> bool:
    return effective_base >= COMPARISON_FLOOR


def protect_list(
    *, shares: Mapping[str, Share], bases: Mapping[str, int], has_shown_total: bool
) -> dict[str, Share]:
    """The levels of one list, with so many more hidden that none follows from the total.

    Where one level is hidden and the total is shown, total minus the rest gives it away; so
    the next smallest is hidden too, until at least two levels and ten people are hidden or
    nothing is left. A level that nobody answered hides no one: it neither needs protection
    nor gives any. Ties go by the order of the list, so the same list gives the same result.
    This guards one list against its own total, not lists against each other: linked tables
    need the linear programme of a release.
    """
    protected = dict(shares)
    hidden = [
        level
        for level, share in shares.items()
        if isinstance(share, Suppressed) and bases[level] > 0
    ]
    if not has_shown_total or not hidden:
        return protected
    shown = sorted(
        (level for level, share in shares.items() if isinstance(share, Published)),
        key=lambda level: bases[level],
    )
    people = sum(bases[level] for level in hidden)
    levels = len(hidden)
    for level in shown:
        if levels >= HIDDEN_LEVELS and people >= HIDDEN_PEOPLE:
            break
        protected[level] = Suppressed(reason=Reason.PROTECTS_ANOTHER)
        people += bases[level]
        levels += 1
    return protected
