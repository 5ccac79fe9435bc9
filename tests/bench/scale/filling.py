"""Fills an empty PostgreSQL with millions of invitations."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import psycopg
from django.db import connection

from tests.bench.volume import rows
from tests.bench.volume.rows import Shape

DAYS_A_QUARTER = 91
INVITED_IN_8_QUARTERS = 5_000_000
ASKED = 92
"""Of a hundred cases, so that few rows are made of whom nobody asks."""
SHORTENED_BY = 16
"""Days in which cases were reported that nobody was asked about yet."""
LANES = (
    rows.CASES[:4],
    rows.CASES[4:],
    rows.EVENTS[:2],
    rows.EVENTS[2:5],
    rows.EVENTS[5:],
    rows.TRACES,
)
"""What is written at once; inside each the order matters: receipts are made of messages, and walks
of responses."""
INDEXES = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid), indrelid::regclass::text,
    (SELECT conname FROM pg_constraint WHERE conindid = indexrelid AND contype = 'u'),
    (SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conindid = indexrelid
        AND contype = 'u')
FROM pg_index JOIN pg_class AS held ON held.oid = indrelid
WHERE NOT indisprimary AND NOT relispartition AND relname = ANY(%s)
"""
LARGE = [
    "responses_case", "responses_caseevent", "responses_contact", "responses_stageevent",
    "responses_invitation", "responses_outboxmessage", "responses_receipt", "responses_response",
    "responses_contacthistory", "responses_suppression", "access_auditevent",
    "responses_countedwalk", "responses_keypair",
]  # fmt: skip


def shape_of(quarters: int) -> Shape:
    return Shape(
        days=DAYS_A_QUARTER * quarters,
        asked=ASKED,
        silent=4,
        messages_kept=150,
        contacts_kept=150,
        traced=4,
    )


def cases_of(quarters: int, *, invited: int) -> int:
    days = DAYS_A_QUARTER * 8
    a_day = invited / (days - SHORTENED_BY) / ASKED * 100
    return round(a_day * DAYS_A_QUARTER * quarters)


def fill(database: str, *, quarters: int, invited: int, at: datetime) -> None:
    values = dict(
        rows.values_of(cases=cases_of(quarters, invited=invited), at=at, shape=shape_of(quarters))
    )
    numbered = rows.NUMBERED.replace("TEMPORARY", "UNLOGGED")
    with _made_afterwards(database):
        _run(database, [numbered], values)
        with ThreadPoolExecutor(len(LANES)) as lanes:
            for done in [lanes.submit(_run, database, lane, values) for lane in LANES]:
                done.result()
        _run(database, rows.FIGURES, values)
    rows.finish()
    # As the service's own vacuum leaves them: only then is an index read without its rows.
    _run(database, ["VACUUM"])


def _run(database: str, statements: Sequence[str], values: dict[str, Any] | None = None) -> None:
    with psycopg.connect(database, autocommit=True) as own:
        for setting in (
            # Past triggers and foreign keys.
            "session_replication_role = replica",
            "synchronous_commit = off",
            "maintenance_work_mem = '512MB'",
        ):
            own.execute(f"SET {setting}")
        for statement in statements:
            own.execute(statement, values)  # type: ignore[arg-type]


@contextmanager
def _made_afterwards(database: str) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(INDEXES, [LARGE])
        indexes = cursor.fetchall()
        for name, _definition, table, constraint, _rule in indexes:
            cursor.execute(
                f'ALTER TABLE {table} DROP CONSTRAINT "{constraint}"'
                if constraint
                else f"DROP INDEX {name}"
            )
    yield
    made = [
        f'ALTER TABLE {table} ADD CONSTRAINT "{constraint}" {rule}' if constraint else definition
        for _name, definition, table, constraint, rule in indexes
    ]
    with ThreadPoolExecutor(len(LANES)) as lanes:
        for done in [
            lanes.submit(_run, database, made[start :: len(LANES)]) for start in range(len(LANES))
        ]:
            done.result()
