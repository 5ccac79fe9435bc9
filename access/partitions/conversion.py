"""Cuts a table of PostgreSQL into months while the service runs; migrations call it.

What takes long is done first and locks nobody out: a constraint is checked and an index is built
beside whoever reads and writes. Then the table is given away under one lock, for as long as
PostgreSQL needs to write some rows of its catalogue, however many rows the table has. The table
becomes the first partition of a new one of the same name; its rows stay where they are. What is
broken off before the end is begun anew."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from access.partitions import rules

MONTHS_AHEAD = 3
LOCK_TIMEOUT = "5s"
IS_PARTITIONED = "SELECT relkind = 'p' FROM pg_class WHERE oid = %s::regclass"
INDEXES = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
WHERE indrelid = %s::regclass AND NOT indisprimary AND indexrelid::regclass::text <> %s
"""
FOREIGN_KEYS = """
SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE conrelid = %s::regclass AND contype = 'f'
"""
PRIMARY_KEY = "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'p'"
GRANTS = """
SELECT format('%%s ON %%s TO %%s', privilege_type, oid::regclass,
    CASE WHEN grantee = 0 THEN 'PUBLIC' ELSE grantee::regrole::text END)
FROM pg_class, aclexplode(relacl)
WHERE oid IN (%(table)s::regclass, %(sequence)s::regclass) AND grantee <> relowner
UNION ALL
SELECT format('%%s (%%I) ON %%s TO %%s', privilege_type, attname, attrelid::regclass,
    CASE WHEN grantee = 0 THEN 'PUBLIC' ELSE grantee::regrole::text END)
FROM pg_attribute, aclexplode(attacl) WHERE attrelid = %(table)s::regclass
"""


@dataclass(frozen=True)
class TableToCut:
    """A table with the column of time by which it is cut, and its key, which an identity fills."""

    name: str
    column: str
    key: str = "id"

    @property
    def before(self) -> str:
        """The name of what the table was, as the first partition of the new one."""
        return f"{self.name}_before"

    @property
    def until(self) -> str:
        """The name of the constraint that bounds it."""
        return f"{self.before}_until"

    @property
    def unique(self) -> str:
        """The name of the index over key and time, which becomes its primary key."""
        return f"{self.before}_pkey"


def cut_into_months(editor: BaseDatabaseSchemaEditor, table: TableToCut, *, at: datetime) -> None:
    """Does nothing on SQLite, or where it is done. In a transaction only where that made the table:
    nobody else knows it yet, and its index is built at once."""
    if editor.connection.vendor != "postgresql":
        return
    with editor.connection.cursor() as cursor:
        cursor.execute(IS_PARTITIONED, [table.name])
        if cursor.fetchone()[0]:
            return
        until = _bound(cursor, table, at=at)
        beside = "" if editor.connection.in_atomic_block else "CONCURRENTLY "
        _prepare(cursor, table, until=until, beside=beside)
        with transaction.atomic(using=editor.connection.alias):
            _give_away(cursor, table, until=until)
            cursor.execute("SELECT survey_make_partitions(%s, %s)", [at, MONTHS_AHEAD])


def _bound(cursor: Any, table: TableToCut, *, at: datetime) -> datetime:
    """Where the rows end that stand already: two months on, so that none that comes meanwhile is
    past it; at the beginning of this month where there are none."""
    cursor.execute(f'SELECT max("{table.column}") FROM "{table.name}"')  # noqa: S608
    newest = cursor.fetchone()[0]
    this_month = rules.month_start(at)
    if newest is None:
        return this_month
    return rules.months_later(max(this_month, rules.month_start(newest.astimezone(UTC))), 2)


def _prepare(cursor: Any, table: TableToCut, *, until: datetime, beside: str) -> None:
    cursor.execute(f'ALTER TABLE "{table.name}" DROP CONSTRAINT IF EXISTS "{table.until}"')
    cursor.execute(
        f'ALTER TABLE "{table.name}" ADD CONSTRAINT "{table.until}"'
        f' CHECK ("{table.column}" < %s) NOT VALID',
        [until],
    )
    cursor.execute(f'ALTER TABLE "{table.name}" VALIDATE CONSTRAINT "{table.until}"')
    cursor.execute(f'DROP INDEX {beside}IF EXISTS "{table.unique}"')
    cursor.execute(
        f'CREATE UNIQUE INDEX {beside}"{table.unique}"'
        f' ON "{table.name}" ("{table.key}", "{table.column}")'
    )


def _give_away(cursor: Any, table: TableToCut, *, until: datetime) -> None:
    """All that happens under the lock."""
    _lock(cursor, table)
    sequence, last = _counter(cursor, table)
    grants = _asked(cursor, GRANTS, {"table": table.name, "sequence": sequence})
    indexes = _asked(cursor, INDEXES, [table.name, table.unique])
    foreign_keys = _asked(cursor, FOREIGN_KEYS, [table.name])
    [(primary_key,)] = _asked(cursor, PRIMARY_KEY, [table.name])
    for statement in (
        *_take_name_away(table, primary_key, [name for name, _definition in indexes], grants),
        *_make_anew(table, primary_key, sequence, foreign_keys),
        *(definition for _name, definition in indexes),
        *_put_in(table, until=until),
        *(f"GRANT {grant}" for (grant,) in grants),
    ):
        cursor.execute(statement)
    cursor.execute("SELECT setval(%s, %s, %s)", [sequence, *last])


def _lock(cursor: Any, table: TableToCut) -> None:
    cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
    cursor.execute("SET LOCAL timezone = 'UTC'")
    cursor.execute(f'LOCK TABLE "{table.name}" IN ACCESS EXCLUSIVE MODE')


def _counter(cursor: Any, table: TableToCut) -> tuple[str, Any]:
    """The sequence that numbers its rows, and where that stands."""
    cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [table.name, table.key])
    sequence = cursor.fetchone()[0]
    cursor.execute(f"SELECT last_value, is_called FROM {sequence}")  # noqa: S608
    return sequence, cursor.fetchone()


def _asked(cursor: Any, question: str, values: Any) -> list[Any]:
    cursor.execute(question, values)
    found: list[Any] = cursor.fetchall()
    return found


def _take_name_away(
    table: TableToCut, primary_key: str, indexes: list[str], grants: list[Any]
) -> Iterator[str]:
    """From the table, its key, its sequence and its indexes. Whom it was open to has nothing to do
    with a partition, which would be a way past what the whole table refuses."""
    for (grant,) in grants:
        yield f"REVOKE {grant.replace(' TO ', ' FROM ')}"
    yield f'ALTER TABLE "{table.name}" ALTER COLUMN "{table.key}" DROP IDENTITY'
    yield f'ALTER TABLE "{table.name}" DROP CONSTRAINT "{primary_key}"'
    yield f'ALTER TABLE "{table.name}" RENAME TO "{table.before}"'
    yield (
        f'ALTER TABLE "{table.before}"'
        f' ADD CONSTRAINT "{table.unique}" PRIMARY KEY USING INDEX "{table.unique}"'
    )
    for name in indexes:
        bare = name.strip('"')
        yield f'ALTER INDEX "{bare}" RENAME TO "{bare[:56]}_before"'


def _make_anew(
    table: TableToCut, primary_key: str, sequence: str, foreign_keys: list[Any]
) -> Iterator[str]:
    yield (
        f'CREATE TABLE "{table.name}" (LIKE "{table.before}" INCLUDING DEFAULTS'
        f" INCLUDING CONSTRAINTS INCLUDING STORAGE INCLUDING COMMENTS)"
        f' PARTITION BY RANGE ("{table.column}")'
    )
    yield f'ALTER TABLE "{table.name}" DROP CONSTRAINT "{table.until}"'
    yield (
        f'ALTER TABLE "{table.name}" ADD CONSTRAINT "{primary_key}"'
        f' PRIMARY KEY ("{table.key}", "{table.column}")'
    )
    yield (
        f'ALTER TABLE "{table.name}" ALTER COLUMN "{table.key}"'
        f" ADD GENERATED BY DEFAULT AS IDENTITY (SEQUENCE NAME {sequence})"
    )
    for name, definition in foreign_keys:
        yield f'ALTER TABLE "{table.name}" ADD CONSTRAINT "{name}" {definition}'


def _put_in(table: TableToCut, *, until: datetime) -> Iterator[str]:
    """What the table was as the first partition, which needs no look at its rows; and the one that
    takes what no other does."""
    yield (
        f'ALTER TABLE "{table.name}" ATTACH PARTITION "{table.before}"'
        f" FOR VALUES FROM (MINVALUE) TO ('{until.isoformat()}')"
    )
    yield f'CREATE TABLE "{table.name}_default" PARTITION OF "{table.name}" DEFAULT'
    yield f'ALTER TABLE "{table.before}" DROP CONSTRAINT "{table.until}"'
