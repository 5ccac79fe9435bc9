import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from access import process_cache
from analytics.models import QuarterState, ShownTable
from analytics.refresh.actions import add_up_years, refill
from responses.cases.sensitivity import SENSITIVE_FLAGS
from responses.models import Case
from tests.analytics import make
from tests.analytics.figures.test_pages import text_of
from tests.analytics.make import CITY, KENT
from tests.conftest import NOW, TESTER
from tests.sharing import shared_rows

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.databases]
YEAR = "2025-26"
QUARTERS = {
    "2025-Q2": date(2025, 5, 5),
    "2025-Q3": date(2025, 8, 4),
    "2025-Q4": date(2025, 11, 3),
    "2026-Q1": date(2026, 2, 2),
}
ABUSED = dict.fromkeys(SENSITIVE_FLAGS, False) | {"domestic_abuse": True}
SAFE = dict.fromkeys(SENSITIVE_FLAGS, False)
CALL, OVERALL = "/api/v1/figures/", "Q-OVR-1"


def answered(good, bad, **facts):
    said = {"EQ-SEX": ["female"]}
    return [
        *make.answering(good, make.SATISFIED | said, **facts),
        *make.answering(bad, make.DISSATISFIED | said, **facts),
    ]


@shared_rows
def year():
    for on in QUARTERS.values():
        make.load([
            *answered(14, 8, on=on, area="East", flags=ABUSED),
            *answered(9, 9, on=on, area="West", flags=SAFE),
            *answered(2, 3, on=on, area="Hills", flags=SAFE),
            *answered(7, 6, on=on, flags=SAFE),
            *make.silent(12, on=on, area="East", flags=SAFE),
            *make.silent(1, on=on, area="Hut", flags=SAFE),
            *answered(20, 20, on=on, force=KENT, flags=ABUSED),
        ])  # fmt: skip
    refill.refill_cells(periods=list(QUARTERS), by=TESTER, at=NOW)
    add_up_years.add_up_year(year=YEAR, by=TESTER, at=NOW)


def call(client, **given):
    answer = client.get(CALL, {"period": YEAR, **given})
    assert answer.status_code == 200, answer.content
    return {
        one["level"]: one | next(item for item in one["items"] if item["item"] == OVERALL)
        for one in answer.json()["levels"]
    }


@pytest.mark.usefixtures("year")
class TestLocalAreas:
    def test_stand_beside_the_nation_for_their_force(self, force_client):
        levels = call(force_client, force=CITY, dimension="local_area")

        assert list(levels) == ["all", "East", "Hills", "Hut", "West"]
        east = levels["East"]
        assert (east["force"]["base"], east["force"]["positive"]) == (88, 0.64)
        assert east["nation"] == levels["all"]["nation"]
        assert levels["Hills"]["force"] == levels["Hut"]["force"] == {"mark": "[c]"}
        assert levels["all"]["force"]["base"] == 4 * 58

    def test_say_who_could_be_asked_and_who_answered(self, force_client):
        levels = call(force_client, force=CITY, dimension="local_area")

        assert levels["East"]["coverage"] == 1.0
        assert levels["East"]["response"] == {"share": round(22 / 34, 4)}

    def test_are_the_same_on_the_page_as_in_the_call(self, force_client):
        levels = call(force_client, force=CITY, dimension="local_area")

        page = force_client.get(f"/staff/figures/{CITY}/", {"by": "local_area"})

        html = page.content.decode()
        rows = dict(re.findall(r'<tr><th scope="row">(\w+)</th><td[^>]*>(.*?)</td>', html))
        assert "64" in rows["East"]
        assert "fewer than 30 people answered in the year" in rows["Hills"]
        assert f"{100 * levels['West']['force']['positive']:.0f}" in rows["West"]
        assert "the year to March 2026" in text_of(page)
        assert "April 2025 to March 2026" in text_of(page)

    def test_ask_at_most_twelve_queries(self, force_client):
        address = f"/staff/figures/{CITY}/?by=local_area"
        force_client.get(address)
        with CaptureQueriesContext(connection) as captured:
            force_client.get(address)
        assert len(captured) <= 12

    def test_are_shown_to_the_nation_and_to_no_other_force(self, national_client, force_client):
        assert "East" in call(national_client, force=CITY, dimension="local_area")
        assert list(call(national_client, force=KENT, dimension="local_area")) == ["all"]
        other = {"period": YEAR, "force": KENT, "dimension": "local_area"}
        assert force_client.get(CALL, other).status_code == 404

    @pytest.mark.parametrize(
        "given",
        [
            {"dimension": "local_area"},
            {"dimension": "local_area", "force": CITY, "period": "2026-Q1"},
            {"dimension": "local_area", "force": CITY, "period": "2019-20"},
            {"dimension": "all", "force": CITY, "period": "2019-20"},
            {"dimension": "all", "force": CITY, "period": "2025-26'"},
            {"dimension": "all", "force": CITY, "period": "2026-Q1\x00"},
        ],
    )
    def test_are_refused_by_name_where_there_are_none(self, national_client, given):
        assert national_client.get(CALL, {"period": YEAR, **given}).status_code == 400

    def test_are_of_no_force_that_no_database_can_name(self, national_client):
        given = {"period": YEAR, "force": f"{CITY}\x00", "dimension": "local_area"}
        refused = national_client.get(CALL, given)

        assert refused.status_code == 400
        assert [each["field"] for each in refused.json()["errors"]] == ["force"]

    def test_say_why_there_are_none(self, national_client):
        page = national_client.get(f"/staff/figures/{KENT}/", {"by": "local_area"})

        assert "of forces whose case files name their areas" in text_of(page)

    def test_go_when_a_quarter_of_their_year_is_corrected(self, national_client):
        Case.objects.filter(area="West", force_id=CITY).update(area="East")
        QuarterState.objects.filter(period="2025-Q3").update(corrected_on=NOW.date())
        process_cache.clear()
        ShownTable.objects.filter(period=YEAR).delete()
        add_up_years.add_up_year(year=YEAR, by=TESTER, at=NOW)

        assert list(call(national_client, force=CITY, dimension="local_area")) == ["all"]
        assert list(call(national_client, force=CITY)) == ["all"]

    def test_are_no_table_of_the_nation_or_of_a_comparison(self, national_client):
        for address in ("/staff/forces/", f"/staff/comparison/{CITY}/", "/staff/comparison/"):
            page = national_client.get(address, {"by": "local_area"})
            assert page.status_code == 404
            assert "East" not in text_of(page)


@pytest.mark.usefixtures("year")
class TestAYear:
    def test_has_the_nation_by_kind_of_crime_where_all_quarters_have(self, national_client):
        levels = call(national_client, dimension="kind_sex")

        assert levels["domestic.female"]["nation"]["base"] == 4 * 62
        quarter = call(national_client, dimension="kind_sex", period="2026-Q1")
        assert quarter["domestic.female"]["nation"]["base"] == 62

    def test_has_every_force_in_the_funnel_and_the_response_of_its_quarters(self, national_client):
        page = text_of(national_client.get("/staff/forces/", {"period": YEAR}))

        assert "In the year to March 2026" in page
        levels = call(national_client, force=CITY)
        assert levels["all"]["response"] == {"share": round(58 / 71, 4)}

    def test_is_not_the_page_that_opens(self, national_client):
        for address in (f"/staff/figures/{CITY}/", "/staff/forces/"):
            assert "In 2026 Q1" in text_of(national_client.get(address))
