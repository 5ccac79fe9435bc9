from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from access.api_keys.scopes import KeyScope
from access.models import ApiKey, AuditEvent, Force, Membership, User
from access.permissions import Role
from access.sign_in.api_keys import ApiKeyAuthentication
from tests.api_keys import bearer, make_key
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
PATH = "/api/v1/figures/"
CITY, KENT = "city-of-london", "kent"


@pytest.fixture
def key(force_analyst: User) -> str:
    return make_key(force_analyst)


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def status(authorization: str | None, path: str = PATH) -> int:
    headers = {"Authorization": authorization} if authorization else {}
    return Client(headers=headers).get(path).status_code


class TestApiKey:
    def test_opens_what_its_person_may_see(self, key: str) -> None:
        assert status(f"Bearer {key}") not in {401, 403}

    def test_may_not_do_what_its_person_may_not(self, data_loader: User) -> None:
        assert status(f"Bearer {make_key(data_loader)}") == 403

    def test_does_only_what_it_was_made_for(self, force_analyst: User) -> None:
        alerts_only = make_key(force_analyst, scopes=[KeyScope.ALERTS])

        assert status(f"Bearer {alerts_only}", "/api/v1/alerts/") == 200
        assert status(f"Bearer {alerts_only}") == 403

    @pytest.mark.parametrize("authorization", [None, "Bearer ", "Bearer wrong", "Bearer é"])
    def test_is_asked_for(self, authorization: str | None) -> None:
        assert status(authorization) == 401

    def test_is_not_taken_under_another_scheme(self, key: str) -> None:
        assert status(f"Basic {key}") == 401

    def test_ends_when_revoked(self, key: str) -> None:
        ApiKey.objects.update(revoked_at=NOW, revoked_by="tests")

        assert status(f"Bearer {key}") == 401

    def test_ends_on_its_day(self, force_analyst: User) -> None:
        key = make_key(force_analyst, expires_at=NOW + timedelta(hours=1))

        with time_machine.travel(NOW + timedelta(minutes=59), tick=False):
            assert status(f"Bearer {key}") == 400
        with time_machine.travel(NOW + timedelta(hours=1), tick=False):
            assert status(f"Bearer {key}") == 401

    def test_ends_with_the_account(self, key: str, force_analyst: User) -> None:
        User.objects.filter(pk=force_analyst.pk).update(is_active=False)

        assert status(f"Bearer {key}") == 401

    def test_tells_a_stranger_how_to_sign_in(self) -> None:
        assert ApiKeyAuthentication().authenticate_header(None) == "Bearer"

    def test_keeps_the_day_of_its_last_use_and_no_more(self, key: str) -> None:
        status(f"Bearer {key}")

        assert ApiKey.objects.get().last_used_on == NOW.date()


class TestKeyOfAForce:
    @pytest.fixture
    def two_forces(self, force_analyst: User) -> User:
        Membership.objects.create(user=force_analyst, role=Role.FORCE_ANALYST, force_id=KENT)
        return force_analyst

    def test_reaches_that_force_alone(self, two_forces: User) -> None:
        key = make_key(two_forces, force=Force.objects.get(code=KENT))

        assert status(f"Bearer {key}", f"{PATH}?force={KENT}&period=2026-Q3") == 400
        assert status(f"Bearer {key}", f"{PATH}?force={CITY}&period=2026-Q3") == 404
        assert status(f"Bearer {make_key(two_forces)}", f"{PATH}?force={CITY}") == 400

    def test_is_no_way_into_a_force_by_a_national_role(self, national_analyst: User) -> None:
        key = make_key(national_analyst, force=Force.objects.get(code=KENT))

        assert status(f"Bearer {key}") == 401

    def test_opens_nothing_once_its_person_has_left_the_force(self, two_forces: User) -> None:
        key = make_key(two_forces, force=Force.objects.get(code=KENT))
        two_forces.memberships.filter(force_id=KENT).delete()

        assert status(f"Bearer {key}") == 401


class TestTooManyCalls:
    def test_of_one_key_wait_and_those_of_another_do_not(
        self, key: str, national_analyst: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        lower_limit(monkeypatch, "API call", most=2)
        other = make_key(national_analyst)

        answers = [Client(headers=bearer(key)).get(PATH) for _ in range(3)]

        assert [each.status_code for each in answers] == [400, 400, 429]
        assert answers[2].json()["code"] == "throttled"
        assert 0 < int(answers[2]["Retry-After"]) <= 300
        assert status(f"Bearer {other}") == 400

    def test_with_wrong_keys_wait_from_one_address(
        self, key: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        lower_limit(monkeypatch, "API key", most=2)

        assert [status("Bearer wrong") for _ in range(3)] == [401, 401, 429]
        assert status(f"Bearer {key}") == 400


def lower_limit(monkeypatch: pytest.MonkeyPatch, kind: str, *, most: int) -> None:
    from dataclasses import replace

    from access.limits import table

    lowered = tuple(
        replace(each, most=min(most, each.most)) if each.kind == kind else each
        for each in table.LIMITS
    )
    monkeypatch.setattr(table, "LIMITS", lowered)


class TestTheUseOfAKey:
    def test_stands_in_the_trail_once_a_day_for_each_use(self, force_analyst: User) -> None:
        city, scopes = Force.objects.get(code=CITY), [KeyScope.ALERTS, KeyScope.FIGURES]
        key = make_key(force_analyst, scopes=scopes, force=city)
        alerts = "/api/v1/alerts/"

        for _call in range(3):
            status(f"Bearer {key}", alerts)
        status(f"Bearer {key}")
        with time_machine.travel(NOW + timedelta(days=1), tick=False):
            status(f"Bearer {key}", alerts)

        told = AuditEvent.objects.filter(kind="api_key.used").order_by("pk")
        assert [row.details["scopes"] for row in told] == [["alerts"], ["figures"], ["alerts"]]
        assert {row.actor_user for row in told} == {force_analyst}
        assert {row.force_code for row in told} == {CITY}

    def test_that_it_was_not_made_for_is_no_use(self, force_analyst: User) -> None:
        key = make_key(force_analyst, scopes=[KeyScope.FIGURES])

        assert status(f"Bearer {key}", "/api/v1/alerts/") == 403
        assert not AuditEvent.objects.filter(kind="api_key.used").exists()
