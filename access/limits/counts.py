"""One row for each limit, window and source, raised by one statement, so that simultaneous tries
all count. A source is a keyed hash that changes with the window. Writes outlive the caller's
rollback."""

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
    limit: Limit
    key: str
    ends_at: datetime

    @property
    def forget_at(self) -> datetime:
        return self.ends_at + (DAY if self.limit.tier is Tier.SERVICE else timedelta())


def counter(limit: Limit, source: str, *, at: datetime) -> Counter:
    seconds = int(limit.window.total_seconds())
    name = f"{limit.kind}:{limit.tier}:{seconds}:{limit.number_of_window(at)}:{source}"
    hashed = hmac.new(settings.SECRET_KEY.encode(), name.encode(), hashlib.sha256)
    return Counter(limit, hashed.hexdigest(), limit.end_of_window(at))


def read_counts(counters: Collection[Counter]) -> dict[Counter, int]:
    rows = TryCount.objects.filter(key__in=[each.key for each in counters])
    found = dict(rows.values_list("key", "count"))
    return {each: found.get(each.key, 0) for each in counters}


def add(added: Mapping[Counter, int]) -> dict[Counter, int]:
    """Return the counts. Raises RuntimeError inside a transaction."""
    by_key = {each.key: each for each in added}
    # In the order of keys, against deadlocks.
    counters = [by_key[key] for key in sorted(by_key)]
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL synchronous_commit TO OFF")
        cursor.execute(_upsert(len(counters)), _values(counters, added))
        return {by_key[key]: count for key, count in cursor.fetchall()}


def tell_once(told: Counter, *, at: datetime) -> bool:
    """Whether it was reached for the first time in its window."""
    rows = TryCount.objects.filter(key=told.key, told_at__isnull=True)
    return bool(rows.update(told_at=at))


def run_out(at: datetime) -> QuerySet[TryCount]:
    return TryCount.objects.filter(forget_at__lt=at)


def forget(*, at: datetime) -> int:
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
