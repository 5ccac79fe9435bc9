"""The weighting log, and whether weighting again reproduces it."""

from dataclasses import dataclass
from enum import StrEnum
from math import isclose

from analytics.cube import ledger_entries, meanings
from analytics.models import WeightRun
from analytics.refresh.selectors import quarter_states, stored_quarter
from analytics.refresh.selectors.quarter_states import KnownState
from analytics.weighting import force_weights, frame_account, frame_check
from analytics.weighting.force_weights import ForceWeights
from analytics.weighting.frame_account import ChanceAccount, StageAccount
from analytics.weighting.frame_check import FrameCheck
from responses import extract


class Outcome(StrEnum):
    SAME = "same"
    MOVED = "moved"
    """Answers or cases were added or removed since."""
    UNLIKE = "unlike"
    """The same data give other weights: the log or the method has changed."""


@dataclass(frozen=True, kw_only=True)
class Rerun:
    force: str
    logged: WeightRun
    now: ForceWeights | None
    """None if no answer counts now."""

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


@dataclass(frozen=True, kw_only=True)
class Reweighed:
    runs: list[Rerun]
    stages: list[StageAccount]
    chances: ChanceAccount


def reweigh(period: str) -> Reweighed:
    counted = stored_quarter.counted_in(period)
    answers = ledger_entries.countable(extract.answer_rows(period=period))
    rows = [row for row in answers if row.response_id in counted]
    frame = list(extract.frame_counts(period)) if rows else []
    weights, runs = force_weights.weigh_forces(rows, frame, meanings=meanings.meanings())
    now = {run.force: run for run in runs}
    logged = WeightRun.objects.filter(period=period).order_by("force_id")
    return Reweighed(
        runs=[Rerun(force=run.force_id, logged=run, now=now.get(run.force_id)) for run in logged],
        stages=frame_account.account_by_stage(rows, weights, frame),
        chances=frame_account.account_of_chances(rows),
    )


def state_of(period: str) -> KnownState | None:
    """Return None if the quarter was not refreshed since such states were stored."""
    return quarter_states.read_states().get(period)


def frame_checks(period: str) -> list[FrameCheck]:
    return frame_check.check_frame(extract.frame_counts(period))
