"""How much of a quarter's cube may be shown now, ready to be copied. For filling, not for pages."""

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from analytics.cube import ledger_entries, meanings
from analytics.cube import selectors as cube_selectors
from analytics.disclosure.counts import QuarterCounts
from analytics.refresh.selectors import movements
from responses.extract_rows import AnswerRow, FrameRow

if TYPE_CHECKING:
    from analytics.weighting.force_weights import Bins, CellKey, ForceWeights


@dataclass(frozen=True, kw_only=True)
class ShowablePart:
    """What will be shown anew: the bins of all forces but those `frozen`, without the `pending`
    responses (a number here). The coverage is of all forces; `counted` are the ids of responses by
    force. `rows` are the responses that all shown figures are made of, those of frozen forces too,
    with their `weights` and the weightings of `every_run`."""

    frozen: Set[str]
    pending: int
    bins: "Mapping[CellKey, Bins]"
    coverage: "Mapping[CellKey, Mapping[str, int]]"
    runs: "Sequence[ForceWeights]"
    counted: Mapping[str, Sequence[int]]
    rows: Sequence[AnswerRow]
    weights: Sequence[float]
    every_run: "Sequence[ForceWeights]"


@dataclass(frozen=True, kw_only=True)
class CountedQuarter:
    """The whole quarter: what was read of it, and the cells and weightings made of that."""

    rows: Sequence[AnswerRow]
    weights: Sequence[float]
    frame: Sequence[FrameRow]
    bins: "Mapping[CellKey, Bins]"
    weightings: "Sequence[ForceWeights]"


def showable_part(
    period: str, counted: CountedQuarter, *, at: datetime, is_revision: bool
) -> ShowablePart:
    """Where some responses of a force are pending, the others are weighted again without them."""
    # Only background work weighs; imported here, it stays out of the process of the pages.
    from analytics.refresh.holdback import Holdback
    from analytics.weighting import force_weights

    coverage = force_weights.coverage(counted.frame, counted.rows)
    now = QuarterCounts(cells=counted.bins, coverage=coverage)
    movement = (
        Holdback()
        if is_revision
        else movements.holdback_for(period, rows=counted.rows, current=now, at=at)
    )
    rows = [row for row in counted.rows if row.response_id not in movement.pending]
    pending_rows = [row for row in counted.rows if row.response_id in movement.pending]
    part = {row.force for row in pending_rows}
    bins, runs, again = _reweigh_rest(rows, counted.frame, part)
    frozen_or_part = movement.frozen | part
    weights = {
        row.response_id: weight for row, weight in zip(counted.rows, counted.weights, strict=True)
    }
    shown = _shown_rows(period, rows, movement.frozen)
    every_run = {run.force: run for run in (*counted.weightings, *runs)}
    return ShowablePart(
        frozen=movement.frozen,
        pending=len(pending_rows),
        bins={key: found for key, found in counted.bins.items() if key[0] not in frozen_or_part}
        | bins,
        coverage=force_weights.coverage(counted.frame, rows, pending_rows)
        if pending_rows
        else coverage,
        runs=[*(run for run in counted.weightings if run.force not in frozen_or_part), *runs],
        counted=_by_force(rows),
        rows=shown,
        weights=[again.get(row.response_id, weights[row.response_id]) for row in shown],
        every_run=list(every_run.values()),
    )


def _shown_rows(period: str, rows: Sequence[AnswerRow], frozen: Set[str]) -> list[AnswerRow]:
    """Of the frozen forces those that their figures are made of."""
    kept = movements.counted_in(period, forces=frozen) if frozen else frozenset()
    return [row for row in rows if row.force not in frozen or row.response_id in kept]


def _reweigh_rest(
    rows: Sequence[AnswerRow], frame: Sequence[FrameRow], forces: Set[str]
) -> "tuple[dict[CellKey, Bins], list[ForceWeights], dict[int, float]]":
    from analytics.weighting import force_weights

    codebook = cube_selectors.published_codebook()
    own = [row for row in rows if row.force in forces]
    weights, runs = force_weights.weigh_forces(
        own, [row for row in frame if row.force in forces], meanings=meanings.meanings()
    )
    sums = ledger_entries.cell_changes(
        added=[
            ledger_entries.entry_of(row, weight=weight, codebook=codebook)
            for row, weight in zip(own, weights, strict=True)
        ],
        taken=[],
        codebook=codebook,
    )
    again = {row.response_id: weight for row, weight in zip(own, weights, strict=True)}
    return dict(cube_selectors.bins(sums, codebook=codebook)), runs, again


def _by_force(rows: Sequence[AnswerRow]) -> Mapping[str, Sequence[int]]:
    counted: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        counted[row.force].append(row.response_id)
    return counted
