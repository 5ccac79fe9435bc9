from dataclasses import astuple
from datetime import date

import pytest

from access import process_cache
from access.models import DataOrigin, Force
from access.viewer import Viewer
from analytics.models import AlertCase
from analytics.reports import selectors
from analytics.reports.parts import BesideOthers, QuarterlyReport
from tests.analytics import make
from tests.analytics.make import KENT, Q3
from tests.analytics.reports import quarter
from tests.conftest import NOW
from tests.sharing import shared_rows

pytestmark = pytest.mark.django_db


@shared_rows
def loaded() -> None:
    quarter.load()


def measure(report: QuarterlyReport, label: str):
    return next(one for one in report.comparison.measures if one.label == label)


def every_word(report: QuarterlyReport) -> str:
    return repr(astuple(report))


class TestQuarterlyReport:
    @pytest.mark.slow
    def test_says_the_headline_with_interval_base_and_nation(self, loaded):
        said = quarter.report()

        assert said.headline.figure == "61\u00a0%"
        assert "61\u00a0% of victims who answered were satisfied" in said.headline.sentence
        assert "base 100" in said.headline.sentence
        assert "nation 36\u00a0%" in said.headline.sentence

    def test_stands_every_question_beside_the_others_in_the_order_asked(self, loaded):
        measures = quarter.report().comparison.measures

        assert len(measures) == 10
        assert next(one.label for one in measures) == "Easy to get hold of someone"
        assert [one.label for one in measures][-2:] == [
            "Satisfied overall",
            "Likely to report again",
        ]

    def test_compares_a_force_with_no_single_other(self, loaded):
        compared = quarter.report().comparison

        assert "Too few victims answered any question to compare it" in compared.lead
        overall = next(one for one in compared.measures if one.label == "Satisfied overall")
        assert overall.beside_others is BesideOthers.NOT_COMPARED
        assert overall.cells[-1] == "Too few to compare"

    def test_hides_what_the_pages_hide(self, loaded):
        believed = measure(quarter.report(), "Felt believed")

        assert believed.cells[1:4] == ("[c]", "[c]", "[c]")
        assert believed.placed.x is None
        assert believed.placed.row.share is None

    def test_says_when_nobody_answered_a_question(self, loaded):
        assert measure(quarter.report(), "Treated with respect").cells[1] == "[x]"

    def test_names_no_other_force_whoever_asks(self, loaded):
        kent = Force.objects.get(code=KENT).name

        for viewer in (quarter.CITY_ANALYST, quarter.NATIONAL_ANALYST):
            report = quarter.report(viewer=viewer)
            assert kent not in every_word(report)
            drawn = report.funnel.placed.points
            assert [one.point.name for one in drawn] == ["City of London Police"]

    def test_is_absent_for_those_who_may_not_see_the_force(self, loaded):
        stranger = Viewer(user_id=3, name="Kent", force_codes=frozenset({KENT}))

        with pytest.raises(Force.DoesNotExist):
            quarter.report(viewer=stranger)

    def test_refuses_a_quarter_without_figures(self, loaded):
        with pytest.raises(selectors.NothingToReportError):
            quarter.report(period="2019-Q1")

    def test_compares_with_the_quarter_before_only_where_both_are_large(self, loaded):
        assert "to compare with 2026 Q2" in quarter.report().changed.since

    @pytest.mark.slow
    def test_the_first_quarter_has_nothing_to_compare_with(self):
        make.load(make.satisfied_and_not(30, 30))
        make.fill(Q3)

        trend = quarter.report().changed

        assert trend.lead == "This is the first quarter with figures."
        assert len(trend.placed.quarters) == 1

    def test_adds_up_who_was_asked(self, loaded):
        coverage = quarter.report().coverage

        counts = [step.cells[1] for step in coverage.steps]
        assert counts[0] == "107"
        assert "answered" in coverage.lead

    def test_is_stamped_where_its_data_are_simulated(self, loaded):
        simulated = quarter.report().cover.simulated
        DataOrigin.objects.update(origin=DataOrigin.Origin.REAL)
        process_cache.clear()

        assert simulated == "SIMULATED"
        assert quarter.report().cover.simulated == ""

    def test_speaks_welsh(self, loaded):
        report = quarter.report(language="cy")

        assert report.cover.language == "cy"
        assert report.cover.period == "Gorffennaf i Fedi 2026"
        assert report.headline.label == "Bodlon ar y cyfan"


class TestAlerts:
    def test_the_forces_own_come_before_the_nations(self, loaded):
        in_quarter = {"first_week": date(2026, 8, 3), "last_week": date(2026, 8, 31)}
        make.alert(force_id=None, item="Q-CON-1", **in_quarter)
        make.alert(item="Q-INF-1", **in_quarter)

        titles = [note.title for note in quarter.report().done.notes]

        assert "City of London Police" in titles[0]
        assert "England and Wales" in titles[1]

    def test_one_that_came_after_the_quarter_is_named_while_it_is_open(self, loaded):
        after = {"first_week": date(2026, 12, 7), "last_week": date(2026, 12, 7)}
        make.alert(**after)
        closed = make.alert(item="Q-CON-1", **after)
        AlertCase.objects.create(alert=closed, state="closed", closed_at=NOW)

        [note] = quarter.report().done.notes

        assert note.title.startswith("Satisfied with being kept informed")

    def test_one_that_was_over_before_the_quarter_does_not_count(self, loaded):
        make.alert(item="Q-CON-1", first_week=date(2026, 6, 1), last_week=date(2026, 6, 22))

        alerts = quarter.report().done

        assert alerts.notes == ()
        assert alerts.lead.startswith("No alert")

    def test_a_week_that_reaches_into_the_quarter_counts(self, loaded):
        # The week of Monday 29 June 2026 ends on 5 July.
        make.alert(first_week=date(2026, 6, 1), last_week=date(2026, 6, 29))

        assert len(quarter.report().done.notes) == 1

    def test_hides_the_alert_of_another_force(self, loaded):
        make.alert(force_id=KENT, first_week=date(2026, 8, 3), last_week=date(2026, 8, 31))

        assert quarter.report().done.notes == ()

    def test_says_how_many_more_there_are(self, loaded):
        for item in ("Q-CON-1", "Q-ACT-2", "Q-INF-1", "Q-TRT-1", "Q-CNF-1"):
            make.alert(item=item, first_week=date(2026, 8, 3), last_week=date(2026, 8, 31))

        alerts = quarter.report().done

        assert len(alerts.notes) == 3
        assert alerts.more == "2 more alerts stand on the page of alerts."
