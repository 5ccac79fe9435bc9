import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.test import Client

from config.routes import hosts
from responses.urls import public
from tests.responses.invited import invite
from tests.responses.open_link.someone import open_the_link
from tests.responses.pages import Page

TEXTS, STAFF, OPEN = "survey.example.org", "staff.survey.example.org", "open.survey.example.org"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _three_hosts(settings) -> None:
    settings.PUBLIC_BASE_URL = f"https://{TEXTS}"
    settings.STAFF_BASE_URL = f"https://{STAFF}:443/"
    settings.OPEN_BASE_URL = f"https://{OPEN}"
    settings.ALLOWED_HOSTS = [TEXTS, STAFF, OPEN]
    open_the_link()


def get_from(host: str, path: str, *, language: str = "en"):
    return Client(headers={"accept-language": language}).get(path, headers={"host": host})


def addresses_of_open_link() -> list[str]:
    routes = [each for each in public.urlpatterns if (each.name or "").startswith("open")]
    return [f"/{route.pattern}".replace("<int:number>", "1") for route in routes]


class TestTheHostOfTexts:
    @pytest.mark.safety
    @pytest.mark.parametrize("path", ["/o", *addresses_of_open_link()])
    def test_saf_6_has_no_page_of_the_open_link(self, path: str) -> None:
        assert get_from(TEXTS, path).status_code == 404
        assert Client().post(path, headers={"host": TEXTS}).status_code == 404

    @pytest.mark.safety
    @pytest.mark.parametrize(
        "path", ["/staff", "/staff/", "/staff/account/login/", "/api/v1/", "/callbacks/notify/"]
    )
    @pytest.mark.parametrize("host", [TEXTS, OPEN])
    def test_saf_6_has_no_page_of_staff_or_systems(self, host: str, path: str) -> None:
        assert get_from(host, path).status_code == 404

    @pytest.mark.safety
    @pytest.mark.parametrize("path", ["/staff/account/login/", "/o/"])
    def test_saf_6_hides_pages_under_a_prefix_of_the_server_too(self, path: str) -> None:
        answer = Client().get(path, headers={"host": TEXTS}, SCRIPT_NAME="/prefix")

        assert answer.status_code == 404

    @pytest.mark.safety
    @pytest.mark.parametrize("path", ["/staff/", "/o/"])
    @pytest.mark.parametrize("language", ["en", "ur"])
    def test_saf_6_shows_the_page_of_an_address_that_does_not_exist(
        self, path: str, language: str
    ) -> None:
        hidden, unknown = (
            get_from(TEXTS, each, language=language) for each in (path, "/nonsense/")
        )

        assert Page(hidden).text == Page(unknown).text
        assert hidden.headers["Content-Language"] == unknown.headers["Content-Language"]

    def test_opens_a_link_and_lets_people_leave(self, settings) -> None:
        invited = invite()

        assert get_from(TEXTS, f"/{invited.token}").headers["Location"] == "/s/"
        assert get_from(TEXTS, "/x/").headers["Location"] == settings.EXIT_URL


class TestTheHostOfTheOpenLink:
    def test_has_its_pages_from_the_first_to_the_last(self) -> None:
        browser = Client(headers={"accept-language": "en", "host": OPEN})

        first = browser.get("/o/", headers={"host": OPEN})
        begun = browser.post("/o/", headers={"host": OPEN})
        second = browser.get("/d/", headers={"host": OPEN})

        assert [each.status_code for each in (first, begun, second)] == [200, 302, 200]

    def test_is_closed_without_an_address(self, settings) -> None:
        settings.OPEN_BASE_URL = ""

        assert get_from(OPEN, "/o/").status_code == 404


class TestTheHostOfStaff:
    def test_has_the_page_to_sign_in_and_no_page_of_the_open_link(self) -> None:
        assert get_from(STAFF, "/staff/account/login/").status_code == 200
        assert get_from(STAFF, "/o/").status_code == 404


class TestOneHost:
    @pytest.fixture(autouse=True)
    def _share_one_host(self, settings) -> None:
        for name in ("PUBLIC_BASE_URL", "STAFF_BASE_URL", "OPEN_BASE_URL"):
            setattr(settings, name, "http://localhost:8000")
        settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]

    @pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1:8000"])
    def test_has_every_page_in_development(self, host: str) -> None:
        for path in ("/o/", "/staff/account/login/"):
            assert get_from(host, path).status_code == 200

    @pytest.mark.safety
    def test_saf_6_has_neither_where_people_are_real(self, settings) -> None:
        settings.IS_DEVELOPMENT = False

        for path in ("/o/", "/staff/account/login/"):
            assert get_from("localhost:8000", path).status_code == 404


class TestTheCheck:
    @pytest.mark.parametrize(
        ("changed", "error"),
        [
            ({"STAFF_BASE_URL": f"https://{TEXTS}/"}, "config.E002"),
            ({"OPEN_BASE_URL": f"https://{TEXTS}"}, "config.E003"),
            ({"OPEN_BASE_URL": f"https://{STAFF}"}, "config.E003"),
        ],
    )
    def test_refuses_to_start_where_hosts_are_shared(
        self, settings, changed: dict[str, str], error: str
    ) -> None:
        settings.IS_DEVELOPMENT = False
        for name, value in changed.items():
            setattr(settings, name, value)

        with pytest.raises(SystemCheckError, match=error):
            call_command("check")

    def test_passes_with_three_hosts(self, settings) -> None:
        settings.IS_DEVELOPMENT = False

        call_command("check")


def test_every_address_of_the_open_link_is_known() -> None:
    assert all(address.startswith(hosts.OPEN_LINK) for address in addresses_of_open_link())
