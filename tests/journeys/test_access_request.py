"""Somebody asks what is held about them: an administrator tells them eight words, and a data
protection officer makes the file that these words open."""

import io

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from pytest_django.live_server_helper import LiveServer

from access.models import User
from access.permissions import Role
from tests.access.administration.make import administrator
from tests.browser import check_page, expect_words, sign_in
from tests.conftest import _staff
from tests.responses.answering.test_withdrawal_actions import sent_in
from tests.responses.invited import BIRTH_YEAR

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
MOBILE, KNOWN = "07700 900010", "correct horse battery"


def enter(page: Page, base: str, person: User) -> None:
    page.context.clear_cookies()
    sign_in(page, base, email=person.email, password=KNOWN)


def asked(page: Page, base: str) -> str:
    page.goto(f"{base}/staff/administration/")
    page.click('main a:text-is("What is held about somebody")')
    check_page(page)
    page.fill("#id_mobile", MOBILE)
    page.check("[name=proof][value=document]")
    page.check("[name=language][value=en]")
    page.click("main form button.button:not(.is-second)")
    expect(page.locator("h1")).to_have_text("Eight words")
    check_page(page)
    return page.locator("main .panel strong").inner_text()


def made(page: Page, base: str) -> bytes:
    page.goto(f"{base}/staff/")
    page.click('main a:has-text("1 person waits for what is held about them")')
    check_page(page)
    page.click('main a:has-text("Make the file")')
    check_page(page)
    page.fill("#id_mobile", MOBILE)
    page.fill("#id_birth_year", str(BIRTH_YEAR))
    with page.expect_download() as download:
        page.click("main form button.button:not(.is-second)")
    return download.value.path().read_bytes()


class TestSomebodyWhoAsks:
    def test_gets_a_file_that_the_words_open(self, page: Page, live_server: LiveServer) -> None:
        sent_in()
        base = live_server.url
        enter(page, base, administrator("first"))
        words = asked(page, base)
        enter(page, base, _staff(Role.DATA_PROTECTION_OFFICER, None))
        file = made(page, base)

        reader = PdfReader(io.BytesIO(file), password=words)
        assert "What is held about you" in reader.pages[0].extract_text()
        page.goto(f"{base}/staff/access-requests/")
        expect_words(page, "Nobody waits.")
