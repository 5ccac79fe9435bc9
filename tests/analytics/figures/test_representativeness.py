import re
from datetime import timedelta

import pytest
from django.conf import settings

from access import selectors as access_selectors
from analytics.models import ShownTable, WeightRun
from analytics.weighting import late_answers
from tests.analytics import make
from tests.analytics.figures import reading
from tests.analytics.make import CITY, IN_Q3, KENT, Q3
from tests.conftest import NOW
from tests.sharing import shared_rows

pytestmark = pytest.mark.django_db
LATE = NOW.replace(year=IN_Q3.year, month=IN_Q3.month, day=IN_Q3.day) + timedelta(days=20)


@shared_rows
def filled():
    make.load(
        [
            *make.satisfied_and_not(80, 20),
            *make.satisfied_and_not(30, 50, completed_at=LATE),
            *make.satisfied_and_not(40, 20, sex="male"),
            *make.satisfied_and_not(60, 60, force=KENT, sex="male"),
            *make.silent(200),
            *make.silent(250, sex="male"),
            *make.silent(300, force=KENT, sex="male"),
        ]
    )
    make.fill()


def told(user, force_code=CITY):
    viewer = access_selectors.viewer_for(user.pk)
    found = reading.coverage_for(viewer, force_code=force_code, period=Q3, on=NOW.date())
    return reading.representation(viewer, found)


@pytest.mark.usefixtures("filled")
class TestTheRIndicator:
    @pytest.mark.slow
    def test_of_a_force_follows_from_how_often_each_group_answered(self, force_analyst):
        spread = (180 / 380 - 60 / 310) * (380 * 310) ** 0.5 / 690

        assert told(force_analyst).r_indicator == pytest.approx(1 - 2 * spread, abs=0.01)

    def test_of_the_nation_counts_what_parts_its_forces(self, national_analyst):
        whole = told(national_analyst, None).r_indicator

        assert 0.5 < whole < 1
        assert whole != told(national_analyst).r_indicator

    @pytest.mark.slow
    def test_is_hidden_where_a_level_that_it_knows_apart_is(self, force_analyst):
        run = WeightRun.objects.get(force_id=CITY)
        run.response_model["levels"]["ethnicity"] = ["white"]
        run.save()
        assert told(force_analyst).r_indicator is not None, "the level is told"

        make.load([*make.satisfied_and_not(4, 3, sex="unknown"), *make.silent(9, sex="unknown")])
        make.fill()
        run = WeightRun.objects.get(force_id=CITY)
        run.response_model["levels"]["sex"] = ["female", "male", "unknown"]
        run.save()

        assert told(force_analyst).r_indicator is None

    def test_is_hidden_where_nobody_knows_how_many_answered(self, force_analyst):
        WeightRun.objects.update(response_model={})

        assert told(force_analyst).r_indicator is None

    def test_waits_for_the_quarter_to_end(self, force_analyst):
        viewer = access_selectors.viewer_for(force_analyst.pk)
        found = reading.coverage_for(viewer, force_code=CITY, period=Q3, on=IN_Q3)

        hidden = reading.representation(viewer, found)

        assert (hidden.r_indicator, hidden.late) == (None, ())


@pytest.fixture
def _of_fifty(monkeypatch):
    monkeypatch.setattr(late_answers, "LEAST", 50)


@pytest.mark.usefixtures("filled", "_of_fifty")
class TestThoseWhoAnsweredLate:
    def test_are_held_against_those_who_answered_early(self, force_analyst):
        (gap,) = told(force_analyst).late

        assert gap.item == "Q-OVR-1"
        assert gap.judged.difference.value < -0.2
        assert gap.judged.difference.interval.upper < 0
        assert gap.judged.is_clear

    def test_of_all_forces_are_taken_together(self, national_analyst):
        (gap,) = told(national_analyst, None).late

        assert gap.judged.difference.value < -0.1

    def test_are_not_told_where_the_figure_itself_is_hidden(self, force_analyst):
        table = ShownTable.objects.get(area=CITY, dimension="all")
        table.shares["Q-OVR-1"] = dict.fromkeys(table.shares["Q-OVR-1"], "protects_another")
        table.save()

        assert told(force_analyst).late == ()

    def test_are_told_of_many_alone(self, force_analyst, national_analyst, monkeypatch):
        monkeypatch.undo()

        assert told(force_analyst).late == ()
        assert told(national_analyst, None).late == ()

    def test_are_not_told_of_a_force_beside_which_few_are_left(self, force_analyst):
        run = WeightRun.objects.get(force_id=KENT)
        run.late_answers["Q-OVR-1"][2:] = [[3, 6.0, 12.0], [2, 4.0, 8.0]]
        run.save()

        assert told(force_analyst).late == ()

    @pytest.mark.slow
    def test_are_not_told_of_fewer(self, force_analyst):
        make.withdraw_all()
        make.load(
            [
                *make.satisfied_and_not(80, 20),
                *make.satisfied_and_not(20, 29, completed_at=LATE),
                *make.silent(200),
            ]
        )
        make.fill()

        assert told(force_analyst).late == ()


@pytest.mark.usefixtures("filled", "_of_fifty")
class TestTheCoveragePage:
    def test_says_in_words_how_alike_and_how_late(self, force_client):
        page = force_client.get(f"/staff/coverage/{CITY}/", {"period": Q3}).content.decode()

        assert re.search(r"The R-indicator is 0\.7\d: people of some crimes", page)
        assert "Late less early" in page

    def test_says_so_in_welsh(self, force_client):
        force_client.cookies[settings.LANGUAGE_COOKIE_NAME] = "cy"

        page = force_client.get(f"/staff/coverage/{CITY}/", {"period": Q3}).content.decode()

        assert "Y dangosydd R yw 0.7" in page

    @pytest.mark.slow
    def test_tells_nothing_of_few(self, force_client):
        make.withdraw_all()
        make.load([*make.satisfied_and_not(6, 2), *make.silent(40)])
        make.fill()

        page = force_client.get(f"/staff/coverage/{CITY}/", {"period": Q3}).content.decode()

        assert "The R-indicator is" not in page
        assert "Too few answered early or late" in page
