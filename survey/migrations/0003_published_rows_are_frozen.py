"""The database itself refuses to change what was published (docs/adr/0003). SQLite loses a trigger
when a later migration makes its table anew; a test says so."""

from typing import ClassVar

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLE = "survey_instrumentversion"
NAME = "instrument_version_frozen"
FROZEN = "code, version, revision, definition, languages, content_hash, effective_from"
MESSAGE = "What was published never changes: publish another revision."

FREEZE = {
    "sqlite": (
        f"CREATE TRIGGER {NAME} BEFORE UPDATE OF {FROZEN} ON {TABLE} "
        f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END",
    ),
    "postgresql": (
        f"CREATE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        f"CREATE TRIGGER {NAME} BEFORE UPDATE OF {FROZEN} ON {TABLE} "
        f"FOR EACH ROW EXECUTE FUNCTION {NAME}()",
    ),
}
THAW = {
    "sqlite": (f"DROP TRIGGER {NAME}",),
    "postgresql": (f"DROP TRIGGER {NAME} ON {TABLE}", f"DROP FUNCTION {NAME}()"),
}


def freeze(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in FREEZE[editor.connection.vendor]:
        editor.execute(statement)


def thaw(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in THAW[editor.connection.vendor]:
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("survey", "0002_drafts_and_two_people")]
    operations: ClassVar = [migrations.RunPython(freeze, thaw)]
