"""Rows that another transaction has locked wait for the next run."""

from collections.abc import Iterator
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

BATCH = 1_000
PAGE = 50_000
"""Keys held in memory at once."""


def delete_in_batches(due: QuerySet, *, size: int = BATCH) -> int:
    deleted = 0
    for keys in key_batches(due, size=size):
        with transaction.atomic():
            rows = due.model._default_manager.filter(pk__in=lock_free(due.filter(pk__in=keys)))
            deleted += rows.delete()[1].get(due.model._meta.label, 0)
    return deleted


def update_in_batches(due: QuerySet, *, size: int = BATCH, **changes: Any) -> int:
    changed = 0
    for keys in key_batches(due, size=size):
        with transaction.atomic():
            rows = due.model._default_manager.filter(pk__in=lock_free(due.filter(pk__in=keys)))
            changed += rows.update(**changes)
    return changed


def key_batches(due: QuerySet, *, key: str = "pk", size: int = BATCH) -> Iterator[list[Any]]:
    """A unique column in ascending order."""
    ordered = due.order_by(key).values_list(key, flat=True)
    page = list(ordered[:PAGE])
    while page:
        for start in range(0, len(page), size):
            yield page[start : start + size]
        is_full = len(page) == PAGE
        page = list(ordered.filter(**{f"{key}__gt": page[-1]})[:PAGE]) if is_full else []


def lock_free(rows: QuerySet) -> list[Any]:
    """Return the keys of rows nobody else has locked. SQLite has no row locks."""
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True, of=("self",))
    return [row.pk for row in rows.only("pk")]
