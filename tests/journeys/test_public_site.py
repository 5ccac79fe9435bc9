"""A citizen reads the release on a phone: files that any server may give."""

from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from django.core.management import call_command
from playwright.sync_api import Page

from tests import base_rows
from tests.analytics.make import KENT
from tests.analytics.public_site import published
from tests.browser import check_page, expect_address, expect_words

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
DESKTOP = {"width": 1280, "height": 900}
PARAMETER = "register/Q-OVR-1/1/"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_of: object) -> None:
        pass


@pytest.fixture
def site(db: None, tmp_path: Path) -> Iterator[str]:
    base_rows.fill_once(published.enter)
    call_command("export_public_site", tmp_path / "site")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=tmp_path / "site"))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


class TestACitizen:
    def test_reads_the_release_on_a_phone(self, page: Page, site: str) -> None:
        page.goto(site)
        expect_words(page, "Of 100 women who reported rape or another sexual offence")
        check_page(page, language="en")

        page.click("text=Each question")
        page.click("main >> text=Satisfied overall")
        expect_words(page, "were satisfied with the service")
        check_page(page)
        page.click("text=In the register")
        expect_address(page, PARAMETER)
        expect_words(page, "nobody has signed it yet")
        check_page(page)

        page.click("text=Cymraeg")
        expect_address(page, f"cy/{PARAMETER}")
        check_page(page, language="cy")
        page.click("text=English")
        page.click("main >> text=version 1")
        expect_address(page, f"releases/{published.LAST}/1/")
        check_page(page)
        page.click("text=Each force")
        page.click("main >> text=Kent Police")
        expect_words(page, "570")
        check_page(page)

    def test_finds_every_kind_of_page_well_on_a_phone_and_on_a_desk(
        self, page: Page, site: str
    ) -> None:
        for size in (page.viewport_size, DESKTOP):
            page.set_viewport_size(size)
            for path in (
                "", "cy/", "characteristics/sex/", f"forces/{KENT}/", "changes/", "answers/",
                "data/", "how/", "register/", "releases/", "404.html",
            ):  # fmt: skip
                page.goto(site + path)
                check_page(page)
