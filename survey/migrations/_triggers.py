"""A trigger that keeps published instruments from being changed (docs/adr/0003)."""

from django.apps.registry import Apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLE = "survey_instrumentversion"
NAME = "instrument_version_frozen"
FROZEN = "code, version, revision, definition, languages, content_hash, effective_from"
MESSAGE = "What was published never changes: publish another revision."
CREATE = {
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


def create(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in CREATE[editor.connection.vendor]:
        editor.execute(statement)
