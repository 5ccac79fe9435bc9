"""An administrator brings a force in: adds it, and invites its analyst, who sees its empty home."""

import re

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from access import tasks
from access.models import AccountMail, User
from access.permissions import Role
from tests.access.administration.make import PASSWORD, administrator, link_in
from tests.browser import check_page, expect_address, expect_words, sign_in
from tests.journeys.test_signing_in import code_of

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
ADMINISTRATION = "/staff/administration/"
KNOWN = "correct horse battery"
ANALYST = "ann.ash@example.org"
GIVES = "main table button:not(.is-second)"


@pytest.fixture
def administrators(db) -> tuple[User, User]:
    return administrator("first"), administrator("second")


def press(page: Page) -> None:
    page.click("main form button.button:not(.is-second)")


def enter(page: Page, base: str, person: User) -> None:
    page.context.clear_cookies()
    sign_in(page, base, email=person.email, password=KNOWN)
    page.goto(f"{base}{ADMINISTRATION}")
    check_page(page)


def add_force(page: Page) -> None:
    page.click('main a:text-is("Forces and mergers")')
    check_page(page)
    page.click('main a:text-is("Add a force")')
    check_page(page)
    page.fill("#id_name", "Severn Police")
    page.fill("#id_code", "severn")
    page.select_option("#id_region", "W92000004")
    for part, value in {"day": "1", "month": "4", "year": "2026"}.items():
        page.fill(f"[name=valid_from_{part}]", value)
    press(page)
    expect_words(page, "Severn Police is added")


def invite(page: Page, base: str) -> None:
    page.goto(f"{base}{ADMINISTRATION}people/invite/")
    check_page(page)
    page.fill("#id_name", "Ann Ash")
    page.fill("#id_email", ANALYST)
    page.select_option("#id_role", Role.FORCE_ANALYST.value)
    page.select_option("#id_place", "force:severn")
    press(page)
    expect_words(page, "The invitation goes out after that")
    check_page(page)
    expect(page.locator(GIVES)).to_have_count(0)


def join(page: Page, base: str) -> None:
    tasks.send_account_mail.func(AccountMail.objects.get().pk)
    page.context.clear_cookies()
    page.goto(f"{base}{link_in(mail.outbox[0])}")
    expect_address(page, "/staff/account/link/")
    check_page(page)
    page.fill("#id_password", PASSWORD)
    page.fill("#id_again", PASSWORD)
    press(page)
    sign_in(page, base, email=ANALYST, password=PASSWORD)


def set_up_codes(page: Page) -> None:
    page.fill("#id_password", PASSWORD)
    press(page)
    expect_address(page, "/staff/account/codes/")
    page.click("main summary")
    page.fill("#id_code", code_of(page.inner_text(".secret")))
    press(page)


class TestAForce:
    def test_is_brought_in_without_an_operator(
        self,
        page: Page,
        live_server: LiveServer,
        settings,
        administrators: tuple[User, User],
    ) -> None:
        first, second = administrators
        settings.STAFF_MAIL, settings.STAFF_BASE_URL = "smtp", live_server.url
        enter(page, live_server.url, first)
        add_force(page)
        invite(page, live_server.url)

        enter(page, live_server.url, second)
        page.click('main a:text-is("Waits for a second administrator")')
        check_page(page)
        page.click(GIVES)
        expect_words(page, "The role is given")

        settings.REQUIRE_SECOND_FACTOR = True
        join(page, live_server.url)
        set_up_codes(page)
        page.goto(f"{live_server.url}/staff/")
        check_page(page)
        expect(page.get_by_role("banner")).to_contain_text("Severn Police")
        expect_words(page, "No figures yet")
        expect(page).to_have_title(re.compile("Home"))
        joined = User.objects.get(email=ANALYST)
        assert joined.last_login <= timezone.now()
        assert joined.memberships.get().force_id == "severn"
