import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from unittest.mock import patch

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from access.limits.table import Kind
from responses.answering import withdrawal_words
from responses.answering.selectors import withdrawals
from tests.conftest import NOW
from tests.limits import allowing
from tests.responses.answering.test_public_start import answer_all
from tests.responses.invited import Invited, invite
from tests.responses.pages import TELLTALE, Page
from tests.responses.phones import once_on
from tests.sharing import shared_rows

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.safety]
WRONG = "acorn " * 6
RARE = "broccoli bungalow cardigan cinnamon chimney beehive"
"""Words that stand nowhere of their own accord, as "camera" does in a header, "paper" on a page and
"cafe" in a hash. Whoever looks for words that were left behind gives these."""


@dataclass(frozen=True)
class Finished:
    invited: Invited
    page: HttpResponse

    @property
    def words(self) -> str:
        return words_on(self.page)


@contextmanager
def rare_words() -> Iterator[None]:
    listed = withdrawals.words().words["en"]
    code = tuple(listed.index(word) for word in RARE.split())
    with patch.object(withdrawal_words, "code_of_seed", return_value=code):
        yield


@shared_rows
def finished() -> Finished:
    with time_machine.travel(NOW, tick=False):
        invited = invite()
        return Finished(invited, answer_all(Client(), invited))


@pytest.fixture
def invited(finished: Finished) -> Invited:
    return finished.invited


def words_on(response) -> str:
    return " ".join(re.findall(r"<li><strong>(.+?)</strong></li>", Page(response).html))


def take_out(words: str, client: Client | None = None):
    return (client or Client(headers={"accept-language": "en"})).post("/w/", {"words": words})


def form_with(words: str, page: Page) -> dict[str, str]:
    """Return the fields of the form with the words entered."""
    token = page.all("input", name="csrfmiddlewaretoken")[0]["value"]
    return {"words": words, "once": once_on(page), "csrfmiddlewaretoken": str(token)}


class TestTheLastPage:
    @pytest.mark.slow
    def test_shows_six_words_in_numbered_lines_and_where_to_enter_them(
        self, browser: Client, settings
    ) -> None:
        settings.PUBLIC_BASE_URL = "https://svc.example.org"

        page = answer_all(browser, invite())

        assert len(words_on(page).split()) == 6
        assert len(Page(page).all("ol")) == 1
        assert "svc.example.org/w/" in Page(page).text

    @pytest.mark.slow
    def test_shows_them_in_the_language_of_the_page(self, browser: Client) -> None:
        invited = invite(language="cy")

        welsh = words_on(answer_all(browser, invited))

        assert not set(welsh.split()) & set(withdrawals.words().words["en"])
        assert "taken your answers out" in Page(take_out(welsh)).text

    def test_shows_none_to_who_stopped_contact(self, browser: Client) -> None:
        other = invite(mobile="+447700900012")
        browser.get(f"/{other.token}")

        assert words_on(browser.post("/t/")) == ""


class TestTakingAnswersOut:
    def test_takes_them_out_and_says_so(self, finished: Finished, invited: Invited) -> None:
        page = Page(take_out(finished.words.upper()))

        assert page.status == 200
        assert "We have taken your answers out" in page.text
        assert invited.response.withdrawn_at == NOW
        assert invited.response.answers == {}

    def test_says_so_again_to_who_presses_twice(self, finished: Finished, invited: Invited) -> None:
        words = finished.words

        once, twice = take_out(words), take_out(words)

        for page in (Page(once), Page(twice)):
            assert "We have taken your answers out" in page.text
        assert invited.response.answers == {}

    def test_saf_8_says_the_same_for_the_same_press_on_a_slow_phone(
        self, finished: Finished, invited: Invited, browser: Client
    ) -> None:
        browser.handler.enforce_csrf_checks = True
        form = form_with(finished.words, Page(browser.get("/w/")))

        pages = [browser.post("/w/", form) for _ in range(4)]

        assert {page.content for page in pages} == {pages[0].content}
        assert not Page(pages[-1]).all("input", name="ticket")

    def test_saf_8_says_nothing_to_who_opens_the_page_again(
        self, finished: Finished, invited: Invited, browser: Client
    ) -> None:
        form = form_with(finished.words, Page(browser.get("/w/")))
        browser.post("/w/", form)

        page = Page(browser.get("/w/"))

        assert page.all("input", name="words")
        assert not {"withdrawn"} & set(browser.session.keys())
        assert Page(browser.post("/w/", form)).all("input", name="ticket")

    def test_saf_8_asks_again_for_the_words_later(
        self,
        finished: Finished,
        invited: Invited,
        browser: Client,
        clock: time_machine.Traveller,
    ) -> None:
        form = form_with(finished.words, Page(browser.get("/w/")))
        browser.post("/w/", form)
        clock.shift(timedelta(minutes=2, seconds=1))

        assert Page(browser.post("/w/", form)).all("input", name="ticket")

    @pytest.mark.databases
    def test_says_what_becomes_of_them_and_of_figures(
        self, finished: Finished, invited: Invited
    ) -> None:
        page = Page(take_out(finished.words))

        for told in (
            "locked away for seven days", "enter the same six words",
            "Within minutes your answers are in none of the counts",
            "Figures that we have already made may go on counting them",
            "at least ten people come or go", "may never happen",
        ):  # fmt: skip
            assert told in page.text, told
        assert not page.all("input", name="ticket")

    def test_needs_no_link_no_session_and_no_gate(self, browser: Client) -> None:
        page = Page(Client(headers={"accept-language": "en"}).get("/w/"))

        assert page.status == 200
        assert page.all("input", name="words")
        assert page.all("form", autocomplete="off")

    def test_says_nothing_of_what_the_answers_were_about(
        self, finished: Finished, invited: Invited
    ) -> None:
        words = finished.words

        pages = [Client().get("/w/"), take_out(WRONG), take_out(words)]

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
        assert "Enter your six words" in Page(take_out("  ")).text

    def test_ends_with_the_six_months(
        self, finished: Finished, invited: Invited, clock: time_machine.Traveller
    ) -> None:
        words = finished.words
        clock.shift(timedelta(days=183))

        page = Page(take_out(words))

        assert "After six months answers can no longer be taken out." in page.text
        assert invited.response.withdrawn_at is None


class TestBringingThemBack:
    @pytest.fixture
    def words(self, finished: Finished, invited: Invited) -> str:
        words = finished.words
        take_out(words)
        return words

    def press(self, words: str):
        stranger = Client(headers={"accept-language": "en"})
        (field,) = Page(take_out(words, stranger)).all("input", name="ticket")
        return stranger.post("/w/", {"ticket": field["value"]})

    def test_is_offered_to_who_enters_the_words_again(self, db: None) -> None:
        with rare_words():
            words = words_on(answer_all(Client(), invite()))
            take_out(words)
            page = Page(take_out(words))

        assert words == RARE
        assert "Bring my answers back" in page.text
        sent_back = [field.get("value") or "" for field in page.all("input")]
        assert not set(words.split()) & set(re.findall(r"\w+", f"{page.text} {sent_back}"))

    def test_takes_a_press(self, words: str, invited: Invited) -> None:
        take_out(words)
        assert invited.response.answers == {}

        page = Page(self.press(words))

        assert "Your answers are back" in page.text
        assert invited.response.answers
        assert TELLTALE.findall(page.text) == []

    def test_is_not_offered_after_seven_days(
        self, words: str, invited: Invited, clock: time_machine.Traveller
    ) -> None:
        clock.shift(timedelta(days=7))

        page = Page(take_out(words))

        assert "They are destroyed." in page.text
        assert not page.all("input", name="ticket")

    def test_asks_for_the_words_where_the_page_stood_open(
        self, words: str, invited: Invited, clock: time_machine.Traveller
    ) -> None:
        (field,) = Page(take_out(words)).all("input", name="ticket")
        clock.shift(timedelta(minutes=21))

        page = Page(Client().post("/w/", {"ticket": field["value"]}))

        assert page.all("input", name="words")
        assert invited.response.answers == {}

    @pytest.mark.parametrize("given", [WRONG, "acorn", "<b>"])
    def test_tells_a_stranger_nothing(self, words: str, given: str) -> None:
        page = Page(take_out(given))

        assert "These words do not match." in page.text
        assert "seven days" not in page.text


class TestGuessing:
    @pytest.mark.slow
    def test_makes_who_guesses_wait(
        self, finished: Finished, invited: Invited, clock: time_machine.Traveller
    ) -> None:
        words = finished.words
        with allowing(Kind.WORDS, 3):
            for _ in range(3):
                take_out(WRONG)
            refused = take_out(words)
        clock.shift(timedelta(minutes=5))

        assert refused.status_code == 429
        assert refused.headers["Retry-After"] == "300"
        assert "/x/" in Page(refused).links
        assert "taken your answers out" in Page(take_out(words)).text
