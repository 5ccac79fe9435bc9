from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

from responses.models import Case, CaseTie, OutboxMessage, Response, StageEvent
from survey.models import InstrumentVersion
from tests import tables

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
EVENTS = ("", "_kept") if connection.vendor == "sqlite" else ("",)
TRIGGERS = {
    "instrument_version_frozen",
    "case_force_stays",
    *(
        f"{what}_force{when}"
        for what in ("stage_event", "case_tie", "outbox_message")
        for when in EVENTS
    ),
    *(f"response_stops_{what}" for what in ("added", "edited", "withdrawn", "erased")),
}


@pytest.fixture
def database(tmp_path: Path) -> Iterator[BaseDatabaseWrapper]:
    if connection.vendor != "sqlite":
        yield connection
        return
    path = tmp_path / "copy.sqlite3"
    assert tables.copy_to(path)
    other = connection.copy(alias="other")
    other.settings_dict = {**connection.settings_dict, "NAME": str(path)}
    connections["other"] = other
    yield other
    other.close()
    del connections["other"]


def triggers(database: BaseDatabaseWrapper) -> set[str]:
    queries = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }
    with database.cursor() as cursor:
        cursor.execute(queries[database.vendor])
        return {name for (name,) in cursor.fetchall()}


class TestTriggers:
    def test_exist_after_all_migrations(self):
        assert triggers(connection) == TRIGGERS

    @pytest.mark.parametrize(
        "model", [InstrumentVersion, Case, StageEvent, CaseTie, OutboxMessage, Response]
    )
    def test_stay_when_a_column_is_added_and_removed(self, model, database):
        column = models.CharField(max_length=9, default="")
        column.set_attributes_from_name("added_later")

        with database.schema_editor() as editor:
            editor.add_field(model, column)
        assert triggers(database) == TRIGGERS
        with database.schema_editor() as editor:
            editor.remove_field(model, column)
        assert triggers(database) == TRIGGERS
