"""When a quarter's figures may still change because its last events wait to be asked about. Pure.

Nobody is asked on the day of an event: an investigation is asked about 90 days after the report, a
sentence 91 days after it. Until then the event is PENDING, and a figure of those who have been
asked speaks of the early part of the quarter alone (decisions 58 and 60)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from responses.extract_rows import FrameRow

PENDING = "PENDING"
MOST_PENDING = 0.05
"""The largest share of a stage group's frame that may wait in a quarter that is not provisional."""
LEAST_FRAME = 10
"""A group of fewer events cannot have ten answers, so it is never shown and holds nothing up."""
ANSWERED_FOR = timedelta(days=28)
"""How long answers are taken after the last stage group has settled: as long as a link lives."""


class StageGroup(StrEnum):
    """The stages that are shown together: those before the court each by itself, those in court
    and after it as one, because few reach them."""

    REPORT = "ST1"
    INVESTIGATION = "ST2"
    NO_ACTION = "ST3a"
    OUT_OF_COURT = "ST3b"
    CHARGED = "ST3c"
    COURT = "ST4-ST6"
    RELEASED = "ST7"
    BEREAVED = "ST8"


GOAL_DAYS = 60
"""Days from the end of a quarter within which the stages up to charge ought to have settled."""
INVESTIGATION_OPENS_AFTER = 90
"""Days after the report from which an investigation may be asked about: those of a quarter's last
month wait for longer than the goal, so that it cannot be met."""
UP_TO_CHARGE = frozenset(
    {
        StageGroup.REPORT,
        StageGroup.INVESTIGATION,
        StageGroup.NO_ACTION,
        StageGroup.OUT_OF_COURT,
        StageGroup.CHARGED,
    }
)
_IN_COURT = frozenset({"ST4", "ST5", "ST6"})


@dataclass(frozen=True, kw_only=True)
class GroupProgress:
    """How many events of a stage group are in the frame of the weights, and how many of them wait
    to be asked about."""

    frame: int
    pending: int

    @property
    def share_pending(self) -> float:
        return self.pending / self.frame if self.frame else 0.0

    @property
    def is_shown(self) -> bool:
        return self.frame >= LEAST_FRAME

    @property
    def is_provisional(self) -> bool:
        return self.is_shown and self.share_pending > MOST_PENDING


def stage_group(survey_stage: str) -> StageGroup:
    return StageGroup.COURT if survey_stage in _IN_COURT else StageGroup(survey_stage)


def progress_by_group(frame: Iterable[FrameRow]) -> dict[StageGroup, GroupProgress]:
    """How far each stage group with events in the frame of a quarter has come, in the order of the
    stages."""
    events, pending = dict.fromkeys(StageGroup, 0), dict.fromkeys(StageGroup, 0)
    for row in frame:
        if row.is_in_frame:
            group = stage_group(row.survey_stage)
            events[group] += row.events
            pending[group] += row.events if row.decision == PENDING else 0
    return {
        group: GroupProgress(frame=events[group], pending=pending[group])
        for group in StageGroup
        if events[group]
    }


def is_provisional(progress: Mapping[StageGroup, GroupProgress]) -> bool:
    """Whether any stage group that may be shown still waits for more than 5 % of its events. A
    quarter without a frame has nothing to show, and stays provisional."""
    return not progress or any(group.is_provisional for group in progress.values())


def settled_by(days_asked: Mapping[str, Mapping[date, int]]) -> dict[StageGroup, date]:
    """When a quarter settled that nobody watched settling: the day by which all but 5 % of those
    who were asked about a stage group had been asked. Those who were not drawn waited as long."""
    days: dict[StageGroup, Counter[date]] = defaultdict(Counter)
    for stage, asked in days_asked.items():
        days[stage_group(stage)] += Counter(asked)
    return {group: _late_day(asked) for group, asked in days.items()}


def _late_day(asked: Counter[date]) -> date:
    enough, reached = (1 - MOST_PENDING) * asked.total(), 0
    for day in sorted(asked):
        reached += asked[day]
        if reached >= enough:
            return day
    return max(asked)


def closes_on(settled_on: Iterable[date]) -> date:
    """The day on which a quarter closes: 28 days after the last of its stage groups settled, that
    is, ceased to wait; asked of a quarter of which all have. Answers that come after that day enter
    no figure of it."""
    return max(settled_on) + ANSWERED_FOR
