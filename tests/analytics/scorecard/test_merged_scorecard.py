from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from analytics.models import RecordedOutcomes, RecordRate
from analytics.scorecard.readings import NoReading
from analytics.stats.suppression import OF_OTHER_FORCES
from analytics.timeliness import actions as timeliness
from tests.analytics import make
from tests.analytics.figures.test_merged_forces import HAPPY, HEIR, UNHAPPY, merge
from tests.analytics.make import CITY, KENT, Q3, answering
from tests.analytics.scorecard.test_scorecard import CALL, NATION, of_call, of_page, of_paper
from tests.conftest import NOW, TESTER
from tests.responses.asked import load, row
from tests.sharing import shared_rows

PAGE = f"{NATION}{HEIR}/"
pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@shared_rows
def merged():
    make.load([
        *answering(30, HAPPY), *answering(10, UNHAPPY),
        *answering(30, HAPPY, force=KENT), *answering(30, UNHAPPY, force=KENT),
    ])  # fmt: skip
    make.fill(Q3)
    on = make.IN_Q3 + timedelta(days=9)
    for force, code, number in (
        (CITY, "15", 4), (CITY, "18", 12), (KENT, "15", 6), (KENT, "18", 6)
    ):  # fmt: skip
        told = {"outcome_on": on, "victim_told_on": on, "outcome_codes": (code,)}
        crime = {"force": force, "reported_on": make.IN_Q3, "crime_group": "burglary"}
        load(*[row(**crime, **told) for _ in range(number)])
    timeliness.fill_step_times(period=Q3, by=TESTER, at=NOW)
    for area, found in ((CITY, 40), (KENT, 45), ("nation", 85)):
        RecordRate.objects.create(
            period=Q3, area=area, rate="as_said_ethnicity", dimension="all", level="all",
            people=100 if area == "nation" else 50, found=found,
        )  # fmt: skip
    merge()


@pytest.mark.usefixtures("merged")
class TestTheCardOfAMergedForce:
    def test_has_the_sums_of_what_its_forces_show(self, national_client):
        cells = of_call(national_client, force=HEIR)

        informed, outcome = cells["all", "informed"], cells["all", "outcome_15"]
        assert (informed["value"], informed["base"]) == (0.6, 100)
        assert (outcome["value"], outcome["base"]) == (0.36, 28)
        assert (cells["all", "told_in_time"]["base"], cells["all", "recorded"]["value"]) == (
            28, 0.85,
        )  # fmt: skip
        assert cells["all", "days_to_outcome"]["why"] == OF_OTHER_FORCES.reason

    def test_is_one_on_the_page_on_paper_and_in_calls(self, national_client):
        page, cells = of_page(national_client, PAGE), of_call(national_client, force=HEIR)

        assert page == of_paper(national_client, PAGE)
        assert [words.split("\xa0")[0] for words in page] == [
            cell["mark"] if "value" not in cell else f"{100 * cell['value']:.0f}"
            for cell in cells.values()
        ]

    def test_has_no_sum_where_one_of_them_has_too_few(self, national_client):
        RecordedOutcomes.objects.filter(area=KENT).delete()
        RecordRate.objects.filter(area=KENT).delete()

        cells = of_call(national_client, force=HEIR)

        assert cells["all", "outcome_15"]["why"] == OF_OTHER_FORCES.reason
        assert cells["all", "recorded"]["why"] == NoReading.HIDDEN

    def test_asks_at_most_twelve_queries(self, national_client):
        period = {"period": Q3}
        for address, asked in (
            (PAGE, period),
            (f"{PAGE}scorecard.pdf", period),
            (CALL, {**period, "force": HEIR}),
        ):
            national_client.get(address, asked)
            with CaptureQueriesContext(connection) as captured:
                assert national_client.get(address, asked).status_code == 200
            assert len(captured) <= 12
