import re
from itertools import pairwise

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from access import process_cache
from responses.helplines import selectors as helplines
from responses.models import Helpline
from tests.conftest import NOW
from tests.responses.answering.test_public_start import answer_all
from tests.responses.invited import INTRODUCTION, Invited, enter, invite
from tests.responses.pages import TELLTALE, Page


@pytest.fixture
def invited(browser: Client) -> Invited:
    return invite()


def numbers() -> set[str]:
    return {number for listing in helplines.shown_listings() for number in listing.numbers}


class TestIsThisTextGenuine:
    def test_is_open_to_anyone(self, browser: Client, settings) -> None:
        settings.PUBLIC_BASE_URL = "https://svc.example.org"

        page = Page(browser.get("/i/1/"))

        assert page.status == 200
        assert "svc.example.org" in page.text
        assert "/s/" not in page.links

    @pytest.mark.slow
    def test_says_truly_that_nothing_is_downloaded_and_no_account_made(
        self, browser: Client, invited: Invited
    ) -> None:
        browser.get(f"/{invited.token}")
        pages = [Page(browser.get(f"/{each}/")) for each in ("s", "g", "i/1", "t")]
        enter(browser, invited)
        pages += [Page(browser.get(address)) for address in ("/q/1/", "/i/4/")]

        fields = {tag["type"] for page in pages for tag in page.all("input") if "type" in tag}
        assert fields <= {"hidden", "radio", "text"}
        assert not any("download" in tag for page in pages for tag in page.all("a"))
        assert not any(
            link.startswith(("/staff/", "/accounts/")) for p in pages for link in p.links
        )

    def test_leads_back_to_who_is_on_a_visit(self, browser: Client, invited: Invited) -> None:
        browser.get(f"/{invited.token}")

        assert "/s/" in Page(browser.get("/i/1/")).links


class TestThePrivacyNotice:
    @pytest.mark.safety
    @pytest.mark.slow
    def test_names_the_public_body_only_after_the_gate(
        self, browser: Client, invited: Invited
    ) -> None:
        browser.get(f"/{invited.token}")
        before = Page(browser.get("/i/2/"))
        enter(browser, invited)
        after = Page(browser.get("/i/2/"))

        assert not TELLTALE.search(before.text)
        assert "police force" in after.text

    @pytest.mark.safety
    @pytest.mark.slow
    def test_promises_after_the_gate_that_nothing_goes_to_immigration(
        self, browser: Client, invited: Invited
    ) -> None:
        browser.get(f"/{invited.token}")
        before = Page(browser.get("/i/2/"))
        enter(browser, invited)
        after = Page(browser.get("/i/2/"))

        assert "immigration" not in before.text
        assert "never pass your answers on for immigration purposes" in after.text

    @pytest.mark.slow
    def test_breaks_no_promise_before_the_gate_by_leaving_its_exception_out(
        self, browser: Client, invited: Invited
    ) -> None:
        browser.get(f"/{invited.token}")
        before = Page(browser.get("/i/2/"))
        enter(browser, invited)
        told = [Page(browser.get(address)) for address in (INTRODUCTION, "/i/2/")]

        assert "Confidentiality has limits" in before.text
        assert "says more once you have started" in before.text
        assert all("at serious risk" in page.text for page in told)


class TestTheAccessibilityStatement:
    @pytest.mark.safety
    def test_is_the_same_neutral_page_for_everyone(self, browser: Client, invited: Invited) -> None:
        strangers = Page(browser.get("/i/3/"))
        enter(browser, invited)
        answering = Page(browser.get("/i/3/"))

        assert strangers.status == answering.status == 200
        assert not TELLTALE.search(strangers.text + answering.text)
        assert strangers.title == "Service feedback"

    @pytest.mark.slow
    def test_leads_back_to_where_the_reader_was(self, browser: Client, invited: Invited) -> None:
        assert not {"/s/", "/r/"} & set(Page(browser.get("/i/3/")).links)
        browser.get(f"/{invited.token}")
        assert "/s/" in Page(browser.get("/i/3/")).links
        enter(browser, invited)
        assert "/r/" in Page(browser.get("/i/3/")).links

    def test_says_what_was_not_tested(self, browser: Client) -> None:
        text = Page(browser.get("/i/3/")).text

        assert "No disabled person has tried these pages" in text
        assert "We wrote this statement on 26 November 2026." in text

    @pytest.mark.parametrize("address", ["/s/", "/g/", "/q/1/", "/e/", "/no/"])
    def test_is_one_press_away(self, browser: Client, invited: Invited, address: str) -> None:
        browser.get(f"/{invited.token}")
        if address == "/q/1/":
            enter(browser, invited)

        assert "/i/3/" in Page(browser.get(address)).links


class TestHelplines:
    @pytest.mark.parametrize("address", ["/s/", "/g/", "/i/2/", "/i/1/", "/t/"])
    def test_are_on_no_page_before_the_gate(
        self, browser: Client, invited: Invited, address: str
    ) -> None:
        browser.get(f"/{invited.token}")

        page = Page(browser.get(address))

        assert not page.all("ul", **{"class": "helplines"})
        assert browser.get("/i/4/").headers["Location"] == "/e/"

    def test_are_not_on_the_neutral_page(self, browser: Client) -> None:
        page = Page(browser.get("/e/"))

        assert not any(number in page.text for number in numbers() - {"101", "999"})

    @pytest.mark.parametrize("language", ["en", "cy"])
    def test_are_all_shown_to_everyone_after_the_gate(
        self, browser: Client, invited: Invited, language: str
    ) -> None:
        invited.set(language=language)
        enter(browser, invited)

        page = Page(browser.get("/i/4/"))

        assert all(number in page.text for number in numbers())

    @pytest.mark.safety
    def test_saf_16_leave_out_what_is_retired_or_found_wrong(
        self, browser: Client, invited: Invited
    ) -> None:
        Helpline.objects.filter(names__en="Samaritans").update(is_number_wrong=True)
        Helpline.objects.filter(names__en="NAPAC").update(retired_at=NOW, retired_by="Ann")
        process_cache.clear()
        enter(browser, invited)

        page = Page(browser.get("/i/4/"))

        assert not {"tel:116123", "tel:08088010331"} & set(page.links)
        assert "tel:999" in page.links

    @pytest.mark.slow
    def test_are_read_by_one_query_and_kept_for_a_while(
        self, browser: Client, invited: Invited
    ) -> None:
        enter(browser, invited)
        browser.get("/i/4/")
        counts = []
        for forget in (process_cache.clear, lambda: None):
            forget()
            with CaptureQueriesContext(connection) as asked:
                browser.get("/i/4/")
            counts.append(sum("responses_helpline" in query["sql"] for query in asked))

        assert counts == [1, 0]

    def test_say_when_they_answer_and_in_which_language_their_name_is(
        self, browser: Client, invited: Invited
    ) -> None:
        invited.set(language="cy")
        enter(browser, invited)

        page = Page(browser.get("/i/4/"))

        assert "08 08 16 89 111 Ar agor ddydd a nos" in page.text
        assert '<bdi lang="en" dir="ltr">Victim Support</bdi>' in page.html
        assert "<h3>Y Samariaid</h3>" in page.html

    @pytest.mark.slow
    def test_are_all_on_the_last_page(self, browser: Client, invited: Invited) -> None:
        page = Page(answer_all(browser, invited))

        assert all(number in page.text for number in numbers())
        assert {"tel:999", "tel:08088010800"} <= set(page.links)
        assert any(link.startswith("sms:0") for link in page.links)

    def test_mark_what_is_for_wales(self, browser: Client, invited: Invited) -> None:
        enter(browser, invited)

        page = Page(browser.get("/i/4/"))

        assert re.search(r"Live Fear Free \( ?Wales ?\)", page.text)

    def test_stand_under_headings_in_order(self, browser: Client, invited: Invited) -> None:
        enter(browser, invited)

        html = browser.get("/i/4/").content.decode()

        levels = [int(level) for level in re.findall(r"<h([1-6])", html)]
        assert levels[0] == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))
