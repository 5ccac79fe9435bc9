from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from access.models import Force, Membership, User
from access.permissions import Role
from access.sign_in import actions
from tests.conftest import NOW, TESTER, _client

HOME = "/staff/"
MINUTE = timedelta(minutes=1)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(time_machine) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def client(force_analyst: User) -> Client:
    client = _client(force_analyst)
    assert is_in(client)
    return client


def is_in(client: Client, **headers: str) -> bool:
    return client.get(HOME, headers=headers).status_code == 200


class TestASession:
    @pytest.mark.slow
    def test_ends_after_thirty_idle_minutes(self, client, time_machine):
        time_machine.move_to(NOW + 29 * MINUTE, tick=False)
        assert is_in(client)

        time_machine.move_to(NOW + 58 * MINUTE, tick=False)
        assert is_in(client)

        time_machine.move_to(NOW + 88 * MINUTE, tick=False)
        assert not is_in(client)
        assert not is_in(client)

    def test_is_not_kept_alive_by_what_a_page_asks_for_by_itself(self, client, time_machine):
        time_machine.move_to(NOW + 20 * MINUTE, tick=False)
        assert is_in(client, **{"Sec-Fetch-Dest": "empty"})

        time_machine.move_to(NOW + 30 * MINUTE, tick=False)
        assert not is_in(client)

    def test_ends_when_its_owner_is_given_another_role(self, client, force_analyst):
        kent = Force.objects.get(code="kent")
        Membership.objects.create(user=force_analyst, role=Role.DATA_LOADER, force=kent)

        assert not is_in(client)
        assert is_in(_client(force_analyst))

    def test_ends_when_a_role_is_moved_to_another_force(self, client, force_analyst):
        Membership.objects.filter(user=force_analyst).update(force="kent")

        assert not is_in(client)

    def test_ends_with_the_account_for_good(self, client, force_analyst):
        actions.switch_off(user=force_analyst, by=TESTER, at=NOW)
        actions.switch_on(user=force_analyst, by=TESTER, at=NOW)

        assert not is_in(client)
        force_analyst.refresh_from_db()
        assert is_in(_client(force_analyst))

    def test_ends_in_every_browser_when_it_is_asked_for(self, client, force_analyst):
        other = _client(force_analyst)
        actions.end_sessions(user=force_analyst, by=TESTER, at=NOW)

        assert not is_in(client)
        assert not is_in(other)

    @pytest.mark.slow
    def test_ends_in_other_browsers_when_the_password_changes(self, client, force_analyst):
        other, new = _client(force_analyst), "three quite other words"
        fields = {"oldpassword": "correct horse battery", "password1": new, "password2": new}
        answer = client.post(reverse("account_change_password"), fields)

        assert answer.status_code == 302
        assert is_in(client)
        assert not is_in(other)
