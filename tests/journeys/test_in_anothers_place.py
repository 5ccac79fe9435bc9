"""Somebody answers whom no text asks: a carer in a victim's place, and the family of who died."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader
from pytest_django.live_server_helper import LiveServer

from access.models import User
from access.permissions import Role
from responses import extract
from responses.eligibility.actions import decisions
from responses.models import PaperForm, Response
from survey.publishing import actions as publishing
from survey.publishing import shipped
from tests.browser import PHONE, check_page, expect_words, save_pdfs, sign_in
from tests.conftest import TESTER, _staff
from tests.journeys.answering import tab_to
from tests.journeys.test_cases import find
from tests.journeys.test_signing_in import PASSWORD
from tests.responses.asked import NO_FLAGS, give, load, row
from tests.responses.paper.forms import keyer, questions_of

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def begin(key: str, advocate: User, **changes: object) -> None:
    now = timezone.now()
    for raw in shipped.definitions():
        if raw["code"] in {"proxy", "bereaved"}:
            publishing.publish_version(raw=raw, by=TESTER, at=now)
    entered = {"reported_on": now.date() - timedelta(days=20), "stage_on": now.date()}
    [case] = load(row(case_key=key, **entered, **changes), at=now - timedelta(hours=1))
    decisions.decide_events(force_code=None, by=TESTER, at=now)
    give(advocate, case)


def answer_all(browser: Browser, url: str, code: str) -> list[str]:
    page = browser.new_page(locale="en-GB", viewport=PHONE)
    page.goto(f"{url}/c/")
    page.fill("#id_code", code)
    page.click("main button.button")
    page.click("main a.button")
    page.click("main button.button")
    read = []
    for _ in range(60):
        check_page(page)
        read.append(page.inner_text("main"))
        if page.locator("main input[name=answer]").count():
            page.locator("main input[name=answer]").first.check()
            page.click("main button.button")
        elif "Send my answers" in read[-1]:
            page.get_by_role("button", name="Send my answers").click()
            break
        else:
            page.locator("main .button").first.click()
    check_page(page)
    read.append(page.inner_text("main"))
    page.close()
    return read


class TestACarer:
    def test_answers_in_the_victims_place(
        self, page: Page, browser: Browser, live_server: LiveServer, advocate: User
    ) -> None:
        begin("CARE-1", advocate, flags=NO_FLAGS | {"modern_slavery": True})
        sign_in(page, live_server.url, email=advocate.email, password=PASSWORD)
        find(page, "CARE-1")
        page.get_by_label("Somebody of a victim support service").check()
        page.get_by_label("Somebody in the victim’s place, such as a carer").check()
        page.get_by_role("button", name="Draw a code").click()
        check_page(page)
        expect(page).to_have_title(re.compile("^Error: "))
        page.get_by_label("The victim cannot answer, even with help").check()
        page.get_by_label("I am sure that this person did not do it").check()
        page.get_by_role("button", name="Draw a code").click()
        check_page(page)
        expect_words(page, "Whoever answers in the victim’s place types it")

        read = answer_all(browser, live_server.url, page.inner_text(".code-shown"))

        assert any(
            "What is your relationship to the person you answer for?" in each for each in read
        )
        assert "We have your answers" in read[-1]
        assert Response.objects.get().instrument.code == "proxy"


class TestAFamily:
    def test_answers_about_who_died(
        self, page: Page, browser: Browser, live_server: LiveServer, advocate: User
    ) -> None:
        begin("LOSS-1", advocate, victim_role="bereaved", offence_code="4.4")
        sign_in(page, live_server.url, email=advocate.email, password=PASSWORD)
        find(page, "LOSS-1")
        expect_words(page, "A close relative of who died opens the survey")
        page.get_by_label("Family liaison officer (FLO)").check()
        page.get_by_role("button", name="Draw a code").click()
        check_page(page)

        read = answer_all(browser, live_server.url, page.inner_text(".code-shown"))

        assert "We have your answers" in read[-1]
        response = Response.objects.get()
        assert (response.instrument.code, response.modules) == ("bereaved", "ST8 ROAD")
        assert {"Q-BER-1", "Q-ST8-1", "Q-ROAD-1"} <= set(response.answers)


class TestAFamilyOnPaper:
    def test_has_a_form_printed_that_is_keyed_and_counts_among_no_victims(
        self, page: Page, live_server: LiveServer, advocate: User, settings
    ) -> None:
        settings.PAPER_KEYED_TWICE = 0
        begin("LOSS-2", advocate, victim_role="bereaved", offence_code="4.4")
        code = self.printed(page, live_server, advocate)
        form = PaperForm.objects.get()
        assert "Q-BER-1" in {each.code for each in questions_of(form)}

        self.key(page, live_server, code)
        response = Response.objects.get()
        assert (response.instrument.code, response.mode) == ("bereaved", "paper")
        assert response.answers["Q-BER-1"] == ["very_satisfied"]
        assert list(extract.answer_rows()) == []

        page.context.clear_cookies()
        analyst = _staff(Role.NATIONAL_ANALYST, None)
        sign_in(page, live_server.url, email=analyst.email, password=PASSWORD)
        for address in ("/staff/coverage-by-force/", "/staff/ways/", "/staff/journey/"):
            page.goto(live_server.url + address)
            check_page(page)
            assert "LOSS-2" not in page.content()

    def printed(self, page: Page, live_server: LiveServer, advocate: User) -> str:
        sign_in(page, live_server.url, email=advocate.email, password=PASSWORD)
        find(page, "LOSS-2")
        page.get_by_role("link", name="Print a form on paper instead").click()
        check_page(page)
        page.get_by_role("button", name="Make the form to print").press("Enter")
        check_page(page)
        expect(page).to_have_title(re.compile("^Error: "))
        page.get_by_label("Family liaison officer (FLO)").check()
        for safe in page.locator("input[name=safe]").all():
            safe.check()
        save_pdfs(page)
        with page.expect_download() as download:
            page.get_by_role("button", name="Make the form to print").press("Enter")
        pages = [each.extract_text() for each in PdfReader(download.value.path()).pages]
        assert "who died" in " ".join(pages)
        found = re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}", pages[0])
        assert found is not None, pages[0]
        return found[0]

    def key(self, page: Page, live_server: LiveServer, code: str) -> None:
        page.context.clear_cookies()
        sign_in(page, live_server.url, email=keyer().email, password=PASSWORD)
        page.goto(f"{live_server.url}/staff/paper/")
        check_page(page)
        tab_to(page, "main input[name=code]")
        page.keyboard.type(code)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Key a form")).to_be_visible()
        check_page(page)
        boxes = page.locator("main form:not([action]) input[type=text]")
        boxes.first.focus()
        for _ in range(boxes.count()):
            page.keyboard.type("1")
            page.keyboard.press("Tab")
        page.get_by_role("button", name="Store the form").press("Enter")
        expect(page.get_by_text("Stored")).to_be_visible()
        check_page(page)
