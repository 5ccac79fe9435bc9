"""Pages that respondents read beforehand: how to leave, and what the texts are (SAF-14)."""

import pytest
from django.test import Client

from tests.responses.answering.test_public_start import answer_all
from tests.responses.invited import enter, invite
from tests.responses.pages import TELLTALE, Page

LEAVING = "/i/5/"


class TestHowToLeave:
    @pytest.mark.safety
    def test_is_told_before_the_first_question_and_from_every_page_after(
        self, browser: Client
    ) -> None:
        invited = invite()
        browser.get(f"/{invited.token}")
        before = [browser.get(address) for address in ("/s/", "/i/2/")]
        enter(browser, invited)
        after = [browser.get(address) for address in ("/q/1/", "/i/2/")]

        assert all(LEAVING in Page(page).links for page in before + after)

    @pytest.mark.safety
    def test_names_the_three_ways(self, browser: Client) -> None:
        page = Page(browser.get(LEAVING))

        for told in ("Exit this page", "Shift key three times", "first link"):
            assert told in page.text

    @pytest.mark.safety
    @pytest.mark.slow
    def test_tells_after_the_gate_what_stays_behind_and_who_may_see_it(
        self, browser: Client
    ) -> None:
        invited = invite()
        browser.get(f"/{invited.token}")
        before = Page(browser.get(LEAVING))
        enter(browser, invited)
        after = Page(browser.get(LEAVING))

        for told in ("history", "the address of your link may stand there too", "private window",
                     "delete it", "someone may be watching"):  # fmt: skip
            assert told in after.text
            assert told not in before.text
        assert "says more once you have started" in before.text

    @pytest.mark.safety
    @pytest.mark.parametrize("language", ["en", "cy"])
    def test_says_nothing_of_what_this_is_about(self, browser: Client, language: str) -> None:
        browser.cookies["language"] = language

        assert TELLTALE.findall(Page(browser.get(LEAVING)).text) == []

    @pytest.mark.slow
    def test_leads_back_to_where_one_was(self, browser: Client) -> None:
        stranger = Page(browser.get(LEAVING)).all("a", **{"class": "back"})
        invited = invite()
        browser.get(f"/{invited.token}")
        at_the_start = Page(browser.get(LEAVING)).all("a", **{"class": "back"})
        enter(browser, invited)
        inside = Page(browser.get(LEAVING)).all("a", **{"class": "back"})

        assert stranger == []
        assert at_the_start[0]["href"] == "/s/"
        assert browser.get(inside[0]["href"]).headers["Location"] == "/q/1/"

    @pytest.mark.slow
    def test_is_open_to_who_has_finished(self, browser: Client) -> None:
        answer_all(browser, invite())

        assert browser.get(LEAVING).status_code == 200


class TestAboutTheTexts:
    @pytest.mark.safety
    @pytest.mark.parametrize("language", ["en", "cy"])
    @pytest.mark.parametrize("address", ["/", "/i/1/", "/i/6.txt"])
    def test_names_no_crime_and_nobody_who_deals_with_any(
        self, browser: Client, address: str, language: str
    ) -> None:
        browser.cookies["language"] = language

        text = browser.get(address).content.decode()

        assert TELLTALE.findall(Page(browser.get(address)).text) == []
        assert "<" not in text or address.endswith("/")

    def test_tells_how_to_know_and_how_to_stop_them(self, browser: Client, settings) -> None:
        settings.PUBLIC_BASE_URL = "https://svc.example.org"

        settings.SERVICE_DESK_NUMBER = "0808 157 0000"

        page = Page(browser.get("/"))

        assert "0808 157 0000" in page.text
        assert "The link in the text begins with svc.example.org." in page.text
        assert "Do not contact me again" in page.text
        assert "a number you already know" in page.text

    def test_are_the_same_words_to_be_copied(self, browser: Client) -> None:
        copied = browser.get("/i/6.txt")
        page = Page(browser.get("/"))

        assert copied.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert all(
            block in page.text for block in copied.content.decode().strip().split("\n\n") if block
        )


class TestThePrivacyNotice:
    @pytest.mark.safety
    @pytest.mark.slow
    def test_is_lawful_before_the_gate_and_whole_before_the_first_question(
        self, browser: Client
    ) -> None:
        invited = invite()
        browser.get(f"/{invited.token}")
        before = Page(browser.get("/i/2/"))
        enter(browser, invited)
        after = Page(browser.get("/i/2/"))

        for told in (
            "responsible for", "public task", "whether everyone is treated fairly",
            "90 days", "six months", "seven years", "internet address", "cookie",
            "confidential. They are not anonymous", "No decision about you", "six words",
            "locked away for seven days", "may go on counting them", "copy of what is held",
            "Information Commissioner",
        ):  # fmt: skip
            assert told in before.text, told
            assert told in after.text, told
        for told in (
            "at serious risk", "never pass your answers on for immigration purposes",
            "do not ask about immigration status",
        ):  # fmt: skip
            assert told in after.text, told

    def test_is_led_to_from_the_first_page(self, browser: Client) -> None:
        page = Page(browser.get(f"/{invite().token}", follow=True))

        assert "/i/2/" in page.links
