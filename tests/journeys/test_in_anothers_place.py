"""Somebody answers whom no text asks: a carer in a victim's place, and the family of who died. From
the adviser's page to the last one, by a code."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from access.models import User
from responses.eligibility.actions import decisions
from responses.models import Response
from survey.publishing import actions as publishing
from survey.publishing import shipped
from tests.browser import PHONE, check_page, expect_words, sign_in
from tests.conftest import TESTER
from tests.journeys.test_cases import find
from tests.journeys.test_signing_in import PASSWORD
from tests.responses.asked import NO_FLAGS, give, load, row

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
    """With the first answer of each question, to the last page; the text of each page."""
    page = browser.new_page(locale="en-GB", viewport=PHONE)
    page.goto(f"{url}/c/")
    page.fill("#id_code", code)
    page.click("main button.button")
    page.click("main a.button")
    page.click("main button.button")
    page.locator("main .button").last.click()
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

        assert any("Who are you to the person you answer for?" in each for each in read)
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
