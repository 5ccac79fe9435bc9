"""Unique indexes stay: they enforce constraints."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import connection
from django.db.models import Model

OF_SQLITE = (
    "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s AND sql IS NOT NULL"
)
OF_POSTGRES = (
    "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema()"
    " AND tablename = %s AND indexname NOT IN (SELECT conname FROM pg_constraint)"
)
SORTING_THREADS = 2
TEMPORARY = "temp"
# Unique indexes stay: they enforce constraints.
UNIQUE = "CREATE UNIQUE"


@contextmanager
def notes_in_memory() -> Iterator[None]:
    _keep_notes_in("MEMORY")
    try:
        yield
    finally:
        _keep_notes_in("DEFAULT")


def _keep_notes_in(place: str) -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA database_list")
            if TEMPORARY not in [name for _, name, _ in cursor.fetchall()]:
                cursor.execute(f"PRAGMA temp_store = {place}")


def _sort_in_threads(number: int) -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA threads = {number}")


@contextmanager
def made_afterwards(models: Sequence[type[Model]]) -> Iterator[None]:
    """Create them again at the end."""
    _settle_references()
    with connection.cursor() as cursor:
        found = [index for model in models for index in _indexes(model)]
        for name, _ in found:
            cursor.execute(f"DROP INDEX {connection.ops.quote_name(name)}")
    yield
    _settle_references()
    # The second process has finished, so there are threads to sort with.
    _keep_notes_in("DEFAULT")
    _sort_in_threads(SORTING_THREADS)
    with connection.cursor() as cursor:
        for _, statement in found:
            cursor.execute(statement)
    _sort_in_threads(0)


def _settle_references() -> None:
    if connection.vendor == "postgresql":
        connection.check_constraints()


def _indexes(model: type[Model]) -> list[tuple[str, str]]:
    statement = OF_POSTGRES if connection.vendor == "postgresql" else OF_SQLITE
    with connection.cursor() as cursor:
        cursor.execute(statement, [model._meta.db_table])
        return [(name, made) for name, made in cursor.fetchall() if not made.startswith(UNIQUE)]
