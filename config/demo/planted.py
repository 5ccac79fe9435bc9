from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np

from config.demo.victims.people import Flags, Floats, Ints

FALLING_FORCE, RISING_FORCE = "kent", "avon-and-somerset"
WEEK = 7
# Days that version 3, with the new wording, is in force.
WEEKS_OF_LONGER_FORM = 33
MOVED_TO = "bicycle"


class IssueShape(StrEnum):
    STEP = "step"
    # Grows evenly, and stays.
    RAMP = "ramp"
    PULSE = "pulse"


class Cause(StrEnum):
    SERVICE = "service"
    # News for the whole nation, not one force's service.
    EVENT = "event"
    WORDING = "wording"
    MIX = "mix"
    FILE = "file"


@dataclass(frozen=True, kw_only=True)
class PlantedIssue:
    """Without an `item` it changes no answers."""

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
        """Whether service or opinion has changed."""
        return self.cause in {Cause.SERVICE, Cause.EVENT}

    def share_of_size(self, since: Ints) -> Floats:
        """From 0 to 1, by days since its first."""
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

# The visitors' force; smaller differences would not show among 700 answers a quarter.
STANDING = (
    PlantedIssue(name="news ends where an investigation begins", item="Q-INF-1",
        force=FALLING_FORCE, stage="ST2", size=-1.9),
    PlantedIssue(name="disabled victims get hold of nobody", item="Q-CON-1", force=FALLING_FORCE,
        only_disabled=True, size=-0.8),
)  # fmt: skip


@dataclass(frozen=True)
class Planted:
    """From a day number."""

    issue: PlantedIssue
    first_day: int

    @property
    def is_in_answers(self) -> bool:
        return bool(self.issue.item)

    def shift(self, *, answered_on: Ints, stages: Sequence[str], is_disabled: Flags) -> Floats:
        """In logits, by answer."""
        is_touched = np.ones(len(answered_on), dtype=np.bool_)
        if self.issue.stage:
            is_touched &= np.array(stages, dtype=object) == self.issue.stage
        if self.issue.only_disabled:
            is_touched &= is_disabled
        share = self.issue.share_of_size(answered_on - self.first_day)
        found: Floats = self.issue.size * share * is_touched
        return found


def planted_issues(*, first_day: date, last_day: date) -> tuple[Planted, ...]:
    begins = {each: last_day.toordinal() - WEEK * each.weeks_ago + 1 for each in ISSUES}
    return tuple(
        Planted(issue, day) for issue, day in begins.items() if day > first_day.toordinal()
    )


def standing_issues(*, first_day: date) -> tuple[Planted, ...]:
    return tuple(Planted(each, first_day.toordinal()) for each in STANDING)


def change_mix(
    rng: np.random.Generator, kinds: list[str], *, reported: Ints, force: str,
    among: Sequence[Planted],
) -> list[str]:  # fmt: skip
    for each in with_cause(among, Cause.MIX, force):
        moves = (reported >= each.first_day) & (rng.random(len(kinds)) < each.issue.size)
        named = np.where(moves, MOVED_TO, np.array(kinds, dtype=object))
        kinds = named.tolist()
    return kinds


def day_filed(day: int, *, force: str, among: Sequence[Planted]) -> int:
    """What was due on this day."""
    for each in with_cause(among, Cause.FILE, force):
        end = each.first_day + WEEK * each.issue.weeks
        if each.first_day <= day < end:
            return end
    return day


def with_cause(among: Sequence[Planted], cause: Cause, force: str) -> list[Planted]:
    return [each for each in among if each.issue.cause is cause and each.issue.force == force]
