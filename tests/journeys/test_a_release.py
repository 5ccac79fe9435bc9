"""A statistician publishes at 9:30: two people bring a release from the calendar to its page, and
before its hour nobody sees anything of it but those who are named."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone
from django_tasks_db.management.commands import db_worker
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from access import actions as access_actions
from access.models import Force
from access.permissions import Role
from analytics.models import Release
from analytics.releases.draft import publish_at
from config import worker as config_worker
from config.worker import Worker
from tests.analytics.make import CITY, Q3
from tests.analytics.releases import make
from tests.browser import check_page, sign_in
from tests.config.test_fortnight import run_in_process
from tests.conftest import NOW, TESTER
from tests.journeys.looking import NARROW
from tests.responses.scripted import Scripted

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PASSWORD = "correct horse battery"
DAY = date(2026, 12, 17)
PEOPLE = {
    "first@example.org": ("First Statistician", Role.NATIONAL_ANALYST, None),
    "second@example.org": ("Second Statistician", Role.NATIONAL_ANALYST, None),
    "named@example.org": ("Named Reader", Role.FORCE_ANALYST, CITY),
    "other@example.org": ("Other Reader", Role.FORCE_ANALYST, CITY),
}


@pytest.fixture
def clock(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> Iterator[time_machine.Traveller]:
    monkeypatch.setattr(
        config_worker.invitations_providers, "chosen_providers", lambda **_given: [Scripted()]
    )
    monkeypatch.setattr(db_worker, "close_old_connections", lambda: None)
    with time_machine.travel(NOW, tick=False) as travelled:
        make.fill()
        for email, (name, role, force) in PEOPLE.items():
            access_actions.create_user(
                email=email, name=name, password=PASSWORD, role=role,
                force=Force.objects.get(code=force) if force else None, by=TESTER, at=NOW,
            )  # fmt: skip
        yield travelled


@pytest.fixture
def page_of(browser: Browser, live_server: LiveServer) -> Iterator[object]:
    contexts = []

    def begin(email: str) -> Page:
        context = browser.new_context(
            viewport={"width": 1280, "height": 900}, base_url=live_server.url
        )
        context.set_default_timeout(20_000)
        contexts.append(context)
        page = context.new_page()
        sign_in(page, live_server.url, email=email, password=PASSWORD)
        return page

    yield begin
    for context in contexts:
        context.close()


def looked_at(page: Page) -> None:
    check_page(page)
    page.set_viewport_size(NARROW)
    check_page(page)
    page.set_viewport_size({"width": 1280, "height": 900})


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state()


class TestAStatistician:
    def test_publishes_at_half_past_nine(self, clock, page_of) -> None:
        worker = Worker(now=timezone.now, run_tasks=run_in_process)
        worker.do_what_is_due()
        draft = self.is_announced_and_written_of(page_of("first@example.org"))
        clock.shift(timedelta(minutes=1))
        worker.do_what_is_due()
        self.is_proposed(page_of("first@example.org"), draft)
        self.is_approved(page_of("second@example.org"), draft)
        number = draft.rstrip("/").rpartition("/")[2]

        clock.move_to(publish_at(DAY) - timedelta(minutes=31))
        worker.do_what_is_due()
        self.is_seen_early_by_the_named_alone(page_of, number)

        clock.move_to(publish_at(DAY) - timedelta(seconds=1))
        worker.do_what_is_due()
        assert not Release.objects.exists()
        clock.move_to(publish_at(DAY))
        worker.do_what_is_due()
        self.is_out(page_of("second@example.org"))

    def is_announced_and_written_of(self, page: Page) -> str:
        page.goto("/staff/releases/")
        looked_at(page)
        page.get_by_role("link", name="Announce a release").click()
        page.get_by_label("Which quarter?").select_option(Q3)
        page.get_by_label("The first release of the quarter").check()
        for part, value in (("day", DAY.day), ("month", DAY.month), ("year", DAY.year)):
            page.fill(f"[name=day_{part}]", str(value))
        looked_at(page)
        press(page, "Save")
        expect(page.locator("main")).to_contain_text("17 December 2026")
        draft = page.url
        expect(page.get_by_role("button", name="Have the files made")).to_have_count(0)

        page.get_by_role("link", name="Write of its quality").click()
        for field in page.locator("form textarea").all():
            field.fill("Nothing changed in this quarter.")
        page.get_by_label("Who answers for these statistics, in English").fill("Statistics team")
        page.get_by_label("Who answers for these statistics, in Welsh").fill("Tîm ystadegau")
        page.get_by_label("Address that readers write to").fill("statistics@example.org")
        for part, value in (("day", 15), ("month", 3), ("year", 2027)):
            page.fill(f"[name=next_on_{part}]", str(value))
        looked_at(page)
        press(page, "Save")

        page.get_by_role("link", name="Name an early reader").click()
        page.get_by_label("E-mail address of their account").fill("named@example.org")
        page.get_by_label("Their office").fill("Minister’s office")
        page.get_by_label("Why they must read it").fill("To answer questions at 9:30")
        press(page, "Save")
        press(page, "Have the files made")
        expect(page.locator("main")).to_contain_text("It waits for a worker: now")
        looked_at(page)
        return draft

    def is_proposed(self, page: Page, draft: str) -> None:
        page.goto(draft)
        expect(page.locator("main")).to_contain_text("of victims who answered were satisfied")
        looked_at(page)
        press(page, "Propose what I have read")
        expect(page.locator("main")).to_contain_text("another person has to approve it")
        expect(page.get_by_role("button", name="Approve what I have read")).to_have_count(0)

    def is_approved(self, page: Page, draft: str) -> None:
        page.goto(draft)
        press(page, "Approve what I have read")
        expect(page.locator("main")).to_contain_text(
            "First Statistician proposed it and Second Statistician approved it"
        )

    def is_seen_early_by_the_named_alone(self, page_of, number: str) -> None:
        named, other = page_of("named@example.org"), page_of("other@example.org")
        named.goto("/staff/releases/early/")
        named.get_by_role("link", name="version 1").click()
        expect(named.locator("main")).to_contain_text("Until then tell nobody what is in it.")
        looked_at(named)

        for path in (f"early/{number}/", f"early/{number}/figures.csv"):
            assert other.request.get(f"/staff/releases/{path}").status == 404, path
        for path in (f"drafts/{number}/", f"drafts/{number}/files/figures.csv"):
            assert other.request.get(f"/staff/releases/{path}").status == 403, path
        assert other.request.get(f"/staff/releases/{Q3}/1/").status in {403, 404}
        assert page_of("second@example.org").request.get("/api/v1/releases/").json()["count"] == 0

    def is_out(self, page: Page) -> None:
        page.goto("/staff/releases/")
        page.locator("main td, main th").get_by_role("link", name="2026").first.click()
        expect(page.locator("main")).to_contain_text("Published on 17 December 2026.")
        expect(page.locator("figure.chart svg:visible")).to_have_count(2)
        expect(page.locator("main")).to_contain_text("Minister’s office")
        looked_at(page)
        page.locator("#question").select_option("Q-INF-1")
        press(page, "Show")
        assert "question=Q-INF-1" in page.url
