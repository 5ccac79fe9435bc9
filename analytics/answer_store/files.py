"""Written once."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from heapq import merge
from operator import itemgetter
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from analytics.answer_store import layout
from analytics.answer_store.layout import Picked, Weighed
from analytics.cube.cells import Bin
from analytics.tables import Dimension

BATCH = 2000
Sums = tuple[int, int, int]
"""People, Σw and Σw² in whole units."""


@cache
def _engine() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(config={"threads": 1, "memory_limit": "1GB", "temp_directory": ""})


def write(path: Path, weighed: Sequence[Weighed]) -> int:
    """At an unused path. Returns the number of answers."""
    codebook = layout.codebook_of(row for row, _ in weighed)
    columns = ", ".join(f'"{name}" {layout.TYPES.get(name, "VARCHAR")}' for name in layout.NAMES)
    values = ", ".join(_typed(name) for name in layout.NAMES)
    known = layout.packed(codebook).replace("'", "''")
    with _engine().cursor() as connection:
        connection.execute(f"CREATE OR REPLACE TEMP TABLE written ({columns})")
        for texts in layout.columns_of(weighed, codebook):
            connection.register("texts_of_it", dict(texts))
            connection.execute(f"INSERT INTO written SELECT {values} FROM texts_of_it")  # noqa: S608
        connection.execute(
            f"COPY written TO '{_quoted(path)}' "
            f"(FORMAT parquet, COMPRESSION zstd, KV_METADATA {{codebook: '{known}'}})"
        )
        connection.execute("DROP TABLE written")
    return sum(len(row.answers) for row, _ in weighed)


def _typed(name: str) -> str:
    is_text = name not in layout.TYPES and name not in layout.LEVELS
    return f'"{name}"' if is_text else f"nullif(\"{name}\", '')"


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def read_rows(paths: Collection[Path]) -> Iterator[Weighed]:
    reader = layout.RowReader()
    for _, values, codebook in merge(*map(_read_file, paths), key=itemgetter(0)):
        yield reader.read_row(values, codebook)


def _read_file(path: Path) -> Iterator[tuple[int, Mapping[str, Any], Sequence[Picked]]]:
    names, codebook = (*layout.OF_A_ROW, "weight"), codebook_of(path)
    columns = ", ".join(f'"{name}"' for name in names)
    with _engine().cursor() as connection:
        connection.execute(f"SELECT {columns} FROM read_parquet(?)", [str(path)])  # noqa: S608
        while found := connection.fetchmany(BATCH):
            for values in found:
                row = dict(zip(names, values, strict=True))
                yield row["response_id"], row, codebook


def codebook_of(path: Path) -> list[Picked]:
    with _engine().cursor() as connection:
        found = connection.execute(
            "SELECT value FROM parquet_kv_metadata(?) WHERE key = 'codebook'", [str(path)]
        ).fetchone()
    return layout.unpacked(bytes(found[0]).decode()) if found else []


def ids_of(path: Path) -> frozenset[int]:
    with _engine().cursor() as connection:
        found = connection.execute("SELECT response_id FROM read_parquet(?)", [str(path)])
        return frozenset(np.asarray(found.fetchnumpy()["response_id"]).tolist())


def count(
    path: Path, dimensions: Sequence[Dimension] = tuple(Dimension)
) -> Mapping[tuple[Dimension, str, Bin], Sums]:
    bins = layout.bins_of(codebook_of(path))
    columns = [f'"{layout.AT}{dimension.value}"' for dimension in dimensions]
    # A sum of integers above 2⁶³ fails at the cast.
    statement = f"""
        SELECT grouping({", ".join(columns)}), coalesce({", ".join(columns)}), answer, count(*),
            sum(weight)::BIGINT, sum(weight::BIGINT * weight)::BIGINT
        FROM (
            SELECT {", ".join(columns)}, weight, unnest(answers) AS answer FROM read_parquet(?)
            WHERE weight IS NOT NULL
        ) GROUP BY GROUPING SETS ({", ".join(f"({column}, answer)" for column in columns)})
    """  # noqa: S608  a dimension is one of ours
    with _engine().cursor() as connection:
        found = connection.execute(statement, [str(path)]).fetchall()
    # One bit a table, the last the lowest; the row's own is unset.
    every = 2 ** len(dimensions) - 1
    own = {every - 2**at: dimension for at, dimension in enumerate(reversed(dimensions))}
    return {
        (own[mask], level, bins[answer]): (people, weight, squared)
        for mask, level, answer, people, weight, squared in found
        if answer in bins and level is not None
    }
