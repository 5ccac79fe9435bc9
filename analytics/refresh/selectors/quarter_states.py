"""Reads how far the asking of each quarter has come, and what silence could do to its figures."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from access.process_cache import cached_in_process
from analytics.cube import meanings
from analytics.disclosure import timing
from analytics.models import QuarterState
from analytics.refresh.selectors.showable import ShowablePart
from analytics.weighting import nonresponse_range, provisional
from analytics.weighting.nonresponse_range import SilentShift
from analytics.weighting.provisional import GroupProgress, StageGroup
from responses import extract
from responses.extract_rows import FrameRow, days_of_period


@dataclass(frozen=True, kw_only=True)
class KnownState:
    """`settled_on` has the stage groups that are not provisional; `shifts` are by item."""

    period: str
    stages: Mapping[StageGroup, GroupProgress]
    settled_on: Mapping[StageGroup, date]
    shifts: Mapping[str, SilentShift]

    @property
    def is_provisional(self) -> bool:
        """Whether a stage group that may be shown has not settled."""
        shown = {group for group, progress in self.stages.items() if progress.is_shown}
        return provisional.is_provisional(self.stages) or not shown <= self.settled_on.keys()

    @property
    def closes_on(self) -> date | None:
        """The day on which the quarter closes; None while it is provisional."""
        shown = (on for group, on in self.settled_on.items() if self.stages[group].is_shown)
        return None if self.is_provisional else provisional.closes_on(shown)


@cached_in_process
def states() -> Mapping[str, KnownState]:
    """By quarter, oldest first, as every page of figures asks. A quarter that was filled before
    states were kept, and whose cases are gone, has none; it is not provisional."""
    return read_states()


def read_states() -> dict[str, KnownState]:
    return {state.period: _known(state) for state in QuarterState.objects.order_by("period")}


def _known(state: QuarterState) -> KnownState:
    return KnownState(
        period=state.period,
        stages={
            StageGroup(group): GroupProgress(frame=found["frame"], pending=found["pending"])
            for group, found in state.stages.items()
        },
        settled_on={
            StageGroup(group): date.fromisoformat(found["settled_on"])
            for group, found in state.stages.items()
            if found["settled_on"]
        },
        shifts={item: SilentShift(**shift) for item, shift in state.shifts.items()},
    )


def is_provisional(states_by_period: Mapping[str, KnownState], period: str) -> bool:
    state = states_by_period.get(period)
    return state is not None and state.is_provisional


def state_of(
    period: str, shown: ShowablePart, frame: Sequence[FrameRow], *, on: date
) -> QuarterState:
    """The state of a quarter by the answers that its figures are made of, not yet stored. A stage
    group that has settled keeps its day, unless so many events came since that it waits again. None
    settles while the quarter runs. A quarter that is filled for the first time when it has settled
    has the days by which its people had been asked."""
    before = read_states().get(period)
    known = before.settled_on if before else provisional.settled_by(extract.days_asked(period))
    shifts = nonresponse_range.silent_shifts(
        shown.rows, shown.weights, frame, meanings=meanings.meanings()
    )
    return QuarterState(
        period=period,
        stages={
            group.value: {
                "frame": progress.frame,
                "pending": progress.pending,
                "settled_on": _settled_on(period, progress, known.get(group), on=on),
            }
            for group, progress in provisional.progress_by_group(frame).items()
        },
        shifts={item: asdict(shift) for item, shift in shifts.items()},
    )


def _settled_on(
    period: str, progress: GroupProgress, before: date | None, *, on: date
) -> str | None:
    if progress.is_provisional or not timing.is_over(period, on=on):
        return None
    _first, last = days_of_period(period)
    return max(last, min(before or on, on)).isoformat()
