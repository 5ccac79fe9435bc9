"""The four words on the last page, and the page that takes them."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from responses.answering.views.withdraw import WRONG_WORDS
from tests.conftest import NOW
from tests.responses.answering.test_public_start import answer_all
from tests.responses.invited import Invited, enter, invite
from tests.responses.pages import TELLTALE, Page

WRONG = "acorn acorn acorn acorn"


@pytest.fixture
def invited(browser: Client) -> Invited:
    invited = invite()
    answer_all(browser, invited)
    return invited


def words_on(response) -> str:
    html = Page(response).html
    return html.partition('<p class="inset"><strong>')[2].partition("</strong>")[0]


def take_out(words: str, client: Client | None = None):
    return (client or Client(headers={"accept-language": "en"})).post(
        "/withdraw/", {"words": words}
    )


class TestTheLastPage:
    def test_shows_four_words_and_where_to_enter_them(
        self, browser: Client, invited: Invited, settings
    ) -> None:
        settings.PUBLIC_BASE_URL = "https://svc.example.org"

        page = browser.get("/thanks/")

        assert len(words_on(page).split()) == 4
        assert "svc.example.org/withdraw/" in Page(page).text

    def test_shows_them_again_to_who_loads_it_again_or_follows_the_link_again(
        self, browser: Client, invited: Invited
    ) -> None:
        """The page may have been lost on its way."""
        first = words_on(browser.get("/thanks/"))
        other = Client(headers={"accept-language": "en"})

        assert enter(other, invited) == "/thanks/"
        assert first == words_on(browser.get("/thanks/")) == words_on(other.get("/thanks/"))

    def test_shows_them_in_the_language_of_the_page(
        self, browser: Client, invited: Invited
    ) -> None:
        english = words_on(browser.get("/thanks/"))
        browser.post("/language/", {"language": "cy", "next": "/thanks/"})

        welsh = words_on(browser.get("/thanks/"))

        assert english != welsh
        assert "taken your answers out" in Page(take_out(welsh)).text

    def test_keeps_nothing_that_leads_from_the_browser_to_the_answers(
        self, browser: Client, invited: Invited
    ) -> None:
        """SAF-8"""
        kept = str(dict(browser.session))

        assert not any(word in kept for word in words_on(browser.get("/thanks/")).split())
        assert invited.response.withdrawal_hash not in kept
        assert "invitation" not in kept

    def test_shows_none_to_who_stopped_contact(self, browser: Client) -> None:
        other = invite(mobile="+447700900012")
        browser.get(f"/{other.token}")
        browser.post("/stop/")

        assert words_on(browser.get("/stop/")) == ""


class TestTakingAnswersOut:
    def test_takes_them_out_and_says_so(self, browser: Client, invited: Invited) -> None:
        page = Page(take_out(words_on(browser.get("/thanks/")).upper()))

        assert page.status == 200
        assert page.title == "We have taken your answers out – Service feedback"
        assert invited.response.withdrawn_at == NOW
        assert invited.response.answers == {}

    def test_says_so_again_to_who_presses_twice(self, browser: Client, invited: Invited) -> None:
        words = words_on(browser.get("/thanks/"))

        once, twice = take_out(words), take_out(words)

        assert Page(once).text == Page(twice).text

    def test_needs_no_link_no_session_and_no_gate(self, browser: Client) -> None:
        page = Page(Client(headers={"accept-language": "en"}).get("/withdraw/"))

        assert page.status == 200
        assert page.all("input", name="words")
        assert page.all("form", autocomplete="off")

    def test_says_nothing_of_what_the_answers_were_about(
        self, browser: Client, invited: Invited
    ) -> None:
        """SAF-6: before the words, and after them."""
        words = words_on(browser.get("/thanks/"))

        pages = [Client().get("/withdraw/"), take_out(WRONG), take_out(words)]

        assert all(TELLTALE.findall(Page(page).text) == [] for page in pages)

    @pytest.mark.parametrize("given", [WRONG, "acorn", "never a word of ours", "<b>"])
    def test_answers_every_wrong_words_alike_and_does_not_repeat_them(
        self, browser: Client, invited: Invited, given: str
    ) -> None:
        page = Page(take_out(given))

        assert page.title.startswith("Error: ")
        assert "These words do not match." in page.text
        assert page.all("input", name="words")[0].get("value") is None
        assert invited.response.withdrawn_at is None

    def test_asks_for_words_where_none_were_given(self, browser: Client) -> None:
        assert "Enter your four words" in Page(take_out("  ")).text

    def test_ends_with_the_six_months(
        self, browser: Client, invited: Invited, clock: time_machine.Traveller
    ) -> None:
        words = words_on(browser.get("/thanks/"))
        clock.shift(timedelta(days=183))

        page = Page(take_out(words))

        assert "After six months answers can no longer be taken out." in page.text
        assert invited.response.withdrawn_at is None

    @pytest.mark.slow
    def test_makes_who_guesses_wait(
        self, browser: Client, invited: Invited, clock: time_machine.Traveller
    ) -> None:
        words = words_on(browser.get("/thanks/"))
        for _ in range(WRONG_WORDS.most):
            take_out(WRONG)

        refused = take_out(words)
        clock.shift(timedelta(minutes=5))

        assert refused.status_code == 429
        assert refused.headers["Retry-After"] == "300"
        assert "/exit/" in Page(refused).links
        assert "taken your answers out" in Page(take_out(words)).text
