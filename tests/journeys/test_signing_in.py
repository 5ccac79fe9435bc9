"""A member of staff signs in, sets up one-time codes, and comes back with one."""

import re
import time

import pytest
from allauth.mfa.totp.internal import auth as totp
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from access.models import User
from tests.browser import check_page, expect_address, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PASSWORD = "correct horse battery"
ACCOUNT = "/staff/account/"


PERIOD, SOON = 30, 5
"""Seconds for which a code counts, and how near its end nobody types it any more."""


def code_of(secret: str) -> str:
    left = PERIOD - time.time() % PERIOD
    if left < SOON:
        time.sleep(left)
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // PERIOD))


def set_up_codes(page: Page, base: str) -> str:
    page.goto(f"{base}{ACCOUNT}codes/")
    check_page(page)
    page.fill("#id_password", PASSWORD)
    page.click("main button.button")
    check_page(page)
    page.click("main summary")
    secret = page.inner_text(".secret")
    page.fill("#id_code", code_of(secret))
    page.click("main button.button")
    return secret


class TestSigningIn:
    def test_is_refused_in_words_with_a_link_to_what_to_mend(
        self, page: Page, live_server: LiveServer
    ) -> None:
        sign_in(page, live_server.url, email="", password="")

        check_page(page)
        expect(page).to_have_title(re.compile("^Error: "))
        assert page.evaluate("document.activeElement.className") == "error-summary"
        page.click("text=Enter your password")
        assert page.evaluate("document.activeElement.id") == "id_password"

    def test_works_with_a_one_time_code(
        self, page: Page, live_server: LiveServer, force_analyst: User
    ) -> None:
        sign_in(page, live_server.url, email=force_analyst.email, password=PASSWORD)
        secret = set_up_codes(page, live_server.url)
        check_page(page)
        expect(page.locator(".codes li")).to_have_count(10)

        page.click("text=Sign out")
        sign_in(page, live_server.url, email=force_analyst.email, password=PASSWORD)
        check_page(page)
        expect_address(page, "/login/code/")
        page.fill("#id_code", code_of(secret))
        page.click("main button.button")

        expect(page).to_have_url(re.compile("/staff/$"))

    def test_has_no_fault_on_the_pages_of_the_account(
        self, page: Page, live_server: LiveServer, national_analyst: User
    ) -> None:
        sign_in(page, live_server.url, email=national_analyst.email, password=PASSWORD)

        for path in ("", "password/", "logout/", "confirm/", "signup/"):
            page.goto(f"{live_server.url}{ACCOUNT}{path}")
            check_page(page)

    def test_reads_in_welsh(self, page: Page, live_server: LiveServer) -> None:
        page.goto(f"{live_server.url}{ACCOUNT}login/")

        page.click("text=Cymraeg")

        check_page(page, language="cy")
        expect_address(page, "/login/")
