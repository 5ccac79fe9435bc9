"""Weighting and counting of responses."""

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
    """Weighted responses, in the same order as `entries`, with their cells and weighting logs."""

    rows: Sequence[AnswerRow]
    weights: Sequence[float]
    runs: "Sequence[ForceWeights]"
    bins: "Mapping[CellKey, Bins]"
    entries: Sequence[LedgerEntry]
    codebook: Codebook


def without_late(counted: CountedRows) -> CountedRows:
    runs = [replace(run, late_answers={}) for run in counted.runs]
    return replace(counted, runs=runs)


def count_rows(rows: Sequence[AnswerRow], frame: Sequence[FrameRow]) -> CountedRows:
    # Keeps weighting and DuckDB out of web processes.
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
