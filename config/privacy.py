import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.apps import apps

from access import retention as access_retention
from access.destruction import presenters as destruction_presenters
from access.destruction import selectors as destruction
from analytics.retention import selectors as analytics_retention
from responses.case_files.columns import COLUMNS
from responses.data_protection.selectors import retention
from responses.models import Case
from responses.vault.contact_retention_check import overdue_contacts

REGISTER = Path(__file__).parent / "privacy.toml"
CLASSES: Mapping[str, str] = {
    "contact": "Reaches a person. Encrypted, in the vault only, read through one module.",
    "key": "A keyed hash or pseudonym that stands for a person or a case.",
    "sensitive": "About a victim, a crime or a characteristic. Pseudonymous; on no page by case.",
    "staff": "About a member of staff.",
    "ordinary": "About no person.",
}


@dataclass(frozen=True)
class TablePrivacy:
    label: str
    kept: str
    fields: Mapping[str, tuple[str, ...]]


def read_register(path: Path = REGISTER) -> Iterator[TablePrivacy]:
    for app, models in tomllib.loads(path.read_text(encoding="utf-8")).items():
        for model, entry in models.items():
            label = f"{app}.{model}"
            fields = {name: tuple(entry[name]) for name in CLASSES if name in entry}
            if label == Case._meta.label:
                # In the order of the model, with case-file columns that have no class.
                columns = {column.field for column in COLUMNS.values()}
                others = {
                    name for kind, names in fields.items() if kind != "sensitive" for name in names
                }
                sensitive = (columns - others) | {*fields["sensitive"]}
                fields["sensitive"] = tuple(
                    field.name for field in Case._meta.fields if field.name in sensitive
                )
            yield TablePrivacy(label=label, kept=entry["kept"], fields=fields)


def markdown() -> str:
    classes = "\n".join(f"- **{name}**: {meaning}" for name, meaning in CLASSES.items())
    tables = "\n\n".join(_section(table) for table in read_register())
    return (
        "# What is stored, how private it is, how long it is kept\n\n"
        "Made from config/privacy.toml by `./dev fix`. Not stored anywhere: names, addresses, "
        "accounts of what happened, anything about suspects. An uploaded file may have "
        "columns that are left unread, names among them: they stay in the encrypted file, as it "
        "was sent, until it is loaded or discarded, a day at most, and reach nothing else.\n\n"
        f"{classes}\n\n{tables}\n"
    )


def _section(table: TablePrivacy) -> str:
    rows = "\n".join(f"| {name} | {', '.join(fields)} |" for name, fields in table.fields.items())
    return f"## {table.label}\n\nKept: {table.kept}.\n\n| class | fields |\n| --- | --- |\n{rows}"


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
        for table in read_register()
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
