import re
from datetime import timedelta

import pytest

from analytics.models import RecordedOutcomes, StepTime
from analytics.timeliness import actions
from analytics.timeliness.tables import LEAST_CASES, GroupKey, step_figures
from responses.extract_rows import CaseSpan, CaseStep
from tests.analytics.make import CITY, IN_Q3, KENT, Q3
from tests.conftest import NOW, TESTER
from tests.responses.asked import load, row
from tests.responses.pages import Page
from tests.sharing import shared_rows


def cases(force: str, count: int, *, told_after: int | None, **columns: object) -> None:
    decided = IN_Q3 + timedelta(days=9)
    told = None if told_after is None else decided + timedelta(days=told_after)
    columns = {"crime_group": "burglary", "outcome_codes": ("18",), **columns}
    load(
        *[
            row(force=force, reported_on=IN_Q3, outcome_on=decided, victim_told_on=told, **columns)
            for _ in range(count)
        ]
    )


@shared_rows
def filled() -> None:
    cases(CITY, 12, told_after=2)
    cases(CITY, 8, told_after=None)
    cases(KENT, 9, told_after=2)
    actions.fill_step_times(period=Q3, by=TESTER, at=NOW)


def test_a_group_of_fewer_than_ten_cases_is_not_stored():
    span = CaseSpan(CITY, "robbery", "none", CaseStep.OUTCOME, 3, is_over=True, in_time=None)

    assert step_figures({span: LEAST_CASES - 1}) == {}
    assert GroupKey(CITY, CaseStep.OUTCOME, "crime_group", "robbery") in step_figures({span: 10})


@pytest.mark.django_db
class TestFilling:
    def test_counts_people_alone_and_the_nation_as_all_forces(self, filled):
        cases(CITY, 10, told_after=2, is_business=True)
        cases(CITY, 10, told_after=2, is_month_only=True)

        actions.fill_step_times(period=Q3, by=TESTER, at=NOW)

        rows = StepTime.objects.filter(step=CaseStep.TOLD, dimension="all")
        assert {(each.area, each.cases, each.judged, each.in_time) for each in rows} == {
            (CITY, 20, 20, 12), ("nation", 29, 29, 21),
        }  # fmt: skip

    def test_counts_the_outcomes_of_groups_that_have_ten(self, filled):
        cases(CITY, 5, told_after=2, outcome_codes=("1",))

        actions.fill_step_times(period=Q3, by=TESTER, at=NOW)

        own = RecordedOutcomes.objects.filter(area=CITY, dimension="all").get()
        assert (own.decided, own.counts) == (25, {"no_suspect": 20, "charged": 5})
        assert not RecordedOutcomes.objects.filter(area=KENT).exists()
        nation = RecordedOutcomes.objects.get(area="nation", dimension="crime_group")
        assert (nation.level, nation.decided) == ("burglary", 34)

    def test_writes_nothing_where_nothing_changed(self, filled, django_assert_num_queries):
        with django_assert_num_queries(3):
            actions.fill_step_times(period=Q3, by=TESTER, at=NOW)


@pytest.mark.django_db
class TestThePage:
    def test_says_how_long_and_how_soon_of_a_force_beside_the_nation(self, filled, force_client):
        page = Page(force_client.get(f"/staff/times/{CITY}/"))

        assert "Half of the 20 cases that were reported in 2026 Q3" in page.text
        assert "within 9 days" in page.text
        assert "60 % were told of it within five working days" in page.text.replace("\xa0", " ")
        assert "72 % (54–85 %)" in page.text.replace("\xa0", " ")

    def test_of_the_nation_says_nothing_of_a_force_with_nine_cases(self, filled, national_client):
        page = Page(national_client.get("/staff/times/"))

        assert "29 cases" in page.text
        [kent] = re.findall(r"Kent Police</a></th>(.*?)</tr>", page.html)
        assert re.findall(r">([^<]+)<", kent) == ["–"] * 4
