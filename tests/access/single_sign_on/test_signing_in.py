from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.socialaccount.internal import statekit
from django.contrib.sessions.backends.base import UpdateError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from access.administration import mails
from access.models import (
    AccountMail,
    AuditEvent,
    Force,
    Membership,
    ProviderSubject,
    SignInProvider,
    User,
)
from access.outbound import https
from access.permissions import Role
from access.single_sign_on import actions as providers
from tests.access.administration.make import administrator
from tests.access.single_sign_on.conftest import (
    approved,
    come_back,
    is_in,
    leave,
    path_of,
    sign_on,
)
from tests.access.single_sign_on.local_provider import OTHERS_KEY, LocalProvider
from tests.conftest import NOW, _staff

PASSWORD = "correct horse battery"
pytestmark = pytest.mark.django_db


def by_password(client: Client, user: User) -> None:
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})


def why_failed() -> list[str]:
    rows = AuditEvent.objects.filter(kind="user.sign_in_failed").order_by("pk")
    return [row.details["how"][-1] for row in rows]


class TestSomebodyOfTheForce:
    def test_comes_in_and_is_led_to_where_they_wanted_to_go(self, client, local, provider, analyst):
        answer = sign_on(client, local, next="/staff/mails/")

        assert (path_of(answer.url), is_in(client)) == ("/staff/mails/", True)
        row = AuditEvent.objects.get(kind="user.signed_in")
        assert (row.actor_user, row.details["how"]) == (analyst, ["single sign-on"])
        assert AuditEvent.objects.get(kind="user.bound_to_provider").force_code == "kent"

    def test_comes_in_at_a_sign_in_address_that_has_a_query(self, client, local, provider, analyst):
        local.document = {"authorization_endpoint": f"{local.issuer}/authorize?policy=staff"}

        away = leave(client)
        come_back(client, local.agree(away))

        assert away.startswith(f"{local.issuer}/authorize?policy=staff&response_type=code&")
        assert is_in(client)

    def test_is_known_by_the_providers_name_for_them_from_then_on(
        self, client, local, provider, analyst
    ):
        sign_on(client, local)
        local.claims |= {"email": "other@example.org", "email_verified": False}

        again = Client()
        sign_on(again, local)

        assert is_in(again)
        assert ProviderSubject.objects.get().user == analyst

    def test_keeps_role_and_force_whatever_the_provider_says(
        self, client, local, provider, analyst
    ):
        local.claims |= {"roles": ["administrator"], "groups": ["national"], "force": "essex"}

        sign_on(client, local)

        held = Membership.objects.get(user=analyst)
        assert (held.role, held.force_id) == (Role.FORCE_ANALYST, "kent")

    def test_joins_by_an_invitation_that_stands_without_a_password(self, client, local, provider):
        invited = User.objects.create_user(email="new@example.org", name="Newly Invited")
        User.objects.filter(pk=invited.pk).update(is_active=False)
        kent = Force.objects.get(code="kent")
        Membership.objects.create(user=invited, role=Role.FORCE_ANALYST, force=kent)
        now = timezone.now()
        mail = mails.write(user=invited, kind=AccountMail.MailKind.JOIN, by=None, at=now)
        later = now + timedelta(days=7)
        AccountMail.objects.filter(pk=mail.pk).update(sent_at=now, expires_at=later)
        local.claims["email"] = "New@Example.org"

        sign_on(client, local)

        invited.refresh_from_db()
        assert is_in(client)
        assert (invited.is_active, invited.has_usable_password()) == (True, False)

    def test_signs_in_here_by_no_password_and_no_passkey(self, local, provider, analyst):
        client = Client()
        by_password(client, analyst)

        assert not is_in(client)
        assert why_failed() == ["sign-in here is off"]

    def test_has_a_password_again_once_the_provider_has_ended(self, local, provider, analyst):
        providers.end(provider=provider, by=providers.SIGN_ON, at=timezone.now())
        client = Client()
        by_password(client, analyst)

        assert is_in(client)
        assert not ProviderSubject.objects.exists()

    def test_confirms_there_who_they_are_before_what_needs_it(
        self, client, local, provider, analyst
    ):
        sign_on(client, local)
        asked = client.get(f"{reverse('account_reauthenticate')}?next=/staff/mails/")
        away = client.get(asked.url)

        local.claims["auth_time"] = None
        refused = come_back(client, local.agree(away.url))
        local.claims.pop("auth_time")
        answer = come_back(client, local.agree(client.get(asked.url).url))

        assert local.asked[-1]["prompt"] == "login"
        assert (refused.status_code, answer.url) == (403, "/staff/mails/")
        assert AuditEvent.objects.filter(kind="user.identity_confirmed").count() == 1


class TestASecondFactor:
    def test_of_ones_own_is_asked_for_here_all_the_same(self, client, local, provider, analyst):
        totp.TOTP.activate(analyst, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")

        answer = sign_on(client, local)

        assert (answer.url, is_in(client)) == (reverse("mfa_authenticate"), False)

    @pytest.mark.parametrize(
        ("accepted", "said", "home"),
        [
            (("mfa",), {"amr": ["pwd", "mfa"]}, 200),
            (("urn:high",), {"acr": "urn:high"}, 200),
            (("mfa",), {"amr": ["pwd"]}, 302),
            (("mfa",), {"amr": "mfa"}, 302),
            ((), {"amr": ["mfa"]}, 302),
        ],
    )
    def test_of_the_provider_counts_where_its_force_said_so_and_it_signed_it(
        self, settings, client, local, analyst, accepted, said, home
    ):
        settings.REQUIRE_SECOND_FACTOR = True
        approved(local, factors=accepted)
        local.claims |= said

        sign_on(client, local)

        assert client.get("/staff/").status_code == home
        assert not Authenticator.objects.exists()


class TestAnAttack:
    @pytest.mark.parametrize(
        ("claims", "why"),
        [
            ({"iss": "https://evil.example"}, "token"),
            ({"aud": "another client"}, "token"),
            ({"aud": ["survey", "another client"]}, "token"),
            ({"aud": ["survey", "another client"], "azp": "another client"}, "token"),
            ({"exp": 1}, "token"),
            ({"iat": 9_999_999_999}, "token"),
            ({"exp": None}, "token"),
            ({"sub": None}, "token"),
            ({"sub": ""}, "token"),
            ({"nonce": "of another visit"}, "nonce"),
            ({"nonce": None}, "nonce"),
            ({"nonce": "é"}, "nonce"),
            ({"sub": "a\0b"}, "token"),
            ({"sub": "\ud800"}, "token"),
            ({"email": "\ud800@example.org"}, "address unverified"),
            ({"email_verified": False}, "address unverified"),
            ({"email_verified": "true"}, "address unverified"),
            ({"email_verified": None}, "address unverified"),
            ({"email": "somebody@essex.example"}, "domain"),
            ({"email": "somebody@sub.example.org"}, "domain"),
            ({"email": "stranger@example.org"}, "nobody"),
        ],
    )  # fmt: skip
    def test_by_what_a_token_says_lets_nobody_in(
        self, client, local, provider, analyst, claims, why
    ):
        local.claims |= claims

        answer = sign_on(client, local)

        assert (answer.status_code, is_in(client), why_failed()) == (403, False, [why])
        assert not ProviderSubject.objects.exists()

    @pytest.mark.parametrize(
        ("algorithm", "key"), [("none", ""), ("HS256", "x" * 40), ("RS256", OTHERS_KEY)]
    )
    def test_by_a_token_that_the_provider_did_not_sign_lets_nobody_in(
        self, client, local, provider, analyst, algorithm, key
    ):
        local.algorithm, local.key = algorithm, key

        assert sign_on(client, local).status_code == 403
        assert why_failed() == ["token"]

    def test_by_a_state_that_was_used_or_is_of_another_browser_lets_nobody_in(
        self, client, local, provider, analyst
    ):
        back = local.agree(leave(client))
        strangers = Client()
        assert come_back(strangers, back).status_code == 403
        come_back(client, back)
        client.post(reverse("account_logout"))

        assert come_back(client, back).status_code == 403
        assert come_back(Client(), {"code": "x"}).status_code == 403
        assert why_failed() == ["state"] * 3

    def test_by_mixing_up_two_providers_lets_nobody_in(self, client, local, provider, analyst):
        evil = LocalProvider(claims={"email": analyst.email})
        evil.start()
        approved(evil, force="essex")
        begun = leave(client, force="essex")

        at_kent = local.agree(leave(client))
        wrong_way = come_back(client, evil.agree(begun))
        named = come_back(client, at_kent | {"iss": evil.issuer})
        through_evil = come_back(client, evil.agree(leave(client, force="essex")), force="essex")

        evil.stop()
        assert {each.status_code for each in (wrong_way, named, through_evil)} == {403}
        assert why_failed() == ["state", "state", "roles elsewhere"]

    def test_by_a_forces_provider_lets_nobody_in_who_has_a_role_elsewhere_too(
        self, client, local, provider
    ):
        for user in (administrator("nation"), _staff(Role.FORCE_ANALYST, "essex")):
            local.claims |= {"email": user.email, "sub": f"person-{user.pk}"}
            sign_on(client, local)
        both = _staff(Role.FORCE_ANALYST, "kent", prefix="both-")
        both.memberships.create(role=Role.DATA_LOADER, force_id="essex")
        local.claims |= {"email": both.email, "sub": "both"}
        sign_on(client, local)

        assert why_failed() == ["roles elsewhere"] * 3

    def test_by_a_second_name_for_somebody_who_is_bound_lets_nobody_in(
        self, client, local, provider, analyst
    ):
        sign_on(client, local)
        local.claims["sub"] = "person-2"

        assert sign_on(Client(), local).status_code == 403
        assert why_failed() == ["bound to another"]

    def test_brings_back_nobody_who_was_switched_off(self, client, local, provider, analyst):
        User.objects.filter(pk=analyst.pk).update(is_active=False)

        assert sign_on(client, local).status_code == 403
        assert why_failed() == ["switched off"]

    @pytest.mark.parametrize(
        "changed", [{"domains": ["example.org", "x.example"]}, {"factors": ["pwd"]}]
    )
    def test_by_a_provider_that_was_changed_in_the_database_lets_nobody_in(
        self, client, local, provider, analyst, changed
    ):
        SignInProvider.objects.update(**changed)

        assert sign_on(client, local).status_code == 403
        assert why_failed() == ["provider unreachable"]

    @pytest.mark.slow
    def test_that_fails_again_and_again_is_judged_no_more_and_fills_no_trail(
        self, client, provider, time_machine
    ):
        time_machine.move_to(NOW, tick=False)

        answers = [come_back(client, {"code": "x"}).status_code for _try in range(62)]

        assert answers == [403] * 60 + [429] * 2
        assert len(why_failed()) == 60

    def test_from_a_page_of_another_site_begins_nothing(self, client, local, provider):
        page = reverse("sign_on_leave", args=["kent"])
        answer = client.get(page, headers={"sec-fetch-site": "cross-site"})

        assert answer.url == reverse("sign_on")

    @pytest.mark.parametrize("then", ["https://evil.example/", "//evil.example", "javascript:x"])
    def test_leads_to_no_other_site(self, client, local, provider, analyst, then):
        assert path_of(sign_on(client, local, next=then).url) == "/staff/"

    @pytest.mark.parametrize(
        "document",
        [
            {"issuer": "https://evil.example"},
            {"token_endpoint": "http://evil.example/token"},
            {"authorization_endpoint": "javascript:alert(1)"},
            {"jwks_uri": ""},
            {"authorization_endpoint": "https://evil.example/\ud800"},
        ],
    )
    def test_by_the_providers_own_document_leads_nowhere(self, client, local, provider, document):
        local.document = document

        assert client.get(reverse("sign_on_leave", args=["kent"])).status_code == 403

    @pytest.mark.parametrize("seconds", [10**20, 10**13, 10**10, -(10**18)])
    def test_by_an_impossible_time_confirms_nobody(self, client, local, provider, analyst, seconds):
        local.claims["auth_time"] = seconds

        assert sign_on(client, local).status_code == 302
        away = client.get(reverse("sign_on_confirm"))
        assert come_back(client, local.agree(away.url)).status_code == 403

    @pytest.mark.parametrize(
        "answer", ['{"a":' + "[" * 100_000, '{"a":' + "9" * 100_000, "[]", "null"]
    )
    def test_by_an_answer_that_cannot_be_read_leads_nowhere(
        self, client, provider, monkeypatch, answer
    ):
        monkeypatch.setattr(https, "ask", lambda *_given, **_more: (200, answer.encode()))

        assert client.get(reverse("sign_on_leave", args=["kent"])).status_code == 403

    @pytest.mark.parametrize("key_set", [{}, {"keys": None}, {"keys": []}, {"keys": ["x"]}])
    def test_by_keys_that_cannot_be_read_lets_nobody_in(
        self, client, local, provider, analyst, key_set
    ):
        local.key_set = key_set

        assert sign_on(client, local).status_code == 403
        assert why_failed() == ["token"]

    def test_in_a_session_that_ends_meanwhile_lets_nobody_in(
        self, client, local, provider, analyst, monkeypatch
    ):
        begun = local.agree(leave(client))

        def end(_request):
            raise UpdateError

        monkeypatch.setattr(statekit, "_save_session", end)

        assert client.get(reverse("sign_on_leave", args=["kent"])).status_code == 403
        assert come_back(client, begun).status_code == 403
        assert why_failed() == ["state"]

    @pytest.mark.parametrize("methods", [None, 5, ["client_secret_basic"]])
    def test_by_unreadable_ways_to_send_the_secret_breaks_no_page(
        self, client, local, provider, methods
    ):
        local.document = {"token_endpoint_auth_methods_supported": methods}

        assert client.get(reverse("sign_on_leave", args=["kent"])).status_code == 302

    def test_of_a_provider_that_is_away_is_a_page_in_words(self, client, local, provider):
        local.is_away = True

        page = client.get(reverse("sign_on_leave", args=["kent"]))

        assert "does not answer now" in page.content.decode()
