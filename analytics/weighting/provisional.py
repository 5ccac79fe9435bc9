"""Events wait 90 days after a report and 91 after a sentence before their invitation (decisions 58
and 60). Until then they are pending."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from responses.extract_rows import FrameRow

PENDING = "PENDING"
MOST_PENDING = 0.05
"""The maximum pending proportion of a settled stage group."""
LEAST_FRAME = 10
"""Smaller groups cannot have ten answers and are never shown."""
ANSWERED_FOR = timedelta(days=28)
"""The lifetime of a link."""


class StageGroup(StrEnum):
    REPORT = "ST1"
    INVESTIGATION = "ST2"
    NO_ACTION = "ST3a"
    OUT_OF_COURT = "ST3b"
    CHARGED = "ST3c"
    COURT = "ST4-ST6"
    RELEASED = "ST7"
    BEREAVED = "ST8"


GOAL_DAYS = 60
"""The target for stages up to charge, in days from the end of a quarter."""
INVESTIGATION_OPENS_AFTER = 90
"""Days from report to invitation; longer than the goal for the last month's reports."""
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
    """True without a frame."""
    return not progress or any(group.is_provisional for group in progress.values())


def settled_by(days_asked: Mapping[str, Mapping[date, int]]) -> dict[StageGroup, date]:
    """The day by which all but 5% of those asked about a stage group had been asked."""
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
    """28 days after the last stage group settled. Later answers enter no figure."""
    return max(settled_on) + ANSWERED_FOR
