"""The log of weights, and whether weighting again gives the same. For the nightly job."""

from dataclasses import dataclass
from enum import StrEnum
from math import isclose

from analytics.cube import ledger_entries, meanings
from analytics.models import WeightRun
from analytics.refresh.selectors import movements
from analytics.weighting import force_weights, frame_check
from analytics.weighting.force_weights import ForceWeights
from analytics.weighting.frame_check import FrameCheck
from responses import extract


class Outcome(StrEnum):
    SAME = "same"
    MOVED = "moved"
    """Answers or cases have been added or removed since."""
    UNLIKE = "unlike"
    """The same data give other weights: the log or the method has changed."""


@dataclass(frozen=True, kw_only=True)
class Rerun:
    force: str
    logged: WeightRun
    now: ForceWeights | None
    """None where no answer counts any more."""

    @property
    def outcome(self) -> Outcome:
        if self.now is None or self.now.inputs_hash != self.logged.inputs_hash:
            return Outcome.MOVED
        pairs = (
            (self.now.design_effect, self.logged.design_effect),
            (self.now.most_factor, self.logged.most_factor),
            (self.now.least_factor, self.logged.least_factor),
        )
        is_same = all(
            logged is not None and isclose(now, logged, rel_tol=1e-9) for now, logged in pairs
        )
        return Outcome.SAME if is_same else Outcome.UNLIKE


def reweigh(period: str) -> list[Rerun]:
    """Every force's logged run of a quarter beside one made now, of the responses that were counted
    and still exist."""
    counted = movements.counted_in(period)
    answers = ledger_entries.countable(extract.answer_rows(period=period))
    rows = [row for row in answers if row.response_id in counted]
    frame = list(extract.frame_counts(period)) if rows else []
    _, runs = force_weights.weigh_forces(rows, frame, meanings=meanings.meanings())
    now = {run.force: run for run in runs}
    logged = WeightRun.objects.filter(period=period).order_by("force_id")
    return [Rerun(force=run.force_id, logged=run, now=now.get(run.force_id)) for run in logged]


def frame_checks(period: str) -> list[FrameCheck]:
    return frame_check.check_frame(extract.frame_counts(period))
