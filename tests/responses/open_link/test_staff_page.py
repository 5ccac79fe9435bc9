from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client

from access import selectors as access_selectors
from responses.models import OpenAnswers
from responses.open_link import counting, selectors
from responses.open_link.counting import CoarseShare, TooFew
from tests.conftest import NOW
from tests.responses.open_link.someone import HEADLINE, sent_in
from tests.responses.pages import Page
from ui.formatting import format_share

pytestmark = pytest.mark.django_db
ADDRESS = "/staff/open-answers/"
IN_AUGUST = datetime(2026, 8, 12, 9, tzinfo=UTC)
IN_SEPTEMBER = datetime(2026, 9, 12, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def nation(national_analyst):
    return access_selectors.viewer_for(national_analyst.pk)


def counted(viewer):
    return selectors.counts_for(viewer, today=NOW.date())


class TestTheCounts:
    def test_are_for_the_nation_alone(self, force_analyst) -> None:
        assert counted(access_selectors.viewer_for(force_analyst.pk)) is None

    def test_are_of_months_that_are_over(self, nation) -> None:
        sent_in(12)

        assert {month.count for month in counted(nation).months} == {TooFew()}

    def test_do_not_move_when_somebody_takes_theirs_out(self, nation) -> None:
        rows = sent_in(10, at=IN_AUGUST)
        before = counted(nation).months
        OpenAnswers.objects.filter(pk=rows[0].pk).update(taken_out_at=NOW, answers={})

        assert counted(nation).months == before
        assert 10 in {month.count for month in before}

    def test_name_a_force_from_ten_on_and_let_nobody_subtract(self, nation) -> None:
        sent_in(20, at=IN_AUGUST, force="metropolitan")
        sent_in(12, at=IN_AUGUST, force="kent")
        sent_in(3, at=IN_AUGUST, force="city-of-london")

        found = counted(nation)

        assert [(force.code, n) for force, n in found.forces] == [("metropolitan", 20)]
        assert found.others == 15

    def test_by_force_leave_out_months_too_small_to_be_shown(self, nation) -> None:
        sent_in(20, at=IN_AUGUST)
        sent_in(4, at=IN_SEPTEMBER)

        found = counted(nation)

        assert [n for _force, n in found.forces] == [20]
        assert found.others == 0

    def test_say_where_one_day_brought_many(self, nation) -> None:
        sent_in(30, at=IN_AUGUST)

        [month] = [each for each in counted(nation).months if each.count == 30]
        assert month.is_crowded


class TestTheShares:
    def share(self, nation):
        return {question.code: share for question, share in counted(nation).shares}[HEADLINE]

    @pytest.mark.slow
    def test_are_of_the_last_quarter_that_is_over(self, nation) -> None:
        sent_in(30, at=IN_AUGUST, picked="very_satisfied")
        sent_in(30, picked="very_dissatisfied")

        assert self.share(nation) == CoarseShare(positive=1.0, base=30)

    def test_are_of_the_ten(self, nation) -> None:
        assert len(counted(nation).shares) == 10

    @pytest.mark.safety
    @pytest.mark.slow
    def test_leave_out_who_answered_for_somebody(self, nation) -> None:
        sent_in(29, at=IN_AUGUST, picked="very_satisfied")
        sent_in(30, at=IN_AUGUST, picked="very_satisfied", who=counting.OTHER)

        assert self.share(nation) == TooFew()

    @pytest.mark.slow
    def test_never_come_by_force(self, nation) -> None:
        sent_in(60, at=IN_AUGUST, picked="very_satisfied", force="kent")

        assert not any(hasattr(force, "share") for force, _n in counted(nation).forces)


class TestThePage:
    @pytest.mark.slow
    def test_says_that_they_belong_to_no_figure(self, national_client: Client) -> None:
        sent_in(40, at=IN_AUGUST, picked="very_satisfied")

        text = Page(national_client.get(ADDRESS)).text

        assert "not weighted, belong to no figure of the survey" in text
        assert f"about {format_share(1.0)} [u, s]" in text
        assert "[u, s] means unweighted and self-selected" in text

    def test_says_that_the_link_is_closed(self, national_client: Client) -> None:
        assert "The open link is closed" in Page(national_client.get(ADDRESS)).text

    @pytest.mark.parametrize("who", ["force_client", "designer_client", "loader_client"])
    def test_is_closed_to_others(self, request, who: str) -> None:
        client: Client = request.getfixturevalue(who)

        assert client.get(ADDRESS).status_code == 403
