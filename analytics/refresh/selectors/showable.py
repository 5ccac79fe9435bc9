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
    from analytics.refresh.holdback import Holdback
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
    from analytics.weighting import force_weights

    coverage = force_weights.coverage(counted.frame, counted.rows)
    movement = _movement(period, counted, coverage, at=at, is_revision=is_revision)
    rows = [row for row in counted.rows if row.response_id not in movement.pending]
    pending_rows = [row for row in counted.rows if row.response_id in movement.pending]
    part = {row.force for row in pending_rows}
    again, others = _reweigh_rest(rows, counted.frame, part), movement.frozen | part
    kept = {key: found for key, found in counted.bins.items() if key[0] not in others}
    shown = _shown_rows(period, rows, movement.frozen)
    return ShowablePart(
        frozen=movement.frozen,
        pending=len(pending_rows),
        bins={**kept, **again.bins},
        coverage=force_weights.coverage(counted.frame, rows, pending_rows)
        if pending_rows
        else coverage,
        runs=[*(run for run in counted.weightings if run.force not in others), *again.runs],
        counted=_by_force(rows),
        rows=shown,
        weights=_weights_of(shown, counted, again),
        every_run=list({run.force: run for run in (*counted.weightings, *again.runs)}.values()),
    )


def _movement(
    period: str,
    counted: CountedQuarter,
    coverage: "Mapping[CellKey, Mapping[str, int]]",
    *,
    at: datetime,
    is_revision: bool,
) -> "Holdback":
    from analytics.refresh.holdback import Holdback

    if is_revision:
        return Holdback()
    now = QuarterCounts(cells=counted.bins, coverage=coverage)
    return movements.holdback_for(period, rows=counted.rows, current=now, at=at)


def _weights_of(
    rows: Sequence[AnswerRow], counted: CountedQuarter, again: "_WeighedAgain"
) -> list[float]:
    weights = {
        row.response_id: weight for row, weight in zip(counted.rows, counted.weights, strict=True)
    }
    return [again.weights.get(row.response_id, weights[row.response_id]) for row in rows]


def _shown_rows(period: str, rows: Sequence[AnswerRow], frozen: Set[str]) -> list[AnswerRow]:
    """Of the frozen forces those that their figures are made of."""
    kept = movements.counted_in(period, forces=frozen) if frozen else frozenset()
    return [row for row in rows if row.force not in frozen or row.response_id in kept]


@dataclass(frozen=True, kw_only=True)
class _WeighedAgain:
    """The forces of which some responses wait: their cells, weightings and weights by
    response."""

    bins: "Mapping[CellKey, Bins]"
    runs: "Sequence[ForceWeights]"
    weights: Mapping[int, float]


def _reweigh_rest(
    rows: Sequence[AnswerRow], frame: Sequence[FrameRow], forces: Set[str]
) -> "_WeighedAgain":
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
    return _WeighedAgain(
        bins=dict(cube_selectors.bins(sums, codebook=codebook)),
        runs=runs,
        weights={row.response_id: weight for row, weight in zip(own, weights, strict=True)},
    )


def _by_force(rows: Sequence[AnswerRow]) -> Mapping[str, Sequence[int]]:
    counted: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        counted[row.force].append(row.response_id)
    return counted
