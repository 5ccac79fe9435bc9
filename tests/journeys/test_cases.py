"""Those who work with cases, and a victim who is handed a code: an officer confirms what is safe, a
lead looks after the asking, an advocate draws a code, and its holder passes the gate."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from access.models import User
from responses.eligibility.actions import decisions
from responses.models import Case
from tests.browser import check_page, expect_address, expect_words, go_to, sign_in_to_work
from tests.conftest import TESTER
from tests.journeys.test_signing_in import PASSWORD
from tests.responses.asked import give, load, row

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
WIDE = {"width": 1280, "height": 900}


@pytest.fixture
def cases(db: None) -> list[Case]:
    now = timezone.now()
    entered = {"reported_on": now.date() - timedelta(days=20), "stage_on": now.date()}
    held = load(
        row(case_key="ASK-1", **entered),
        row(case_key="SAFE-1", flags={}, contact_mobile="+447700900321", **entered),
        row(case_key="CODE-1", victim_role="bereaved", **entered),
        row(case_key="HAND-1", exclude_code="VULN", exclude_by="staff 7",
            exclude_on=now.date(), **entered),
        at=now - timedelta(hours=1),
    )  # fmt: skip
    decisions.decide_events(force_code=None, by=TESTER, at=now)
    return held


def check_both(page: Page) -> None:
    for size in (WIDE, page.viewport_size):
        page.set_viewport_size(size)
        for name, language in (("Cymraeg", "cy"), ("English", "en")):
            page.locator(f"header button:has-text('{name}')").click()
            check_page(page, language=language)


def find(page: Page, key: str) -> None:
    if not page.locator("#id_case_key").count():
        go_to(page, "Find a case")
    page.fill("#id_case_key", key)
    page.click("main button.button")


@pytest.mark.usefixtures("cases")
class TestAnOfficer:
    def test_confirms_what_is_safe(
        self, page: Page, live_server: LiveServer, safe_contact_officer: User
    ) -> None:
        sign_in_to_work(page, live_server.url, email=safe_contact_officer.email, password=PASSWORD)
        check_both(page)
        find(page, "SAFE-2")
        check_page(page)
        expect(page).to_have_title(re.compile("^Error: "))
        find(page, "SAFE-1")
        check_both(page)

        page.click("main >> text=Agree a safe way")
        check_both(page)
        page.click("text=Keep what was agreed")
        check_page(page)
        assert page.evaluate("document.activeElement.className") == "error-summary"
        page.locator("label[for=id_is_number_safe]").last.click()
        page.locator("label[for=id_channel]").last.click()
        page.fill("#id_start", "10:00")
        page.fill("#id_end", "12:00")
        page.fill("#id_word", "lapwing")
        page.fill("#id_word_again", "lapwing")
        page.click("text=Keep what was agreed")

        check_page(page)
        expect_words(page, "What you agreed with the victim is kept.")
        expect_words(page, "from 10:00 to 12:00")


@pytest.mark.usefixtures("cases")
class TestAnOperationsLead:
    def test_sees_how_the_asking_goes_and_confirms_an_exclusion(
        self, page: Page, live_server: LiveServer, operations_lead: User
    ) -> None:
        sign_in_to_work(page, live_server.url, email=operations_lead.email, password=PASSWORD)
        check_both(page)
        expect_words(page, "1 exclusion by hand waits for a second person.")

        go_to(page, "Exclusions")
        check_both(page)
        page.click("text=Confirm HAND-1")

        check_both(page)
        expect_words(page, "No exclusion waits.")


@pytest.mark.usefixtures("cases")
class TestWhoSeesACase:
    def test_is_said_by_a_lead_and_read_by_who_answers_for_it(
        self,
        page: Page,
        browser: Browser,
        live_server: LiveServer,
        operations_lead: User,
        protection_officer: User,
        advocate: User,
    ) -> None:
        sign_in_to_work(page, live_server.url, email=operations_lead.email, password=PASSWORD)
        go_to(page, "Who sees a case")
        page.fill("#id_case_key", "CODE-1")
        page.click("text=Keep it")
        check_page(page)
        expect(page).to_have_title(re.compile("^Error: "))
        page.click("label >> text=Works with the case")
        page.click(f"label >> text={advocate.name}")
        page.click("text=Keep it")
        check_both(page)
        expect_words(page, "CODE-1", within="main table")

        reader = browser.new_page(locale="en-GB", viewport=page.viewport_size)
        sign_in_to_work(reader, live_server.url, email=protection_officer.email, password=PASSWORD)
        go_to(reader, "Audit trail")
        check_both(reader)
        expect_words(reader, "Gave a case to somebody", within="main table")
        reader.close()


@pytest.mark.usefixtures("cases")
class TestAnAdvocate:
    def test_hands_a_code_over_and_its_holder_passes_the_gate(
        self, page: Page, browser: Browser, live_server: LiveServer, advocate: User
    ) -> None:
        give(advocate, Case.objects.get(case_key="CODE-1"))
        sign_in_to_work(page, live_server.url, email=advocate.email, password=PASSWORD)
        find(page, "CODE-1")
        check_both(page)
        page.locator("label[for=id_role_3]").click()
        page.click("main >> text=Draw a code")
        check_page(page)
        code = page.inner_text(".code-shown")

        victim = browser.new_page(locale="en-GB", viewport=page.viewport_size)
        victim.goto(f"{live_server.url}/c/")
        check_page(victim)
        victim.fill("#id_code", "abcdefghijkl")
        victim.click("main button.button")
        check_page(victim)
        victim.fill("#id_code", code)
        victim.click("main button.button")
        check_page(victim)
        expect_address(victim, "/s/")
