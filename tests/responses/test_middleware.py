"""Which language a page is in, whatever the browser and its cookie ask for."""

import pytest
from django.conf import settings
from django.test import Client

from tests.responses.pages import Page

pytestmark = pytest.mark.django_db
STAFF_PAGES = ["/staff/", "/staff/account/login/", "/staff/nonsense/"]
OTHERS = [code for code, _ in settings.LANGUAGES if code not in settings.STAFF_LANGUAGES]


def offered(page: Page) -> list[str | None]:
    buttons = [tag["value"] for tag in page.all("button", name="language")]
    current = [tag["lang"] for tag in page.all("span") if "aria-current" in tag]
    return buttons + current


@pytest.mark.parametrize("address", STAFF_PAGES)
class TestAStaffPage:
    @pytest.mark.parametrize("language", OTHERS)
    def test_is_english_for_a_browser_that_asks_for_another(
        self, national_client: Client, address: str, language: str
    ) -> None:
        page = Page(
            national_client.get(address, headers={"accept-language": language}, follow=True)
        )

        assert page.all("html")[0]["lang"] == "en"

    def test_is_english_where_another_was_chosen_on_a_respondents_page(
        self, national_client: Client, address: str
    ) -> None:
        national_client.cookies[settings.LANGUAGE_COOKIE_NAME] = "ur"

        page = Page(national_client.get(address, follow=True))

        assert page.all("html")[0]["lang"] == "en"

    def test_offers_english_and_welsh_only(self, national_client: Client, address: str) -> None:
        page = Page(national_client.get(address, follow=True))

        assert sorted(offered(page)) == ["cy", "en"]

    def test_is_welsh_for_who_asks_for_it(self, national_client: Client, address: str) -> None:
        page = Page(national_client.get(address, headers={"accept-language": "cy"}, follow=True))

        assert page.all("html")[0]["lang"] == "cy"


class TestAnAnswerToAMachine:
    @pytest.mark.parametrize("language", OTHERS)
    def test_is_english(self, client: Client, language: str) -> None:
        response = client.get("/api/cases/", headers={"accept-language": language})

        assert response.headers["Content-Language"] == "en"
