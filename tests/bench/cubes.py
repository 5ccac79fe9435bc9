"""The cube of a nation in a database: rebuilt, kept up and read. Each database in a process of its
own: `python -m tests.bench.cubes`, with DATABASE_URL."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

from tests.bench.measure import best_of_each, spent

RESPONSES = int(os.environ.get("BENCH_RESPONSES", "1000000"))
TIMES_LARGER = 5
BATCHES, BATCH = 5, 1_000
WORKERS = 2
REPEATS = 7
NEW = 10**9


def keeping_a_cube() -> None:
    """On SQLite, and on PostgreSQL where it answers."""
    from tests.bench import intake

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        served, kind = intake.database(folder)
        alone = {
            **os.environ,
            "DATA_DIR": name,
            "DATABASE_URL": f"sqlite:///{folder / 'cubes.sqlite3'}",
        }
        try:
            for env in [served, *([alone] if kind == "PostgreSQL" else [])]:
                subprocess.run([sys.executable, "-m", "tests.bench.cubes"], env=env, check=True)
        finally:
            intake.drop(kind)


def _begin() -> None:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    django.setup()


def _rebuild(made, quarters: Sequence[str]) -> None:
    """What a worker does for its quarters: count the Parquet, write the version, switch."""
    from analytics.cube import loading, selectors
    from analytics.refresh.actions import rebuild

    for quarter in quarters:
        version = rebuild.begin(period=quarter, by=BY(), at=NOW)
        version.codebook = selectors.codebook_as_stored(made.codebook)
        version.save(update_fields=["codebook"])
        loading.load(version, folders=[made.folders[quarter]], forces=made.codebook.forces)
        version.parts.update(is_built=True)
        rebuild.switch(version_id=version.pk, by=BY(), at=NOW)


NOW = datetime(2027, 1, 10, 10, 0, tzinfo=UTC)


def BY():
    from access.actor import Actor

    return Actor.system("bench")


def main() -> None:
    _begin()
    from django.core.management import call_command
    from django.db import connection

    from access import actions as access_actions
    from access.forces.reference_file import force_rows
    from survey.publishing import actions as publishing_actions
    from tests.bench import nation

    call_command("migrate", verbosity=0)
    access_actions.load_forces(rows=force_rows(), by=BY(), at=NOW)
    publishing_actions.publish_shipped_instruments(by=BY(), at=datetime(2024, 1, 1, tzinfo=UTC))
    on = "PostgreSQL" if connection.vendor == "postgresql" else "SQLite"
    with tempfile.TemporaryDirectory() as name:
        made = nation.make(Path(name), responses=RESPONSES)
        rebuilding(made, on)
        keeping_up(on)
        taking_forty_items(made, on)
        reading(made, on, Path(name))


def rebuilding(made, on: str) -> None:
    from django.db import connection

    from analytics.models import CubeCell, CubeEntry

    quarters = list(made.folders)

    def work() -> None:
        if on == "SQLite":
            _rebuild(made, quarters)
            return
        connection.close()
        with ProcessPoolExecutor(WORKERS, get_context("spawn"), initializer=_begin) as pool:
            parts = [quarters[start::WORKERS] for start in range(WORKERS)]
            list(pool.map(_rebuild, [made] * WORKERS, parts))

    took = spent(work)
    print(
        f"rebuilding {made.responses:,} responses from Parquet, {on}: {took.clock:.1f} s "
        f"({took.processor:.1f} s of our processor), "
        f"{CubeCell.objects.count():,} cells and {CubeEntry.objects.count():,} rows of the ledger"
    )


def keeping_up(on: str) -> None:
    """From real answers: read through the one door, added to the cube, written to the ledger."""
    from analytics.cube.actions import apply_changes
    from responses.models import ResponseChange
    from tests.analytics import make

    make.load(_victims(BATCHES * BATCH))
    waiting = ResponseChange.objects.count()
    done = []

    def work() -> None:
        done.extend(
            apply_changes.apply_batch(by=BY(), at=NOW, at_most=BATCH) for _ in range(BATCHES)
        )

    before = _taken_by_server()
    took = spent(work)
    server = _taken_by_server() - before
    assert sum(batch.added for batch in done) == waiting == BATCHES * BATCH
    cells = sum(batch.cells for batch in done) / BATCHES
    print(
        f"keeping up from real answers in batches of {BATCH:,}, {on}: {waiting / took.clock:,.0f} "
        f"responses/s by the clock, {waiting / (took.processor + server):,.0f} a second of the "
        f"processor (ours {took.processor:.1f} s, the server's {server:.1f} s), "
        f"{cells:,.0f} cells a batch"
    )


def _taken_by_server() -> float:
    """Of the processor, by the database's process behind this connection: the clock tells little
    where others use the machine. Nothing where the server is on another."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return 0.0
    connection.ensure_connection()
    try:
        told = Path(f"/proc/{connection.connection.info.backend_pid}/stat").read_text()
    except OSError:
        return 0.0
    fields = told.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _victims(count: int) -> Iterator:
    import random

    from access.forces.reference_file import force_rows
    from analytics.cube import meanings
    from analytics.items import item_codes
    from analytics.tables import EQUALITY_QUESTIONS, LEVELS, Dimension
    from tests.analytics.make import Victim

    chance, forces, known = (
        random.Random(1),
        [row.code for row in force_rows()],
        meanings.meanings(),
    )
    for number in range(count):
        answers = {item: [chance.choice(list(known[item]))] for item in item_codes()}
        answers |= {
            question: [chance.choice(LEVELS[of])] for of, question in EQUALITY_QUESTIONS.items()
        }
        yield Victim(
            force=chance.choice(forces),
            on=datetime(2026, 10, 1 + number % 28, tzinfo=UTC).date(),
            stage=chance.choice(LEVELS[Dimension.STAGE][:5]),
            crime_group=chance.choice(LEVELS[Dimension.CRIME_GROUP][:12]),
            answers=answers,
        )


def taking_forty_items(made, on: str) -> None:
    """The cube's own part of it at the nation's full width, beside one row a bin."""

    from django.db import connection, transaction

    from analytics.cube import ledger_entries, selectors
    from analytics.cube.actions import apply_changes
    from analytics.models import CubeEntry

    quarter = max(made.folders)
    version = selectors.live_version(quarter)
    codebook = selectors.codebook_of(version)
    drawn = list(selectors.entries(version).values())[
        :: max(1, made.responses // 12 // (BATCHES * BATCH))
    ]
    fresh = [
        _as_new(entry, 10**9 + number) for number, entry in enumerate(drawn[: BATCHES * BATCH])
    ]
    batches = [fresh[start : start + BATCH] for start in range(0, len(fresh), BATCH)]

    def ours() -> int:
        touched = 0
        for batch in batches:
            with transaction.atomic():
                now = {entry.response_id: entry for entry in batch}
                touched += apply_changes._apply(version, codebook, before={}, now=now).cells
        return touched

    touched = []
    took = spent(lambda: touched.append(ours()))
    print(
        f"the cube's part at {len(codebook.levels)} levels and 40 items, {on}: "
        f"{len(fresh) / took.clock:,.0f} responses/s ({len(fresh) / took.processor:,.0f} a second "
        f"of our processor), {touched[0] / len(batches):,.0f} rows a batch"
    )
    CubeEntry.objects.filter(version=version, response_id__gte=NEW).delete()
    if on == "SQLite":
        return
    with connection.cursor() as cursor:
        _naive_table(cursor, selectors.cells(version, codebook=codebook))
        rows = []

        def naive() -> None:
            for batch in batches:
                with transaction.atomic():
                    differences = ledger_entries.cell_changes(
                        added=batch, taken=[], codebook=codebook
                    )
                    rows.append(_naive_upsert(cursor, differences))

        took = spent(naive)
    print(
        f"  one row a bin instead, ON CONFLICT DO UPDATE: {len(fresh) / took.clock:,.0f} "
        f"responses/s, {sum(rows) / len(batches):,.0f} rows a batch"
    )


def _as_new(entry, response_id: int):
    from dataclasses import replace

    return replace(entry, response_id=response_id)


def _naive_rows(cells) -> Iterator[tuple]:
    for (force, level), sums in cells.items():
        for place in sums[:, 0].nonzero()[0].tolist():
            yield (force, level, place, *sums[place].tolist())


def _naive_table(cursor, cells) -> None:
    cursor.execute(
        "CREATE TABLE naive (force varchar(40), level smallint, bin smallint, people bigint, "
        "w bigint, w2 bigint, PRIMARY KEY (force, level, bin))"
    )
    _copy(cursor, "naive", _naive_rows(cells))
    cursor.execute("ANALYZE naive")


def _naive_upsert(cursor, differences) -> int:
    cursor.execute("CREATE TEMPORARY TABLE batch (LIKE naive) ON COMMIT DROP")
    _copy(cursor, "batch", _naive_rows(differences))
    cursor.execute(
        "INSERT INTO naive SELECT * FROM batch ON CONFLICT (force, level, bin) DO UPDATE SET "
        "people = naive.people + excluded.people, w = naive.w + excluded.w, "
        "w2 = naive.w2 + excluded.w2"
    )
    return cursor.rowcount


def _copy(cursor, table: str, rows: Iterator[tuple]) -> None:
    with cursor.copy(f"COPY {table} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def reading(made, on: str, folder: Path) -> None:
    """Every page of figures from the cells, at one size and at five times it."""
    from tests.bench import nation

    _show(made)
    small = _read(on, f"{made.responses:,}", is_told=True)
    last = max(made.folders)
    (folder / "larger").mkdir()
    larger = nation.make(folder / "larger", responses=TIMES_LARGER * RESPONSES, quarters=(last,))
    _rebuild(larger, [last])
    _show(larger)
    large = _read(on, f"{TIMES_LARGER * RESPONSES:,}", is_told=False)
    same = small == large
    print(
        f"  at {TIMES_LARGER} times as many responses, {on}: "
        f"{'the same queries and the same number of rows' if same else f'{small} became {large}'}"
    )


def _show(made) -> None:
    """Copy the live cubes to what is shown, as the filling does."""
    from analytics.cube import selectors
    from analytics.models import Cell
    from analytics.refresh.actions import refill

    for quarter in made.folders:
        version = selectors.live_version(quarter)
        codebook = selectors.codebook_of(version)
        cells = selectors.cells(version, codebook=codebook)
        Cell.objects.filter(period=quarter).delete()
        Cell.objects.bulk_create(
            (
                Cell(period=quarter, force_id=key[0], dimension=key[1], level=key[2], bins=bins)
                for key, bins in selectors.bins(cells, codebook=codebook)
                if not key[1].startswith("made_up")
            ),
            batch_size=500,
        )
        refill._write_shown_tables(quarter)


def _pages(quarter: str) -> Mapping[str, Callable[[], object]]:
    from access.permissions import Role
    from access.viewer import Viewer
    from analytics.items import headline
    from analytics.tables import SHOWN

    roles = frozenset({Role.NATIONAL_ANALYST})
    viewer = Viewer(user_id=0, name="bench", roles=roles, is_national=True)
    item = headline().code
    pages: dict[str, Callable[[], object]] = {
        f"a force by {dimension.value}": lambda dimension=dimension: reading.figures_for(
            viewer, force_code="kent", period=quarter, dimension=dimension
        )
        for dimension in SHOWN
    }
    pages["all forces"] = lambda: reading.funnel_for(viewer, item=item, period=quarter)
    pages["a trend"] = lambda: reading.trend_for(
        viewer, force_code="kent", item=item, until=quarter
    )
    return pages


def _read(on: str, what: str, *, is_told: bool) -> dict[str, tuple[int, int]]:
    """Queries and rows of each page."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = {}
    with _counting_rows() as rows:
        for name, page in _pages("2026-Q4").items():
            page()
            rows.clear()
            with CaptureQueriesContext(connection) as queries:
                page()
            counts[name] = (len(queries), sum(rows))
            if is_told:
                [took] = best_of_each([page], rounds=REPEATS)
                print(
                    f"  reading {name} at {what}, {on}: {took.clock * 1000:.0f} ms, "
                    f"{counts[name][0]} queries, {counts[name][1]:,} rows"
                )
    return counts


@contextmanager
def _counting_rows() -> Iterator[list[int]]:
    from django.db.models.sql import compiler

    rows: list[int] = []
    plain = compiler.SQLCompiler.results_iter

    def counted(self, *args, **options):
        for row in plain(self, *args, **options):
            rows.append(1)
            yield row

    compiler.SQLCompiler.results_iter = counted
    try:
        yield rows
    finally:
        compiler.SQLCompiler.results_iter = plain


if __name__ == "__main__":
    main()
