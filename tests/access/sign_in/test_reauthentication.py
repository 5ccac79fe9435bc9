from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from access.models import User
from access.sign_in import reauthentication
from tests.conftest import NOW

PASSWORD = "correct horse battery"
FILE = "/staff/audit-trail/file/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def client(protection_officer: User, time_machine) -> Client:
    time_machine.move_to(NOW, tick=False)
    client = Client()
    fields = {"login": protection_officer.email, "password": PASSWORD}
    client.post(reverse("account_login"), fields)
    return client


class TestAProof:
    def test_counts_for_a_quarter_of_an_hour_from_the_sign_in(self, client, time_machine):
        time_machine.move_to(NOW + reauthentication.WITHIN - timedelta(seconds=1), tick=False)
        assert client.get(FILE).status_code == 200

        time_machine.move_to(NOW + reauthentication.WITHIN, tick=False)
        assert client.get(FILE).status_code == 302

    def test_can_be_given_again_and_leads_back(self, client, time_machine):
        time_machine.move_to(NOW + timedelta(minutes=20), tick=False)
        asked = client.get(FILE).url

        refused = client.post(asked, {"password": "wrong horse battery"})
        assert refused.status_code == 200
        assert client.get(FILE).status_code == 302

        led = client.post(asked, {"password": PASSWORD})
        assert led.url == FILE
        assert client.get(FILE).status_code == 200

    def test_of_somebody_else_in_the_same_browser_does_not_count(self, client, force_analyst):
        records = client.session["account_authentication_methods"]
        client.force_login(force_analyst)
        session = client.session
        session["account_authentication_methods"] = records
        session.save()

        request = client.get("/staff/").wsgi_request

        assert not reauthentication.has_confirmed(request, at=NOW)
