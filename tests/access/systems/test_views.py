import json

import pytest
from django.test import Client

from access.systems import catalogue

pytestmark = pytest.mark.django_db


class TestTheRoot:
    def test_lists_every_call_with_what_a_key_must_be_for(self, client: Client) -> None:
        told = client.get("/api/v1/").json()

        listed = {(each["method"], each["url"]) for each in told["calls"]}
        assert ("POST", "http://testserver/api/v1/cases/") in listed
        assert len(listed) == len(catalogue.known_calls()) >= 19
        assert all(each["scope"] and each["description"] for each in told["calls"])
        assert client.get(told["schema"]).json()["openapi"].startswith("3.")

    def test_of_all_versions_leads_to_the_first(self, client: Client) -> None:
        (version,) = client.get("/api/").json()["versions"]

        assert client.get(version["url"]).status_code == 200


class TestAnAddress:
    @pytest.mark.parametrize("method", ["get", "post"])
    @pytest.mark.parametrize("rest", ["nothing/", "releases/a%0Ab/c/d", "%0A", "%0D%0Ax/"])
    def test_that_is_none_is_refused_in_json(self, client: Client, method: str, rest: str) -> None:
        response = getattr(client, method)(f"/api/v1/{rest}")

        assert response["Content-Type"] == "application/problem+json"
        assert (response.status_code, response.json()["code"]) == (404, "no_such_call")

    def test_without_a_version_leads_to_the_first(self, client: Client) -> None:
        response = client.get("/api/figures/?period=2026-Q3")

        assert response.status_code == 308
        assert response["Location"] == "/api/v1/figures/?period=2026-Q3"

    @pytest.mark.parametrize("rest", ["/evil.example/", "v1/nothing/", "x%00/", "nothing/"])
    def test_of_no_call_leads_nowhere(self, client: Client, rest: str) -> None:
        assert client.get(f"/api/{rest}").status_code == 404


class TestAParameter:
    @pytest.mark.parametrize(
        ("query", "field"),
        [("perod=2026-Q3", "perod"), ("period=a&period=b", "period"), ("force=a%00", "force")],
    )
    def test_that_cannot_be_read_is_named(self, national_client, query: str, field: str) -> None:
        response = national_client.get(f"/api/v1/figures/?{query}")

        assert response.status_code == 400
        (error,) = response.json()["errors"]
        assert error["field"] == field
        assert error["detail"]

    def test_of_a_page_that_there_is_not_is_refused(self, national_client) -> None:
        assert national_client.get("/api/v1/alerts/?page=2").status_code == 404
        assert national_client.get("/api/v1/alerts/?per_page=501").status_code == 400


class TestEveryRefusal:
    def test_is_problem_details(self, client: Client, loader_client: Client) -> None:
        stranger = client.get("/api/v1/figures/")
        loader = loader_client.get("/api/v1/figures/")
        wrong = loader_client.delete("/api/v1/cases/")

        for response, status in ((stranger, 401), (loader, 403), (wrong, 405)):
            told = json.loads(response.content)
            assert response["Content-Type"] == "application/problem+json"
            assert (response.status_code, told["status"]) == (status, status)
            assert told["detail"]
            assert told["code"]


class TestTheReference:
    def test_has_every_call_and_a_form_for_those_that_read(self, force_client) -> None:
        text = force_client.get("/staff/api/").content.decode()

        assert all(call.path in text for call in catalogue.known_calls())
        assert text.count('method="get" action="/api/v1/') == 14
        assert "<script" not in text.partition("<main")[2]
