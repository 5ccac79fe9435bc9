"""The store of the counts: one row for each limit, window and source, raised by one statement, so
that tries made at the same moment all count, on SQLite and PostgreSQL alike.

A source (an address, an account) is stored only as a keyed hash that changes with the window, so
that nobody can be followed through the day. Each write is a transaction of its own, which the
caller's rollback does not undo."""

import hashlib
import hmac
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet

from access.limits.table import DAY, Limit, Tier
from access.models import TryCount


@dataclass(frozen=True)
class Counter:
    """What counts one limit's failures from one source in one window: a row of TryCount."""

    limit: Limit
    key: str
    ends_at: datetime

    @property
    def forget_at(self) -> datetime:
        """A day later for the whole service, which tells of nobody: operations pages show it."""
        return self.ends_at + (DAY if self.limit.tier is Tier.SERVICE else timedelta())


def counter(limit: Limit, source: str, *, at: datetime) -> Counter:
    seconds = int(limit.window.total_seconds())
    name = f"{limit.kind}:{limit.tier}:{seconds}:{limit.number_of_window(at)}:{source}"
    hashed = hmac.new(settings.SECRET_KEY.encode(), name.encode(), hashlib.sha256)
    return Counter(limit, hashed.hexdigest(), limit.end_of_window(at))


def read(counters: Collection[Counter]) -> dict[Counter, int]:
    """How many failed so far, by counter: one query."""
    rows = TryCount.objects.filter(key__in=[each.key for each in counters])
    found = dict(rows.values_list("key", "count"))
    return {each: found.get(each.key, 0) for each in counters}


def add(added: Mapping[Counter, int]) -> dict[Counter, int]:
    """Add to the counts, and return what they are now: one statement. A count may lack the last
    moments before a crash of PostgreSQL, so that nobody waits for its disk. Raises RuntimeError
    inside another transaction."""
    by_key = {each.key: each for each in added}
    # In the order of their keys, so that two writers never wait for each other's rows.
    counters = [by_key[key] for key in sorted(by_key)]
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL synchronous_commit TO OFF")
        cursor.execute(_upsert(len(counters)), _values(counters, added))
        return {by_key[key]: count for key, count in cursor.fetchall()}


def tell_once(told: Counter, *, at: datetime) -> bool:
    """Note that a limit was reached. Returns whether this is the first time in its window."""
    rows = TryCount.objects.filter(key=told.key, told_at__isnull=True)
    return bool(rows.update(told_at=at))


def run_out(at: datetime) -> QuerySet[TryCount]:
    """Counts whose window is over."""
    return TryCount.objects.filter(forget_at__lt=at)


def forget(*, at: datetime) -> int:
    """Delete the counts of windows that are over. Returns how many."""
    deleted, _by_model = run_out(at).delete()
    return deleted


def _upsert(rows: int) -> str:
    table = connection.ops.quote_name(TryCount._meta.db_table)
    values = ", ".join(["(%s, %s, %s, %s, %s)"] * rows)
    return (
        f'INSERT INTO {table} AS held ("key", kind, tier, "count", forget_at) VALUES {values} '  # noqa: S608
        'ON CONFLICT ("key") DO UPDATE SET "count" = held."count" + excluded."count" '
        'RETURNING "key", "count"'
    )


def _values(counters: Collection[Counter], added: Mapping[Counter, int]) -> list[Any]:
    adapted = connection.ops.adapt_datetimefield_value
    return [
        value
        for each in counters
        for value in (
            each.key, each.limit.kind.value, each.limit.tier.value, added[each],
            adapted(each.forget_at),
        )
    ]  # fmt: skip
