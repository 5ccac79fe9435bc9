"""An import says when a run of decisions first saw it: those that stand marked are seen by the next
run, and of the others every case was found decided. And the force that rows say is that of their
case whoever writes them: it was written where none was given alone. A case stays with its force."""

from collections.abc import Iterator
from importlib import import_module
from typing import ClassVar

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

before = import_module("responses.migrations.0073_the_force_stands_on_what_is_counted")
PARENT = {"responses_outboxmessage": "invitation_id"}
STAYS = "case_force_stays"
REFUSED = "a case never changes its force"


def stand(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Make the triggers, also where SQLite lost them when it made a table anew."""
    is_sqlite = editor.connection.vendor == "sqlite"
    for table, (trigger, force) in before.TABLES.items():
        for statement in (_on_sqlite if is_sqlite else _on_postgresql)(table, trigger, force):
            editor.execute(statement)
    for statement in _stays_on_sqlite() if is_sqlite else _stays_on_postgresql():
        editor.execute(statement)


def _on_sqlite(table: str, trigger: str, force: str) -> Iterator[str]:
    columns = f"{PARENT.get(table, 'case_id')}, case_force_id"
    for name, when in ((trigger, "INSERT"), (f"{trigger}_kept", f"UPDATE OF {columns}")):
        yield f"DROP TRIGGER IF EXISTS {name}"
        yield (
            f"CREATE TRIGGER {name} AFTER {when} ON {table} "
            f"WHEN NEW.case_force_id IS NOT ({force}) "
            f"BEGIN UPDATE {table} SET case_force_id = ({force}) WHERE id = NEW.id; END"
        )


def _on_postgresql(table: str, trigger: str, force: str) -> Iterator[str]:
    """What is given stands where the case is not there yet, as while a copy is restored."""
    columns = f"{PARENT.get(table, 'case_id')}, case_force_id"
    yield (
        f"CREATE OR REPLACE FUNCTION {trigger}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN NEW.case_force_id := COALESCE(({force}), NEW.case_force_id); "
        "RETURN NEW; END $$"
    )
    yield f"DROP TRIGGER IF EXISTS {trigger} ON {table}"
    yield (
        f"CREATE TRIGGER {trigger} BEFORE INSERT OR UPDATE OF {columns} ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {trigger}()"
    )


def _stays_on_sqlite() -> Iterator[str]:
    yield f"DROP TRIGGER IF EXISTS {STAYS}"
    yield (
        f"CREATE TRIGGER {STAYS} BEFORE UPDATE OF force_id ON responses_case "
        f"WHEN NEW.force_id IS NOT OLD.force_id BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
    )


def _stays_on_postgresql() -> Iterator[str]:
    yield (
        f"CREATE OR REPLACE FUNCTION {STAYS}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSED}'; END $$"
    )
    yield f"DROP TRIGGER IF EXISTS {STAYS} ON responses_case"
    yield (
        f"CREATE TRIGGER {STAYS} BEFORE UPDATE OF force_id ON responses_case FOR EACH ROW "
        f"WHEN (NEW.force_id IS DISTINCT FROM OLD.force_id) EXECUTE FUNCTION {STAYS}()"
    )


def fall(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """The triggers of before stand again."""
    if editor.connection.vendor == "sqlite":
        for trigger, _force in before.TABLES.values():
            editor.execute(f"DROP TRIGGER IF EXISTS {trigger}_kept")
        editor.execute(f"DROP TRIGGER IF EXISTS {STAYS}")
    else:
        editor.execute(f"DROP TRIGGER IF EXISTS {STAYS} ON responses_case")
        editor.execute(f"DROP FUNCTION IF EXISTS {STAYS}()")
    before.stand(apps, editor)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("responses", "0074_pages_read_what_they_count")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="import",
            name="first_read_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.RunPython(stand, fall),
    ]
