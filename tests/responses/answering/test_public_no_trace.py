"""One whole way through, watched from everywhere it could leave something behind (SAF-4, SAF-8)."""

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import Client

from access.models import AuditEvent
from access.web.log_filters import RemovePersonalData
from tests.responses.answering.test_public_withdraw import RARE, rare_words, words_on
from tests.responses.invited import Invited, enter, invite
from tests.responses.pages import Page

pytestmark = pytest.mark.safety

WORD, MOBILE = "lapwing", "+447700900345"
ANSWERS = {1: "fairly_easy", 2: "very_dissatisfied"}
SAID = ("Fairly easy", "Very dissatisfied")


@contextmanager
def every_log() -> Iterator[io.StringIO]:
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.addFilter(RemovePersonalData())
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    loggers = [logging.getLogger(), *map(logging.getLogger, logging.root.manager.loggerDict)]
    before = [(logger, logger.level, logger.disabled) for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
        logger.disabled = False
        if logger is logging.root or not logger.propagate:
            logger.addHandler(handler)
    yield written
    for logger, level, disabled in before:
        logger.setLevel(level)
        logger.disabled = disabled
        logger.removeHandler(handler)


class Watched:
    def __init__(self) -> None:
        self.client = Client(headers={"accept-language": "en"})
        self.seen: list[tuple[str, HttpResponse]] = []

    def open(self, address: str, **data: object) -> HttpResponse:
        response = self._ask(address, data)
        while response.status_code == 302 and response.headers["Location"].startswith("/"):
            response = self._ask(response.headers["Location"], {})
        return response

    def _ask(self, address: str, data: dict[str, object]) -> HttpResponse:
        method = self.client.post if data else self.client.get
        response = method(address, data) if data else method(address)
        self.seen.append((address, response))
        return response

    @property
    def headers(self) -> str:
        return "\n".join(
            f"{name}: {value}"
            for _, response in self.seen
            for name, value in (
                *response.headers.items(),
                *(("Set-Cookie", cookie.OutputString()) for cookie in response.cookies.values()),
            )
        )

    @property
    def titles(self) -> str:
        pages = [r for _, r in self.seen if r.headers.get("Content-Type", "").startswith("text/h")]
        return "\n".join(Page(page).title for page in pages)

    @property
    def addresses(self) -> str:
        return "\n".join(address for address, _ in self.seen)


def walk(browser: Watched, invited: Invited) -> str:
    browser.open(f"/{invited.token}")
    browser.open("/g/", answer="swallow")
    browser.open("/g/", answer=WORD)
    for number, picked in ANSWERS.items():
        browser.open(f"/q/{number}/", answer=picked)
    browser.open("/q/3/", answer="")
    browser.open("/q/1/")
    browser.open("/nowhere/")
    response = browser.open("/r/")
    for _ in range(60):
        address = response.request["PATH_INFO"]
        if address == "/r/":
            break
        response = browser.open(address, skip="yes")
    return words_on(browser.open("/r/", send="yes"))


@pytest.fixture
def invited(db, clock) -> Invited:
    return invite(word=WORD, mobile=MOBILE)


class TestAWholeWay:
    @pytest.mark.slow
    def test_leaves_nothing_in_logs_headers_cookies_titles_and_addresses(
        self, invited: Invited
    ) -> None:
        browser = Watched()

        with every_log() as log, rare_words():
            words = walk(browser, invited)
            browser.open("/w/", words=words)
            browser.open("/x/")
            unknown = browser.client.put(f"/{invited.token}", "x")

        secrets = (invited.token, MOBILE, MOBILE[3:], WORD, "swallow", *ANSWERS.values(), *SAID)
        traces = {
            "a log": log.getvalue(),
            "a header or cookie": browser.headers,
            "a title": browser.titles,
            "an address": browser.addresses.replace(f"/{invited.token}\n", "", 1),
        }
        assert unknown.status_code == 405
        assert "Method Not Allowed" in traces["a log"], "the logs were not watched"
        assert words == RARE
        for place, text in traces.items():
            left = [secret for secret in (*secrets, *words.split()) if secret in text]
            assert not left, f"{place} holds {left}"

    @pytest.mark.slow
    def test_tells_no_other_site_where_one_came_from(self, invited: Invited) -> None:
        browser = Watched()
        walk(browser, invited)

        assert all(r.headers["Referrer-Policy"] == "no-referrer" for _, r in browser.seen)
        assert all(r.headers["Cache-Control"] == "no-store" for _, r in browser.seen)

    @pytest.mark.slow
    def test_keeps_one_cookie_that_ends_with_the_browser(self, invited: Invited) -> None:
        browser = Watched()
        walk(browser, invited)

        cookies = [cookie for _, r in browser.seen for cookie in r.cookies.values()]
        assert {cookie.key for cookie in cookies} == {"sid"}
        assert not any(cookie["expires"] or cookie["max-age"] for cookie in cookies)
        assert all(cookie["httponly"] for cookie in cookies)

    @pytest.mark.slow
    def test_names_nobody_in_the_audit_trail(self, invited: Invited) -> None:
        walk(Watched(), invited)

        rows = list(AuditEvent.objects.filter(actor_kind="respondent").values())
        assert rows
        assert not any(
            secret in str(row) for row in rows for secret in (invited.token, MOBILE, WORD, *SAID)
        )


class TestARestoredBrowser:
    @pytest.mark.parametrize("address", ["/q/1/", "/i/2/", "/e/", "/s/"])
    def test_saf_8_ends_the_session_at_the_next_load(
        self, invited: Invited, clock: time_machine.Traveller, address: str
    ) -> None:
        browser = Client(headers={"accept-language": "en"})
        enter(browser, invited, WORD)
        clock.shift(timedelta(minutes=20, seconds=1))

        response = browser.get(address, follow=True)

        assert "police" not in Page(response).text.lower()
        assert not Session.objects.exists()
        assert not browser.cookies["sid"].value

    def test_saf_8_keeps_the_visit_of_a_slow_reader(
        self, invited: Invited, clock: time_machine.Traveller
    ) -> None:
        browser = Client(headers={"accept-language": "en"})
        enter(browser, invited, WORD)
        clock.shift(timedelta(minutes=20))

        assert browser.get("/q/1/").status_code == 200


class TestAPreview:
    """SAF-4: what shows a link before anybody follows it."""

    @pytest.mark.parametrize("method", ["get", "head"])
    def test_uses_nothing_up_and_shows_nothing(self, invited: Invited, method: str) -> None:
        for _ in range(4):
            bot = Client(headers={"user-agent": "LinkPreview/1.0"})
            seen = getattr(bot, method)(f"/{invited.token}", follow=True)

        page = Page(seen)
        assert seen.status_code == 200
        assert "noindex" in seen.headers["X-Robots-Tag"]
        assert invited.invitation.opened_at is None
        assert invited.invitation.gate_tries == 0
        assert invited.response is None
        if method == "get":
            shown = page.all("meta", property="og:title")[0]["content"]
            assert shown == "Service feedback"
            assert not page.all("meta", name="description")
            assert not page.all("meta", property="og:image")
