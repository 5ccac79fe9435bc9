"""Events, messages and ties say of which force they are, so that a force's are found without its
cases. The database writes it, whichever release adds the row."""

from collections.abc import Iterator
from typing import ClassVar

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F, Max, Min, OuterRef, QuerySet, Subquery

BATCH = 10_000
OF_CASE = "SELECT force_id FROM responses_case WHERE id = NEW.case_id"
OF_INVITATION = (
    "SELECT responses_stageevent.case_force_id FROM responses_stageevent"
    " JOIN responses_invitation ON stage_event_id = responses_stageevent.id"
    " WHERE responses_invitation.id = NEW.invitation_id"
)
TABLES = {
    "responses_stageevent": ("stage_event_force", OF_CASE),
    "responses_casetie": ("case_tie_force", OF_CASE),
    "responses_outboxmessage": ("outbox_message_force", OF_INVITATION),
}
"""By table, the trigger's name and what it reads."""


def stand(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Make the triggers, also where SQLite lost them when it made a table anew."""
    for table, (trigger, force) in TABLES.items():
        for statement in (
            _on_sqlite if editor.connection.vendor == "sqlite" else _on_postgresql
        )(table, trigger, force):
            editor.execute(statement)


def _on_sqlite(table: str, trigger: str, force: str) -> Iterator[str]:
    yield f"DROP TRIGGER IF EXISTS {trigger}"
    yield (
        f"CREATE TRIGGER {trigger} AFTER INSERT ON {table} WHEN NEW.case_force_id IS NULL "
        f"BEGIN UPDATE {table} SET case_force_id = ({force}) WHERE id = NEW.id; END"
    )


def _on_postgresql(table: str, trigger: str, force: str) -> Iterator[str]:
    yield (
        f"CREATE OR REPLACE FUNCTION {trigger}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN NEW.case_force_id := ({force}); RETURN NEW; END $$"
    )
    yield f"DROP TRIGGER IF EXISTS {trigger} ON {table}"
    yield (
        f"CREATE TRIGGER {trigger} BEFORE INSERT ON {table} FOR EACH ROW "
        f"WHEN (NEW.case_force_id IS NULL) EXECUTE FUNCTION {trigger}()"
    )


def fall(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    for table, (trigger, _force) in TABLES.items():
        if editor.connection.vendor == "sqlite":
            editor.execute(f"DROP TRIGGER IF EXISTS {trigger}")
            continue
        editor.execute(f"DROP TRIGGER IF EXISTS {trigger} ON {table}")
        editor.execute(f"DROP FUNCTION IF EXISTS {trigger}()")


def fill(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """What stood before, in batches that are kept one by one: what is broken off goes on where it
    was. Messages after events, of which theirs is read."""
    case = apps.get_model("responses", "Case").objects.filter(pk=OuterRef("case"))
    event = apps.get_model("responses", "StageEvent").objects
    for model, force in (
        ("StageEvent", case.values("force")),
        ("CaseTie", case.values("force")),
        (
            "OutboxMessage",
            event.filter(invitation=OuterRef("invitation")).values(told=F("case_force")),
        ),
    ):
        rows = apps.get_model("responses", model).objects
        for batch in _batches(rows.all()):
            batch.filter(case_force__isnull=True).update(case_force=Subquery(force))


def _batches(rows: QuerySet) -> Iterator[QuerySet]:
    bounds = rows.aggregate(first=Min("pk"), last=Max("pk"))
    if bounds["first"] is None:
        return
    for start in range(bounds["first"], bounds["last"] + 1, BATCH):
        yield rows.filter(pk__gte=start, pk__lt=start + BATCH)


def _force() -> models.ForeignKey:
    return models.ForeignKey(
        db_constraint=False,
        db_index=False,
        editable=False,
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="access.force",
    )


class Migration(migrations.Migration):
    atomic = False  # Each batch is kept, and nothing is locked for longer than one.

    dependencies: ClassVar = [
        ("access", "0035_the_audit_trail_is_cut_into_months"),
        ("responses", "0072_what_waits_and_what_is_over_has_indexes"),
    ]

    operations: ClassVar = [
        *(
            migrations.AddField(model_name=model, name="case_force", field=_force())
            for model in ("stageevent", "casetie", "outboxmessage")
        ),
        migrations.RunPython(stand, fall),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
