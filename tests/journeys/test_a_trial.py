"""Two designers take a trial of the order of languages on, and read its result once it is over."""

from datetime import timedelta

import pytest
import time_machine
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from access.models import User
from responses.eligibility.actions import decisions
from responses.invitations.actions import queue
from responses.models import Response, Trial, TrialPlace
from responses.trials import actions
from survey import selectors as survey_selectors
from tests.browser import check_page, expect_words, sign_in
from tests.conftest import NOW, TESTER
from tests.journeys.at_a_desk import DESK, PASSWORD
from tests.responses.asked import load, row

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PEOPLE = 200


def at_a_desk(browser: Browser, live_server: LiveServer, user: User) -> Page:
    page = browser.new_page(locale="en-GB", viewport=DESK)
    sign_in(page, live_server.url, email=user.email, password=PASSWORD)
    page.goto(f"{live_server.url}/staff/trials/")
    return page


def propose(page: Page) -> None:
    page.get_by_role("link", name="Propose a trial").click()
    page.get_by_label("The other languages offered first").check()
    page.get_by_label("How many of those placed answer the ten questions").check()
    page.get_by_label("What do you expect, and why?").fill("More read their own language.")
    page.get_by_label("Which difference would matter").fill("10")
    for name, day in (("first_day", NOW + timedelta(days=1)), ("last_day", NOW + timedelta(60))):
        for part, value in enumerate((day.day, day.month, day.year)):
            page.locator(f"[name^={name}_]").nth(part).fill(str(value))
    check_page(page)
    page.get_by_role("button", name="Propose it").click()


def run() -> None:
    first = NOW + timedelta(days=1)
    load(*(row() for _ in range(PEOPLE)), at=NOW)
    decisions.decide_events(force_code=None, by=TESTER, at=first)
    queue.queue_invitations(transport="development", spread=timedelta(0), by=TESTER, at=first)
    version = survey_selectors.version_in_force(on=first.date())
    for arm, every in (("usual", 5), ("others", 2)):
        for place in TrialPlace.objects.filter(arm=arm).order_by("pk")[::every]:
            Response.objects.create(
                invitation=place.invitation, instrument=version, language="en", started_at=first,
                core_done_at=first,
            )  # fmt: skip
    trial = Trial.objects.get()
    actions.close(trial_id=trial.pk, because="Enough.", by=TESTER, at=first)
    actions.watch(by=TESTER, at=first + timedelta(days=30))


class TestTwoDesigners:
    def test_start_a_trial_and_see_its_result(
        self,
        browser: Browser,
        live_server: LiveServer,
        designer: User,
        second_designer: User,
    ) -> None:
        with time_machine.travel(NOW, tick=True):
            page = at_a_desk(browser, live_server, designer)
            propose(page)
            check_page(page)
            expect_words(page, "The trial waits for a second person.")
            expect(page.get_by_role("button", name="Confirm it")).to_have_count(0)

            second = at_a_desk(browser, live_server, second_designer)
            second.locator("main tbody a").click()
            second.get_by_role("button", name="Confirm it").click()
            check_page(second)
            run()

            for each in (page, second):
                each.reload()
                each.get_by_role("link", name="The result").click()
                check_page(each)
                expect_words(each, "How many of those placed answer the ten questions")
                expect_words(each, "Clearly different:")
