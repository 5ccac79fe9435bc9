from datetime import date

import pytest

from access import actions
from access.administration.force_presenters import JoinedForces, previews_of
from access.models import Force
from access.viewer import Viewer
from analytics import words
from analytics.figures.selectors.questions import QuestionQuery, question_page_for
from analytics.items import headline
from analytics.models import ShownTable
from tests.analytics.make import CITY, DISSATISFIED, KENT, Q3, SATISFIED, answering, fill, load
from tests.conftest import NOW, TESTER

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
HEIR = "thames-estuary"
NATIONAL = Viewer(user_id=0, name="x", is_national=True)


def preview() -> dict:
    joined = JoinedForces(ending=[CITY, KENT], into=HEIR, into_name="Thames Estuary Police")
    [(_template, context)] = previews_of(joined, on=NOW.date())
    return dict(context)


def filled() -> None:
    load([*answering(40, SATISFIED), *answering(20, DISSATISFIED)])
    load([*answering(30, SATISFIED, force=KENT), *answering(30, DISSATISFIED, force=KENT)])
    fill(Q3)


class TestAMergersPreview:
    @pytest.mark.slow
    def test_says_what_the_merged_force_will_say(self):
        filled()
        [row] = preview()["rows"]

        actions.merge_forces(
            predecessors=list(Force.objects.filter(code__in=[CITY, KENT]).order_by("code")),
            into=HEIR, name="Thames Estuary Police", name_cy="", on=date(2026, 10, 1),
            with_staff=False, by=TESTER, at=NOW,
        )  # fmt: skip
        page = question_page_for(
            NATIONAL, force_code=HEIR, query=QuestionQuery(period=Q3), on=NOW.date()
        )
        [after] = [each for each in page.figures if each.item.code == headline().code]
        assert row["joined"] == words.figure_words(after.force).line
        assert row["joined"] not in row["apart"]
        assert len(preview()["names"]) == 2

    @pytest.mark.slow
    def test_is_hidden_where_one_of_them_is_hidden(self):
        load([*answering(40, SATISFIED), *answering(20, DISSATISFIED)])
        load([*answering(4, SATISFIED, force=KENT), *answering(2, DISSATISFIED, force=KENT)])
        fill(Q3)
        [row] = preview()["rows"]

        assert "%" not in row["joined"]

    def test_says_so_where_nothing_has_closed(self):
        assert preview()["rows"] == []
        assert not ShownTable.objects.exists()
