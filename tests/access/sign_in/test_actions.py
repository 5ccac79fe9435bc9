from datetime import datetime, timedelta
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.test import Client

from access import retention, selectors
from access.models import AuditEvent, DigestChoice, Membership, SavedView, User
from access.sign_in import actions as sign_in_actions
from tests.api_keys import make_key
from tests.conftest import NOW, TESTER

pytestmark = pytest.mark.django_db
MONTH = timedelta(days=30.5)


@pytest.fixture
def ann(force_analyst: User) -> User:
    return seen(force_analyst, NOW)


def seen(user: User, at: datetime | None, *, since: datetime = NOW - 40 * MONTH) -> User:
    user.last_login, user.date_joined = at, since
    user.save()
    return user


def night(months: float) -> None:
    sign_in_actions.end_idle_accounts(by=TESTER, at=NOW + months * MONTH)


def stand(user: User) -> User:
    return User.objects.get(pk=user.pk)


class TestAnIdleAccount:
    def test_is_switched_off_after_12_months(self, ann):
        night(11.9)
        assert stand(ann).is_active

        night(12.1)

        assert not stand(ann).is_active
        assert selectors.viewer_for(ann.pk) is None
        event = AuditEvent.objects.get(kind="user.switched_off")
        assert (event.target, event.actor_name) == (f"access.User {ann.pk}", TESTER.name)

    def test_is_that_of_who_never_signed_in(self, ann):
        seen(ann, None, since=NOW)

        night(11.9)
        assert stand(ann).is_active

        night(12.1)
        assert not stand(ann).is_active

    def test_is_after_as_many_months_as_the_setting_says(self, ann, settings):
        settings.STAFF_IDLE_MONTHS = 3

        night(3.1)

        assert not stand(ann).is_active

    def test_is_none_that_another_system_signs_in_with(self, ann):
        make_key(ann)

        night(13)

        assert stand(ann).is_active

    def test_is_counted_as_held_too_long_until_the_night(self, ann):
        at = NOW + 13 * MONTH
        before = retention.past_due(at)["access.User"]

        night(13)

        assert (before, retention.past_due(at)["access.User"]) == (1, 0)

    def test_is_kept_open_by_signing_in(self, ann):
        client = Client()
        client.force_login(ann)

        assert retention.idle_accounts(stand(ann).last_login + 11 * MONTH).count() == 0


class TestAnAccountLongOff:
    @pytest.fixture(autouse=True)
    def _held(self, ann) -> None:
        Authenticator.objects.create(user=ann, type=Authenticator.Type.TOTP, data={})
        EmailAddress.objects.create(user=ann, email=ann.email)
        DigestChoice.objects.create(user=ann, how_often="never", language="en", chosen_at=NOW)
        SavedView.objects.create(user=ann, name="Mine", address="/staff/forces/")
        night(12.1)

    def test_is_emptied_after_24_months(self, ann):
        name, address = ann.name, ann.email
        night(23.9)
        assert stand(ann).email == address

        night(24.1)

        row = User.objects.filter(pk=ann.pk).values().get()
        assert address not in str(row)
        assert name not in str(row)
        assert row["last_login"] is None
        assert not stand(ann).has_usable_password()
        for held in (Membership, Authenticator, EmailAddress, DigestChoice, SavedView):
            assert not held.objects.filter(user=ann).exists()
        assert AuditEvent.objects.filter(kind="user.emptied").count() == 1

    def test_is_emptied_once(self, ann):
        night(24.1)
        night(25)

        assert AuditEvent.objects.filter(kind="user.emptied").count() == 1

    def test_leaves_its_address_free_for_a_new_one(self, ann):
        night(24.1)

        assert not selectors.has_account(ann.email)

    def test_keeps_what_it_did_in_the_audit_trail(self, ann):
        audited = AuditEvent.objects.create(
            kind="case.found", at=NOW, actor_kind="user", actor_name="Ann", actor_user=ann
        )

        night(24.1)

        assert AuditEvent.objects.get(pk=audited.pk).actor_user_id == ann.pk


class TestTheCommand:
    def say(self, *options: str) -> str:
        out = StringIO()
        call_command("switch_account", *options, stdout=out)
        return out.getvalue()

    def test_switches_off_and_on(self, ann):
        assert self.say(ann.email.upper(), "--off") == f"{ann.email.upper()} is switched off.\n"
        assert not stand(ann).is_active

        self.say(ann.email, "--on")

        assert stand(ann).is_active
        kinds = AuditEvent.objects.filter(kind__startswith="user.switched").order_by("pk")
        assert [event.kind for event in kinds] == ["user.switched_off", "user.switched_on"]

    def test_opens_it_for_another_12_months(self, ann):
        night(12.1)

        sign_in_actions.switch_on(user=ann, by=TESTER, at=NOW + 13 * MONTH)
        night(24)

        assert stand(ann).is_active

    def test_says_nothing_twice(self, ann):
        self.say(ann.email, "--off")
        self.say(ann.email, "--off")

        assert AuditEvent.objects.filter(kind="user.switched_off").count() == 1

    def test_refuses_an_address_without_an_account(self):
        with pytest.raises(CommandError, match="has no account"):
            self.say("nobody@example.org", "--off")
