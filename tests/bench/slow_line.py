"""How long someone on an old phone's connection waits for the first question, in Chromium: nothing
cached, 400 kbit/s, 400 ms each way and back. Bytes and requests are held by tests; time is told."""

import statistics
import tempfile
import time
from itertools import islice

from playwright.sync_api import Page, sync_playwright

from tests.bench.served import Site
from tests.bench.throughput import database, respondents
from tests.browser import ARGUMENTS, CHROMIUM, PHONE
from tests.journeys.test_weight import SLOW
from tests.responses.invited import BIRTH_YEAR

VISITS = 5
GATE_CONTINUE = "main form .button:not([name])"


def waiting_for_the_first_question() -> None:
    if not CHROMIUM.exists():
        print("Chromium is not installed")
        return
    with database("SQLite") as url, tempfile.TemporaryDirectory() as folder:
        site, ways = respondents(url, folder)
        links = [way[0].path for way in islice(ways, VISITS)]
        with site.serving(), sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
            waits = [waited(browser.new_page(viewport=PHONE), site, link) for link in links]
            browser.close()
    half = statistics.median(waits)
    print(f"the first question over 400 kbit/s and 400 ms, nothing cached: {half:.1f} s")


def waited(page: Page, site: Site, link: str) -> float:
    """From pressing Continue after the gate until the question can be read."""
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    page.goto(f"http://127.0.0.1:{site.port}{link}")
    page.goto(f"http://127.0.0.1:{site.port}/g/")
    page.fill("#id_answer", str(BIRTH_YEAR))
    network.send("Network.clearBrowserCache")
    network.send("Network.emulateNetworkConditions", SLOW)
    began = time.perf_counter()
    with page.expect_navigation(url="**/q/1/", wait_until="domcontentloaded"):
        page.click(GATE_CONTINUE, no_wait_after=True)
    return time.perf_counter() - began
