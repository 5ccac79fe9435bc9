import json

import pytest
import time_machine

from access.models import AuditEvent
from responses.vault import safe_contact
from tests.conftest import NOW
from tests.responses.asked import WORD_HASH, codes, decide, load, row

pytestmark = pytest.mark.django_db
URL = "/api/v1/safe-contact/"
CITY = "city-of-london"


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


def agreed(case, **changes):
    told = {
        "force": CITY, "case_key": case.case_key, "is_number_safe": True, "channel": "sms",
        "start": "10:00", "end": "16:00", "days": [0, 2], "until": "2026-12-24",
        "word_hash": WORD_HASH,
    }  # fmt: skip
    return told | changes


def post(client, told):
    return client.post(URL, data=json.dumps(told), content_type="application/json")


@pytest.fixture
def sensitive():
    [case] = load(row(flags={}))
    return case


class TestKeeping:
    def test_is_what_the_page_keeps_in_the_officers_name(
        self, officer_client, safe_contact_officer, sensitive
    ):
        decide()
        assert codes(sensitive) == {"ST1": "NOSAFE"}

        response = post(officer_client, agreed(sensitive))

        assert (response.status_code, response.json()) == (200, {"result": "kept"})
        record = safe_contact.read(sensitive.pk)
        assert (record.channel, record.days, record.has_word) == ("sms", "02", True)
        assert record.confirmed_by == str(safe_contact_officer)
        assert AuditEvent.objects.get(kind="safe_contact.confirmed").actor_user == (
            safe_contact_officer
        )
        assert codes(sensitive) == {"ST1": "PENDING"}

    @pytest.mark.slow
    def test_of_an_unsafe_number_waits_for_a_second_person(self, officer_client, second_officer):
        from django.test import Client

        [case] = load(row(flags={}, number_safe="no"))

        first = post(officer_client, agreed(case))
        again = post(officer_client, agreed(case))
        assert (first.json(), again.json()) == ({"result": "waits"}, {"result": "waits"})

        other = Client()
        other.force_login(second_officer)
        assert post(other, agreed(case)).json() == {"result": "kept"}


class TestRefusing:
    def test_gives_one_answer_for_another_force_and_no_case(self, officer_client, sensitive):
        [other] = load(row(flags={}, force="kent"))

        elsewhere = post(officer_client, agreed(other, force="kent"))
        none = post(officer_client, agreed(sensitive, case_key="nobody"))

        assert (elsewhere.status_code, none.status_code) == (404, 404)
        assert elsewhere.json() == none.json()

    @pytest.mark.slow
    def test_slows_down_who_tries_keys(self, officer_client, sensitive):
        answers = [
            post(officer_client, agreed(sensitive, case_key=f"k{n}")).status_code for n in range(11)
        ]

        assert answers == [404] * 10 + [429]

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"channel": "pigeon"}, "channel"),
            ({"until": "2027-12-24"}, "until"),
            ({"until": "2026-11-15"}, "until"),
            ({"days": [6]}, "days"),
            ({"start": "20:00", "end": "21:00"}, "start"),
            ({"word_hash": "heron"}, "word_hash"),
            ({"word": "heron"}, "word"),
            ({"case_key": "a\0b"}, "case_key"),
        ],
    )
    def test_names_the_field(self, officer_client, sensitive, changes, field):
        response = post(officer_client, agreed(sensitive, **changes))

        assert response.status_code == 400
        assert response.json()["errors"][0]["field"].startswith(field)
        assert not safe_contact.read(sensitive.pk).has_word

    def test_is_for_officers_and_advisers(self, loader_client, lead_client, sensitive):
        assert post(loader_client, agreed(sensitive)).status_code == 403
        assert post(lead_client, agreed(sensitive)).status_code == 403
