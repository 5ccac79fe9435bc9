"""A reader of a language at their desk, by keyboard: signs one text after the other, proposes other
words and asks; a designer agrees."""

import re

import pytest
from playwright.sync_api import expect

from access.actor import Actor
from access.models import User
from access.permissions import Role
from survey.models import SignedWording
from tests.conftest import _staff
from tests.journeys.at_a_desk import PASSWORD, desk_page, see
from tests.survey.reading import propose, texts

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(browser, live_server):
    yield from desk_page(browser, live_server, _staff(Role.LANGUAGE_READER, None))


@pytest.fixture
def designers_page(browser, live_server, designer):
    designer.set_password(PASSWORD)
    designer.save()
    yield from desk_page(browser, live_server, designer)


class TestAReader:
    def test_signs_by_keyboard_and_comes_to_the_next(self, page, live_server):
        page.goto(f"{live_server.url}/staff/languages/")
        see(page, "languages")
        page.get_by_role("link", name="Polski").click()
        see(page, "language")
        page.get_by_role("link", name=re.compile("^Questions and choices")).first.click()
        page.get_by_role("link", name=texts()[0].english).first.click()
        see(page, "text-to-sign")

        for number in (2, 3):
            page.locator("#words").focus()
            page.keyboard.press("Tab")
            expect(page.get_by_role("button", name="Sign: these words are right")).to_be_focused()
            page.keyboard.press("Enter")
            expect(page.get_by_role("heading", name=f"Text {number} of 213")).to_be_visible()
            assert page.evaluate("location.hash") == "#words"

        assert SignedWording.objects.count() == 2

    def test_proposes_other_words_and_is_told_what_they_lack(self, page, live_server):
        page.set_viewport_size({"width": 390, "height": 800})
        page.goto(f"{live_server.url}/staff/languages/pl/{texts()[0].key}/")
        page.get_by_text("Propose other words").click()
        page.get_by_label("Your words").fill("Czy w 5 minut <b>pomogli</b>?")
        page.get_by_role("button", name="Propose", exact=True).click()

        expect(page).to_have_title(re.compile("^Error: "))
        see(page, "text-refused")

        page.get_by_label("Your words").fill("Czy łatwo było uzyskać pomoc?")
        page.get_by_role("button", name="Propose", exact=True).click()

        expect(page.get_by_text("Your words wait for another reader")).to_be_visible()
        see(page, "text-proposed")


class TestADesigner:
    def test_agrees_to_what_a_reader_proposed(self, designers_page, page, live_server):
        reader = User.objects.get(memberships__role=Role.LANGUAGE_READER)
        text = texts()[0]
        propose(text, "Inaczej?", by=Actor.user(user_id=reader.pk, name=reader.name))
        designers_page.goto(f"{live_server.url}/staff/languages/pl/{text.key}/")
        see(designers_page, "text-to-decide")

        designers_page.get_by_role("button", name="Agree to these words").click()

        expect(designers_page.get_by_text("Agreed. The text is signed")).to_be_visible()
