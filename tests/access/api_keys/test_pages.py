import re

import pytest
import time_machine
from django.test import Client

from access.models import ApiKey, AuditEvent, User
from access.permissions import Role
from tests.api_keys import bearer, make_key
from tests.conftest import NOW, _staff

pytestmark = pytest.mark.django_db
PAGE, MINE = "/staff/api-keys/", "/staff/api-keys/mine/"
CITY = "city-of-london"
PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def proven(client: Client) -> Client:
    response = client.post("/staff/account/confirm/", {"password": PASSWORD})
    assert response.status_code == 302
    return client


def form(person: User, **changes: object) -> dict:
    asked = {
        "label": "Records", "purpose": "Cases each night", "holder": f"{person.pk}:{CITY}",
        "scopes": ["cases", "opt_outs"], "life": "90",
    }  # fmt: skip
    return asked | changes


class TestGranting:
    def test_asks_for_the_password_first(self, lead_client, data_loader):
        response = lead_client.post(f"{PAGE}new/", form(data_loader))

        assert "/staff/account/confirm" in response["Location"]
        assert not ApiKey.objects.exists()

    def test_leaves_the_key_to_who_answers_for_it(self, lead_client, data_loader):
        response = proven(lead_client).post(f"{PAGE}new/", form(data_loader), follow=True)

        key = ApiKey.objects.get()
        assert (key.user, key.force_id, key.taken_at) == (data_loader, CITY, None)
        assert (key.scopes, key.purpose) == (["cases", "opt_outs"], "Cases each night")
        assert "nvs_" not in response.content.decode()
        assert "Not taken yet" in response.content.decode()

    def test_is_never_for_oneself(self, lead_client, operations_lead):
        response = proven(lead_client).post(f"{PAGE}new/", form(operations_lead))

        assert "Choose who answers for it" in response.content.decode()
        assert not ApiKey.objects.exists()

    @pytest.mark.parametrize("force", ["kent", ""])
    def test_reaches_no_further_than_the_lead(self, lead_client, data_loader, force):
        other = _staff(Role.DATA_LOADER, "kent", prefix="kent.")
        everywhere = {"holder": f"{other.pk}:{force}"}

        proven(lead_client).post(f"{PAGE}new/", form(data_loader, **everywhere))

        assert not ApiKey.objects.exists()

    def test_says_what_is_missing(self, lead_client):
        response = proven(lead_client).post(f"{PAGE}new/", {})

        text = response.content.decode()
        assert all(
            words in text for words in ("Choose who answers", "Say what it may", "Say for how long")
        )


class TestTaking:
    @pytest.fixture
    def granted(self, lead_client, data_loader) -> ApiKey:
        proven(lead_client).post(f"{PAGE}new/", form(data_loader))
        return ApiKey.objects.get()

    @pytest.mark.slow
    def test_shows_the_key_once_to_who_answers_for_it(self, granted, loader_client):
        response = proven(loader_client).post(f"{MINE}{granted.pk}/take/")

        (key,) = re.findall(r"nvs_[\w-]{43}", response.content.decode())
        answer = Client(headers=bearer(key)).post(
            "/api/v1/cases/", data="[]", content_type="application/json"
        )
        assert answer.status_code == 400
        assert key not in loader_client.get(MINE).content.decode()
        assert AuditEvent.objects.get(kind="api_key.taken").actor_user == granted.user

    def test_asks_for_the_password_first(self, granted, loader_client):
        response = loader_client.post(f"{MINE}{granted.pk}/take/")

        assert "/staff/account/confirm" in response["Location"]
        assert ApiKey.objects.get().taken_at is None

    def test_goes_on_where_the_password_was_asked_for(self, granted, data_loader):
        client = Client()
        client.force_login(data_loader)
        asked = client.post(f"{MINE}{granted.pk}/take/")["Location"]

        response = client.post(asked, {"password": PASSWORD}, follow=True)

        assert response.status_code == 200
        assert "nvs_" in response.content.decode()

    @pytest.mark.slow
    def test_by_anybody_else_finds_no_key(self, granted, lead_client, force_client):
        for client in (lead_client, force_client):
            assert proven(client).post(f"{MINE}{granted.pk}/take/").status_code == 404

    def test_again_ends_the_one_before(self, granted, loader_client):
        proven(loader_client)
        taken = [
            re.findall(
                r"nvs_[\w-]{43}", loader_client.post(f"{MINE}{granted.pk}/take/").content.decode()
            )[0]
            for _ in range(2)
        ]

        found = [Client(headers=bearer(key)).get("/api/v1/figures/").status_code for key in taken]
        assert found == [401, 403]

    @pytest.mark.slow
    def test_of_one_that_has_ended_finds_none(self, granted, lead_client, loader_client):
        lead_client.post(f"{PAGE}{granted.pk}/end/")

        assert proven(loader_client).post(f"{MINE}{granted.pk}/take/").status_code == 404


class TestEnding:
    def test_is_at_once_by_the_lead_or_the_person(self, lead_client, loader_client, data_loader):
        from access.models import Force

        city = Force.objects.get(code=CITY)
        first, second = (make_key(data_loader, force=city) for _ in range(2))
        by_lead, by_person = ApiKey.objects.order_by("pk")

        lead_client.post(f"{PAGE}{by_lead.pk}/end/")
        loader_client.post(f"{MINE}{by_person.pk}/end/")

        for key in (first, second):
            assert Client(headers=bearer(key)).get("/api/v1/figures/").status_code == 401

    def test_of_a_key_elsewhere_finds_none(self, lead_client, data_loader):
        make_key(data_loader)

        assert lead_client.post(f"{PAGE}{ApiKey.objects.get().pk}/end/").status_code == 404
