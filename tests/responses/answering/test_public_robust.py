from datetime import timedelta
from unittest.mock import patch

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client

from access.models import AuditEvent
from responses.answering.actions import answers
from responses.answering.session import IDLE_LIMIT
from tests.responses.answering.test_public_questions import answer, skip, skip_to_review
from tests.responses.invited import FIRST_QUESTION, Invited, enter, invite
from tests.responses.pages import Page
from tests.responses.phones import once_on

TOO_LONG = IDLE_LIMIT + timedelta(seconds=1)


@pytest.fixture
def inside(browser: Client) -> Invited:
    invited = invite()
    enter(browser, invited)
    return invited


def as_it_was(browser: Client) -> dict[str, str]:
    return {name: cookie.value for name, cookie in browser.cookies.items()}


def lose_the_answer(browser: Client, address: str, data: dict[str, str]) -> None:
    held = as_it_was(browser)
    browser.post(address, data)
    browser.cookies.clear()
    for name, value in held.items():
        browser.cookies[name] = value


class TestALostAnswer:
    def test_of_a_question_is_made_good_by_sending_it_again(
        self, browser: Client, inside: Invited
    ) -> None:
        lose_the_answer(browser, "/q/1/", {"answer": "very_easy"})

        assert answer(browser, 1, "very_easy") == "/q/2/"
        assert inside.response.answers == {"Q-CON-1": ["very_easy"]}

    def test_of_the_gate_is_made_good_by_the_link(self, browser: Client) -> None:
        invited = invite()
        browser.get(f"/{invited.token}")
        lose_the_answer(browser, "/g/", {"answer": "1984"})

        again = browser.post("/g/", {"answer": "1984"}, follow=True)

        assert "open the link in your text again" in Page(again).text
        assert enter(browser, invited) == "/q/1/"
        assert invited.invitation.gate_tries == 0

    @pytest.mark.slow
    def test_of_sending_in_is_made_good_by_sending_it_again(
        self, browser: Client, inside: Invited
    ) -> None:
        skip_to_review(browser)
        form = {"once": once_on(Page(browser.get("/r/")))}
        lose_the_answer(browser, "/r/", form)

        again = browser.post("/r/", form)

        assert "write down these six words" in Page(again).text
        assert AuditEvent.objects.filter(kind="response.completed").count() == 1

    def test_of_stopping_is_made_good_by_pressing_again(self, browser: Client) -> None:
        invited = invite()
        browser.get(f"/{invited.token}")
        lose_the_answer(browser, "/t/", {})

        again = browser.post("/t/")

        assert "We will not contact you again" in Page(again).text
        assert invited.invitation.opted_out_at is not None


@pytest.mark.safety
class TestExitInAnotherTab:
    def test_saf_7_while_an_answer_is_stored_leads_to_the_neutral_page(
        self, browser: Client, inside: Invited
    ) -> None:
        twin = Client()
        twin.cookies = browser.cookies.copy()
        store = answers.save_answer

        def overtaken(**given: object) -> object:
            twin.get("/x/")
            return store(**given)

        with patch("responses.answering.actions.answers.save_answer", overtaken):
            response = browser.post("/q/1/", {"answer": "very_easy"})

        assert response.headers["Location"] == "/e/"
        assert inside.response.answers == {"Q-CON-1": ["very_easy"]}
        assert not Session.objects.exists()


class TestAPageLeftOpenTooLong:
    def test_keeps_what_it_sends_and_says_what_was_kept(
        self, browser: Client, inside: Invited, clock: time_machine.Traveller
    ) -> None:
        clock.shift(TOO_LONG)

        response = browser.post("/q/1/", {"answer": "very_easy"}, follow=True)

        assert response.redirect_chain == [("/e/", 302)]
        assert "Pages that you finished are kept." in Page(response).text
        assert inside.response.answers == {"Q-CON-1": ["very_easy"]}
        assert enter(browser, inside) == "/q/2/"

    def test_shows_nothing(
        self, browser: Client, inside: Invited, clock: time_machine.Traveller
    ) -> None:
        clock.shift(TOO_LONG)
        browser.post("/q/1/", {"answer": "very_easy"})

        assert browser.get("/q/1/").headers["Location"] == "/e/"
        assert browser.get("/r/").headers["Location"] == "/e/"

    @pytest.mark.parametrize(
        "sent",
        [
            {},
            {"answer": "sideways"},
            {"answer": "very_easy", "language": "cy"},
            {"answer": "very_easy", "text_size": "larger"},
        ],
    )
    def test_keeps_nothing_that_is_no_answer(
        self, browser: Client, inside: Invited, clock: time_machine.Traveller, sent: dict[str, str]
    ) -> None:
        clock.shift(TOO_LONG)

        browser.post("/q/1/", sent)

        assert inside.response.answers == {}

    def test_cannot_skip_ahead(
        self, browser: Client, inside: Invited, clock: time_machine.Traveller
    ) -> None:
        clock.shift(TOO_LONG)

        browser.post("/q/5/", {"answer": "always"})

        assert inside.response.answers == {}

    @pytest.mark.slow
    def test_changes_nothing_that_was_sent_in_elsewhere(
        self, browser: Client, inside: Invited, clock: time_machine.Traveller
    ) -> None:
        other = Client()
        enter(other, inside)
        skip_to_review(other)
        other.post("/r/")
        clock.shift(TOO_LONG)

        browser.post("/q/1/", {"answer": "very_easy"})

        assert inside.response.answers["Q-CON-1"] == []

    def test_before_the_gate_keeps_nothing(
        self, browser: Client, clock: time_machine.Traveller
    ) -> None:
        invited = invite()
        browser.get(f"/{invited.token}")
        clock.shift(TOO_LONG)

        response = browser.post("/q/1/", {"answer": "very_easy"})

        assert response.headers["Location"] == "/e/"
        assert invited.response is None


class TestTheBackButton:
    def test_and_another_answer_store_the_last_one(self, browser: Client, inside: Invited) -> None:
        answer(browser, 1, "very_easy")
        answer(browser, 2, "neither")
        browser.get("/q/1/")

        following = answer(browser, 1, "fairly_easy")

        assert following == "/q/3/"
        assert inside.response.answers == {"Q-CON-1": ["fairly_easy"], "Q-ACT-2": ["neither"]}

    @pytest.mark.safety
    @pytest.mark.slow
    def test_after_sending_in_shows_no_answer(self, browser: Client, inside: Invited) -> None:
        skip_to_review(browser)
        browser.post("/r/")

        assert browser.get("/q/1/").headers["Location"] == "/e/"
        assert answer(browser, 1, "very_easy") == "/e/"
        assert inside.response.answers["Q-CON-1"] == []


class TestTwoTabs:
    @pytest.mark.slow
    def test_of_two_visits_answer_one_response(self, browser: Client, inside: Invited) -> None:
        other = Client(headers={"accept-language": "en"})
        enter(other, inside)

        here, there = answer(browser, 1, "very_easy"), answer(other, 1, "very_easy")
        answer(other, 2, "neither")

        assert here == there == "/q/2/"
        assert inside.response.answers == {"Q-CON-1": ["very_easy"], "Q-ACT-2": ["neither"]}
        assert answer(browser, 2, "neither") == "/q/3/"

    @pytest.mark.slow
    def test_one_of_which_sends_in_ends_the_other(self, browser: Client, inside: Invited) -> None:
        other = Client()
        enter(other, inside)
        skip_to_review(other)
        other.post("/r/")

        assert answer(browser, 1, "very_easy") == "/e/"
        assert inside.response.answers["Q-CON-1"] == []

    @pytest.mark.slow
    def test_one_of_which_follows_the_link_again_leaves_the_other_usable(
        self, inside: Invited
    ) -> None:
        strict = Client(enforce_csrf_checks=True)
        strict.get(f"/{inside.token}")
        form = Page(strict.get("/g/")).all("input", name="csrfmiddlewaretoken")[0]["value"]
        strict.get(f"/{inside.token}")

        passed = strict.post("/g/", {"answer": "1984", "csrfmiddlewaretoken": form})

        assert passed.headers["Location"] == FIRST_QUESTION


class TestASessionThatIsGone:
    @pytest.mark.parametrize("address", ["/s/", "/g/", "/q/1/", "/r/"])
    def test_leads_back_by_the_link(self, browser: Client, inside: Invited, address: str) -> None:
        Session.objects.all().delete()

        page = browser.post(address) if address != "/s/" else browser.get(address)

        assert page.headers["Location"] == "/e/"
        assert enter(browser, inside) == "/q/1/"


class TestEveryDoor:
    @pytest.mark.slow
    def test_leads_on_from_every_step_to_the_next(self, browser: Client, inside: Invited) -> None:
        address = "/q/1/"
        for _ in range(60):
            page = browser.get(address)
            assert page.status_code == 200, address
            pressed = browser.post(address, {"skip": "yes"})
            if address == "/r/":
                break
            address = pressed.headers["Location"]

        assert "We have your answers" in Page(pressed).text
        assert inside.response.completed_at is not None

    def test_saves_before_it_shows(self, browser: Client, inside: Invited) -> None:
        for number in range(1, 4):
            skip(browser, number)

            assert len(inside.response.answers) == number


class TestAClockThatStepsBack:
    @pytest.mark.slow
    def test_keeps_nobody_from_sending_in(
        self, browser: Client, inside: Invited, clock: time_machine.Traveller
    ) -> None:
        skip_to_review(browser)
        clock.shift(timedelta(hours=-3))

        sent = browser.post("/r/")

        assert sent.status_code == 200
        assert inside.response.completed_at == inside.response.started_at

    def test_starts_no_answers_before_the_gate_was_opened(
        self, browser: Client, clock: time_machine.Traveller
    ) -> None:
        invited = invite()
        browser.get(f"/{invited.token}")
        browser.post("/g/", {"answer": "1999"})
        clock.shift(timedelta(minutes=-2))

        enter(browser, invited)

        assert invited.response.started_at == invited.invitation.opened_at
