"""Progress of each quarter's invitations, whether it has closed, and the possible effect of
non-response.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from access.process_cache import cached_in_process
from analytics.cube import meanings
from analytics.disclosure import timing
from analytics.models import QuarterState
from analytics.refresh.selectors.counted import CountedRows
from analytics.weighting import nonresponse_range, provisional
from analytics.weighting.nonresponse_range import SilentShift
from analytics.weighting.provisional import GroupProgress, StageGroup
from responses import extract
from responses.extract_rows import FrameRow, days_of_period


@dataclass(frozen=True, kw_only=True)
class KnownState:
    period: str
    stages: Mapping[StageGroup, GroupProgress]
    settled_on: Mapping[StageGroup, date]
    shifts: Mapping[str, SilentShift]
    closed_on: date | None = None
    waiting: int = 0
    late: int = 0
    corrected_on: date | None = None
    correction: str = ""

    @property
    def has_settled(self) -> bool:
        shown = {group for group, progress in self.stages.items() if progress.is_shown}
        return not provisional.is_provisional(self.stages) and shown <= self.settled_on.keys()

    @property
    def closes_on(self) -> date | None:
        if self.closed_on or not self.has_settled:
            return self.closed_on
        _first, last = days_of_period(self.period)
        shown = (on for group, on in self.settled_on.items() if self.stages[group].is_shown)
        return provisional.closes_on([last, *shown])

    @property
    def is_frozen(self) -> bool:
        return self.closed_on is not None

    def closes_before(self, on: date) -> bool:
        return self.closes_on is not None and self.closes_on < on


@cached_in_process
def states() -> Mapping[str, KnownState]:
    """By quarter, oldest first. Cached, because every page of figures asks."""
    return read_states()


def read_states() -> dict[str, KnownState]:
    return {state.period: known_state(state) for state in QuarterState.objects.order_by("period")}


def known_state(state: QuarterState) -> KnownState:
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
        closed_on=state.closed_on,
        waiting=state.waiting,
        late=state.late,
        corrected_on=state.corrected_on,
        correction=state.correction,
    )


def is_provisional(states_by_period: Mapping[str, KnownState], period: str) -> bool:
    state = states_by_period.get(period)
    return state is not None and state.closed_on is None


def state_of(period: str, frame: Sequence[FrameRow], *, on: date) -> QuarterState:
    before = read_states().get(period)
    settled_on = before.settled_on if before else provisional.settled_by(extract.days_asked(period))
    return QuarterState(
        period=period,
        stages={
            group.value: {
                "frame": progress.frame,
                "pending": progress.pending,
                "settled_on": _settled_on(period, progress, settled_on.get(group), on=on),
            }
            for group, progress in provisional.progress_by_group(frame).items()
        },
        shifts={item: asdict(shift) for item, shift in before.shifts.items()} if before else {},
    )


def shifts_of(
    shown: CountedRows, frame: Sequence[FrameRow], *, is_closed: bool
) -> dict[str, dict[str, float | None]]:
    shifts = nonresponse_range.silent_shifts(
        shown.rows,
        shown.weights,
        frame,
        meanings=meanings.meanings(),
        may_tell_late=is_closed,
    )
    return {item: asdict(shift) for item, shift in shifts.items()}


def without_late(
    shifts: Mapping[str, Mapping[str, float | None]],
) -> dict[str, dict[str, float | None]]:
    return {item: {**shift, "as_late": None} for item, shift in shifts.items()}


def _settled_on(
    period: str, progress: GroupProgress, before: date | None, *, on: date
) -> str | None:
    if progress.is_provisional or not timing.is_over(period, on=on):
        return None
    _first, last = days_of_period(period)
    return max(last, min(before or on, on)).isoformat()
