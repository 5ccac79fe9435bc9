"""A first visit over a slow mobile connection: bytes and requests as they travel."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
import time_machine
from django.conf import settings
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from tests.browser import PHONE
from tests.conftest import NOW
from tests.journeys.every_page import right_to_left
from tests.responses.answering.test_public_weight import (
    MOST_BYTES,
    MOST_REQUESTS,
    MOST_SCRIPT_BYTES,
    compressed,
    static_content,
)
from tests.responses.invited import BIRTH_YEAR, invite

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
MOST_BYTES_OF_HEADERS = 1024
SLOW = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 400 * 1000 / 8,
    "uploadThroughput": 400 * 1000 / 8,
}


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def slow_page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=PHONE)
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()


class Meter:
    def __init__(self, page: Page) -> None:
        self.network = page.context.new_cdp_session(page)
        self.network.send("Network.enable")
        self.paths: dict[str, str] = {}
        self.bytes: dict[str, float] = {}
        self.network.on("Network.responseReceived", self._begun)
        self.network.on("Network.loadingFinished", self._done)

    def _begun(self, event: dict) -> None:
        self.paths[event["requestId"]] = urlsplit(event["response"]["url"]).path

    def _done(self, event: dict) -> None:
        path = self.paths.get(event["requestId"], "")
        size = event["encodedDataLength"]
        if path.startswith(settings.STATIC_URL):
            # Compressed by what serves them, which is not the server of tests.
            whole = static_content(path)
            size -= len(whole) - compressed(whole)
        self.bytes[path] = self.bytes.get(path, 0) + size

    def begin(self) -> None:
        self.network.send("Network.clearBrowserCache")
        self.network.send("Network.emulateNetworkConditions", SLOW)
        self.bytes.clear()


@pytest.mark.parametrize("language", ["en", "cy", *right_to_left()])
class TestAFirstQuestion:
    def test_is_light_on_a_slow_connection(
        self, slow_page: Page, live_server: LiveServer, language: str
    ) -> None:
        invited = invite(language=language)
        meter = Meter(slow_page)
        slow_page.goto(f"{live_server.url}/{invited.token}")
        slow_page.fill("#id_answer", str(BIRTH_YEAR))
        meter.begin()

        with slow_page.expect_navigation(url="**/q/1/", wait_until="networkidle"):
            slow_page.locator("main form .button:not([name])").first.click()

        fetched = {path: size for path, size in meter.bytes.items() if size}
        scripts = sum(size for path, size in fetched.items() if path.endswith(".js"))
        assert "/q/1/" in fetched
        assert sum(fetched.values()) <= MOST_BYTES + MOST_REQUESTS * MOST_BYTES_OF_HEADERS
        assert len(fetched) <= MOST_REQUESTS
        assert scripts <= MOST_SCRIPT_BYTES
