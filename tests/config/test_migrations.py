"""Tests of the triggers that migrations create, and of adding columns beside them."""

import pytest
from django.db import connection, models

from responses.models import Case, CaseTie, OutboxMessage, Response, StageEvent
from survey.models import InstrumentVersion

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.every_database]
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


def triggers() -> set[str]:
    queries = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }
    with connection.cursor() as cursor:
        cursor.execute(queries[connection.vendor])
        return {name for (name,) in cursor.fetchall()}


class TestTriggers:
    def test_exist_after_all_migrations(self):
        assert triggers() == TRIGGERS

    @pytest.mark.parametrize(
        "model", [InstrumentVersion, Case, StageEvent, CaseTie, OutboxMessage, Response]
    )
    def test_stay_when_a_column_is_added_and_removed(self, model):
        column = models.CharField(max_length=9, default="")
        column.set_attributes_from_name("added_later")

        with connection.schema_editor() as editor:
            editor.add_field(model, column)
        assert triggers() == TRIGGERS
        with connection.schema_editor() as editor:
            editor.remove_field(model, column)
        assert triggers() == TRIGGERS
