"""An adviser of a service with cases in two forces: list, word, card and code; and the victim who
uses the code."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from access.actor import Actor
from access.models import Force, Organisation, User
from access.organisations import actions as organisations
from access.permissions import Role
from responses.casework.actions import case_access
from responses.eligibility.actions import decisions
from responses.models import Case
from tests.browser import expect_address, expect_words, go_to
from tests.conftest import TESTER, _staff
from tests.journeys.at_a_desk import PASSWORD, desk_page, see
from tests.responses.asked import NO_FLAGS, load, row

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
CODE = re.compile(r"(?:[0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}")


@pytest.fixture
def adviser(operations_lead: User) -> User:
    now = timezone.now()
    entered = {"reported_on": now.date() - timedelta(days=20), "stage_on": now.date()}
    held = load(
        row(case_key="CITY-1", flags={}, **entered),
        row(case_key="KENT-1", force="kent", flags=NO_FLAGS | {"honour_based": True}, **entered),
        row(case_key="CITY-2", flags={}, **entered),
        at=now - timedelta(hours=1),
    )
    decisions.decide_events(force_code=None, by=TESTER, at=now)
    service = organisations.create_organisation(
        name="Harbour House", kind="idva",
        forces=Force.objects.filter(code__in=["city-of-london", "kent"]), by=TESTER, at=now,
    )  # fmt: skip
    user = User.objects.create_user(email="ada@example.org", password=PASSWORD, name="Ada Hughes")
    organisations.join(organisation=service, user=user, by=TESTER, at=now)
    lead = Actor.user(user_id=operations_lead.pk, name="Lead")
    for case in held[:2]:
        case_access.give_to_service(case=case, service=service, by=lead, at=now)
    return user


@pytest.fixture
def desk(browser: Browser, live_server: LiveServer, adviser: User) -> Iterator[Page]:
    yield from desk_page(browser, live_server, adviser)


def in_welsh(page: Page, name: str) -> None:
    page.click("header button:has-text('Cymraeg')")
    see(page, f"{name}-cy", language="cy")
    page.click("header button:has-text('English')")


def agree(page: Page) -> None:
    page.locator("#id_word").press_sequentially("lapwing")
    page.fill("#id_word_again", "lapwign")
    page.click("label[for=id_is_number_safe]")
    page.click("label[for=id_channel]")
    page.click("text=Keep what was agreed")
    see(page, "words-4-slip")
    expect_words(page, "The two words are not the same")
    expect(page.locator("#id_word")).to_have_value("")
    page.fill("#id_word", "lapwing")
    page.fill("#id_word_again", "lapwing")
    page.click("label:has-text('Tuesday')")
    page.fill("#id_start", "10:00")
    page.click("text=Keep what was agreed")


def draw(page: Page) -> str:
    page.click("label[for=id_role]")
    page.click("main >> text=Draw a code")
    see(page, "words-7-code")
    [code] = CODE.findall(page.inner_text("main"))
    return str(code)


class TestAnAdviserOfAService:
    def test_agrees_a_word_prints_a_card_and_hands_a_code_over(
        self, desk: Page, browser: Browser, live_server: LiveServer
    ) -> None:
        see(desk, "words-1-list")
        in_welsh(desk, "words-1-list")
        assert "CITY-2" not in desk.inner_text("main")
        desk.click("main button:has-text('CITY-1')")
        see(desk, "words-2-case")
        desk.click("main >> text=Agree a safe way")
        see(desk, "words-3-agree")
        in_welsh(desk, "words-3-agree")
        agree(desk)
        see(desk, "words-5-agreed")
        assert "lapwing" not in desk.content()
        expect_words(desk, "Tuesday")

        go_to(desk, "Who needs a word")
        see(desk, "words-6-list")
        assert "CITY-1" not in desk.inner_text("main")
        desk.click("main button:has-text('KENT-1')")
        see(desk, "words-6-by-code")
        code = draw(desk)
        desk.select_option("#id_language", "ur")
        desk.click("text=Make a card to print")
        see(desk, "words-8-card", language="ur")
        expect_words(desk, code)

        self.answered_with(code, browser, live_server)
        assert Case.objects.count() == 3
        assert Organisation.objects.count() == 1

    def answered_with(self, code: str, browser: Browser, live_server: LiveServer) -> None:
        victim = browser.new_page(locale="en-GB", viewport={"width": 390, "height": 844})
        victim.goto(f"{live_server.url}/c/")
        victim.fill("#id_code", code)
        victim.click("main button.button")
        see(victim, "words-9-start")
        victim.click("main a.button")
        victim.click("main button.button")
        see(victim, "words-10-inside")
        expect_address(victim, "/q/1/")
        victim.close()


@pytest.fixture
def leads_desk(browser: Browser, live_server: LiveServer, operations_lead: User) -> Iterator[Page]:
    yield from desk_page(browser, live_server, operations_lead)


@pytest.fixture
def second_desk(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    second = _staff(Role.OPERATIONS_LEAD, "city-of-london", prefix="second.")
    yield from desk_page(browser, live_server, second)


class TestALead:
    def test_adds_a_service_whose_people_a_second_lead_lets_in(
        self, leads_desk: Page, second_desk: Page, advocate: User
    ) -> None:
        self.ask_for(advocate, leads_desk)
        expect(leads_desk.get_by_role("button", name="Add them")).to_have_count(0)

        go_to(second_desk, "Services")
        second_desk.click("main >> text=Harbour House")
        see(second_desk, "services-5-decide")
        second_desk.get_by_role("button", name="Add them").click()
        see(second_desk, "services-6-people")
        in_welsh(second_desk, "services-6-people")
        expect_words(second_desk, advocate.name, within="main table")
        assert advocate.memberships.filter(organisation__name="Harbour House").exists()

    def ask_for(self, person: User, desk: Page) -> None:
        go_to(desk, "Services")
        see(desk, "services-1-none")
        desk.click("main >> text=Add a service")
        see(desk, "services-2-new")
        desk.click("main form button.button")
        see(desk, "services-3-slip")
        desk.fill("#id_name", "Harbour House")
        desk.click("label:has-text('IDVA')")
        desk.click("main form button.button")
        desk.fill("#id_email", person.email)
        desk.click("text=Ask for it")
        see(desk, "services-4-waits")
        in_welsh(desk, "services-4-waits")
        expect_words(desk, person.name, within="main table")
        expect_words(desk, "Waits for a second person")
