"""Reads which partitions there are. SQLite has none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, models

from access.partitions import rules


@dataclass(frozen=True)
class Partition:
    """Some rows of a table: those from `lower` and before `upper`. No lower bound is from the
    first. The one that takes what no other does has neither."""

    table: str
    name: str
    lower: datetime | None
    upper: datetime | None

    def holds(self, at: datetime) -> bool:
        return (
            self.upper is not None
            and (self.lower is None or self.lower <= at)
            and (at < self.upper)
        )


def partitions() -> Sequence[Partition]:
    """The partitions of all tables, by table, the oldest first."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM survey_partitions() ORDER BY parent, upper_bound, partition")
        return [Partition(*row) for row in cursor.fetchall()]


def whole_before(model: type[models.Model], before: datetime) -> Sequence[Partition]:
    """Those of a table in which no row can be newer than that."""
    table = model._meta.db_table
    return [
        each
        for each in partitions()
        if each.table == table and each.upper is not None and each.upper <= before
    ]


def tables_without_months(at: datetime) -> Sequence[str]:
    """Tables that have no partition for this month or for the next: what comes then lies in the
    default partition."""
    by_table: dict[str, list[Partition]] = {}
    for each in partitions():
        by_table.setdefault(each.table, []).append(each)
    wanted = (at, rules.months_later(rules.month_start(at), 1))
    return [
        table
        for table, own in by_table.items()
        if not all(any(each.holds(moment) for each in own) for moment in wanted)
    ]
