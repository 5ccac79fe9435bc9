"""The rows that stand in the database before every test, and stand there again after a test that
commits, which would otherwise leave it empty."""

import sqlite3

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model
from django.test import TransactionTestCase

_flush = TransactionTestCase._fixture_teardown
_rows: dict[type[Model], list[Model]] = {}
_copies: list[sqlite3.Connection] = []


def keep() -> None:
    """Remember what stands now. SQLite copies a database whole in a hundredth of a second."""
    if connection.vendor == "sqlite":
        copy = sqlite3.connect(":memory:")
        connection.ensure_connection()
        connection.connection.backup(copy)
        _copies[:] = [copy]
    else:
        _rows.update({model: list(model._base_manager.all()) for model in apps.get_models()})
    TransactionTestCase._fixture_teardown = _put_back


def _put_back(test: TransactionTestCase) -> None:
    if _copies:
        connection.ensure_connection()
        _copies[0].backup(connection.connection)
    else:
        _flush(test)
        _enter()


@transaction.atomic
def _enter() -> None:
    """What Django makes itself after a flush, such as permissions, is there already."""
    for model, rows in _rows.items():
        if rows and not model._base_manager.exists():
            model._base_manager.bulk_create(rows)
