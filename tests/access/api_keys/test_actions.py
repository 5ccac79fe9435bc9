from datetime import timedelta

import pytest

from access import retention
from access.api_keys import actions, selectors
from access.audit import AuditKind
from access.models import ApiKey, AuditEvent, Force, User
from access.sign_in import actions as sign_in_actions
from access.viewer import Viewer
from tests.api_keys import grant, make_key
from tests.conftest import NOW, TESTER

pytestmark = pytest.mark.django_db


class TestMakeKey:
    def test_keeps_the_hash_and_the_first_characters_only(self, data_loader: User) -> None:
        key = make_key(data_loader)

        row = ApiKey.objects.get()
        kept = " ".join(str(value) for value in ApiKey.objects.values_list().get())
        assert row.key_hash == actions.key_hash(key)
        assert row.shown == key[:10]
        assert key[10:] not in kept
        event = AuditEvent.objects.get(kind=AuditKind.API_KEY_CREATED)
        assert event.target == f"access.ApiKey {row.pk}"
        assert key[10:] not in str(event.details)

    def test_never_makes_the_same_key_twice(self, data_loader: User) -> None:
        keys = {make_key(data_loader) for _ in range(5)}

        assert len(keys) == 5
        assert min(map(len, keys)) >= 47

    @pytest.mark.parametrize(
        "wrong",
        [
            {"expires_at": NOW},
            {"expires_at": NOW + timedelta(days=367)},
            {"scopes": ()},
        ],
    )
    def test_refuses_what_has_no_end_or_no_use(self, data_loader: User, wrong: dict) -> None:
        with pytest.raises(ValueError, match="within a year"):
            make_key(data_loader, **wrong)

        assert not ApiKey.objects.exists()


class TestEndKey:
    def test_ends_it_once(self, data_loader: User) -> None:
        row, _key = actions.make_key(user=data_loader, grant=grant(), by=TESTER, at=NOW)

        assert actions.end_key(key=row, by=TESTER, at=NOW)
        assert not actions.end_key(key=row, by=TESTER, at=NOW)
        assert AuditEvent.objects.filter(kind=AuditKind.API_KEY_ENDED).count() == 1


class TestKeysFor:
    def test_shows_a_lead_those_of_their_force(self, data_loader: User) -> None:
        city = Force.objects.get(code="city-of-london")
        make_key(data_loader)
        make_key(data_loader, force=city)
        lead = Viewer(user_id=1, name="x", force_codes=frozenset({city.code}))

        assert [key.force_id for key in selectors.keys_for(lead)] == [city.code]
        assert selectors.keys_for(Viewer(user_id=1, name="x", is_national=True)).count() == 2


class TestKeysPastRetention:
    def test_are_those_that_ended_two_years_ago(self, data_loader: User) -> None:
        make_key(data_loader, expires_at=NOW + timedelta(days=1))

        def due(days: int) -> int:
            return retention.api_keys_past_retention(NOW + timedelta(days=days)).count()

        assert (due(731), due(733)) == (0, 1)


class TestAnAccountThatIsSwitchedOff:
    def test_has_its_keys_back_no_more_when_it_is_switched_on(self, data_loader: User) -> None:
        key = make_key(data_loader)

        sign_in_actions.switch_off(user=data_loader, by=TESTER, at=NOW)
        sign_in_actions.switch_on(user=data_loader, by=TESTER, at=NOW)

        assert selectors.live_key(actions.key_hash(key), at=NOW) is None
        assert AuditEvent.objects.filter(kind=AuditKind.API_KEY_ENDED).count() == 1
