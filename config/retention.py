"""The proof that what should be gone is gone: every table, its classes, how long it is kept, and
how many of its rows have been kept for longer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.apps import apps

from access import retention as access_retention
from analytics.retention import selectors as analytics_retention
from config import privacy
from responses.data_protection.selectors import retention


@dataclass(frozen=True)
class Standing:
    table: str
    classes: Sequence[str]
    kept: str
    held: int
    past_due: int | None
    """None where no date tells: it is kept for ever, or until somebody says so."""


def standings(at: datetime) -> list[Standing]:
    due = past_due(at)
    return [
        Standing(
            table=table.label,
            classes=[name for name in table.fields if name != "ordinary"] or ["ordinary"],
            kept=table.kept,
            held=apps.get_model(table.label)._default_manager.count(),
            past_due=due.get(table.label),
        )
        for table in privacy.register()
    ]


def past_due(at: datetime) -> Mapping[str, int]:
    """Of every table that is kept for a time: how many rows are past it."""
    return {
        **access_retention.past_due(at),
        **retention.past_due(at),
        **analytics_retention.past_due(at),
    }
