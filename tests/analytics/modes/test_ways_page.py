import re
from datetime import timedelta

import pytest

from analytics.models import WayYear
from analytics.modes import actions
from responses.models import Response, StageEvent
from tests.analytics import make
from tests.analytics.drivers.nation import IN_YEAR, close_the_year
from tests.analytics.make import Victim
from tests.analytics.modes.nation import YEAR, store_a_year
from tests.conftest import NOW, TESTER

WAYS = "/staff/ways/"
pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


class TestAYear:
    def enter(self) -> None:
        make.load([Victim(on=IN_YEAR, answers=make.SATISFIED, mode="paper") for _ in range(33)])

    @pytest.mark.slow
    def test_is_counted_once_when_its_quarters_have_closed(self):
        self.enter()
        actions.count_modes(year=YEAR, by=TESTER, at=NOW)
        assert not WayYear.objects.exists()
        close_the_year()

        actions.count_modes(year=YEAR, by=TESTER, at=NOW)
        before = WayYear.objects.get().figures
        Response.objects.update(withdrawn_at=NOW, withdrawn_by="tests")
        actions.count_modes(year=YEAR, by=TESTER, at=NOW)

        assert WayYear.objects.get().figures == before
        assert before["shares"]["paper"]["Q-OVR-1"][:2] == [30, 1.0]

    @pytest.mark.slow
    def test_measures_what_the_telephone_does_where_chance_decided(self):
        for mode, good in (("web_sms", 30), ("telephone", 45)):
            for answers, count in ((make.SATISFIED, good), (make.DISSATISFIED, 60 - good)):
                make.load([Victim(on=IN_YEAR, answers=answers, mode=mode) for _ in range(count)])
        StageEvent.objects.update(telephone_chance=0.5)
        close_the_year()

        actions.count_modes(year=YEAR, by=TESTER, at=NOW)

        raw, held, *_ = WayYear.objects.get().figures["effects"]["telephone"]["Q-OVR-1"]
        assert raw == pytest.approx(0.25)
        assert held == pytest.approx(0.25, abs=1e-6)

    @pytest.mark.slow
    def test_counts_nothing_that_came_after_its_quarter_had_closed(self):
        self.enter()
        close_the_year()
        Response.objects.update(
            started_at=NOW,
            core_done_at=NOW + timedelta(days=1),
            completed_at=NOW + timedelta(days=1),
        )

        actions.count_modes(year=YEAR, by=TESTER, at=NOW)

        assert WayYear.objects.get().figures["shares"]["paper"] == {}


class TestThePage:
    def test_has_each_way_apart_and_what_the_way_does_marked(self, national_client):
        store_a_year()

        page = text_of(national_client.get(WAYS))

        assert "people answered by telephone too" in page
        assert "By telephone: share positive" in page
        assert "[adjusted]" in page
        assert "+12 " in page
        assert "4,361 answers each way show a difference of 3.0 points." in page
        assert "On paper 60 [c] [c]" in page

    def test_adjusts_nothing_that_was_not_measured(self, national_client):
        store_a_year(has_overlap=False)

        page = text_of(national_client.get(WAYS))

        assert "so nothing here is adjusted" in page
        assert "[adjusted]" not in page

    def test_is_empty_before_a_year_has_closed(self, national_client):
        assert "Nothing here yet" in text_of(national_client.get(WAYS))

    def test_is_whole_in_welsh(self, national_client):
        store_a_year()

        page = text_of(national_client.get(WAYS, HTTP_ACCEPT_LANGUAGE="cy"))

        assert "What the telephone itself does" not in page
        assert "is adjusted" not in page
