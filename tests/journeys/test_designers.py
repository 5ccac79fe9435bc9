"""A designer at a desk: where people stop, and the evidence on a wording, in English and Welsh."""

import re

import pytest
from playwright.sync_api import expect

from access.models import User
from responses.models import BreakOffCount
from tests.conftest import NOW
from tests.journeys.at_a_desk import desk_page, see

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
VERSION = "/staff/instruments/published/short-core/2/"
LEFT = {"Q-ACT-2": 140, "Q-INF-1": 88, "Q-INF-2a": 41, "Q-TRT-1": 4, "Q-TRT-2a": 26}


@pytest.fixture
def page(browser, live_server, designer: User):
    designer.set_password("correct horse battery")
    designer.save()
    yield from desk_page(browser, live_server, designer)


@pytest.fixture
def _stopped(transactional_db: None) -> None:
    for language, of_a_hundred in (("en", 100), ("cy", 20), ("ur", 1)):
        reached = 12 * of_a_hundred
        _counted(language, "begun", reached=reached)
        for question, left in LEFT.items():
            stopped = left * of_a_hundred // 100
            _counted(language, "first", question, reached=reached, stopped=stopped)
            reached -= stopped
        declined = reached // 3
        _counted(language, "about", reached=reached, stopped=reached // 20, declined=declined)
        _counted(language, "sent", reached=reached - reached // 20)


def _counted(language: str, part: str, question: str = "", **counts: int) -> None:
    BreakOffCount.objects.create(
        code="short-core", version=2, language=language, device="phone", part=part,
        question=question, counted_at=NOW, **({"stopped": 0, "declined": 0} | counts),
    )  # fmt: skip


@pytest.mark.usefixtures("_stopped")
class TestWherePeopleStop:
    def test_is_read_by_question_and_language(self, page, live_server):
        page.goto(f"{live_server.url}{VERSION}")
        page.get_by_role("link", name="Where people stop").click()
        see(page, "stops")

        page.get_by_role("link", name="Cymraeg", exact=True).last.click()

        expect(page.get_by_role("heading", name="Cymraeg")).to_be_visible()
        see(page, "stops-of-one-language")


class TestEvidence:
    def test_is_entered_beside_the_question_and_seen_there(self, page, live_server):
        page.goto(f"{live_server.url}{VERSION}")
        page.get_by_role("link", name=re.compile("Evidence ?: Q-OVR-1$")).click()
        see(page, "evidence-none")

        page.get_by_role("button", name="Record", exact=True).click()
        expect(page).to_have_title(re.compile("^Error: "))
        see(page, "evidence-errors")

        page.get_by_label("Interviews about what people understood").check()
        page.get_by_label("How many people were asked?").fill("8")
        for label, value in (("Day", "3"), ("Month", "10"), ("Year", "2026")):
            page.get_by_label(label, exact=True).fill(value)
        page.get_by_label("English", exact=True).check()
        page.get_by_label("What did they say?").fill("Two took it to be about the court.")
        page.get_by_label("What changed as a result?").fill("nothing")
        page.get_by_role("button", name="Record", exact=True).click()

        expect(page.get_by_text("8 people, 3 October 2026").first).to_be_visible()
        see(page, "evidence")
