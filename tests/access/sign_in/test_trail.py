import time

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.test import Client
from django.urls import reverse

from access import selectors
from access.models import AuditEvent, User
from responses.data_protection.selectors.audit_trail import events_for
from tests.conftest import NOW

PASSWORD, WRONG = "correct horse battery", "wrong horse battery"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(time_machine) -> None:
    time_machine.move_to(NOW, tick=False)


def sign_in(client: Client, user: User, password: str = PASSWORD) -> None:
    fields = {"login": user.email, "password": password}
    client.post(reverse("account_login"), fields)


def code(*, steps: int = 0) -> str:
    return totp.format_hotp_value(totp.hotp_value(SECRET, int(time.time()) // 30 + steps))


def told() -> list[tuple[str, str, list[str]]]:
    events = AuditEvent.objects.filter(kind__startswith="user.").order_by("pk")
    return [
        (each.kind.removeprefix("user."), each.actor_name, each.details.get("how", []))
        for each in events
        if each.kind != "user.created"
    ]


class TestSigningIn:
    def test_is_written_down_with_how_it_was_done_and_so_is_leaving(self, force_analyst: User):
        client = Client()

        sign_in(client, force_analyst)
        client.post(reverse("account_logout"))

        name = force_analyst.name
        assert told() == [("signed_in", name, ["password"]), ("signed_out", name, [])]

    def test_counts_once_the_second_step_is_made(self, force_analyst: User):
        totp.TOTP.activate(force_analyst, SECRET)
        client = Client()

        sign_in(client, force_analyst)
        assert told() == []
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
        client.post(reverse("mfa_authenticate"), {"code": code()})

        assert told() == [
            ("second_factor_failed", "sign-in", ["code"]),
            ("signed_in", force_analyst.name, ["password", "totp"]),
        ]

    def test_that_fails_is_written_down_at_the_account_and_names_no_address(
        self, force_analyst: User
    ):
        sign_in(Client(), force_analyst, WRONG)
        fields = {"login": "nobody@example.org", "password": WRONG}
        Client().post(reverse("account_login"), fields)

        known, unknown = AuditEvent.objects.filter(kind="user.sign_in_failed").order_by("pk")
        assert (known.target, unknown.target) == (f"access.User {force_analyst.pk}", "")
        assert "nobody" not in f"{unknown.details} {unknown.actor_name}"

    def test_that_fails_is_shown_to_who_answers_for_the_force_alone(
        self, force_analyst: User, protection_officer: User
    ):
        sign_in(Client(), force_analyst, WRONG)
        other = User.objects.create_user(email="other@example.org", password=PASSWORD)
        sign_in(Client(), other, WRONG)

        shown = events_for(selectors.viewer_for(protection_officer.pk))

        targets = shown.filter(kind="user.sign_in_failed").values_list("target", flat=True)
        assert list(targets) == [f"access.User {force_analyst.pk}"]


class TestAnAccount:
    @pytest.mark.slow
    def test_tells_of_another_password_and_of_a_second_step(
        self, force_analyst: User, django_capture_on_commit_callbacks
    ):
        client = Client()
        sign_in(client, force_analyst)
        new = "three quite other words"
        fields = {"oldpassword": PASSWORD, "password1": new, "password2": new}
        client.post(reverse("account_change_password"), fields)
        client.post(reverse("account_reauthenticate"), {"password": WRONG})
        client.post(reverse("account_reauthenticate"), {"password": new})
        client.get(reverse("mfa_activate_totp"))
        session = client.session
        session["mfa.totp.secret"] = SECRET
        session.save()
        with django_capture_on_commit_callbacks(execute=True):
            client.post(reverse("mfa_activate_totp"), {"code": code()})

        name = force_analyst.name
        assert told()[1:] == [
            ("password_changed", name, ["password"]),
            ("identity_not_confirmed", name, ["password"]),
            ("identity_confirmed", name, ["password"]),
            ("second_factor_added", name, ["totp"]),
        ]
