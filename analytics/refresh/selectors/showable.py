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
    force."""

    frozen: Set[str]
    pending: int
    bins: "Mapping[CellKey, Bins]"
    coverage: "Mapping[CellKey, Mapping[str, int]]"
    runs: "Sequence[ForceWeights]"
    counted: Mapping[str, Sequence[int]]


@dataclass(frozen=True, kw_only=True)
class CountedQuarter:
    """The whole quarter: what was read of it, and the cells and weightings made of that."""

    rows: Sequence[AnswerRow]
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
    bins, runs = _reweigh_rest(rows, counted.frame, part)
    frozen_or_part = movement.frozen | part
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
    )


def _reweigh_rest(
    rows: Sequence[AnswerRow], frame: Sequence[FrameRow], forces: Set[str]
) -> "tuple[dict[CellKey, Bins], list[ForceWeights]]":
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
    return dict(cube_selectors.bins(sums, codebook=codebook)), runs


def _by_force(rows: Sequence[AnswerRow]) -> Mapping[str, Sequence[int]]:
    counted: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        counted[row.force].append(row.response_id)
    return counted
