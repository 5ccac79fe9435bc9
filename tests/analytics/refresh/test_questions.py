from collections import defaultdict
from datetime import timedelta

import pytest

from analytics.disclosure.places import NATION
from analytics.disclosure.question_tables import EVERY_QUESTION, TOTAL
from analytics.disclosure.shown_tables import unpack
from analytics.models import ShownTable
from analytics.refresh.actions import refill
from analytics.stats.suppression import Published, Suppressed
from analytics.tables import EVERYBODY
from responses.models import Response
from tests.analytics import make
from tests.analytics.make import CITY, DISSATISFIED, KENT, Q3, SATISFIED
from tests.conftest import NOW, TESTER

pytestmark = pytest.mark.django_db
ALWAYS, NEVER = {"Q-ST2-1": ["always"]}, {"Q-ST2-1": ["never"]}


@pytest.fixture
def national(db):
    return make.national_instrument()


def answered(*, force=CITY, more=50, others=50):
    good, bad = SATISFIED, DISSATISFIED
    return [
        *make.answering(more * 3 // 5, {**good, **ALWAYS}, force=force),
        *make.answering(more // 10, {**good, **NEVER}, force=force),
        *make.answering(more // 10, {**bad, **ALWAYS}, force=force),
        *make.answering(more // 5, {**bad, **NEVER}, force=force),
        *make.answering(others // 5, good, force=force),
        *make.answering(others * 4 // 5, bad, force=force),
    ]


def fill(*, days=0):
    refill.refill_cells(periods=[Q3], by=TESTER, at=NOW + timedelta(days=days))


def stored():
    found = defaultdict(dict)
    tables = ShownTable.objects.filter(period=Q3, dimension=EVERY_QUESTION)
    for area, shares in tables.values_list("area", "shares"):
        for item, by_level in shares.items():
            found[item] |= {(area, level): unpack(packed) for level, packed in by_level.items()}
    return dict(found)


def shown(item="Q-ST2-1"):
    return stored()[item]


def _closed_list():
    tables = ShownTable.objects.exclude(dimension=EVERY_QUESTION).order_by("dimension", "area")
    return list(tables.values("shares"))


class TestQuestionsOfAQuarter:
    @pytest.mark.slow
    def test_are_shown_of_the_nation_and_of_forces_weighed_to_all_who_answered(self, national):
        make.load([*answered(), *answered(force=KENT)])
        make.let_say_more(national)

        fill()

        nation = shown()[TOTAL]
        assert nation.base == 100
        # Of who said more 70 % are content and 70 % told; of all who answered 45 % are content:
        # .45 × 30/35 + .55 × 5/15.
        assert nation.positive == pytest.approx(0.45 * 30 / 35 + 0.55 * 5 / 15, abs=1e-6)
        assert nation.effective_base < 100
        assert {place for place in shown() if place[0] != NATION and shown()[place]} >= {
            (CITY, EVERYBODY),
            (KENT, EVERYBODY),
        }
        assert isinstance(shown()[KENT, EVERYBODY], Published)

    @pytest.mark.slow
    def test_change_no_figure_of_the_ten(self, national):
        make.load([*answered(), *answered(force=KENT)])
        fill()
        before = _closed_list()

        make.let_say_more(national)
        make.fill()

        after = _closed_list()
        assert after == before
        assert stored()

    @pytest.mark.databases
    @pytest.mark.slow
    def test_have_no_figure_under_the_floor(self, national):
        make.load([*answered(more=10, others=40), *answered(force=KENT, more=30, others=40)])
        make.let_say_more(national)
        Response.objects.filter(
            invitation__stage_event__case__force=CITY, answers__has_key="Q-ST2-1"
        ).first().delete()

        fill()

        assert all(isinstance(one, Suppressed) for place, one in shown().items() if place != TOTAL)
        kept = list(ShownTable.objects.filter(area=CITY, dimension=EVERY_QUESTION))
        assert all(type(one) is str for row in kept for one in row.shares["Q-ST2-1"].values())

    @pytest.mark.slow
    def test_are_none_where_too_few_said_more_to_be_raked(self, national):
        make.load(answered(more=10, others=40))
        make.let_say_more(national)

        fill()

        assert stored() == {}

    @pytest.mark.databases
    @pytest.mark.slow
    def test_come_from_the_draw_where_a_question_is_drawn(self, national, monkeypatch):
        monkeypatch.setattr("analytics.cube.meanings.rotating_codes", lambda: {"Q-ST2-1"})
        make.load([*answered(), *answered(force=KENT)])
        drawn = Response.objects.filter(answers__has_key="Q-ST2-1").order_by("pk")
        numbers = list(drawn.values_list("pk", flat=True))[::2]
        Response.objects.filter(pk__in=numbers).update(chances={"Q-ST2-1": 0.2})
        make.let_say_more(national)

        fill()

        assert shown()[TOTAL].base == len(numbers)


class TestAnOpenQuarter:
    @pytest.mark.slow
    def test_has_none_of_them_until_it_closes(self, national):
        make.load([*answered(), *answered(force=KENT)])
        make.load(make.Victim(decision="PENDING", is_invited=False) for _ in range(40))
        make.let_say_more(national)
        fill()
        before = stored()
        make.load(make.silent(800))
        fill(days=3)

        fill(days=40)

        assert before == {}
        assert shown()[TOTAL].base == 100
