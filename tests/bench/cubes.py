"""The figures of a nation in a database, read as pages read them. Each database in a process of its
own: `python -m tests.bench.cubes`, with DATABASE_URL."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from tests.bench.measure import best_of_each

RESPONSES = int(os.environ.get("BENCH_RESPONSES", "1000000"))
TIMES_LARGER = 5
REPEATS = 7


def reading_at_size() -> None:
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
        _reading(made, on, Path(name))


def _reading(made, on: str, folder: Path) -> None:
    """Every page of figures from the cells, at one size and at five times it."""
    from tests.bench import nation

    _show(made)
    small = _read(on, f"{made.responses:,}", is_told=True)
    last = max(made.folders)
    (folder / "larger").mkdir()
    larger = nation.make(folder / "larger", responses=TIMES_LARGER * RESPONSES, quarters=(last,))
    _show(larger)
    large = _read(on, f"{TIMES_LARGER * RESPONSES:,}", is_told=False)
    same = small == large
    print(
        f"  at {TIMES_LARGER} times as many responses, {on}: "
        f"{'the same queries and the same number of rows' if same else f'{small} became {large}'}"
    )


def _show(made) -> None:
    """Put the counts of the Parquet where pages read them, protected by the rules alone."""
    from access import selectors as access_selectors
    from analytics.cube import meanings, parquet, selectors
    from analytics.disclosure import quarter_protection, shown_tables
    from analytics.disclosure.judging import gate
    from analytics.disclosure.judging.areas import areas_of
    from analytics.models import ShownTable

    for quarter, folder in made.folders.items():
        counted = dict(parquet.cells([folder], codebook=made.codebook))
        bins = dict(selectors.bins(counted, codebook=made.codebook))
        cells = {key: found for key, found in bins.items() if not key[1].startswith("made_up")}
        areas = areas_of({force for force, *_ in cells}, access_selectors.regions())
        known = meanings.meanings()
        protected = quarter_protection.protect_quarter(
            cells, known, areas, judge=gate.protect_by_rules_alone
        )
        ShownTable.objects.filter(period=quarter).delete()
        ShownTable.objects.bulk_create(
            ShownTable(period=quarter, dimension=each.dimension, area=each.area, shares=each.shares)
            for each in shown_tables.area_tables(cells, protected, known)
        )


def _pages(quarter: str) -> Mapping[str, Callable[[], object]]:
    from access.permissions import Role
    from access.viewer import Viewer
    from analytics.items import headline
    from analytics.tables import SHOWN
    from tests.analytics.figures import reading

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
