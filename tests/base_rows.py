"""The rows that stand in the database before every test, and stand there again after a test that
commits, which would otherwise leave it empty."""

import sqlite3
from collections.abc import Callable

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model
from django.test import TransactionTestCase

from access import process_cache

_rows: dict[type[Model], list[Model]] = {}
_copies: list[sqlite3.Connection] = []
_filled: dict[Callable[[], None], sqlite3.Connection] = {}


def keep() -> None:
    if connection.vendor == "sqlite":
        _copies[:] = [_copy()]
    else:
        _rows.update({model: list(model._base_manager.all()) for model in apps.get_models()})
    TransactionTestCase._fixture_teardown = _put_back


def fill_once(fill: Callable[[], None]) -> None:
    if fill in _filled:
        _replace_by(_filled[fill])
        return
    fill()
    if connection.vendor == "sqlite":
        _filled[fill] = _copy()


def _copy() -> sqlite3.Connection:
    copy = sqlite3.connect(":memory:")
    connection.ensure_connection()
    connection.connection.backup(copy)
    return copy


def _replace_by(copy: sqlite3.Connection) -> None:
    connection.ensure_connection()
    copy.backup(connection.connection)
    process_cache.clear()


def _put_back(_test: TransactionTestCase) -> None:
    if _copies:
        _replace_by(_copies[0])
    else:
        _empty()
        _enter()


@transaction.atomic
def _empty() -> None:
    quoted = map(connection.ops.quote_name, connection.introspection.django_table_names())
    asked = (f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {table})" for table in quoted)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(" UNION ALL ".join(asked))
        for (table,) in cursor.fetchall():
            cursor.execute(f"DELETE FROM {table}")


@transaction.atomic
def _enter() -> None:
    for model, rows in _rows.items():
        model._base_manager.bulk_create(rows)
