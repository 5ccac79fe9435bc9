"""Triggers: the force of a case is copied to its rows, a case keeps its force, and changed responses
are noted for the count of where people stop."""

from collections.abc import Iterator

from django.apps.registry import Apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

FORCE_OF_CASE = "SELECT force_id FROM responses_case WHERE id = NEW.case_id"
FORCE_OF_INVITATION = (
    "SELECT responses_stageevent.case_force_id FROM responses_stageevent"
    " JOIN responses_invitation ON stage_event_id = responses_stageevent.id"
    " WHERE responses_invitation.id = NEW.invitation_id"
)
FORCE_COPIES = {
    "responses_stageevent": ("stage_event_force", "case_id", FORCE_OF_CASE),
    "responses_casetie": ("case_tie_force", "case_id", FORCE_OF_CASE),
    "responses_outboxmessage": ("outbox_message_force", "invitation_id", FORCE_OF_INVITATION),
}
"""By table: the trigger, the column that leads to the case, and the query for its force."""

CASE_KEEPS_FORCE = "case_force_stays"
REFUSED = "a case never changes its force"

STOPS = "response_stops"
EDITED = (
    "UPDATE OF answers, completed_at, withdrawn_at, more_choice, instrument_id, language, device"
)
NOTE = "INSERT INTO responses_breakoffchange (response_id) VALUES ({row}.id);"
FORGET = "UPDATE responses_countedwalk SET response_id = NULL WHERE response_id = {row}.id;"
STOP_EVENTS = {
    "added": ("INSERT", "NEW", "", NOTE),
    "edited": (EDITED, "NEW", "", NOTE),
    "withdrawn": ("UPDATE OF withdrawn_at", "NEW", "WHEN (NEW.withdrawn_at IS NOT NULL)", FORGET),
    "erased": ("DELETE", "OLD", "", FORGET),
}
"""By name: the event, the row it concerns, the condition, and the statement."""


def create(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    is_sqlite = editor.connection.vendor == "sqlite"
    for statement in _on_sqlite() if is_sqlite else _on_postgresql():
        editor.execute(statement)


def _on_sqlite() -> Iterator[str]:
    for table, (trigger, parent, force) in FORCE_COPIES.items():
        columns = f"{parent}, case_force_id"
        for name, when in ((trigger, "INSERT"), (f"{trigger}_kept", f"UPDATE OF {columns}")):
            yield (
                f"CREATE TRIGGER {name} AFTER {when} ON {table} "
                f"WHEN NEW.case_force_id IS NOT ({force}) "
                f"BEGIN UPDATE {table} SET case_force_id = ({force}) WHERE id = NEW.id; END"
            )
    yield (
        f"CREATE TRIGGER {CASE_KEEPS_FORCE} BEFORE UPDATE OF force_id ON responses_case "
        f"WHEN NEW.force_id IS NOT OLD.force_id BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
    )
    for what, (event, row, when, does) in STOP_EVENTS.items():
        yield (
            f"CREATE TRIGGER {STOPS}_{what} AFTER {event} ON responses_response {when} "
            f"BEGIN {does.format(row=row)} END"
        )


def _on_postgresql() -> Iterator[str]:
    """A given force stays where the case is missing, as while a copy is restored."""
    for table, (trigger, parent, force) in FORCE_COPIES.items():
        yield (
            f"CREATE FUNCTION {trigger}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN NEW.case_force_id := COALESCE(({force}), NEW.case_force_id); "
            "RETURN NEW; END $$"
        )
        yield (
            f"CREATE TRIGGER {trigger} BEFORE INSERT OR UPDATE OF {parent}, case_force_id "
            f"ON {table} FOR EACH ROW EXECUTE FUNCTION {trigger}()"
        )
    yield (
        f"CREATE FUNCTION {CASE_KEEPS_FORCE}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSED}'; END $$"
    )
    yield (
        f"CREATE TRIGGER {CASE_KEEPS_FORCE} BEFORE UPDATE OF force_id ON responses_case "
        "FOR EACH ROW WHEN (NEW.force_id IS DISTINCT FROM OLD.force_id) "
        f"EXECUTE FUNCTION {CASE_KEEPS_FORCE}()"
    )
    for what, (event, row, when, does) in STOP_EVENTS.items():
        yield (
            f"CREATE FUNCTION {STOPS}_{what}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {does.format(row=row)} RETURN NULL; END $$"
        )
        yield (
            f"CREATE TRIGGER {STOPS}_{what} AFTER {event} ON responses_response "
            f"FOR EACH ROW {when} EXECUTE FUNCTION {STOPS}_{what}()"
        )
