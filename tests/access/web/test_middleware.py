import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from access.models import User
from access.web.middleware import HEADERS, CsrfCheck, SecurityHeaders


@pytest.mark.django_db
class TestSecurityHeaders:
    @pytest.mark.parametrize(
        "path",
        ["/livez", "/staff/account/login/", "/staff/", "/nonsense/here/", "/staff/nonsense/"],
    )
    def test_stand_on_every_kind_of_answer(self, client: Client, path: str) -> None:
        response = client.get(path)

        assert {name: response.headers[name] for name in HEADERS} == HEADERS

    @pytest.mark.parametrize("path", ["/staff/account/login/", "/nonsense/here/"])
    def test_forbid_keeping_a_page(self, client: Client, path: str) -> None:
        assert client.get(path).headers["Cache-Control"] == "no-store"

    def test_stand_on_a_failure_too(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("access.continuity.views.readiness", None)
        client = Client(raise_request_exception=False)

        response = client.get("/readyz")

        assert response.status_code == 500
        assert {name: response.headers[name] for name in HEADERS} == HEADERS

    def test_send_production_to_https(self, settings) -> None:
        settings.SECURE_SSL_REDIRECT = True

        assert Client().get("/staff/").url == "https://testserver/staff/"

    def test_allow_keeping_a_static_file(self) -> None:
        request = RequestFactory().get("/static/ui/respondent.css")
        kept = SecurityHeaders(lambda _: HttpResponse(headers={"Cache-Control": "max-age=60"}))

        assert kept(request).headers["Cache-Control"] == "max-age=60"

    def test_allow_no_inline_style_or_script(self) -> None:
        policy = HEADERS["Content-Security-Policy"]

        assert "unsafe" not in policy
        assert "default-src 'none'" in policy


def is_ours(*, origin: str, site: str | None = None) -> bool:
    headers = {"Origin": origin} | ({"Sec-Fetch-Site": site} if site else {})
    request = RequestFactory().post("/", headers=headers)
    return CsrfCheck(lambda _: HttpResponse())._origin_verified(request)


class TestCsrfCheck:
    def test_lets_our_own_form_pass(self) -> None:
        assert is_ours(origin="null", site="same-origin")

    def test_lets_an_old_browser_pass_to_the_check_of_the_token(self) -> None:
        assert is_ours(origin="null")

    @pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
    def test_stops_a_form_of_another_site(self, site: str) -> None:
        assert not is_ours(origin="null", site=site)

    def test_stops_another_origin_by_name(self) -> None:
        assert not is_ours(origin="https://elsewhere.example.org", site="same-origin")

    def test_stops_a_form_without_token(self, db: None) -> None:
        strict = Client(enforce_csrf_checks=True, headers={"Origin": "null"})

        response = strict.post(reverse("account_login"), {"login": "a@example.org"})

        assert response.status_code == 403
        assert "This page needs cookies" in response.content.decode()


@pytest.mark.django_db
class TestRequireSecondFactor:
    def test_sends_staff_without_one_to_set_it_up(self, force_client: Client, settings) -> None:
        settings.REQUIRE_SECOND_FACTOR = True

        response = force_client.get(reverse("access:home"))

        assert response.url == reverse("mfa_activate_totp")

    def test_lets_those_who_have_one_pass(
        self, force_client: Client, force_analyst: User, settings
    ) -> None:
        settings.REQUIRE_SECOND_FACTOR = True
        totp.TOTP.activate(force_analyst, totp.generate_totp_secret())

        response = force_client.get(reverse("access:home"))

        assert response.status_code == 200

    def test_does_not_count_recovery_codes_as_one(
        self, force_client: Client, force_analyst: User, settings
    ) -> None:
        settings.REQUIRE_SECOND_FACTOR = True
        Authenticator.objects.create(
            user=force_analyst, type=Authenticator.Type.RECOVERY_CODES, data={"seed": ""}
        )

        response = force_client.get(reverse("access:home"))

        assert response.url == reverse("mfa_activate_totp")

    def test_leaves_the_pages_of_signing_in_open(self, force_client: Client, settings) -> None:
        settings.REQUIRE_SECOND_FACTOR = True

        assert force_client.get(reverse("mfa_index")).status_code == 200

    def test_asks_nothing_where_the_setting_is_off(self, force_client: Client, settings) -> None:
        settings.REQUIRE_SECOND_FACTOR = False

        response = force_client.get(reverse("access:home"))

        assert response.status_code == 200
