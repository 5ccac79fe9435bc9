"""Whatever writes, edits or destroys a response tells figures, in the same transaction and without
a question more to the database: an action that had to remember would one day forget. SQLite loses
triggers when a later migration makes their table anew; a test says so."""

from typing import ClassVar

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLE, NEWS = "responses_response", "responses_responsechange"
NAME = "response_tells"
EVENTS = {
    "added": ("INSERT", "NEW"),
    "edited": ("UPDATE OF answers, completed_at, withdrawn_at, mode, instrument_id", "NEW"),
    "erased": ("DELETE", "OLD"),
}

TELL = {
    "sqlite": tuple(
        f"CREATE TRIGGER {NAME}_{what} AFTER {event} ON {TABLE} "
        f"BEGIN INSERT INTO {NEWS} (response_id) VALUES ({row}.id); END"
        for what, (event, row) in EVENTS.items()
    ),
    "postgresql": (
        f"CREATE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"INSERT INTO {NEWS} (response_id) VALUES (COALESCE(NEW.id, OLD.id)); "
        f"RETURN NULL; END $$",
        *(
            f"CREATE TRIGGER {NAME}_{what} AFTER {event} ON {TABLE} "
            f"FOR EACH ROW EXECUTE FUNCTION {NAME}()"
            for what, (event, _row) in EVENTS.items()
        ),
    ),
}
HUSH = {
    "sqlite": tuple(f"DROP TRIGGER {NAME}_{what}" for what in EVENTS),
    "postgresql": (
        *(f"DROP TRIGGER {NAME}_{what} ON {TABLE}" for what in EVENTS),
        f"DROP FUNCTION {NAME}()",
    ),
}


def tell(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in TELL[editor.connection.vendor]:
        editor.execute(statement)


def hush(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in HUSH[editor.connection.vendor]:
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("responses", "0010_forces_may_have_accounts_of_their_own")]
    operations: ClassVar = [migrations.RunPython(tell, hush)]
