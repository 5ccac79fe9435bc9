"""A member of staff adds a key that Chromium plays, signs in by it, and takes it away."""

import re
from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import CDPSession, Page, expect
from pytest_django.live_server_helper import LiveServer

from access.models import AuditEvent, User
from access.sign_in import key_forms
from tests.browser import check_page, expect_address, expect_words, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PASSWORD = "correct horse battery"
KEYS = "/staff/account/keys/"


@pytest.fixture
def key(page: Page) -> Iterator[tuple[CDPSession, str]]:
    developer = page.context.new_cdp_session(page)
    developer.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "usb", "hasResidentKey": True,
        "hasUserVerification": True, "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }  # fmt: skip
    made = developer.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    yield developer, made["authenticatorId"]
    developer.detach()


def add_key(page: Page, base: str, *, name: str, is_passkey: bool) -> None:
    page.goto(f"{base}{KEYS}add/")
    if page.locator("#id_password").count():
        page.fill("#id_password", PASSWORD)
        page.click("main button.button")
    check_page(page)
    page.fill("#id_name", name)
    if is_passkey:
        page.check("#id_passwordless")
    page.click("#add-key")


def told(kind: str) -> list[list[str]]:
    rows = AuditEvent.objects.filter(kind=f"user.{kind}").order_by("pk")
    return [row.details.get("how", []) for row in rows]


class TestASecurityKey:
    def test_is_added_asked_for_after_the_password_renamed_and_removed(
        self, page: Page, live_server: LiveServer, force_analyst: User, key: tuple[CDPSession, str]
    ) -> None:
        base = live_server.url
        sign_in(page, base, email=force_analyst.email, password=PASSWORD)
        add_key(page, base, name="Blue key", is_passkey=False)
        expect_address(page, "/recovery/")
        assert key_forms.is_ours(Authenticator.objects.get(type="webauthn"))

        page.click("text=Sign out")
        sign_in(page, base, email=force_analyst.email, password=PASSWORD)
        expect_address(page, "/login/code/")
        check_page(page)
        page.click("#ask-key")
        expect(page).to_have_url(re.compile("/staff/$"))
        assert told("signed_in")[-1] == ["password", "webauthn"]

        page.goto(base + KEYS)
        check_page(page)
        page.click("text=Rename")
        page.wait_for_url("**/confirm/**")
        page.click("text=Use a security key instead")
        check_page(page)
        page.click("#ask-key")
        page.fill("#id_name", "Key in the safe")
        check_page(page)
        page.click("main button.button")
        expect_words(page, "Key in the safe")
        page.click("text=Remove")
        check_page(page)
        page.click("main button.button")
        expect_words(page, "You have no keys yet.")
        assert (told("second_factor_added"), told("second_factor_removed")) == (
            [["webauthn"]],
            [["webauthn"]],
        )
        assert told("identity_confirmed")[-1] == ["webauthn"]

    def test_that_was_put_into_the_database_or_moved_there_opens_nothing(
        self, page: Page, live_server: LiveServer, force_analyst: User, key: tuple[CDPSession, str]
    ) -> None:
        base = live_server.url
        sign_in(page, base, email=force_analyst.email, password=PASSWORD)
        add_key(page, base, name="Blue key", is_passkey=False)
        expect_address(page, "/recovery/")
        kept = Authenticator.objects.get(type="webauthn")
        del kept.data["credential"][key_forms.SEAL]
        kept.save()

        page.click("text=Sign out")
        sign_in(page, base, email=force_analyst.email, password=PASSWORD)
        page.click("#ask-key")

        expect_words(page, "The key was not read")
        check_page(page)
        assert told("second_factor_failed") == [["webauthn"]]


class TestAPasskey:
    def test_signs_in_by_itself(
        self, page: Page, live_server: LiveServer, force_analyst: User, key: tuple[CDPSession, str]
    ) -> None:
        base = live_server.url
        sign_in(page, base, email=force_analyst.email, password=PASSWORD)
        add_key(page, base, name="This computer", is_passkey=True)
        expect_address(page, "/recovery/")

        page.click("text=Sign out")
        page.goto(f"{base}/staff/account/login/")
        check_page(page)
        page.click("#passkey-button")

        expect(page).to_have_url(re.compile("/staff/$"))
        assert told("signed_in")[-1] == ["webauthn"]

    def test_opens_nothing_without_its_owners_finger_face_or_pin(
        self, page: Page, live_server: LiveServer, force_analyst: User, key: tuple[CDPSession, str]
    ) -> None:
        base, (developer, number) = live_server.url, key
        sign_in(page, base, email=force_analyst.email, password=PASSWORD)
        add_key(page, base, name="This computer", is_passkey=True)
        expect_address(page, "/recovery/")
        page.click("text=Sign out")
        still = {"authenticatorId": number, "isUserVerified": False}
        developer.send("WebAuthn.setUserVerified", still)

        page.goto(f"{base}/staff/account/login/")
        page.click("#passkey-button")
        page.wait_for_timeout(500)

        expect_address(page, "/login/")
        assert len(told("signed_in")) == 1
