"""Opt-outs that another system passes on take effect at once (SAF-12)."""

import json
from dataclasses import replace

import pytest
import time_machine
from django.test import Client

from access.api_keys.scopes import KeyScope
from access.models import AuditEvent
from responses.models import Invitation
from responses.sms.delivery_states import MessageState
from responses.vault import contacts
from tests.api_keys import bearer, make_key
from tests.conftest import NOW
from tests.responses import asked

pytestmark = [pytest.mark.django_db, pytest.mark.safety]
URL = "/api/v1/opt-outs/"
CITY = "city-of-london"


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


def post(client, rows):
    return client.post(URL, data=json.dumps(rows), content_type="application/json")


def of(row):
    return {"force": CITY, "case_key": row.case_key}


class TestAnOptOut:
    @pytest.mark.parametrize("by_number", [False, True])
    def test_cancels_what_waits_and_ends_the_link(self, loader_client, by_number):
        row = asked.row(contact_mobile="+447700900321")
        [message] = asked.queued(row)

        response = post(loader_client, [{"mobile": "07700 900321"} if by_number else of(row)])

        assert response.status_code == 200
        assert response.json() == {"rows": [{"row": 1, "result": "stopped"}]}
        message.refresh_from_db()
        assert message.state == MessageState.CANCELLED
        assert Invitation.objects.get().opted_out_at == NOW
        assert contacts.is_opted_out(message.invitation.stage_event.case_id)

    def test_holds_for_the_person_in_their_other_cases(self, loader_client):
        row = asked.row(contact_mobile="+447700900321")
        other = replace(row, case_key="other", force="kent")
        [_case, elsewhere] = asked.load(row, other)

        post(loader_client, [of(row)])

        assert contacts.is_opted_out(elsewhere.pk)

    def test_of_a_case_that_is_not_loaded_yet_holds_when_it_comes(self, loader_client):
        row = asked.row()

        known, unknown = post(loader_client, [of(row)]), post(loader_client, [of(row)])
        [case] = asked.load(row)
        asked.decide()

        assert known.json() == unknown.json()
        assert asked.codes(case) == {"ST1": "OPTOUT"}

    def test_is_audited_without_the_number(self, loader_client, data_loader):
        post(loader_client, [{"mobile": "07700 900321"}])

        event = AuditEvent.objects.get(kind="contact.opted_out")
        assert event.actor_user == data_loader
        assert "900321" not in f"{event.details}{event.target}"

    def test_takes_effect_beside_one_that_cannot_be_read(self, loader_client):
        row = asked.row()
        [case] = asked.load(row)

        response = post(loader_client, [of(row), {"mobile": "not a number"}])

        assert response.status_code == 400
        assert [each["result"] for each in response.json()["rows"]] == ["stopped", "not_read"]
        assert contacts.is_opted_out(case.pk)


class TestRefusing:
    def test_says_the_same_of_another_force_as_of_none(self, loader_client):
        other = asked.row(force="kent")
        [case] = asked.load(other)

        found = post(loader_client, [{"force": "kent", "case_key": other.case_key}]).json()
        none = post(loader_client, [{"force": "atlantis", "case_key": other.case_key}]).json()

        assert found == none
        assert not contacts.is_opted_out(case.pk)

    @pytest.mark.parametrize(
        "row",
        [
            {}, 1, None, {"mobile": 7}, {"mobile": ""}, {"force": CITY},
            {"force": CITY, "case_key": ""}, {"force": CITY, "case_key": "a\0"},
            {"mobile": "07700900123", "force": CITY}, {"force": CITY, "case_key": "x" * 65},
        ],
    )  # fmt: skip
    def test_is_in_words(self, loader_client, row):
        response = post(loader_client, [row])

        assert response.status_code == 400
        assert response.json()["rows"][0]["reason"]

    def test_meets_a_key_that_is_for_cases(self, data_loader):
        system = Client(headers=bearer(make_key(data_loader, scopes=[KeyScope.CASES])))

        assert post(system, [{"mobile": "07700900123"}]).status_code == 403
