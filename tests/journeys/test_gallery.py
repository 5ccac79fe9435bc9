"""Every component in every state, in every language and look, under axe."""

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from tests.browser import check_page
from tests.conftest import LANGUAGES_OF_EVERY_RUN
from ui.gallery import PAGES

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
LOOKS = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "forced": {"forced_colors": "active"},
    "contrast": {"contrast": "more"},
}
# Each look in one language, each language in one look: a look changes no word.
RUNS = [pytest.param("en", look) for look in LOOKS] + [
    pytest.param(code, "light", marks=() if code in LANGUAGES_OF_EVERY_RUN else pytest.mark.nightly)
    for code, _ in settings.LANGUAGES
    if code != "en"
]


def shown(language: str) -> list[str]:
    is_english, is_for_staff = language == "en", language in settings.STAFF_LANGUAGES
    return [
        name
        for name in PAGES
        if is_english or (is_for_staff if "staff" in name else not name.startswith("error-"))
    ]


class TestGallery:
    @pytest.mark.parametrize(("language", "look"), RUNS)
    def test_has_no_fault_on_any_page(
        self, browser: Browser, live_server: LiveServer, language: str, look: str
    ) -> None:
        visit = browser.new_context(viewport={"width": 320, "height": 800}, **LOOKS[look])
        page = visit.new_page()

        for name in shown(language):
            page.goto(f"{live_server.url}{reverse('gallery')}?show={name}&language={language}")

            check_page(page, language=language)
        visit.close()
