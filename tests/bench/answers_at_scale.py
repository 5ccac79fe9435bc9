"""250 million made-up answers in files of a force and a quarter each, as the product keeps those of
closed quarters, and each table counted from them by the product and by a bare DuckDB, each in a
process of its own whose memory is asked of the system."""

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import duckdb

from access.forces.reference_file import force_rows
from analytics.answer_store import files, layout
from analytics.answer_store.layout import Picked
from analytics.items import item_codes
from analytics.tables import LEVELS, Dimension
from tests.bench.measure import say, spent

ANSWERS = int(os.environ.get("BENCH_ANSWERS", "250000000"))
QUARTERS = tuple(f"{year}-Q{quarter}" for year in range(2020, 2027) for quarter in (1, 2, 3, 4))
TABLES = (
    Dimension.ALL, Dimension.STAGE, Dimension.CRIME_GROUP, Dimension.SEX, Dimension.AGE_BAND,
    Dimension.ETHNICITY, Dimension.DISABILITY, Dimension.KIND_CRIME,
)  # fmt: skip
CHOICES = 5
LEAST_FREE = 5
"""Times the bytes of the files: else the disk is others'."""
BYTES_EACH = 6
MOST_MEMORY = 2_000


class Spent(NamedTuple):
    """Of one process: on the clock, of the processor, its peak in MB, and what it found."""

    clock: float
    processor: float
    peak: float
    people: int


def counting_at_scale() -> None:
    with tempfile.TemporaryDirectory(prefix="answers-") as name:
        folder = Path(name)
        free = shutil.disk_usage(folder).free
        if free < LEAST_FREE * BYTES_EACH * ANSWERS:
            sys.exit(f"{free / 1e9:.0f} GB are free, too few for {ANSWERS:,} answers")
        written = spent(lambda: _write(folder))
        made = list(folder.glob("*/*.parquet"))
        size = sum(path.stat().st_size for path in made)
        print(
            f"{ANSWERS / 1e6:.0f} M answers in {len(made):,} files of a force and quarter: "
            f"{size / 1e9:.2f} GB, {size / ANSWERS:.1f} bytes an answer; written by DuckDB in "
            f"{written.clock:.0f} s ({written.processor:.0f} s of the processor)"
        )
        ours, plain = _alone("ours", folder), _alone("plain", folder)
        read = _alone("rows", folder)
    say(f"  {len(TABLES)} tables × force × quarter", ours.clock, plain.clock, "a bare DuckDB query")
    say("    of the processor", ours.processor, plain.processor, "a bare DuckDB query")
    print(
        f"    at most {ours.peak:.0f} MB (bare DuckDB {plain.peak:.0f} MB); "
        f"{len(TABLES) * ANSWERS / ours.processor / 1e6:.0f} M answers a second of the processor"
    )
    print(
        f"  rows of the largest quarter, as weighing takes them: {read.people:,} in "
        f"{read.processor:.1f} s of the processor, at most {read.peak:.0f} MB"
    )
    if ours.people != plain.people:
        sys.exit(f"NOT SO: {ours.people:,} counted by us, {plain.people:,} by DuckDB")
    if ours.peak > MOST_MEMORY:
        sys.exit(f"NOT SO: {ours.peak:.0f} MB where {MOST_MEMORY} are wanted")


# --- writing --------------------------------------------------------------------------------------


def _write(folder: Path) -> None:
    """Whole columns by DuckDB: row by row it would take hours."""
    forces = [row.code for row in force_rows()]
    shares = [(1 + number) ** -0.6 for number in range(len(forces))]
    each = ANSWERS / len(item_codes()) / len(QUARTERS) / sum(shares)
    first = 0
    with duckdb.connect() as connection:
        for quarter in QUARTERS:
            (folder / quarter).mkdir()
            for force, share in zip(forces, shares, strict=True):
                count = round(each * share)
                path = folder / quarter / f"{force}.0123456789abcdef.parquet"
                connection.execute(_copy(force, quarter, path, first=first, count=count))
                first += count


def _copy(force: str, quarter: str, path: Path, *, first: int, count: int) -> str:
    made = _columns(force, quarter)
    columns = ", ".join(
        f'({made[name]})::{layout.TYPES.get(name, "VARCHAR")} AS "{name}"' for name in layout.NAMES
    )
    codebook = layout.packed(_codebook())
    return (
        f"COPY (SELECT {columns} FROM range({first}, {first + count}) numbers(id)) TO '{path}' "
        f"(FORMAT parquet, COMPRESSION zstd, KV_METADATA {{codebook: '{codebook}'}})"
    )


def _codebook() -> list[Picked]:
    return [(item, (choice,)) for item in item_codes() for choice in "abcde"]


def _columns(force: str, quarter: str) -> dict[str, str]:
    found = dict.fromkeys(layout.NAMES, "'unknown'")
    for number, dimension in enumerate(Dimension):
        if levels := LEVELS[dimension]:
            drawn = f"1 + (hash(id, {100 + number}) % {len(levels)})::INTEGER"
            found[f"{layout.AT}{dimension.value}"] = f"({list(levels)})[{drawn}]"
    found |= {
        "response_id": "id", "person": "id % 2000000", "force": f"'{force}'",
        "period": f"'{quarter}'", "decision": "'INVITE'", "mode": "'web_sms'",
        "completed_on": f"'{quarter[:4]}-12-01'", "selection_probability": "0.6",
        "is_complete": "true", "is_late": "false", "is_own_account": "true",
        "is_sensitive": "false", "chances": "'{}'", "more_modules": "'[]'", "language": "'en'",
        "survey_stage": found[f"{layout.AT}stage"], "crime_group": found[f"{layout.AT}crime_group"],
        "weight": "5000 + hash(id, 1) % 60000",
        "answers": f"[{', '.join(_drawn(at) for at in range(len(item_codes())))}]",
    }  # fmt: skip
    return found


def _drawn(item: int) -> str:
    return f"({item * CHOICES} + hash(id, {10 + item}) % {CHOICES})::UINTEGER"


# --- counting, each in a process of its own -------------------------------------------------------


def _alone(what: str, folder: Path) -> Spent:
    command = [sys.executable, "-m", "tests.bench.answers_at_scale", what, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return Spent(**json.loads(done.stdout.splitlines()[-1]))


def _ours(folder: Path) -> int:
    people = 0
    for path in sorted(folder.glob("*/*.parquet")):
        people += sum(found[0] for found in files.count(path, TABLES).values())
    return people


def _plain(folder: Path) -> int:
    people = 0
    with duckdb.connect() as connection:
        connection.execute("SET threads = 1")
        connection.execute("SET enable_progress_bar = false")
        for dimension in TABLES:
            counted = connection.execute(
                f"""
                SELECT force, period, level, answer, count(*), sum(weight), sum(weight * weight)
                FROM (
                    SELECT force, period, {layout.AT}{dimension.value} AS level,
                        weight::BIGINT AS weight, unnest(answers) AS answer
                    FROM read_parquet('{folder}/*/*.parquet')
                ) GROUP BY ALL
                """
            )
            people += sum(int(row[4]) for row in counted.fetchall())
    return people


def _rows(folder: Path) -> int:
    return sum(1 for _ in files.read(sorted((folder / QUARTERS[-1]).glob("*.parquet"))))


def _said() -> Iterator[str]:
    work = {"ours": _ours, "plain": _plain, "rows": _rows}[sys.argv[1]]
    found: list[int] = []
    took = spent(lambda: found.append(work(Path(sys.argv[2]))))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield json.dumps(Spent(took.clock, took.processor, peak, found[0])._asdict())


if __name__ == "__main__":
    print(*_said(), sep="\n")
