from unittest.mock import patch

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client, override_settings
from django.utils import timezone

from access import actions as access_actions
from access.continuity import holding
from access.continuity.readiness import Unready
from access.models import Continuity, DataOrigin, ScheduledSlot
from analytics.casebook.actions import notices
from analytics.models import SaidAndDone
from analytics.you_said_we_did import views
from config.routes import all_routes, chains, published, respondents
from tests.analytics.casebook import make
from tests.analytics.casebook.make import ANN, BEA
from tests.conftest import NOW, TESTER
from tests.responses.pages import Page

pytestmark = pytest.mark.django_db


class Reader:
    def get(self, path: str, *, is_raising: bool = True) -> HttpResponse:
        with override_settings(
            SERVES="published",
            ROOT_URLCONF="config.routes.published",
            MIDDLEWARE=chains.PUBLISHED,
        ):
            return Client(raise_request_exception=is_raising).get(path)


@pytest.fixture
def reader() -> Reader:
    return Reader()


def written(**facts: object) -> SaidAndDone:
    action = make.acted(**facts)
    return notices.write(action=action, text="We call.", text_cy="Galwn.", by=ANN, at=NOW)


class TestThePageForEverybody:
    def test_says_where_since_when_and_about_what_in_both_languages(self, reader):
        notices.approve(told=written(), by=BEA, at=NOW)

        english, welsh = reader.get("/"), reader.get("/cy/")

        page = Page(english)
        for said in ("City of London Police", "September 2026", "We call.", "being kept informed"):
            assert said in page.text
        assert english.headers["Content-Language"] == "en"
        assert 'lang="cy"' in welsh.content.decode()
        assert "Galwn." in Page(welsh).text
        assert "Medi 2026" in Page(welsh).text

    def test_has_only_what_two_people_approved_and_did_not_take_back(self, reader):
        words = written()
        assert "We call." not in Page(reader.get("/")).text
        notices.approve(told=words, by=BEA, at=NOW)
        notices.request_withdrawal(told=words, by=ANN, at=NOW)
        assert "We call." in Page(reader.get("/")).text

        notices.withdraw(told=words, by=BEA, at=NOW)

        assert "We call." not in Page(reader.get("/")).text

    def test_is_kept_by_caches_for_five_minutes_and_has_no_cookie_or_script(self, reader):
        response = reader.get("/")

        assert response.headers["Cache-Control"] == "public, max-age=300"
        assert "Cookie" not in response.headers.get("Vary", "")
        assert not response.cookies
        assert "<script" not in response.content.decode()
        assert "style-src 'self'" in response.headers["Content-Security-Policy"]

    def test_shows_nothing_while_the_database_is_an_older_copy(self, reader):
        notices.approve(told=written(), by=BEA, at=NOW)
        holding.hold(Continuity.HoldReason.OLDER_COPY, by=TESTER, at=NOW)

        response = reader.get("/")

        assert response.status_code == 503
        assert response.headers["Cache-Control"] == "no-store"
        assert "We call." not in response.content.decode()

    def test_says_what_is_simulated(self, reader):
        access_actions.set_data_origin(origin=DataOrigin.Origin.SIMULATED, by=TESTER, at=NOW)

        assert "SIMULATED" in Page(reader.get("/")).text

    def test_asks_little_of_the_database(self, reader, django_assert_max_num_queries):
        for item in ("Q-INF-1", "Q-SAFE-1", "Q-OVR-1"):
            notices.approve(told=written(item=item), by=BEA, at=NOW)

        with django_assert_max_num_queries(5):
            reader.get("/")


class TestTheStatusForEverybody:
    def test_says_in_both_languages_that_all_works(self, reader):
        ScheduledSlot.objects.create(task="any", slot_at=timezone.now())

        page, welsh = reader.get("/status/"), reader.get("/cy/status/")

        assert "Everything works." in page.text
        assert page["Cache-Control"] == "public, max-age=30"
        assert not page.cookies
        assert welsh["Content-Language"] == "cy"
        assert "Everything works." not in welsh.text

    def test_says_what_is_late(self, reader):
        assert "Messages and results may come late." in reader.get("/status/").text

    def test_is_there_while_the_database_is_away(self, reader):
        with patch("access.continuity.readiness.find_fault", return_value=Unready.DATABASE):
            page = reader.get("/status/")

        assert page.status_code == 200
        assert "Answers already sent are kept." in page.text


class TestAProcessForEverybody:
    def test_answers_nothing_else(self, reader):
        for path in ("/staff/", "/q/1/", "/r/", "/o/", "/api/v1/cases/", "/language/"):
            assert reader.get(path).status_code == 404, path

    @pytest.mark.databases
    def test_tells_an_outage_as_one_and_in_both_languages(self, reader):
        gone = OperationalError("no such server")
        with patch.object(views.selectors, "is_outdated_copy", side_effect=gone):
            answer = reader.get("/", is_raising=False)

        assert answer.status_code == 503
        assert answer["Retry-After"]
        assert answer["Cache-Control"] == "no-store"
        assert "come back later" in answer.text
        assert "Dewch yn ôl" in answer.text

    def test_tells_a_fault_of_its_own_as_one(self, reader):
        with patch.object(views.selectors, "is_outdated_copy", side_effect=KeyError):
            assert reader.get("/", is_raising=False).status_code == 500

    @pytest.mark.databases
    @pytest.mark.django_db(transaction=True)
    def test_asks_once_more_where_a_server_was_replaced(self, reader):
        gone = OperationalError("terminated")
        with patch.object(views.selectors, "is_outdated_copy", side_effect=[gone, False]):
            assert reader.get("/", is_raising=False).status_code == 200

    def test_is_the_only_one_to_answer_it(self):
        own = {str(pattern.pattern): pattern.callback for pattern in published.urlpatterns}
        others = (*all_routes.urlpatterns, *respondents.urlpatterns)

        assert own["cy/"] not in [getattr(pattern, "callback", None) for pattern in others]


class TestThePageForStaff:
    def test_shows_the_same_and_is_stored_by_nobody(self, force_client):
        notices.approve(told=written(), by=BEA, at=NOW)

        response = force_client.get("/staff/alerts/you-said-we-did/")

        assert "We call." in Page(response).text
        assert response.headers["Cache-Control"] == "no-store"
