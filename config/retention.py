from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.apps import apps

from access import retention as access_retention
from access.destruction import presenters as destruction_presenters
from access.destruction import selectors as destruction
from analytics.retention import selectors as analytics_retention
from config import privacy
from responses.data_protection.selectors import retention
from responses.vault.contact_retention_check import overdue_contacts


@dataclass(frozen=True)
class TableRetention:
    table: str
    classes: Sequence[str]
    kept: str
    held: int
    past_due: int | None
    """Rows past their retention period; None if no date determines it."""


def retention_by_table(at: datetime) -> list[TableRetention]:
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


def list_stops() -> list[str]:
    """Reason by path."""
    return [
        f"{run.task}: {' '.join(destruction_presenters.reasons_of(run))}"
        for run in destruction.list_all_stopped()
    ]


def past_due(at: datetime) -> Mapping[str, int]:
    """By model label, for tables kept for a limited time."""
    return {
        **access_retention.past_due(at),
        **retention.past_due(at),
        **analytics_retention.past_due(at),
        "responses.Contact": sum(1 for _case in overdue_contacts(at)),
    }
