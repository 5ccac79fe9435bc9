"""Drop a month of the audit trail, and delete as many rows in batches to compare."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

from django.db import connection
from django.db.models import QuerySet

from access.destruction import bulk_delete
from access.models import AuditEvent
from access.partitions import rules, selectors, upkeep

ROWS = 1_000_000
MOST_SECONDS = 1.0
FIRST, SECOND = (datetime(2040, month, 1, tzinfo=UTC) for month in (3, 4))
WRITTEN = """
INSERT INTO access_auditevent (kind, at, actor_kind, actor_name, target, force_code, details)
SELECT 'receipt.recorded', %s::timestamptz + n * interval '2 seconds', 'system', 'worker',
    'responses.OutboxMessage ' || n, 'kent', '{"status": "delivered"}'
FROM generate_series(1, %s) AS n
"""


def dropped_and_deleted(*, rows: int = ROWS) -> bool:
    """Prints both times."""
    for first in (FIRST, SECOND):
        run("SELECT survey_make_partitions(%s, 0)", first)
        run(WRITTEN, first, rows)
    run("ANALYZE access_auditevent")
    drop = _seconds(lambda: _drop(FIRST))
    delete = _seconds(lambda: bulk_delete.delete_in_batches(_of_month(SECOND)))
    print(
        f"a month of {rows:,} audit events goes in {drop:.2f} s, most of it counting them, at most "
        f"{MOST_SECONDS:.0f} s wanted; deleted in batches in {delete:.0f} s, {delete / drop:.0f} × "
        "as long, and their room is free only after a vacuum",
        flush=True,
    )
    return drop < MOST_SECONDS


def _drop(first: datetime) -> None:
    before = rules.months_later(first, 1)
    [month] = [each for each in selectors.whole_before(AuditEvent, before) if each.lower == first]
    assert upkeep._drop(month, before=before)


def _of_month(first: datetime) -> QuerySet[AuditEvent]:
    return AuditEvent.objects.filter(at__gte=first, at__lt=rules.months_later(first, 1))


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def run(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
