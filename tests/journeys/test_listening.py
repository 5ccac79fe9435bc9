"""The page read aloud by the device's own voice: without one the page says so, and no button does
nothing."""

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
VOICE = """
window.said = []; window.silenced = 0; window.waiting = null;
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => [{ lang: "LANGUAGE", localService: IS_LOCAL }],
  speak: (words) => { window.said.push(words.text); window.waiting = words; },
  cancel: () => { window.silenced += 1; },
  addEventListener: () => {},
} });
"""


def opened(
    browser: Browser, live_server: LiveServer, *, voice: str = "", language: str = "en",
    is_local: bool = True,
) -> Page:  # fmt: skip
    page = browser.new_context().new_page()
    if voice:
        script = VOICE.replace("LANGUAGE", voice).replace("IS_LOCAL", str(is_local).lower())
        page.add_init_script(script)
    page.goto(f"{live_server.url}{reverse('gallery')}?show=radios&language={language}")
    page.click("summary")
    return page


def heard(page: Page) -> list[str]:
    while page.evaluate("window.waiting !== null"):
        page.evaluate("() => { const last = window.waiting; window.waiting = null; last.onend(); }")
    return page.evaluate("window.said")


class TestReadingAloud:
    def test_says_the_question_its_hint_and_its_choices(
        self, browser: Browser, live_server: LiveServer
    ) -> None:
        page = opened(browser, live_server, voice="en-GB")

        page.click("#listen")

        said = heard(page)
        assert said[1:4] == [
            "How satisfied were you with how well you were kept informed?",
            "Think of the whole time since you first got in touch.",
            "Very satisfied",
        ]
        assert said[-1] == "Prefer not to say"
        expect(page.locator("#listen")).to_have_text("Read this page aloud")

    def test_stops_when_pressed_again(self, browser: Browser, live_server: LiveServer) -> None:
        page = opened(browser, live_server, voice="en-GB")

        page.click("#listen")
        expect(page.locator("#listen")).to_have_text("Stop reading aloud")
        page.click("#listen")

        assert len(heard(page)) == 1
        expect(page.locator("#listen")).to_have_text("Read this page aloud")

    @pytest.mark.safety
    def test_falls_silent_on_exit(self, browser: Browser, live_server: LiveServer) -> None:
        page = opened(browser, live_server, voice="en-GB")
        page.route("**/x/", lambda route: route.fulfill(status=204))
        page.click("#listen")
        before = page.evaluate("window.silenced")

        page.evaluate("document.getElementById('exit').click()")

        assert page.evaluate("window.silenced") > before
        assert len(heard(page)) == 1

    @pytest.mark.parametrize(
        ("voice", "language", "is_local"),
        [("", "en", True), ("en-GB", "ur", True), ("en-GB", "en", False)],
        ids=["no voice", "a voice of another language", "a voice from elsewhere"],
    )
    def test_is_not_offered_without_a_voice_of_the_device(
        self, browser: Browser, live_server: LiveServer, voice: str, language: str, is_local: bool
    ) -> None:
        page = opened(browser, live_server, voice=voice, language=language, is_local=is_local)

        expect(page.locator("#no-voice")).to_be_visible()
        expect(page.locator("#listen")).to_be_hidden()

    def test_says_nothing_of_voices_where_there_is_one(
        self, browser: Browser, live_server: LiveServer
    ) -> None:
        page = opened(browser, live_server, voice="en-GB")

        expect(page.locator("#no-voice")).to_be_hidden()

    def test_reads_easy_read_with_an_english_voice(
        self, browser: Browser, live_server: LiveServer
    ) -> None:
        page = opened(browser, live_server, voice="en-GB", language="en-x-easy")

        expect(page.locator("#listen")).to_be_visible()
