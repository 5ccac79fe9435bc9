"""Whether rows are deleted in time: for every table, how long it is kept and how many of its rows
have been kept for longer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.apps import apps

from access import retention as access_retention
from analytics.retention import selectors as analytics_retention
from config import privacy
from responses.data_protection.selectors import retention


@dataclass(frozen=True)
class TableRetention:
    """`classes` are the table's privacy classes, `kept` is how long in words, `held` its number of
    rows."""

    table: str
    classes: Sequence[str]
    kept: str
    held: int
    past_due: int | None
    """How many rows are past their time; None where no date says when that is."""


def retention_by_table(at: datetime) -> list[TableRetention]:
    """The retention of every table of the privacy register, in its order."""
    due = past_due(at)
    return [
        TableRetention(
            table=table.label,
            classes=[name for name in table.fields if name != "ordinary"] or ["ordinary"],
            kept=table.kept,
            held=apps.get_model(table.label)._default_manager.count(),
            past_due=due.get(table.label),
        )
        for table in privacy.read_register()
    ]


def past_due(at: datetime) -> Mapping[str, int]:
    """By model label, how many rows are past their time, for every table kept for a limited one."""
    return {
        **access_retention.past_due(at),
        **retention.past_due(at),
        **analytics_retention.past_due(at),
    }
