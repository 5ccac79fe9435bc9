"""Every component in every state, in every language and look, under axe."""

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from tests.browser import check_page
from ui.gallery import PAGES

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
LOOKS = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "forced": {"forced_colors": "active"},
    "contrast": {"contrast": "more"},
}


class TestGallery:
    @pytest.mark.parametrize("look", LOOKS)
    @pytest.mark.parametrize("language", [code for code, _ in settings.LANGUAGES])
    def test_has_no_fault_on_any_page(
        self, browser: Browser, live_server: LiveServer, look: str, language: str
    ) -> None:
        visit = browser.new_context(viewport={"width": 320, "height": 800}, **LOOKS[look])
        visit.add_cookies([{"name": "language", "value": language, "url": live_server.url}])
        page = visit.new_page()

        for name in PAGES:
            page.goto(f"{live_server.url}{reverse('gallery')}?show={name}")

            check_page(page, language=language)
        visit.close()
