from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, models

from access.partitions import rules


@dataclass(frozen=True)
class Partition:
    """From `lower` and before `upper`."""

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
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM survey_partitions() ORDER BY parent, upper_bound, partition")
        return [Partition(*row) for row in cursor.fetchall()]


def whole_before(model: type[models.Model], before: datetime) -> Sequence[Partition]:
    table = model._meta.db_table
    return [
        each
        for each in partitions()
        if each.table == table and each.upper is not None and each.upper <= before
    ]


def tables_without_months(at: datetime) -> Sequence[str]:
    """New rows go to the default partition."""
    by_table: dict[str, list[Partition]] = {}
    for each in partitions():
        by_table.setdefault(each.table, []).append(each)
    wanted = (at, rules.months_later(rules.month_start(at), 1))
    return [
        table
        for table, own in by_table.items()
        if not all(any(each.holds(moment) for each in own) for moment in wanted)
    ]
