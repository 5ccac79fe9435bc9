from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from analytics.cube.cells import Codebook, Sums
from analytics.cube.ledger_entries import LedgerEntry, Place
from analytics.tables import Dimension

ANSWERS = "answers.parquet"
NOWHERE = 65_535
"""The response has no level in this table."""

Columns = Mapping[str, NDArray[Any]]


@dataclass(frozen=True)
class BinCounts:
    force: NDArray[np.uint16]
    level: NDArray[np.uint16]
    bin: NDArray[np.uint16]
    sums: Sums


@cache
def _engine() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


def write(folder: Path, entries: Sequence[LedgerEntry], *, codebook: Codebook) -> None:
    if not entries:
        return
    weights = np.array([entry.weight for entry in entries], dtype=np.int32)
    forces = codebook.force_places(entry.force for entry in entries)
    each = np.array([len(entry.bins) for entry in entries], dtype=np.intp)
    bins = [entry.bins for entry in entries]
    answers: Columns = {
        "force": forces.repeat(each),
        "weight": weights.repeat(each),
        "bin": np.concatenate(bins),
        **{name: at.repeat(each) for name, at in _by_dimension(entries, codebook).items()},
    }
    save(folder / ANSWERS, answers)


def _by_dimension(entries: Sequence[LedgerEntry], codebook: Codebook) -> Columns:
    columns = {d.value: np.full(len(entries), NOWHERE, dtype=np.uint16) for d in Dimension}
    for number, entry in enumerate(entries):
        for place in entry.levels.tolist():
            columns[codebook.levels[place][0]][number] = place
    return columns


def save(path: Path, columns: Columns) -> None:
    with _engine().cursor() as connection:
        connection.register("columns_of_it", dict(columns))
        connection.execute(f"COPY (FROM columns_of_it) TO '{path}' (FORMAT parquet)")


def count(folders: Sequence[Path], dimension: str) -> BinCounts:
    # A sum past 2⁶³ fails at the cast.
    statement = f"""
        SELECT force, "{dimension}" AS level, bin, count(*) AS people,
            sum(weight)::BIGINT AS weight, sum(weight::BIGINT * weight)::BIGINT AS squared
        FROM read_parquet(?) WHERE "{dimension}" <> {NOWHERE} GROUP BY ALL
    """  # noqa: S608  a dimension is one of ours
    files = [str(folder / ANSWERS) for folder in folders]
    with _engine().cursor() as connection:
        found = connection.execute(statement, [files]).fetchnumpy()
    return BinCounts(
        force=found["force"],
        level=found["level"],
        bin=found["bin"],
        sums=np.stack([found["people"], found["weight"], found["squared"]], axis=1),
    )


def cells(folders: Sequence[Path], *, codebook: Codebook) -> Iterator[tuple[Place, Sums]]:
    written = [folder for folder in folders if (folder / ANSWERS).exists()]
    for dimension in dict.fromkeys(name for name, _ in codebook.levels) if written else ():
        forces, levels, sums = by_cell(count(written, dimension), codebook=codebook)
        for force, level, one in zip(forces.tolist(), levels.tolist(), sums, strict=True):
            yield (codebook.forces[force], level), one


def by_cell(counts: BinCounts, *, codebook: Codebook) -> tuple[NDArray[Any], NDArray[Any], Sums]:
    force_and_level = counts.force.astype(np.int64) * (NOWHERE + 1) + counts.level
    keys, at = np.unique(force_and_level, return_inverse=True)
    sums = np.zeros((len(keys), len(codebook.bins), 3), dtype=np.int64)
    sums[at, counts.bin] = counts.sums
    return *np.divmod(keys, NOWHERE + 1), sums
