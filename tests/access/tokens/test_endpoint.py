"""A client gets a token by its secret, and makes calls by it for ten minutes."""

import base64
from datetime import timedelta

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from access.api_keys import actions
from access.api_keys.scopes import KeyScope
from access.models import ApiKey, ApiToken, AuditEvent, Force, Membership
from tests.api_keys import bearer, make_client, make_key
from tests.conftest import NOW, TESTER

TOKENS = "/api/v1/token/"
FORM = "application/x-www-form-urlencoded"
GRANT = "grant_type=client_credentials"
CITY, KENT = "city-of-london", "kent"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as now:
        yield now


def ask(client: tuple[str, str], body: str = GRANT) -> HttpResponse:
    coded = base64.b64encode(":".join(client).encode()).decode()
    return Client().post(
        TOKENS, body, content_type=FORM, headers={"Authorization": f"Basic {coded}"}
    )


def got(client: tuple[str, str], scope: str = "") -> str:
    return ask(client, f"{GRANT}&scope={scope}").json()["access_token"]


def status(token: str, path: str = "/api/v1/alerts/") -> int:
    return Client(headers=bearer(token)).get(path).status_code


class TestAToken:
    def test_makes_calls_for_ten_minutes(self, force_analyst, clock):
        told = ask(make_client(force_analyst)).json()
        token = told["access_token"]

        assert (told["token_type"], told["expires_in"]) == ("Bearer", 600)
        assert status(token) == 200
        clock.shift(timedelta(minutes=10))
        assert status(token) == 401

    def test_is_for_the_uses_that_were_asked_for_alone(self, force_analyst):
        token = got(make_client(force_analyst), "alerts")

        assert status(token) == 200
        assert status(token, "/api/v1/figures/") == 403

    def test_is_for_no_use_that_its_client_has_not(self, force_analyst):
        client = make_client(force_analyst, scopes=[KeyScope.FIGURES])

        refused = ask(client, f"{GRANT}&scope=alerts")
        assert (refused.status_code, refused.json()["error"]) == (400, "invalid_scope")
        assert status(got(client)) == 403

    def test_reaches_the_force_of_its_client_alone(self, force_analyst):
        Membership.objects.create(user=force_analyst, role="force_analyst", force_id=KENT)
        client = make_client(force_analyst, force=Force.objects.get(code=KENT))
        token, query = got(client), "?period=2026-Q3&force="

        assert status(token, f"/api/v1/figures/{query}{KENT}") != 404
        assert status(token, f"/api/v1/figures/{query}{CITY}") == 404

    def test_ends_with_its_client_at_once(self, force_analyst):
        client = make_client(force_analyst)
        token = got(client)
        actions.end_key(key=ApiKey.objects.get(), by=TESTER, at=NOW)

        assert status(token) == 401
        assert ask(client).status_code == 401

    def test_ends_where_its_person_is_gone(self, force_analyst):
        client = make_client(force_analyst)
        token = got(client)
        force_analyst.memberships.all().delete()

        assert status(token) == 403
        force_analyst.is_active = False
        force_analyst.save()
        assert status(token) == 401
        assert ask(client).json()["error"] == "invalid_client"

    def test_never_outlives_its_client(self, force_analyst):
        client = make_client(force_analyst, expires_at=NOW + timedelta(minutes=2))

        assert ask(client).json()["expires_in"] == 120

    def test_stands_nowhere_but_in_the_answer(self, force_analyst):
        answer = ask(make_client(force_analyst))
        token = answer.json()["access_token"]

        assert answer["Cache-Control"] == "no-store"
        assert token not in str(list(ApiToken.objects.values_list()))
        assert token not in str(list(AuditEvent.objects.values_list()))
        event = AuditEvent.objects.get(kind="api_token.made")
        assert event.actor_user == force_analyst

    def test_is_deleted_when_it_is_over(self, force_analyst, clock):
        client = make_client(force_analyst)
        got(client)
        clock.shift(timedelta(minutes=11))
        got(client)

        assert ApiToken.objects.count() == 1
        actions.forget_tokens(at=NOW + timedelta(hours=1))
        assert not ApiToken.objects.exists()


class TestASecret:
    def test_makes_no_call_itself(self, force_analyst):
        assert status(make_client(force_analyst)[1]) == 401

    def test_of_a_key_gets_no_token(self, force_analyst):
        key = make_key(force_analyst)
        refused = ask((f"nvs-{ApiKey.objects.get().pk}", key))

        assert (refused.status_code, refused.json()["error"]) == (401, "invalid_client")
        assert refused["WWW-Authenticate"].startswith("Basic")

    def test_of_another_client_gets_no_token(self, force_analyst):
        first, second = make_client(force_analyst), make_client(force_analyst)

        assert ask((first[0], second[1])).status_code == 401

    def test_that_is_wrong_too_often_waits(self, force_analyst):
        client_id, _secret = make_client(force_analyst)
        answers = [ask((client_id, "wrong")).status_code for _ in range(31)]

        assert answers[-1] == 429
        assert set(answers[:-1]) == {401}


class TestTheEndpoint:
    @pytest.mark.parametrize(
        ("body", "error"),
        [
            ("", "invalid_request"),
            ("grant_type=password", "unsupported_grant_type"),
            (f"{GRANT}&{GRANT}", "invalid_request"),
            (f"{GRANT}&scope=all", "invalid_scope"),
        ],
    )
    def test_refuses_in_the_words_of_the_standard(self, force_analyst, body, error):
        refused = ask(make_client(force_analyst), body)

        assert (refused.status_code, refused.json()["error"]) == (400, error)
        assert refused.json()["error_description"]

    def test_takes_a_form_alone(self):
        refused = Client().post(TOKENS, "{}", content_type="application/json")

        assert refused.json()["error"] == "invalid_request"
        assert Client().get(TOKENS).status_code == 405

    def test_takes_as_many_as_calls(self, force_analyst, settings):
        client = make_client(force_analyst)
        for _ in range(3):
            got(client)

        assert AuditEvent.objects.filter(kind="api_token.made").count() == 3

    def test_is_found_by_programs(self):
        told = Client().get("/api/v1/.well-known/oauth-authorization-server").json()

        assert told["token_endpoint"].endswith(TOKENS)
        assert told["issuer"] + "/token/" == told["token_endpoint"]
        assert told["grant_types_supported"] == ["client_credentials"]
