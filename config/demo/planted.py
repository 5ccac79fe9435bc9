"""What is planted in a simulated nation. Pure.

ISSUES are for alerts to find, or only look like it. Weeks are counted back from the nation's last,
so that one table serves a nation of any size and day. Sizes are those of issues as they happen, .35
to 1.0 logits. STANDING is so for as long as the nation lasts: no alert tells of it, and pages that
compare stages and groups name it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np

from config.demo.victims.people import Flags, Floats, Ints

FALLING_FORCE, RISING_FORCE = "kent", "avon-and-somerset"
WEEK = 7
WEEKS_OF_LONGER_FORM = 33
"""Version 3 of the short core is in force so long; the new wording is in it."""
MOVED_TO = "bicycle"
"""Where the mix of crimes jumps, what the file then has most of."""


class IssueShape(StrEnum):
    STEP = "step"
    RAMP = "ramp"
    """Grows evenly over its weeks, and stays."""
    PULSE = "pulse"
    """Over after its weeks."""


class Cause(StrEnum):
    SERVICE = "service"
    EVENT = "event"
    """Something in the news: the nation's, and no force's own."""
    WORDING = "wording"
    MIX = "mix"
    FILE = "file"


@dataclass(frozen=True, kw_only=True)
class PlantedIssue:
    """`item` is "" where answers themselves are not moved; `force` None is the nation. `size` is in
    logits; of a jump of the mix it is the share of new cases that are of MOVED_TO. It holds for
    the newest `weeks_ago` weeks, or for the first `weeks` of them; what stands, for all. A file
    that was missed is made up for with the first that comes after."""

    name: str
    item: str = ""
    force: str | None = None
    stage: str = ""
    only_disabled: bool = False
    weeks_ago: int = 0
    size: float = 0.0
    shape: IssueShape = IssueShape.STEP
    weeks: int = 0
    cause: Cause = Cause.SERVICE

    @property
    def is_rise(self) -> bool:
        return self.size > 0

    @property
    def is_true(self) -> bool:
        """Whether the service became another, or what people think of it."""
        return self.cause in {Cause.SERVICE, Cause.EVENT}

    def share_of_size(self, since: Ints) -> Floats:
        """How much of it there is so many days after its first: 0 to 1."""
        days = max(1, self.weeks * WEEK)
        if self.shape is IssueShape.RAMP:
            return np.clip((since + 1) / days, 0.0, 1.0)
        is_over = (since >= days) & (self.shape is IssueShape.PULSE)
        return ((since >= 0) & ~is_over).astype(float)


ISSUES = (
    PlantedIssue(name="the nation is told less", item="Q-INF-1", weeks_ago=6, size=-0.55),
    PlantedIssue(name="a force listens less", item="Q-TRT-2a", force=FALLING_FORCE, weeks_ago=8,
        size=-0.9),
    PlantedIssue(name="a force does more", item="Q-ACT-2", force=RISING_FORCE, weeks_ago=8,
        size=0.8),
    PlantedIssue(name="one stage goes wrong", item="Q-CNF-1", force="metropolitan", stage="ST1",
        weeks_ago=18, size=-0.7),
    PlantedIssue(name="disabled victims are let down", item="Q-TRT-2b", only_disabled=True,
        weeks_ago=22, size=-0.5),
    PlantedIssue(name="two months of bad calls", item="Q-TRT-1", force=FALLING_FORCE,
        weeks_ago=32, size=-1.0, shape=IssueShape.PULSE, weeks=9),
    PlantedIssue(name="a new wording", item="Q-SUP-1", weeks_ago=WEEKS_OF_LONGER_FORM, size=0.4,
        cause=Cause.WORDING),
    PlantedIssue(name="people feel less safe by and by", item="Q-SAFE-1", force="west-yorkshire",
        weeks_ago=38, size=-0.7, shape=IssueShape.RAMP, weeks=8),
    PlantedIssue(name="a file is missed", force="south-yorkshire", weeks_ago=46, weeks=5,
        cause=Cause.FILE),
    PlantedIssue(name="a trial in the news", item="Q-OVR-1", weeks_ago=54, size=-0.35,
        shape=IssueShape.PULSE, weeks=3, cause=Cause.EVENT),
    PlantedIssue(name="contact becomes easier over half a year", item="Q-CON-1",
        force="thames-valley", weeks_ago=64, size=0.6, shape=IssueShape.RAMP, weeks=26),
    PlantedIssue(name="another mix of crimes", force="hampshire", weeks_ago=74, size=0.8,
        cause=Cause.MIX),
)  # fmt: skip

STANDING = (
    PlantedIssue(name="news ends where an investigation begins", item="Q-INF-1",
        force=FALLING_FORCE, stage="ST2", size=-1.9),
    PlantedIssue(name="disabled victims get hold of nobody", item="Q-CON-1", force=FALLING_FORCE,
        only_disabled=True, size=-0.8),
)  # fmt: skip
"""In the force whose people sign in first: where its journey fails, and whom it fails. Among its
seven hundred answers a quarter smaller ones would not always be seen (ADR 114)."""


@dataclass(frozen=True)
class Planted:
    """An issue and the day number from which it holds."""

    issue: PlantedIssue
    first_day: int

    @property
    def is_in_answers(self) -> bool:
        return bool(self.issue.item)

    def shift(self, *, answered_on: Ints, stages: Sequence[str], is_disabled: Flags) -> Floats:
        """The logits it adds to each answer to its item in its force: one entry an answer."""
        is_touched = np.ones(len(answered_on), dtype=np.bool_)
        if self.issue.stage:
            is_touched &= np.array(stages, dtype=object) == self.issue.stage
        if self.issue.only_disabled:
            is_touched &= is_disabled
        share = self.issue.share_of_size(answered_on - self.first_day)
        found: Floats = self.issue.size * share * is_touched
        return found


def planted(*, first_day: date, last_day: date) -> tuple[Planted, ...]:
    """Those that begin within the nation's days."""
    begins = {each: last_day.toordinal() - WEEK * each.weeks_ago + 1 for each in ISSUES}
    return tuple(
        Planted(issue, day) for issue, day in begins.items() if day > first_day.toordinal()
    )


def standing(*, first_day: date) -> tuple[Planted, ...]:
    """What is so from the nation's first day."""
    return tuple(Planted(each, first_day.toordinal()) for each in STANDING)


def mixed(
    rng: np.random.Generator, kinds: list[str], *, reported: Ints, force: str,
    among: Sequence[Planted],
) -> list[str]:  # fmt: skip
    """The kinds of a force's cases after the jump of its mix, if it has one."""
    for each in of_cause(among, Cause.MIX, force):
        moves = (reported >= each.first_day) & (rng.random(len(kinds)) < each.issue.size)
        named = np.where(moves, MOVED_TO, np.array(kinds, dtype=object))
        kinds = named.tolist()
    return kinds


def filed_on(day: int, *, force: str, among: Sequence[Planted]) -> int:
    """The day on which what a file of this day would have said is known."""
    for each in of_cause(among, Cause.FILE, force):
        end = each.first_day + WEEK * each.issue.weeks
        if each.first_day <= day < end:
            return end
    return day


def of_cause(among: Sequence[Planted], cause: Cause, force: str) -> list[Planted]:
    return [each for each in among if each.issue.cause is cause and each.issue.force == force]
