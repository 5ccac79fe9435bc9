import pytest
from allauth.mfa.totp.internal import auth as totp
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from access.models import User

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"
LOGIN = "/staff/account/login/"


def text(response: HttpResponse) -> str:
    return response.content.decode()


def log_in(client: Client, user: User, password: str = PASSWORD) -> HttpResponse:
    return client.post(LOGIN, {"login": user.email, "password": password})


class TestHome:
    def test_tells_those_without_a_role_whom_to_ask(self, client: Client) -> None:
        client.force_login(User.objects.create_user(email="new@example.org", password="x"))

        assert "no role yet" in text(client.get("/staff/"))

    def test_sends_a_stranger_to_sign_in(self, client: Client) -> None:
        assert client.get("/staff/").url == f"{LOGIN}?next=/staff/"


class TestSigningIn:
    def test_leads_to_the_first_page(self, client: Client, force_analyst: User) -> None:
        assert log_in(client, force_analyst).url == "/staff/"

    def test_leads_back_to_the_page_that_was_asked_for(
        self, client: Client, force_analyst: User
    ) -> None:
        data = {"login": force_analyst.email, "password": PASSWORD, "next": "/staff/alerts/"}

        assert client.post(LOGIN, data).url == "/staff/alerts/"

    def test_never_leads_to_another_site(self, client: Client, force_analyst: User) -> None:
        data = {"login": force_analyst.email, "password": PASSWORD, "next": "https://example.org"}

        assert client.post(LOGIN, data).url == "/staff/"

    def test_says_the_same_of_a_wrong_password_and_an_unknown_address(
        self, client: Client, force_analyst: User
    ) -> None:
        wrong = text(log_in(client, force_analyst, "wrong"))
        unknown = text(client.post(LOGIN, {"login": "no@example.org", "password": "wrong"}))

        for page in (wrong, unknown):
            assert "The e-mail address or the password is not right" in page
            assert "<title>Error: Sign in" in page

    def test_says_what_is_missing(self, client: Client) -> None:
        page = text(client.post(LOGIN, {}))

        assert '<a href="#id_login">Enter your e-mail address</a>' in page
        assert '<a href="#id_password">Enter your password</a>' in page

    def test_is_closed_to_an_account_that_is_switched_off(
        self, client: Client, force_analyst: User
    ) -> None:
        User.objects.filter(pk=force_analyst.pk).update(is_active=False)

        log_in(client, force_analyst)

        assert client.get("/staff/").status_code == 302

    def test_asks_for_a_code_where_one_is_set_up(self, client: Client, force_analyst: User) -> None:
        totp.TOTP.activate(force_analyst, totp.generate_totp_secret())

        response = log_in(client, force_analyst)

        assert response.url == reverse("mfa_authenticate")
        assert client.get("/staff/").status_code == 302

    def test_does_not_take_a_wrong_code(self, client: Client, force_analyst: User) -> None:
        totp.TOTP.activate(force_analyst, totp.generate_totp_secret())
        log_in(client, force_analyst)

        page = text(client.post(reverse("mfa_authenticate"), {"code": "000000"}))

        assert "That code is not right" in page


class TestSigningUp:
    def test_is_closed(self, client: Client) -> None:
        before = User.objects.count()
        data = {"email": "new@example.org", "password1": "correct horse battery staple"}

        page = text(client.post(reverse("account_signup"), data))

        assert "Nobody can sign up here" in page
        assert User.objects.count() == before


class TestSigningOut:
    @pytest.mark.slow
    def test_takes_a_post(self, force_client: Client) -> None:
        force_client.get(reverse("account_logout"))
        assert force_client.get("/staff/").status_code == 200

        force_client.post(reverse("account_logout"))

        assert force_client.get("/staff/").url == f"{LOGIN}?next=/staff/"


ACCOUNT_PAGES = [
    "mfa_index",
    "account_logout",
    "account_change_password",
    "account_reauthenticate",
    "account_signup",
    "account_inactive",
    "mfa_activate_totp",
]


class TestAccountPages:
    @pytest.mark.parametrize("name", ACCOUNT_PAGES)
    def test_wear_our_frame_and_no_inline_code(self, force_client: Client, name: str) -> None:
        response = force_client.get(reverse(name), follow=True)

        page = text(response)
        assert 'class="staff"' in page
        assert page.count("<h1") == 1
        assert " style=" not in page
        assert "<script" not in page

    def test_let_a_password_be_changed(self, client: Client, force_analyst: User) -> None:
        log_in(client, force_analyst)
        new = "quiet river lamp"
        data = {"oldpassword": PASSWORD, "password1": new, "password2": new}

        client.post(reverse("account_change_password"), data)

        force_analyst.refresh_from_db()
        assert force_analyst.check_password(new)

    def test_refuse_a_short_password(self, client: Client, force_analyst: User) -> None:
        log_in(client, force_analyst)
        data = {"oldpassword": PASSWORD, "password1": "short", "password2": "short"}

        client.post(reverse("account_change_password"), data)

        force_analyst.refresh_from_db()
        assert force_analyst.check_password(PASSWORD)

    def test_have_no_address_beyond_those_in_use(self, client: Client) -> None:
        for path in ("password/reset/", "email/", "2fa/webauthn/"):
            assert client.get(f"/staff/account/{path}").status_code == 404
