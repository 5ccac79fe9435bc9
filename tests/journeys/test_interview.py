"""An interviewer calls somebody without a mouse, and is gone with one key; and without script, by a
button."""

import re
from collections.abc import Iterator
from datetime import time, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from access.models import User
from responses.interviewing.calling_times import CallingHours
from responses.models import CallAttempt, FollowUp, Response, TelephoneCase, WrittenText
from responses.triage.actions import rota
from responses.vault import sending_hours
from tests.browser import check_page, html_of
from tests.conftest import TESTER
from tests.journeys.answering import press, tab_to
from tests.journeys.at_a_desk import desk_page, see
from tests.journeys.on_a_phone import press_back
from tests.responses.interviewing import at_the_phone
from tests.responses.triage import at_the_desk

SAFE_WAY = "07700 900789, my sister"
TYPED = """[...document.querySelectorAll('input[type=text], textarea')]
    .map(each => each.value).filter(value => value)"""
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def caller(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> User:
    monkeypatch.setattr(CallingHours, "allow", lambda _hours, _at: True)
    monkeypatch.setattr(sending_hours, "may_send", lambda *_at, **_safe: True)
    now = timezone.now()
    at_the_phone.set_up()
    reported_on = timezone.localdate(now) - timedelta(days=20)
    at_the_phone.who_chose_a_call(at=now, reported_on=reported_on, stage_on=reported_on)
    return at_the_phone.interviewer("Ash")


@pytest.fixture
def desk(browser: Browser, live_server: LiveServer, caller: User) -> Iterator[Page]:
    yield from desk_page(browser, live_server, caller)


@pytest.fixture
def plain_desk(browser: Browser, live_server: LiveServer, caller: User) -> Iterator[Page]:
    yield from desk_page(browser, live_server, caller, java_script_enabled=False)


class TestAnInterview:
    def test_is_made_without_a_mouse_and_left_with_one_key(
        self, desk: Page, live_server: LiveServer
    ) -> None:
        desk.goto(f"{live_server.url}/staff/interviews/")
        see(desk, "calls")
        tab_to(desk, "main button.button")
        press(desk)
        expect(desk.get_by_role("button", name="Call now")).to_be_visible()
        see(desk, "call")
        tab_to(desk, "main button.button")
        press(desk)
        expect(desk.locator(".code-shown")).to_contain_text("07700")
        see(desk, "call-number")
        desk.get_by_role("button", name="Yes, it is a good time").press("Enter")
        desk.get_by_label("What she said").fill("1980")
        see(desk, "call-gate")
        desk.get_by_label("What she said").press("Enter")
        desk.get_by_role("button", name="Yes, it is safe to talk").press("Enter")
        desk.get_by_role("button", name="Yes: ask the questions").press("Enter")
        see(desk, "call-question")
        desk.locator("main input[type=radio]").first.press("Space")
        desk.get_by_role("button", name="Keep it, and on").press("Enter")
        expect(desk.get_by_text("Question 2 of")).to_be_visible()

        desk.keyboard.press("Escape")

        expect(desk.get_by_text("It was about feedback on a public service.")).to_be_visible()
        see(desk, "call-left")
        assert CallAttempt.objects.get().disposition == "left"
        assert len(Response.objects.get().answers) == 1

    def test_is_left_by_a_button_where_no_script_runs(
        self, plain_desk: Page, live_server: LiveServer
    ) -> None:
        plain_desk.goto(f"{live_server.url}/staff/interviews/")
        plain_desk.get_by_role("button", name="Take the next call").click()
        plain_desk.get_by_role("button", name="Call now").click()
        plain_desk.get_by_role("button", name="Not alone").click()

        expect(plain_desk.get_by_text("It was about feedback")).to_be_visible()
        assert CallAttempt.objects.get().disposition == "not_now"


class TestHerOwnWords:
    def test_are_typed_and_sent_and_cards_are_printed(
        self, desk: Page, live_server: LiveServer, caller: User
    ) -> None:
        at_the_phone.is_asking(caller, at=timezone.now())
        at_the_desk.answered_all(TelephoneCase.objects.get())
        reading_all_day()

        desk.goto(f"{live_server.url}/staff/interviews/call/question/")
        desk.get_by_label("What is the one thing the police did well?").fill("They listened.")
        see(desk, "call-words")
        desk.get_by_role("button", name="Send what she said").press("Enter")
        expect(desk.get_by_role("heading", name="Would she like someone")).to_be_visible()

        desk.goto(f"{live_server.url}/staff/interviews/cards/")
        see(desk, "call-cards")
        desk.goto(f"{live_server.url}/staff/interviews/cards/ur/")
        check_page(desk, language="ur")
        assert WrittenText.objects.get().state == "waiting"


class TestAWish:
    def test_is_typed_once_and_seen_to_at_the_desk(
        self,
        desk: Page,
        browser: Browser,
        live_server: LiveServer,
        caller: User,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr("responses.triage.rota.bank_holidays", lambda _year: ())
        readers = reading_all_day()
        at_the_phone.is_asking(caller, at=timezone.now())
        at_the_desk.answered_all(TelephoneCase.objects.get())

        self.say_it(desk, live_server)
        for _ in range(4):
            press_back(desk)
            held = html_of(desk)
            assert SAFE_WAY not in held
            assert "my husband" not in held
        desk.goto(f"{live_server.url}/staff/interviews/call/question/")
        desk.get_by_role("button", name="Send them in").press("Enter")
        expect(desk.get_by_role("heading", name="Her answers are sent in")).to_be_visible()
        see(desk, "call-done")

        for page in desk_page(browser, live_server, readers[0]):
            self.see_to_it(page, live_server)
        assert FollowUp.objects.get().outcome == "spoken"

    def say_it(self, desk: Page, live_server: LiveServer) -> None:
        desk.goto(f"{live_server.url}/staff/interviews/call/question/")
        desk.get_by_role("button", name="Go on without").press("Enter")
        expect(desk.get_by_role("heading", name="Would she like someone")).to_be_visible()
        see(desk, "call-wish")
        desk.get_by_role("button", name="She wishes it: send it").press("Enter")
        expect(desk).to_have_title(re.compile("^Error: "))
        see(desk, "call-wish-error")
        tab_to(desk, "#id_way")
        desk.keyboard.type(SAFE_WAY)
        desk.keyboard.press("Tab")
        desk.keyboard.type("Tuesdays")
        desk.keyboard.press("Tab")
        desk.keyboard.type("my husband")
        desk.keyboard.press("Tab")
        press(desk)
        expect(desk.get_by_role("button", name="Send them in")).to_be_visible()

    def see_to_it(self, page: Page, live_server: LiveServer) -> None:
        page.goto(f"{live_server.url}/staff/")
        page.get_by_role("link", name="1 contact request").click()
        see(page, "wishes-by-telephone")
        assert SAFE_WAY not in page.content()
        tab_to(page, "main table a")
        press(page)
        page.locator("[data-test=confirm]").click()
        expect(page.get_by_text(SAFE_WAY)).to_be_visible()
        see(page, "wish-by-telephone")
        page.get_by_label("Spoke to them").check()
        page.get_by_role("button", name="Close", exact=True).press("Enter")
        expect(page.get_by_text("No contact requests.")).to_be_visible()

    def test_that_is_half_typed_is_gone_with_one_key(
        self, desk: Page, live_server: LiveServer, caller: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("responses.triage.rota.bank_holidays", lambda _year: ())
        reading_all_day()
        at_the_phone.is_asking(caller, at=timezone.now())
        at_the_desk.answered_all(TelephoneCase.objects.get())
        desk.goto(f"{live_server.url}/staff/interviews/call/question/")
        desk.get_by_role("button", name="Go on without").press("Enter")
        desk.locator("#id_way").fill(SAFE_WAY)

        desk.keyboard.press("Escape")

        expect(desk.get_by_text("It was about feedback on a public service.")).to_be_visible()
        press_back(desk)
        assert desk.evaluate(TYPED) == []
        assert not FollowUp.objects.exists()


def reading_all_day() -> list[User]:
    readers = [at_the_desk.reader("One"), at_the_desk.reader("Two")]
    for person in readers:
        rota.set_shifts(
            desk=at_the_desk.CITY, person=person, weekdays=range(7),
            hours=(time(0), time(23, 59)), by=TESTER, at=timezone.now(),
        )  # fmt: skip
    return readers
