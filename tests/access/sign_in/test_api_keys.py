"""Signing in to the API by a key."""

import pytest
from django.test import Client

from access import actions
from access.models import ApiKey, User
from access.sign_in.api_keys import ApiKeyAuthentication
from tests.conftest import NOW, TESTER

pytestmark = pytest.mark.django_db
PATH = "/api/figures/"


@pytest.fixture
def key(force_analyst: User) -> str:
    return actions.create_api_key(user=force_analyst, label="feed", by=TESTER, at=NOW)


def status(authorization: str | None) -> int:
    headers = {"Authorization": authorization} if authorization else {}
    return Client(headers=headers).get(PATH).status_code


class TestApiKey:
    def test_opens_what_its_person_may_see(self, key: str) -> None:
        assert status(f"Bearer {key}") not in {401, 403}

    def test_may_not_do_what_its_person_may_not(self, data_loader: User) -> None:
        key = actions.create_api_key(user=data_loader, label="feed", by=TESTER, at=NOW)

        assert status(f"Bearer {key}") == 403

    @pytest.mark.parametrize("authorization", [None, "Bearer ", "Bearer wrong", "Bearer é"])
    def test_is_asked_for(self, authorization: str | None) -> None:
        assert status(authorization) == 401

    def test_is_not_taken_under_another_scheme(self, key: str) -> None:
        assert status(f"Basic {key}") == 401

    def test_ends_when_revoked(self, key: str) -> None:
        ApiKey.objects.update(revoked_at=NOW, revoked_by="tests")

        assert status(f"Bearer {key}") == 401

    def test_ends_with_the_account(self, key: str, force_analyst: User) -> None:
        User.objects.filter(pk=force_analyst.pk).update(is_active=False)

        assert status(f"Bearer {key}") == 401

    def test_tells_a_stranger_how_to_sign_in(self) -> None:
        assert ApiKeyAuthentication().authenticate_header(None) == "Bearer"
