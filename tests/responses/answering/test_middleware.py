import pytest
from django.conf import settings
from django.test import Client

from access import actions as access_actions
from access.models import DataOrigin
from tests.conftest import NOW, TESTER
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


class TestARespondentsPage:
    @pytest.mark.parametrize("language", [code for code, _ in settings.LANGUAGES if code != "en"])
    def test_is_english_where_people_are_real_and_nobody_reviewed_the_language(
        self, client: Client, language: str
    ) -> None:
        access_actions.set_data_origin(origin=DataOrigin.Origin.REAL, by=TESTER, at=NOW)

        page = Page(client.get("/e/", headers={"accept-language": language}))

        assert page.all("html")[0]["lang"] == "en"
        assert offered(page) == ["en"]

    @pytest.mark.parametrize("language", [code for code, _ in settings.LANGUAGES])
    def test_is_in_any_language_where_people_are_simulated(
        self, client: Client, language: str
    ) -> None:
        access_actions.set_data_origin(origin=DataOrigin.Origin.SIMULATED, by=TESTER, at=NOW)

        page = Page(client.get("/e/", headers={"accept-language": language}))

        assert page.all("html")[0]["lang"] == language
        assert sorted(offered(page)) == sorted(dict(settings.LANGUAGES))

    @pytest.mark.parametrize("asked", ["en-GB,en;q=0.9", "en-US", "fr", "*", "xx-yy", ""])
    def test_is_english_for_a_browser_that_asks_for_english_or_for_nothing_we_have(
        self, client: Client, asked: str
    ) -> None:
        access_actions.set_data_origin(origin=DataOrigin.Origin.SIMULATED, by=TESTER, at=NOW)

        page = Page(client.get("/e/", headers={"accept-language": asked}))

        assert page.all("html")[0]["lang"] == "en"


class TestAnAnswerToAMachine:
    @pytest.mark.parametrize("language", OTHERS)
    def test_is_english(self, client: Client, language: str) -> None:
        response = client.get("/api/v1/cases/", headers={"accept-language": language})

        assert response.headers["Content-Language"] == "en"
