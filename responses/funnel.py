"""The exclusion funnel (STAT-1): how far each stage event came. Pure: no Django, no database.

Every event has exactly one code, and whoever came to a step came through all before it, so the
steps add up whatever the events are counted by: what each step loses has a reason or is no more
than a silence."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from enum import StrEnum
from typing import Protocol, TypeVar

from responses.eligibility import rules as eligibility_rules
from responses.eligibility.rules import Decision


class Step(StrEnum):
    RECORDED = "recorded"
    IN_SCOPE = "in scope"
    CONTACTABLE = "contactable"
    SAMPLED = "sampled"
    INVITED = "invited"
    DELIVERED = "delivered"
    OPENED = "opened"
    STARTED = "started"
    COMPLETED = "completed"


class Counted(Protocol):
    """Events alike: the code of their decision, and which steps after it they took."""

    @property
    def decision(self) -> str: ...
    @property
    def is_invited(self) -> bool: ...
    @property
    def is_delivered(self) -> bool: ...
    @property
    def is_opened(self) -> bool: ...
    @property
    def is_started(self) -> bool: ...
    @property
    def is_completed(self) -> bool: ...
    @property
    def events(self) -> int: ...


Row = TypeVar("Row", bound=Counted)
Level = TypeVar("Level", bound=Hashable)

REACHED: Mapping[Step, Callable[[Counted], bool]] = {
    Step.RECORDED: lambda _row: True,
    Step.IN_SCOPE: lambda row: eligibility_rules.is_in_scope(row.decision),
    Step.CONTACTABLE: lambda row: not eligibility_rules.is_exclusion(row.decision),
    # An event excluded after its text was sent counts as excluded, and once.
    Step.SAMPLED: lambda row: row.decision == Decision.INVITE,
    Step.INVITED: lambda row: row.is_invited,
    Step.DELIVERED: lambda row: row.is_delivered,
    Step.OPENED: lambda row: row.is_opened,
    Step.STARTED: lambda row: row.is_started,
    Step.COMPLETED: lambda row: row.is_completed,
}


def steps_of(row: Counted) -> tuple[Step, ...]:
    """The steps that such events took, up to the first that they did not."""
    taken = []
    for step, is_reached in REACHED.items():
        if not is_reached(row):
            break
        taken.append(step)
    return tuple(taken)


def funnels(rows: Iterable[Row], *, by: Callable[[Row], Level]) -> dict[Level, dict[Step, int]]:
    """How many events of each level took each step."""
    counted: dict[Level, dict[Step, int]] = defaultdict(lambda: dict.fromkeys(Step, 0))
    for row in rows:
        for step in steps_of(row):
            counted[by(row)][step] += row.events
    return dict(counted)
