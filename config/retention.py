"""Whether rows are deleted in time: for every table, how long it is kept and how many of its rows
have been kept for longer."""

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
from responses.vault.promise import overdue_contacts


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


def list_stops() -> list[str]:
    """The daily tasks that stopped before they destroyed anything, each by its path with the
    reason."""
    return [
        f"{run.task}: {' '.join(destruction_presenters.reasons_of(run))}"
        for run in destruction.list_all_stopped()
    ]


def past_due(at: datetime) -> Mapping[str, int]:
    """By model label, how many rows are past their time, for every table kept for a limited one.
    Contacts are judged by a reading written apart from what destroys them, which gives the decision
    and the nightly run a day each; the other tables by the condition that destroys them."""
    return {
        **access_retention.past_due(at),
        **retention.past_due(at),
        **analytics_retention.past_due(at),
        "responses.Contact": sum(1 for _case in overdue_contacts(at)),
    }
