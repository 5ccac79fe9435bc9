"""A force's sign-in is entered by one administrator and approved by another; somebody comes in from
there, and officers open by two what is closed."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from access.models import User
from access.permissions import Role
from tests.access.administration.make import administrator
from tests.access.single_sign_on.local_provider import CLIENT, SECRET, LocalProvider
from tests.browser import check_page, expect_words, sign_in
from tests.conftest import _staff
from tests.responses.asked import NO_FLAGS, load, row

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PASSWORD = "correct horse battery"
PROVIDERS, GLASS = "/staff/administration/sign-in/", "/staff/break-glass/"


@pytest.fixture
def local() -> Iterator[LocalProvider]:
    provider = LocalProvider()
    provider.start()
    yield provider
    provider.stop()


def window(browser: Browser, base: str, user: User) -> Page:
    page = browser.new_context().new_page()
    sign_in(page, base, email=user.email, password=PASSWORD)
    expect(page).to_have_url(re.compile("/staff/$"))
    return page


class TestAForcesSignIn:
    def test_is_entered_approved_and_used(
        self, browser: Browser, page: Page, live_server: LiveServer, local: LocalProvider, settings
    ) -> None:
        settings.STAFF_BASE_URL = base = live_server.url
        analyst = _staff(Role.FORCE_ANALYST, "kent")
        local.claims["email"] = analyst.email
        entering, approving = (
            window(browser, base, administrator(name, "kent")) for name in ("first", "second")
        )

        entering.goto(base + PROVIDERS)
        check_page(entering)
        entering.click("text=Ask a second administrator")
        check_page(entering)
        entering.select_option("#id_force", "kent")
        for name, value in (
            ("issuer", local.issuer), ("client_id", CLIENT), ("secret", SECRET),
            ("domains", "example.org"),
        ):  # fmt: skip
            entering.fill(f"#id_{name}", value)
        entering.click("text=Ask a second administrator")
        expect_words(entering, "It waits for a second administrator.", within="body")
        approving.goto(base + PROVIDERS)
        check_page(approving)
        approving.click("text=Approve it")
        expect_words(approving, "In use")

        page.goto(f"{base}/staff/account/force/")
        check_page(page)
        page.click("main li a")
        expect(page).to_have_url(re.compile("/staff/$"))
        page.goto(f"{base}/staff/account/force/kent/back/?state=of-nobody&code=x")
        check_page(page)
        expect_words(page, "You are not signed in")


class TestWhatIsClosed:
    def test_is_opened_by_two_and_looked_at(
        self, browser: Browser, live_server: LiveServer
    ) -> None:
        flags = NO_FLAGS | {"police_suspect": True}
        load(row(case_key="CL-1", flags=flags, contact_mobile="+447700900321"))
        base = live_server.url
        city = "city-of-london"
        asking = window(browser, base, _staff(Role.SAFE_CONTACT_OFFICER, city))
        opening = window(browser, base, _staff(Role.OPERATIONS_LEAD, None, prefix="nation."))

        asking.goto(f"{base}{GLASS}ask/")
        check_page(asking)
        asking.click("text=Ask a second person")
        check_page(asking)
        asking.click("text=How to reach safely the victim")
        asking.select_option("#id_force", city)
        asking.fill("#id_case_key", "CL-1")
        asking.fill("#id_reason", "A threat to life")
        asking.click("label[for=id_hours]")
        asking.click("text=Ask a second person")
        expect_words(asking, "Waits for a second person")
        check_page(asking)
        opening.goto(base + GLASS)
        check_page(opening)
        opening.click("text=Open it, and raise the alarm")
        expect_words(opening, "Open")

        asking.goto(base + GLASS)
        asking.click("text=See how to reach them safely")
        check_page(asking)
        expect_words(asking, "Number ending in")
