"""Weighs and counts responses. For filling, not for pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from analytics.cube import ledger_entries, meanings
from analytics.cube import selectors as cube_selectors
from analytics.cube.cells import Codebook
from analytics.cube.ledger_entries import LedgerEntry
from analytics.tables import UNKNOWN
from responses.extract_rows import AnswerRow, FrameRow

if TYPE_CHECKING:
    from analytics.weighting.force_weights import Bins, CellKey, ForceWeights


@dataclass(frozen=True, kw_only=True)
class CountedRows:
    """Responses with their weights, in the same order, as `entries` too, and the cells and the
    weightings made of them."""

    rows: Sequence[AnswerRow]
    weights: Sequence[float]
    runs: "Sequence[ForceWeights]"
    bins: "Mapping[CellKey, Bins]"
    entries: Sequence[LedgerEntry]
    codebook: Codebook


def without_late(counted: CountedRows) -> CountedRows:
    """The same, and nothing of those who answered late."""
    runs = [replace(run, late_answers={}) for run in counted.runs]
    return replace(counted, runs=runs)


def count_rows(rows: Sequence[AnswerRow], frame: Sequence[FrameRow]) -> CountedRows:
    """Each force weighed to its part of the frame. Nothing is written to the database."""
    # The weighing and DuckDB stay out of the process of the pages.
    from analytics.cube import parquet
    from analytics.weighting import force_weights

    rows = ledger_entries.with_local_areas(rows)
    codebook = cube_selectors.published_codebook(
        sorted({row.local_area for row in rows} - {UNKNOWN})
    )
    weights, runs = force_weights.weigh_forces(rows, frame, meanings=meanings.meanings())
    entries = [
        ledger_entries.entry_of(row, weight=weight, codebook=codebook)
        for row, weight in zip(rows, weights, strict=True)
    ]
    with TemporaryDirectory() as name:
        parquet.write(Path(name), entries, codebook=codebook)
        sums = dict(parquet.cells([Path(name)], codebook=codebook))
    return CountedRows(
        rows=rows,
        weights=weights,
        runs=runs,
        bins=dict(cube_selectors.bins(sums, codebook=codebook)),
        entries=entries,
        codebook=codebook,
    )
