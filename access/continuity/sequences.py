"""Raises the sequences from which rows take their ids. A restored database must not give out an id
again that was given out before: links and withdrawal words are derived from ids."""

from collections.abc import Mapping

from django.apps import apps
from django.db import connection, models

MARGIN = 1_000_000
"""More rows than any table takes in between two notes of the highest ids in the journal. A
sequence has room for nine million million of such steps."""

APPS = ("access", "survey", "responses", "analytics")


def raise_all(*, at_least: Mapping[str, int]) -> None:
    """Raise every sequence by MARGIN; those of the models in `at_least` at least to MARGIN above
    the number there."""
    for app in APPS:
        for model in apps.get_app_config(app).get_models():
            if isinstance(model._meta.pk, models.AutoField):
                _raise(model, at_least=at_least.get(model._meta.label, 0))


def _raise(model: type[models.Model], *, at_least: int) -> None:
    table, column = model._meta.db_table, model._meta.pk.column  # type: ignore[union-attr]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            found = cursor.fetchone()
            wanted = max(found[0] if found else 0, at_least) + MARGIN
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
            cursor.execute(
                "INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, wanted]
            )
            return
        cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [f'"{table}"', column])
        [(sequence,)] = cursor.fetchall()
        cursor.execute(f"SELECT last_value FROM {sequence}")  # noqa: S608  the database named it
        [(last,)] = cursor.fetchall()
        cursor.execute("SELECT setval(%s, %s)", [sequence, max(last, at_least) + MARGIN])
