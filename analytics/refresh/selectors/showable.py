"""How much of a quarter's cube may be shown now, made ready to be copied: for filling, never for
a page."""

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
class Moved:
    """What is new to be shown: of all forces but those `held`, without the responses that are
    `waiting`. The coverage is of all forces; `counted` are the responses by force."""

    held: Set[str]
    waiting: int
    bins: "Mapping[CellKey, Bins]"
    coverage: "Mapping[CellKey, Mapping[str, int]]"
    runs: "Sequence[ForceWeights]"
    counted: Mapping[str, Sequence[int]]


@dataclass(frozen=True, kw_only=True)
class Counted:
    """The whole quarter: what was read of it, and what came of that."""

    rows: Sequence[AnswerRow]
    frame: Sequence[FrameRow]
    bins: "Mapping[CellKey, Bins]"
    weightings: "Sequence[ForceWeights]"


def moved(period: str, counted: Counted, *, at: datetime, is_revision: bool) -> Moved:
    """Where some of a force wait, the others are weighed for it by themselves."""
    # Only background work weighs; imported here, it stays out of the process of the pages.
    from analytics.refresh.holdback import Movement
    from analytics.weighting import force_weights

    now = QuarterCounts(
        cells=counted.bins, coverage=force_weights.coverage(counted.frame, counted.rows)
    )
    movement = (
        Movement()
        if is_revision
        else movements.movement_of(period, rows=counted.rows, now=now, at=at)
    )
    rows = [row for row in counted.rows if row.response_id not in movement.waiting]
    waits = [row for row in counted.rows if row.response_id in movement.waiting]
    part = {row.force for row in waits}
    bins, runs = _counted_anew(rows, counted.frame, part)
    stays = movement.held | part
    return Moved(
        held=movement.held,
        waiting=len(waits),
        bins={key: found for key, found in counted.bins.items() if key[0] not in stays} | bins,
        coverage=force_weights.coverage(counted.frame, rows, waits),
        runs=[*(run for run in counted.weightings if run.force not in stays), *runs],
        counted=_by_force(rows),
    )


def _counted_anew(
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
