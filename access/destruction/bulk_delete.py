"""Deletes and changes many rows in batches, each in a short transaction of its own.

What is locked by somebody else is left for the next run, so a batch neither waits for a person's
save nor makes one wait for longer than a batch. A run that is broken off has done whole batches."""

from collections.abc import Iterator
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

BATCH = 1_000
PAGE = 50_000
"""Keys that are held in memory at once."""


def delete_in_batches(due: QuerySet, *, size: int = BATCH) -> int:
    """Delete the rows of a query with all that belongs to them. Each batch asks the query again in
    its transaction, so a row that stopped matching since it was read stays. Returns how many rows
    of the query were deleted, without those of other tables."""
    deleted = 0
    for keys in key_batches(due, size=size):
        with transaction.atomic():
            rows = due.model._default_manager.filter(pk__in=lock_free(due.filter(pk__in=keys)))
            deleted += rows.delete()[1].get(due.model._meta.label, 0)
    return deleted


def update_in_batches(due: QuerySet, *, size: int = BATCH, **changes: Any) -> int:
    """Change the rows of a query in the same way. Returns how many were changed."""
    changed = 0
    for keys in key_batches(due, size=size):
        with transaction.atomic():
            rows = due.model._default_manager.filter(pk__in=lock_free(due.filter(pk__in=keys)))
            changed += rows.update(**changes)
    return changed


def key_batches(due: QuerySet, *, key: str = "pk", size: int = BATCH) -> Iterator[list[Any]]:
    """The values of a unique column of a query in ascending order, in lists of at most `size`. They
    are read by the PAGE, outside any transaction of their own: an anti-join is planned for all the
    rows of its tables, however few are asked for."""
    ordered = due.order_by(key).values_list(key, flat=True)
    page = list(ordered[:PAGE])
    while page:
        for start in range(0, len(page), size):
            yield page[start : start + size]
        is_full = len(page) == PAGE
        page = list(ordered.filter(**{f"{key}__gt": page[-1]})[:PAGE]) if is_full else []


def lock_free(rows: QuerySet) -> list[Any]:
    """Lock the rows of a query that nobody else has locked, until the transaction ends, and return
    their keys. SQLite has one writer at a time and no locks of rows."""
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True, of=("self",))
    return [row.pk for row in rows.only("pk")]
