"""The gate page (SAF-6)."""

import pytest
from django.test import Client

from responses.cases.sensitivity import SENSITIVE_FLAGS
from tests.conftest import NOW
from tests.responses.answering.test_public_start import without_secrets
from tests.responses.invited import FIRST_QUESTION, invite
from tests.responses.pages import TELLTALE, Page

pytestmark = pytest.mark.safety

SENSITIVE = dict.fromkeys(SENSITIVE_FLAGS, False) | {"domestic_abuse": True}
KINDS = {
    "ordinary": {},
    "with a word": {"word": "lapwing"},
    "sensitive": {"flags": SENSITIVE, "word": "lapwing"},
    "sensitive without a word": {"flags": SENSITIVE},
    "nothing known": {"birth_year": None, "flags": {}},
}


def at_the_gate(browser: Client, **case: object):
    invited = invite(**case)
    browser.get(f"/{invited.token}")
    return invited


class TestTheGate:
    @pytest.mark.parametrize(
        ("kind", "given", "opens"),
        [
            ("ordinary", "1984", True),
            ("ordinary", "1985", False),
            ("with a word", "1984", False),
            ("with a word", "Lapwing", True),
            ("sensitive", "lapwing", True),
            ("sensitive", "1984", False),
            ("sensitive without a word", "1984", False),
            ("nothing known", "1984", False),
        ],
    )
    def test_opens_to_what_was_agreed(
        self, browser: Client, kind: str, given: str, opens: bool
    ) -> None:
        at_the_gate(browser, **KINDS[kind])

        response = browser.post("/g/", {"answer": given})

        assert response.headers.get("Location") == (FIRST_QUESTION if opens else None)

    def test_gives_a_new_session_to_who_passes(self, browser: Client) -> None:
        at_the_gate(browser)
        planted = browser.cookies["sid"].value

        browser.post("/g/", {"answer": "1984"})

        eavesdropper = Client()
        eavesdropper.cookies["sid"] = planted
        assert browser.cookies["sid"].value != planted
        assert eavesdropper.get("/q/1/").headers["Location"] == "/e/"
        assert browser.get("/q/1/").status_code == 200

    @pytest.mark.slow
    def test_asks_everyone_the_same(self, browser: Client) -> None:
        asked = set()
        for case in KINDS.values():
            at_the_gate(browser, **case)
            asked.add(without_secrets(browser.get("/g/")))

        assert len(asked) == 1
        assert "your year of birth, or your word" in asked.pop()

    @pytest.mark.slow
    @pytest.mark.parametrize("tries", [1, 2])
    def test_answers_every_wrong_try_in_the_same_words_whatever_the_case(
        self, browser: Client, tries: int
    ) -> None:
        answers = set()
        for case in KINDS.values():
            at_the_gate(browser, **case)
            for _ in range(tries):
                response = browser.post("/g/", {"answer": "1900"})
            answers.add((response.status_code, without_secrets(response)))

        assert len(answers) == 1
        assert not TELLTALE.search(Page(response).text)

    @pytest.mark.slow
    @pytest.mark.parametrize("slip", ["84", "12/05/1984", "1899", "owl"])
    def test_saf_6_says_what_is_wanted_in_the_same_words_whatever_the_case(
        self, browser: Client, slip: str
    ) -> None:
        answers = set()
        for case in KINDS.values():
            invited = at_the_gate(browser, **case)
            response = browser.post("/g/", {"answer": slip})
            answers.add((response.status_code, without_secrets(response)))
            assert invited.invitation.gate_tries == 0

        assert len(answers) == 1
        assert "as 4 numbers, like 1984. Or enter your word" in Page(response).text
        assert Page(response).all("input", name="answer")[0].get("value") in {None, ""}
        assert not TELLTALE.search(Page(response).text)

    def test_says_that_the_details_may_be_wrong(self, browser: Client) -> None:
        at_the_gate(browser)

        refused = Page(browser.post("/g/", {"answer": "1900"}))

        assert "The details we hold may be wrong." in refused.text
        assert "the details we hold may be wrong." in Page(browser.get("/e/")).text

    @pytest.mark.slow
    def test_says_how_often_one_may_still_try(self, browser: Client) -> None:
        at_the_gate(browser)

        first = Page(browser.post("/g/", {"answer": "1900"}))
        second = Page(browser.post("/g/", {"answer": "1900"}))

        assert first.title == "Error: Service feedback"
        assert "You can try 2 more times." in first.text
        assert "You can try 1 more time." in second.text

    def test_does_not_show_what_was_tried(self, browser: Client) -> None:
        at_the_gate(browser, word="lapwing")

        page = Page(browser.post("/g/", {"answer": "lapwnig"}))

        assert "lapwnig" not in page.html

    @pytest.mark.parametrize("blank", ["", "   ", "\x00"])
    def test_takes_nothing_for_no_try_but_for_an_opening(self, browser: Client, blank: str) -> None:
        invited = at_the_gate(browser)

        page = Page(browser.post("/g/", {"answer": blank}))

        assert page.status == 200
        assert page.title.startswith("Error: ")
        assert invited.invitation.gate_tries == 0
        assert invited.invitation.opened_at == NOW

    @pytest.mark.slow
    def test_counts_tries_over_all_visits(self, browser: Client) -> None:
        invited = at_the_gate(browser)
        browser.post("/g/", {"answer": "1900"})
        elsewhere = Client()
        elsewhere.get(f"/{invited.token}")
        elsewhere.post("/g/", {"answer": "1900"})

        browser.get(f"/{invited.token}")
        last = browser.post("/g/", {"answer": "1900"})

        assert last.headers["Location"] == "/e/"
        assert Client().get(f"/{invited.token}").headers["Location"] == "/e/"

    def test_lets_nobody_past_who_goes_around_it(self, browser: Client) -> None:
        at_the_gate(browser)

        around = [browser.get(a).headers["Location"] for a in ("/q/1/", "/r/")]
        posted = browser.post("/q/1/", {"answer": "very_easy"}).headers["Location"]

        assert {*around, posted} == {"/g/"}

    def test_is_behind_who_has_passed_it(self, browser: Client) -> None:
        at_the_gate(browser)
        browser.post("/g/", {"answer": "1984"})

        assert browser.get("/g/").headers["Location"] == FIRST_QUESTION
        assert browser.post("/g/", {"answer": "1984"}).headers["Location"] == FIRST_QUESTION

    def test_has_to_be_passed_again_after_the_link_was_followed_again(
        self, browser: Client
    ) -> None:
        invited = at_the_gate(browser)
        browser.post("/g/", {"answer": "1984"})

        browser.get(f"/{invited.token}")

        assert browser.get("/q/1/").headers["Location"] == "/g/"

    def test_needs_no_knowledge_of_which_form_was_sent_first(self, browser: Client) -> None:
        invited = invite()
        strict = Client(enforce_csrf_checks=True)
        strict.get(f"/{invited.token}")
        token = Page(strict.get("/g/")).all("input", name="csrfmiddlewaretoken")[0]["value"]
        form = {"answer": "1984", "csrfmiddlewaretoken": token}

        once, twice = strict.post("/g/", form), strict.post("/g/", form)

        assert once.headers["Location"] == twice.headers["Location"] == FIRST_QUESTION
