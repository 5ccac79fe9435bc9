"""Events, messages and ties say of which force their case is. The database writes it, so that a
page of a force counts by it and nothing that adds a row can leave it out."""

from importlib import import_module

import pytest
from django.apps import apps

from access.actor import Actor
from access.models import User
from responses.casework.actions import case_access
from responses.models import CaseTie, OutboxMessage, StageEvent
from tests.conftest import NOW
from tests.responses.asked import queued, row

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
filling = import_module("responses.migrations.0073_the_force_stands_on_what_is_counted")
MODELS = (StageEvent, OutboxMessage, CaseTie)


@pytest.fixture
def _of_two_forces(clock) -> None:
    """An event, a message and a tie in each."""
    lead = User.objects.create(email="lead@example.org")
    by = Actor.user(user_id=lead.pk, name="Lead")
    for message in queued(row(), row(force="kent")):
        case = message.invitation.stage_event.case
        case_access.bar(case=case, user=lead, role="", by=by, at=NOW)


def forces(model: type) -> list[str | None]:
    return sorted(model.objects.values_list("case_force", flat=True), key=str)


@pytest.mark.usefixtures("_of_two_forces")
class TestTheForceOfACase:
    @pytest.mark.parametrize("model", MODELS)
    def test_stands_on_each_row_that_is_added(self, model):
        assert forces(model) == ["city-of-london", "kent"]

    def test_is_filled_where_rows_stood_before(self, monkeypatch):
        """In batches; one that was broken off goes on."""
        monkeypatch.setattr(filling, "BATCH", 1)
        for model in MODELS:
            model.objects.filter(case_force="kent").update(case_force=None)

        filling.fill(apps, None)

        assert all(forces(model) == ["city-of-london", "kent"] for model in MODELS)
