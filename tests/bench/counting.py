"""Every share of a nation straight from its answers, beside a bare DuckDB and a bare polars query
on the same Parquet."""

import os
import tempfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import numpy as np
import polars as pl

from access.actor import Actor
from analytics.cube import parquet
from analytics.stats.proportions import normal_quantile
from analytics.tables import Dimension
from survey.publishing import actions as publishing_actions
from tests.bench import nation
from tests.bench.measure import best_of_each, say
from tests.bench.nation import Nation
from tests.bench.tables_of_shares import TableOfShares, table_of

RESPONSES = int(os.environ.get("BENCH_RESPONSES", "1000000"))
ROUNDS = 5
BY = Actor.system("bench")
Z = normal_quantile(confidence=0.95)
WILSON = f"""
    (p + {Z * Z} / (2 * n) {{0}} {Z} * sqrt(p * (1 - p) / n + {Z * Z} / (4 * n * n)))
    / (1 + {Z * Z} / n)
"""


def counting_a_nation() -> None:
    publishing_actions.publish_shipped_instruments(by=BY, at=datetime(2024, 1, 1, tzinfo=UTC))
    with tempfile.TemporaryDirectory() as folder:
        made = nation.make(Path(folder), responses=RESPONSES)
        files = [str(at / parquet.ANSWERS) for at in made.folders.values()]
        with duckdb.connect() as connection:
            answers = connection.execute(
                "SELECT count(*) FROM read_parquet(?)", [files]
            ).fetchone()[0]
        print(f"{made.responses:,} responses × {nation.ITEMS} items: {answers / 1e6:.1f} M answers")
        _compare("force × stage × item", made, files, [Dimension.STAGE.value])
        _compare("each characteristic × force × item", made, files, made.characteristics)


def _compare(name: str, made: Nation, files: Sequence[str], dimensions: Sequence[str]) -> None:
    _agree(made, files, dimensions[0])
    ours, duck, polars = best_of_each(
        [
            lambda: _ours(made, dimensions),
            lambda: list(_duckdb(made, files, dimensions)),
            lambda: _polars(made, files, dimensions),
        ],
        rounds=ROUNDS,
    )
    for what, theirs in (("a bare DuckDB query", duck), ("a bare polars query", polars)):
        say(f"  {name}", ours.clock, theirs.clock, what)
        say("    of the processor", ours.processor, theirs.processor, what)


def _ours(made: Nation, dimensions: Iterable[str]) -> list[TableOfShares]:
    groups = made.groups()
    folders = list(made.folders.values())
    return [
        table_of(parquet.count(folders, dimension), codebook=made.codebook, groups=groups)
        for dimension in dimensions
    ]


def _meanings(made: Nation) -> dict[str, np.ndarray]:
    rows = [
        (bin_, number, group)
        for number, by_group in enumerate(made.groups().values())
        for group, bins in enumerate(by_group)
        for bin_ in bins
    ]
    columns = np.array(rows, dtype=np.uint16).T
    return dict(zip(("bin", "item", "g"), columns, strict=True))


def _duckdb(made: Nation, files: Sequence[str], dimensions: Iterable[str]):
    with duckdb.connect() as connection:
        connection.register("meanings", _meanings(made))
        for dimension in dimensions:
            yield connection.execute(
                f"""
                WITH counts AS (
                    SELECT force, {dimension} AS level, bin, count(*) AS people,
                        sum(weight::DOUBLE) AS w, sum(weight::DOUBLE * weight) AS w2
                    FROM read_parquet(?) GROUP BY ALL
                ), base AS (
                    SELECT force, level, item, sum(people) AS base, sum(w) AS w,
                        sum(w) ** 2 / sum(w2) AS n,
                        unnest([sum(w) FILTER (g = 0), sum(w) FILTER (g = 1),
                                sum(w) FILTER (g = 2)]) AS part,
                        unnest([0, 1, 2]) AS g
                    FROM counts JOIN meanings USING (bin) GROUP BY force, level, item
                ), shares AS (SELECT *, coalesce(part, 0) / w AS p FROM base)
                SELECT force, level, item, g, base, n, p, {WILSON.format("-")} AS lower,
                    {WILSON.format("+")} AS upper
                FROM shares
                """,
                [files],
            ).fetchnumpy()


def _polars(made: Nation, files: Sequence[str], dimensions: Iterable[str]) -> list[pl.DataFrame]:
    meanings = pl.LazyFrame(_meanings(made))
    answers = pl.scan_parquet(files).with_columns(w=pl.col("weight").cast(pl.Float64))
    return pl.collect_all([_polars_shares(answers, meanings, each) for each in dimensions])


def _polars_shares(answers: pl.LazyFrame, meanings: pl.LazyFrame, dimension: str) -> pl.LazyFrame:
    p, n = pl.col("p"), pl.col("n")
    half = Z * (p * (1 - p) / n + Z * Z / (4 * n * n)).sqrt()
    return (
        answers.group_by("force", level=dimension, bin="bin")
        .agg(people=pl.len(), w2=(pl.col("w") ** 2).sum(), w=pl.col("w").sum())
        .join(meanings, on="bin")
        .group_by("force", "level", "item")
        .agg(
            pl.col("people").sum(),
            n=pl.col("w").sum() ** 2 / pl.col("w2").sum(),
            w=pl.col("w").sum(),
            part=pl.concat_list(pl.col("w").filter(pl.col("g") == g).sum() for g in range(3)),
        )
        .explode("part")
        .with_columns(p=pl.col("part") / pl.col("w"))
        .with_columns(
            lower=(p + Z * Z / (2 * n) - half) / (1 + Z * Z / n),
            upper=(p + Z * Z / (2 * n) + half) / (1 + Z * Z / n),
        )
    )


def _agree(made: Nation, files: Sequence[str], dimension: str) -> None:
    ours = _ours(made, [dimension])[0]
    flat = np.sort(np.stack([shares.lower for shares in ours.of.values()]).ravel())
    theirs = next(iter(_duckdb(made, files, [dimension])))["lower"]
    polars = _polars(made, files, [dimension])[0]["lower"].to_numpy()
    for other in (theirs, polars):
        np.testing.assert_allclose(flat, np.sort(np.clip(other, 0, 1)), atol=1e-9)
