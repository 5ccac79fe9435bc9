import re

import pytest
from django.conf import settings as configured
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpResponse
from django.test import Client, RequestFactory

from ui import views
from ui.gallery import PAGES

pytestmark = pytest.mark.django_db


def text(response: HttpResponse) -> str:
    return response.content.decode()


class TestHealth:
    def test_tells_that_it_lives_and_is_ready(self, client: Client) -> None:
        assert client.get("/livez").status_code == 200
        assert client.get("/readyz").status_code == 200


class TestChooseLanguage:
    def test_returns_to_the_page_in_that_language(self, client: Client) -> None:
        response = client.post("/language/", {"language": "cy", "next": "/i/2/"})

        assert response.url == "/i/2/"
        assert 'lang="cy"' in text(client.get("/staff/nonsense/here/"))

    def test_keeps_the_choice_only_until_the_browser_closes(self, client: Client) -> None:
        client.post("/language/", {"language": "cy", "next": "/"})

        cookie = client.cookies[configured.LANGUAGE_COOKIE_NAME]
        assert cookie["max-age"] == cookie["expires"] == ""
        assert cookie["httponly"]

    @pytest.mark.parametrize(
        "elsewhere", ["https://example.org/", "//example.org/", "javascript:alert(1)", "", "\\\\x"]
    )
    def test_never_leads_to_another_site(self, client: Client, elsewhere: str) -> None:
        response = client.post("/language/", {"language": "cy", "next": elsewhere})

        assert response.url == "/"

    def test_ignores_a_language_we_do_not_have(self, client: Client) -> None:
        client.post("/language/", {"language": "tlh", "next": "/"})

        assert configured.LANGUAGE_COOKIE_NAME not in client.cookies

    def test_makes_no_session(self, client: Client) -> None:
        client.post("/language/", {"language": "cy", "next": "/"})

        assert configured.SESSION_COOKIE_NAME not in client.cookies

    def test_is_not_changed_by_following_a_link(self, client: Client) -> None:
        assert client.get("/language/?language=cy").status_code == 405


def error_pages(path: str) -> dict[int, str]:
    request = RequestFactory().get(path)
    return {
        response.status_code: text(response)
        for response in (
            views.bad_request(request, SuspiciousOperation()),
            views.permission_denied(request, PermissionDenied()),
            views.page_not_found(request),
            views.too_many_requests(request),
            views.server_error(request),
        )
    }


# Words that would tell someone who looks over a shoulder what this is about.
TELLING = re.compile(r"police|crime|victim|offence|survey", re.IGNORECASE)


class TestErrorsOfRespondents:
    @pytest.mark.parametrize("status", [400, 403, 404, 429, 500])
    def test_say_nothing_of_what_this_is_about(self, status: int) -> None:
        assert not TELLING.search(error_pages("/q/3/")[status])

    @pytest.mark.parametrize("status", [400, 403, 404, 429, 500])
    def test_carry_exit_this_page(self, status: int) -> None:
        assert 'class="exit" href="/x/"' in error_pages("/q/3/")[status]

    @pytest.mark.parametrize("status", [400, 403, 404, 429, 500])
    def test_have_the_one_title(self, status: int) -> None:
        assert "<title>Service feedback</title>" in error_pages("/q/3/")[status]

    def test_say_that_cookies_are_needed_and_what_else_there_is(self) -> None:
        page = text(views.csrf_failure(RequestFactory().post("/q/3/")))

        assert "This page needs cookies" in page
        assert "another phone or computer" in page
        assert not TELLING.search(page)


class TestErrorsOfStaff:
    @pytest.mark.parametrize("status", [400, 403, 404, 429, 500])
    def test_wear_the_staff_frame(self, status: int) -> None:
        page = error_pages("/staff/figures/")[status]

        assert 'class="staff"' in page
        assert "– National Victim Survey</title>" in page

    def test_do_not_tell_a_foreign_force_from_a_missing_page(self, force_client: Client) -> None:
        response = force_client.get("/staff/figures/dyfed-powys/")

        assert response.status_code == 404
        assert "or it belongs to another force" in text(response)

    def test_are_shown_when_a_role_does_not_allow(self, loader_client: Client) -> None:
        response = loader_client.get("/staff/alerts/")

        assert response.status_code == 403
        assert "Your role does not include it" in text(response)


class TestServerError:
    def test_needs_no_database(self, django_db_blocker: object) -> None:
        with django_db_blocker.block():
            response = views.server_error(RequestFactory().get("/q/3/"))

        assert response.status_code == 500


class TestGallery:
    @pytest.mark.slow
    @pytest.mark.parametrize("name", PAGES)
    def test_shows_each_page(self, client: Client, name: str) -> None:
        page = text(client.get(f"/staff/gallery/?show={name}"))

        assert page.count("<h1") == 1
        assert " style=" not in page

    def test_is_absent_in_production(self, client: Client, settings) -> None:
        settings.IS_DEVELOPMENT = False

        assert client.get("/staff/gallery/").status_code == 404

    def test_has_no_page_it_does_not_name(self, client: Client) -> None:
        assert client.get("/staff/gallery/?show=nothing").status_code == 404

    def test_shows_a_page_in_any_language_and_its_direction(self, client: Client) -> None:
        page = text(client.get("/staff/gallery/?show=radios&language=ur"))

        assert '<html lang="ur" dir="rtl"' in page

    def test_is_english_for_a_language_we_do_not_have(self, client: Client) -> None:
        page = text(client.get("/staff/gallery/?show=radios&language=tlh"))

        assert '<html lang="en" dir="ltr"' in page
