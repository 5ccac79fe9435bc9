"""Every page of figures, and where staff's day begins, where seven years of quarters stand: what it
takes of the processor and how many queries it asks. Each database in a process of its own:
`python -m tests.bench.pages`, with DATABASE_URL.

Pages read what was stored when a quarter was filled and no answers, so one quarter of the nation of
full size is filled, by the rules alone, and stands for each of twenty-eight."""

import logging
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

QUARTERS = int(os.environ.get("BENCH_QUARTERS", "28"))
RESPONSES = os.environ.get("BENCH_RESPONSES", "250000")
MOST_MS, MOST_MS_OF_A_HOME = 100, 150
HOME = "staff/"
"""Reads what waits for somebody, besides figures."""
REPEATS = 5
FORCE = "kent"
OK = 200


def opening_pages() -> None:
    """On SQLite, and on PostgreSQL where it answers."""
    from tests.bench import intake

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        served, kind = intake.database(folder)
        alone = {
            **os.environ,
            "DATA_DIR": name,
            "DATABASE_URL": f"sqlite:///{folder / 'pages.sqlite3'}",
        }
        try:
            for env in [alone, *([served] if kind == "PostgreSQL" else [])]:
                subprocess.run([sys.executable, "-m", "tests.bench.pages"], env=env, check=True)
        finally:
            intake.drop(kind)


def main() -> None:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("seed_nation", responses=int(RESPONSES), verbosity=0)
    _fill_one()
    logging.disable(logging.WARNING)
    _print(_copy(), "PostgreSQL" if connection.vendor == "postgresql" else "SQLite")


def _fill_one() -> None:
    """The newest closed quarter, with its times and its records."""
    from unittest.mock import patch

    from django.utils import timezone

    from access.actor import Actor
    from analytics.disclosure.judging import gate
    from analytics.records import actions as records
    from config.demo.seeding import figures
    from tests.bench.closed import newest_closed

    by, now = Actor.system("bench"), timezone.now()
    with patch.object(gate, "protect", gate.protect_by_rules_alone):
        period = newest_closed(now.date())
        figures.fill_quarters([period], by, now)
    records.count_records(period=period, by=by, at=now)


def _copy() -> str:
    """What stands of the one filled quarter for each of so many that end with it. Returns it."""
    from analytics import models
    from responses.cases.stages import days_of_period, period_of

    of_quarters = (
        models.QuarterState, models.Cell, models.ShownTable, models.Coverage, models.WeightRun,
        models.StandardisedShare, models.CharacteristicGap, models.ExpectedShares,
        models.Intersection, models.RecordRate, models.StepTime, models.RecordedOutcomes,
    )  # fmt: skip
    [last] = models.QuarterState.objects.filter(closed_on__isnull=False).values_list(
        "period", flat=True
    )
    day = days_of_period(last)[0]
    for _ in range(QUARTERS - 1):
        day = day.replace(day=1)
        day = day.replace(year=day.year - (day.month <= 3), month=(day.month - 4) % 12 + 1)
        for model in of_quarters:
            model.objects.filter(period=period_of(day)).delete()
            rows = list(model.objects.filter(period=last))
            for row in rows:
                row.pk, row.period = None, period_of(day)
            model.objects.bulk_create(rows, batch_size=500)
    return last


def _print(period: str, on: str) -> None:
    from django.conf import settings

    from access.permissions import Role
    from tests.conftest import _client, _staff

    # Not as in a test, where every part of a page is watched while it is drawn.
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    clients = {
        "national": _client(_staff(Role.NATIONAL_ANALYST, None, prefix="bench.national.")),
        "force": _client(_staff(Role.FORCE_ANALYST, FORCE, prefix="bench.")),
        "lead": _client(_staff(Role.OPERATIONS_LEAD, None, prefix="bench.lead.")),
        "officer": _client(_staff(Role.SAFE_CONTACT_OFFICER, FORCE, prefix="bench.officer.")),
    }
    over = 0
    for route, name in _routes():
        for who, client in clients.items():
            took, queries, status = _asked(client, _address(name, period))
            if status == OK:
                is_over = took > (MOST_MS_OF_A_HOME if route == HOME else MOST_MS)
                over += is_over
                mark = "  OVER" if is_over else ""
                print(f"  {on}, {who}: {route}: {took:.0f} ms, {queries} queries{mark}", flush=True)
    print(f"{on}: {over} pages over {MOST_MS} ms of the processor ({MOST_MS_OF_A_HOME} of a home)")


def _routes() -> list[tuple[str, str]]:
    from tests.architecture.test_queries import NOT_WALKED
    from tests.architecture.test_routes import own_routes

    return [
        (route, route)
        for route, pattern in own_routes().items()
        if (pattern.callback.__module__.startswith("analytics") or route == HOME)
        and route not in NOT_WALKED
    ]


def _address(route: str, period: str) -> str:
    for pattern, value in {
        "<int:pk>": "1", "<slug:force_code>": FORCE, "<str:force_code>": FORCE,
        "<str:period>": period, "<str:name>": "figures.csv",
    }.items():  # fmt: skip
        route = route.replace(pattern, value)
    return f"/{route}?period={period}&force={FORCE}" if route.startswith("api/") else f"/{route}"


def _asked(client, address: str) -> tuple[float, int, int]:
    """Milliseconds of the processor, the best of some; queries; and the status."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        status = _ask(client, address)
    # The next request forgets them.
    asked = len(queries)
    if status != OK:
        return 0.0, 0, status
    times = []
    for _ in range(REPEATS):
        began = time.process_time()
        _ask(client, address)
        times.append(time.process_time() - began)
    return 1_000 * min(times), asked, status


def _ask(client, address: str) -> int:
    response = client.get(address)
    if response.streaming:
        b"".join(response.streaming_content)
    return int(response.status_code)


if __name__ == "__main__":
    main()
