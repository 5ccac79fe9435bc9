import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from access import selectors as access_selectors
from access.administration.actions import accounts
from access.administration.actions import roles as accounts_roles
from access.administration.rules import LinkFor
from access.continuity import holding
from access.home import selectors
from access.models import ApiKey, AuditEvent, AuditHead, Continuity, Force, Membership, User
from access.permissions import Role
from access.sign_in import actions as sign_in
from tests.access.administration.make import acting, administrator, asked_for
from tests.api_keys import make_key
from tests.conftest import NOW, TESTER, _client, _staff
from tests.responses.pages import Page

pytestmark = pytest.mark.django_db
CITY, KENT = "city-of-london", "kent"


@pytest.fixture
def first(db) -> User:
    return administrator("first")


@pytest.fixture
def second(db) -> User:
    return administrator("second")


def names(user: User) -> dict[str, int]:
    viewer = access_selectors.viewer_for(user.pk)
    return {one.matter.name: one.count for one in selectors.waiting_for(viewer, at=NOW)}


def asked_link(user: User, kind: LinkFor, by: User) -> None:
    accounts.ask_for_link(user=user, kind=kind, by=acting(by), at=NOW)


class TestWhatWaits:
    def test_is_told_by_what_was_lost(self, first, second):
        asked_link(_staff(Role.FORCE_ANALYST, CITY), LinkFor.PASSWORD, first)
        asked_link(_staff(Role.DATA_LOADER, CITY), LinkFor.BOTH, first)
        off = _staff(Role.TRIAGE_OFFICER, CITY)
        sign_in.switch_off(user=off, by=TESTER, at=NOW)
        asked_link(off, LinkFor.BACK, first)

        assert names(second) == {"account links": 1, "lost factors": 1, "switched off": 1}
        assert names(first) == {}, "who asked does not decide"

    def test_has_invitations_that_nobody_followed_until_they_do(self, first, second):
        request = asked_for(first, email="ann@example.org")
        accounts_roles.give(request=request, by=acting(second), at=NOW)
        assert names(first) == {"invitations": 1}

        User.objects.filter(email="ann@example.org").update(is_active=True, last_login=NOW)

        assert names(first) == {}


class TestWhatSoonEnds:
    def test_is_a_role_of_the_next_two_weeks(self, first):
        held = Membership.objects.get(user=_staff(Role.FORCE_ANALYST, CITY))
        for days, told in ((-1, {}), (0, {"roles ending": 1}), (14, {"roles ending": 1}), (15, {})):
            held.ends_on = NOW.date() + timedelta(days=days)
            held.save()
            assert names(first) == told, days

    def test_is_of_ones_own_forces_alone(self):
        Membership.objects.filter(user=_staff(Role.FORCE_ANALYST, KENT)).update(ends_on=NOW.date())

        assert names(_staff(Role.ADMINISTRATOR, CITY)) == {}

    def test_is_a_key_of_another_system(self, first):
        force = Force.objects.get(code=CITY)
        make_key(_staff(Role.DATA_LOADER, CITY), force=force, expires_at=NOW + timedelta(days=13))
        assert names(first) == {"keys ending": 1}
        assert names(_staff(Role.ADMINISTRATOR, KENT)) == {}

        ApiKey.objects.update(expires_at=NOW + timedelta(days=15))
        assert names(first) == {}


class TestHowTheServiceStands:
    def test_is_told_of_what_is_missing(self, first):
        page = Page(_client(first).get("/staff/"))

        assert "How the service stands" in page.text
        assert "No day of it is sealed yet." in page.text
        assert re.search(r"\d+ duties before real people are asked do not stand", page.text)

    @pytest.mark.databases
    def test_names_the_last_copy_and_trial(self, first, tmp_path, time_machine):
        time_machine.move_to(NOW, tick=False)
        Continuity.objects.get_or_create(defaults={"generation": "1" * 32})
        AuditHead.objects.create(
            day=NOW.date() - timedelta(days=1), position=1_234, hash="h", seal="s",
            sealed_at=NOW, is_shipped=True,
        )  # fmt: skip
        call_command("note_restore_tried", by=first.email)
        Continuity.objects.update(copied_at=NOW - timedelta(days=3))

        text = Page(_client(first).get("/staff/")).text

        assert "Sealed up to 15 November 2026, 1,234 events; the seal is kept apart too." in text
        assert "Look at this: 13 November 2026, 3 days ago" in text
        assert "16 November 2026, today" in text
        assert AuditEvent.objects.get(kind="database.restore_tried").actor_user == first

    def test_knows_of_a_copy_once_it_is_written(self):
        holding.note_copy(by=TESTER, at=NOW)

        assert Continuity.objects.get().copied_at == NOW
        assert AuditEvent.objects.filter(kind="database.copied").count() == 1

    def test_is_the_nations_and_no_forces(self):
        text = Page(_client(_staff(Role.ADMINISTRATOR, CITY)).get("/staff/")).text

        assert "How the service stands" not in text
        assert "Before real people are asked" not in text

    def test_takes_twelve_queries_at_most(self, first):
        client: Client = _client(first)
        client.get("/staff/")
        with CaptureQueriesContext(connection) as captured:
            client.get("/staff/")

        assert len(captured) <= 12, "\n".join(one["sql"][:90] for one in captured)
