"""Smaller limits, so that a test reaches them by few tries."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from unittest.mock import patch

from access.limits import table
from access.limits.table import Kind, Tier


@contextmanager
def allowing(kind: Kind, most: int, *, tier: Tier = Tier.ADDRESS) -> Iterator[None]:
    changed = tuple(
        replace(limit, most=most) if (limit.kind, limit.tier) == (kind, tier) else limit
        for limit in table.LIMITS
    )
    assert changed != table.LIMITS, f"{kind} has no limit of {tier}"
    with patch.object(table, "LIMITS", changed):
        yield
