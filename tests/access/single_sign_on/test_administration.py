from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from access.administration.actions import roles
from access.models import AuditEvent, SignInProvider
from access.providers import client
from access.single_sign_on import actions
from tests.access.administration.make import acting, administrator, analyst_of, asked_for, sent
from tests.access.outbound.names import leads_to
from tests.conftest import NOW, TESTER, _client

PAGE = "/staff/administration/sign-in/"
GIVEN = {"force": "kent", "issuer": "https://login.kent.example", "client_id": "survey",
         "secret": " s3cret ", "domains": "Kent.police.uk, staff.kent.police.uk",
         "factors": "mfa"}  # fmt: skip
pytestmark = pytest.mark.django_db


def press(client, what: str, provider: SignInProvider) -> int:
    return client.post(reverse(f"access:sign-in-provider-{what}", args=[provider.pk])).status_code


class TestAProvider:
    def test_is_entered_by_one_and_approved_by_another(self):
        first, second = (_client(administrator(name, "kent")) for name in ("first", "second"))
        first.post(PAGE, GIVEN)
        provider = SignInProvider.objects.get()

        press(first, "approve", provider)
        provider.refresh_from_db()
        assert provider.state == "waiting"
        press(second, "approve", provider)
        provider.refresh_from_db()

        assert provider.state == "live"
        assert provider.domains == ["kent.police.uk", "staff.kent.police.uk"]
        assert "s3cret" not in provider.secret
        assert client.unseal_secret(provider) == " s3cret "
        kinds = AuditEvent.objects.filter(kind__startswith="sign_in_provider").order_by("pk")
        assert [(each.kind.rpartition(".")[2], each.force_code) for each in kinds] == [
            ("asked", "kent"),
            ("approved", "kent"),
        ]

    def test_of_another_force_is_not_there(self):
        first = _client(administrator("first", "kent"))
        first.post(PAGE, GIVEN)
        provider = SignInProvider.objects.get()
        essex = _client(administrator("essex", "essex"))

        assert [press(essex, what, provider) for what in ("approve", "set-aside", "end")] == [
            404
        ] * 3
        assert "login.kent.example" not in essex.get(PAGE).content.decode()
        essex.post(PAGE, GIVEN)
        assert SignInProvider.objects.count() == 1

    def test_takes_the_place_of_the_one_before_which_forgets_its_secret(self):
        first, second = (_client(administrator(name)) for name in ("first", "second"))
        for _turn in range(2):
            first.post(PAGE, GIVEN)
            press(second, "approve", SignInProvider.objects.get(state="waiting"))

        old, new = SignInProvider.objects.order_by("pk")
        assert (old.state, old.secret, new.state) == ("ended", "", "live")

    def test_is_read_under_the_new_key_once_keys_are_rotated(self, settings):
        old, new = "a:" + "11" * 32, "b:" + "22" * 32
        settings.VAULT_KEYS = [old]
        _client(administrator("first")).post(PAGE, GIVEN)
        settings.VAULT_KEYS = [new, old]

        assert actions.reseal(by=TESTER, at=NOW) == 1

        settings.VAULT_KEYS = [new]
        assert client.unseal_secret(SignInProvider.objects.get()) == " s3cret "

    @pytest.mark.parametrize(
        "wrong",
        [
            {"issuer": "http://login.kent.example"},
            {"issuer": "https://name:word@login.kent.example"},
            {"issuer": "kent"},
            {"issuer": "https://169.254.169.254"},
            {"issuer": "https://10.0.0.1"},
            {"issuer": "https://127.0.0.1:8443"},
            {"issuer": "https://localhost"},
            {"issuer": "https://2852039166"},
            {"issuer": "https://0xa9.0xfe.0xa9.0xfe"},
            {"issuer": "https://[::1]"},
            {"issuer": "https://[::ffff:10.0.0.1]"},
            {"issuer": "https://login.kent.example:99999"},
            {"domains": "uk"},
            {"domains": "name@kent.police.uk"},
            {"domains": "*.police.uk"},
            {"domains": " , "},
        ],
    )
    def test_is_refused_in_words(self, wrong):
        page = _client(administrator("first")).post(PAGE, GIVEN | wrong)

        assert "There is a problem" in page.content.decode()
        assert not SignInProvider.objects.exists()

    def test_whose_name_leads_to_a_private_network_is_refused_unless_allowed(
        self, settings, monkeypatch
    ):
        leads_to(monkeypatch, "10.0.0.1")
        entering = _client(administrator("first"))

        page = entering.post(PAGE, GIVEN)
        assert page.context["form"].has_error("issuer")

        settings.SIGN_IN_INTERNAL_HOSTS = [urlsplit(GIVEN["issuer"]).hostname]
        entering.post(PAGE, GIVEN)
        assert SignInProvider.objects.exists()

    def test_without_tls_on_this_machine_is_of_development_alone(self, settings):
        settings.IS_DEVELOPMENT = False
        settings.STAFF_BASE_URL = "https://testserver"

        page = _client(administrator("first")).post(
            PAGE, GIVEN | {"issuer": "http://127.0.0.1:8080"}
        )

        assert page.context["form"].has_error("issuer")


class TestAnInvitation:
    def test_names_the_sign_in_of_the_force_and_no_password(self, settings):
        settings.STAFF_BASE_URL = "https://testserver"
        first, second = (administrator(name, "kent") for name in ("first", "second"))
        _client(first).post(PAGE, GIVEN)
        press(_client(second), "approve", SignInProvider.objects.get())
        for email in ("ann@kent.police.uk", "ann@elsewhere.example"):
            asked = asked_for(first, email=email, wanted=analyst_of("kent"))
            roles.give(request=asked, by=acting(second), at=NOW)

        by_force, by_password = (letter.body for letter in sent(NOW))

        assert "https://testserver/staff/account/force/kent/" in by_force
        assert "Choose a password" not in by_force
        assert "/account/link/" not in by_force
        assert "Choose a password" in by_password
