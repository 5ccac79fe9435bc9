from datetime import date
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from access.models import Force
from access.permissions import Role
from access.viewer import Viewer
from analytics.figures.selectors import figures
from analytics.items import item_codes
from analytics.stats.comparison import Position
from analytics.stats.proportions import wilson_interval
from analytics.stats.series.spc import Signal
from analytics.stats.suppression import Published, Share, Suppressed, SuppressionReason
from analytics.tables import Dimension
from tests.analytics import make
from tests.analytics.figures import reading
from tests.analytics.make import CITY, KENT, Q3
from tests.sharing import shared_rows

pytestmark = pytest.mark.django_db
CITY_ANALYST = Viewer(
    user_id=1,
    name="City",
    roles=frozenset({Role.FORCE_ANALYST}),
    force_codes=frozenset({CITY}),
)
NATIONAL_ANALYST = Viewer(
    user_id=2, name="Nation", roles=frozenset({Role.NATIONAL_ANALYST}), is_national=True
)


def headline(found: figures.Figures) -> figures.ItemFigure:
    return next(figure for figure in found.total if figure.item == "Q-OVR-1")


def queries(call) -> int:
    with CaptureQueriesContext(connection) as captured:
        call()
    return len(captured)


@shared_rows
def two_forces():
    make.load(
        [
            *make.satisfied_and_not(30, 10),
            *make.satisfied_and_not(20, 40, force=KENT, crime_group="robbery"),
        ]
    )
    make.fill()


@shared_rows
def small_at_a_stage():
    make.load(
        [
            *make.satisfied_and_not(12, 12, stage="ST1"),
            *make.satisfied_and_not(3, 4, stage="ST4"),
            *make.satisfied_and_not(12, 12, force=KENT, stage="ST4"),
        ]
    )
    make.fill()


class TestFiguresFor:
    @pytest.mark.slow
    @pytest.mark.usefixtures("two_forces")
    def test_are_the_force_beside_the_nation(self):
        figure = headline(reading.figures_for(CITY_ANALYST, force_code=CITY, period=Q3))

        assert figure.force.positive == pytest.approx(0.75)
        assert figure.force.base == 40
        assert figure.nation.positive == pytest.approx(0.5)
        assert figure.nation.base == 100

    @pytest.mark.usefixtures("two_forces")
    def test_hold_every_item_in_the_order_asked(self):
        found = reading.figures_for(CITY_ANALYST, force_code=CITY, period=Q3)

        assert tuple(figure.item for figure in found.total) == item_codes()

    @pytest.mark.usefixtures("two_forces")
    def test_of_an_item_nobody_answered_say_so(self):
        found = reading.figures_for(CITY_ANALYST, force_code=CITY, period=Q3)

        assert found.total[0].force == Suppressed(reason=SuppressionReason.NO_ANSWERS)

    @pytest.mark.usefixtures("two_forces")
    def test_of_another_force_do_not_exist(self):
        with pytest.raises(Force.DoesNotExist):
            reading.figures_for(CITY_ANALYST, force_code=KENT, period=Q3)

    @pytest.mark.usefixtures("two_forces")
    def test_of_every_force_exist_for_the_nation(self):
        found = reading.figures_for(NATIONAL_ANALYST, force_code=KENT, period=Q3)

        assert found.force.code == KENT

    @pytest.mark.usefixtures("two_forces")
    def test_by_dimension_hold_the_levels_that_anybody_answered_from(self):
        found = reading.figures_for(
            CITY_ANALYST, force_code=CITY, period=Q3, dimension=Dimension.CRIME_GROUP
        )

        assert list(found.levels) == ["robbery", "burglary"]

    @pytest.mark.usefixtures("two_forces")
    def test_of_a_table_of_the_nation_alone_show_no_force(self):
        found = reading.figures_for(
            CITY_ANALYST, force_code=CITY, period=Q3, dimension=Dimension.KIND
        )

        figure = next(one for one in found.levels["unknown"] if one.item == "Q-OVR-1")
        assert figure.force == Suppressed(reason=SuppressionReason.NOT_BY_FORCE)
        assert figure.nation.base == 100
        assert headline(found).force.base == 40

    def test_without_any_answers_are_empty(self):
        assert reading.figures_for(CITY_ANALYST, force_code=CITY, period=Q3).is_empty

    @pytest.mark.slow
    def test_of_a_force_without_answers_leave_the_nation_standing(self):
        make.load(make.satisfied_and_not(30, 10, force=KENT))
        make.fill()

        figure = headline(reading.figures_for(CITY_ANALYST, force_code=CITY, period=Q3))

        assert figure.force == Suppressed(reason=SuppressionReason.NO_ANSWERS)
        assert isinstance(figure.nation, Published)

    @pytest.mark.slow
    def test_hide_a_force_under_ten_and_protect_it_from_subtraction(self):
        make.load(
            [
                *make.satisfied_and_not(5, 4),
                *make.satisfied_and_not(20, 20, force=KENT),
                *make.satisfied_and_not(30, 30, force="durham"),
                *make.silent(),
                *make.silent(force=KENT),
            ]
        )
        make.fill()

        own = headline(reading.figures_for(CITY_ANALYST, force_code=CITY, period=Q3))
        kent = headline(reading.figures_for(NATIONAL_ANALYST, force_code=KENT, period=Q3))
        durham = headline(reading.figures_for(NATIONAL_ANALYST, force_code="durham", period=Q3))

        assert own.force == Suppressed(reason=SuppressionReason.SMALL_BASE)
        assert kent.force == Suppressed(reason=SuppressionReason.PROTECTS_ANOTHER)
        assert isinstance(durham.force, Published)

    @pytest.mark.parametrize("dimension", list(Dimension))
    def test_hide_the_same_on_the_page_of_the_force_and_of_the_nation(
        self, small_at_a_stage, dimension
    ):
        own = reading.figures_for(CITY_ANALYST, force_code=CITY, period=Q3, dimension=dimension)
        same = reading.figures_for(
            NATIONAL_ANALYST, force_code=CITY, period=Q3, dimension=dimension
        )

        assert own == same

    @pytest.mark.slow
    def test_cost_the_same_queries_for_few_as_for_many(self):
        make.load(make.satisfied_and_not(10, 10))
        make.fill()
        few = queries_by_table()
        for number, force in enumerate(("kent", "durham", "essex", "surrey")):
            make.load(make.satisfied_and_not(10, 10, force=force, stage=f"ST{number + 4}"))
        make.fill()

        assert queries_by_table() == few
        assert max(few.values()) <= 5


def queries_by_table() -> dict[Dimension, int]:
    def read(dimension: Dimension) -> None:
        reading.figures_for(CITY_ANALYST, force_code=CITY, period=Q3, dimension=dimension)

    for dimension in Dimension:
        read(dimension)  # what a process learns once, it remembers
    return {dimension: queries(partial(read, dimension)) for dimension in Dimension}


class TestNationalFigures:
    @pytest.mark.slow
    @pytest.mark.usefixtures("two_forces")
    def test_are_the_sum_of_the_forces(self):
        nation = headline(reading.national_figures(NATIONAL_ANALYST, period=Q3)).nation
        parts = [
            headline(reading.figures_for(NATIONAL_ANALYST, force_code=force, period=Q3)).force
            for force in (CITY, KENT)
        ]

        assert nation.base == sum(part.base for part in parts)
        assert nation.positive * 100 == pytest.approx(
            parts[0].positive * 40 + parts[1].positive * 60
        )

    @pytest.mark.usefixtures("two_forces")
    def test_have_no_force(self):
        found = reading.national_figures(NATIONAL_ANALYST, period=Q3)

        assert found.force is None
        assert headline(found).force is None
        assert headline(found).share is headline(found).nation


class TestFunnelFor:
    @pytest.mark.slow
    def test_holds_each_force_that_answered_by_name(self):
        make.load(
            [
                *make.satisfied_and_not(60, 20, force=KENT),
                *make.satisfied_and_not(60, 20),
                *make.satisfied_and_not(60, 20, force="durham"),
            ]
        )
        make.fill()

        found = reading.funnel_for(NATIONAL_ANALYST, item="Q-OVR-1", period=Q3)

        assert [point.force.code for point in found.points] == [CITY, "durham", KENT]
        assert set(found.funnel.positions.values()) == {Position.WITHIN}

    @pytest.mark.slow
    def test_knows_which_force_is_the_viewers_own(self):
        make.load([*make.satisfied_and_not(60, 20, force=KENT), *make.satisfied_and_not(60, 20)])
        make.fill()

        own = reading.funnel_for(CITY_ANALYST, item="Q-OVR-1", period=Q3)
        all_forces = reading.funnel_for(NATIONAL_ANALYST, item="Q-OVR-1", period=Q3)

        assert [point.force.code for point in own.points if point.is_own] == [CITY]
        assert not any(point.is_own for point in all_forces.points)

    @pytest.mark.slow
    def test_compares_nobody_under_an_effective_base_of_fifty(self):
        make.load(make.satisfied_and_not(20, 20))
        make.fill()

        assert reading.funnel_for(NATIONAL_ANALYST, item="Q-OVR-1", period=Q3).funnel is None

    @pytest.mark.slow
    def test_hides_a_small_force(self):
        make.load([*make.satisfied_and_not(4, 4), *make.satisfied_and_not(60, 60, force=KENT)])
        make.fill()

        found = reading.funnel_for(NATIONAL_ANALYST, item="Q-OVR-1", period=Q3)

        assert all(isinstance(point.share, Suppressed) for point in found.points)
        assert found.funnel is None

    def test_stands_empty_before_anybody_answered(self):
        found = reading.funnel_for(NATIONAL_ANALYST, item="Q-OVR-1", period=Q3)

        assert found.points == ()
        assert found.nation == Suppressed(reason=SuppressionReason.NO_ANSWERS)


class TestTrendFor:
    @pytest.mark.slow
    def test_is_by_quarter_oldest_first_up_to_the_one_asked(self):
        for month, satisfied in ((2, 10), (5, 20), (8, 30)):
            make.load(make.satisfied_and_not(satisfied, 20, on=date(2026, month, 3)))
        make.fill("2026-Q1", "2026-Q2", "2026-Q3")

        points = reading.trend_for(CITY_ANALYST, force_code=CITY, item="Q-OVR-1", until="2026-Q2")

        assert [point.period for point in points] == ["2026-Q1", "2026-Q2"]
        assert [round(point.force.positive, 2) for point in points] == [0.33, 0.5]

    @pytest.mark.slow
    def test_of_the_nation_has_no_force(self):
        make.load(make.satisfied_and_not(20, 20))
        make.fill()

        (point,) = reading.trend_for(NATIONAL_ANALYST, force_code=None, item="Q-OVR-1", until=Q3)

        assert point.force is None
        assert point.share.positive == pytest.approx(0.5)

    def test_of_another_force_does_not_exist(self):
        with pytest.raises(Force.DoesNotExist):
            reading.trend_for(CITY_ANALYST, force_code=KENT, item="Q-OVR-1", until=Q3)

    @pytest.mark.slow
    def test_costs_the_same_queries_for_few_quarters_as_for_many(self):
        make.load(make.satisfied_and_not(10, 10))
        make.fill()

        def read():
            reading.trend_for(CITY_ANALYST, force_code=CITY, item="Q-OVR-1", until=Q3)

        read()  # what a process learns once, it remembers
        few = queries(read)
        for month in (2, 5):
            make.load(make.satisfied_and_not(10, 10, on=date(2026, month, 3)))
        make.fill("2026-Q1", "2026-Q2")
        read()

        assert queries(read) == few


class TestLatestPeriod:
    def test_is_the_last_quarter_that_has_ended(self):
        periods = ["2026-Q2", "2026-Q3", "2026-Q4"]

        assert figures.latest_period(on=date(2026, 11, 16), of=periods) == "2026-Q3"
        assert figures.latest_period(on=date(2027, 1, 1), of=periods) == "2026-Q4"

    def test_is_the_running_quarter_where_there_is_no_other(self):
        assert figures.latest_period(on=date(2026, 11, 16), of=["2026-Q4"]) == "2026-Q4"

    def test_is_none_without_figures(self):
        assert figures.latest_period(on=date(2026, 11, 16), of=[]) is None


def quarters(*shares: float | None) -> list[figures.TrendPoint]:
    return [
        figures.TrendPoint(period=f"{2020 + number // 4}-Q{number % 4 + 1}", force=None, nation=one)
        for number, one in enumerate(map(published, shares))
    ]


def published(share: float | None) -> Share:
    if share is None:
        return Suppressed(reason=SuppressionReason.SMALL_BASE)
    return Published(
        positive=share,
        neutral=0.0,
        negative=1 - share,
        interval=wilson_interval(successes=400 * share, trials=400),
        base=400,
        effective_base=400.0,
    )


class TestWithHabit:
    RESTLESS = (0.60, 0.62, 0.59, 0.61, 0.60, 0.63, 0.58, 0.61)

    def test_holds_quarters_against_the_habit_of_their_series(self):
        points = figures.with_habit(quarters(*self.RESTLESS))

        assert all(point.habit is not None for point in points)
        assert not [point for point in points if point.habit.signal]

    def test_finds_a_quarter_outside_it(self):
        points = figures.with_habit(quarters(*self.RESTLESS, 0.45))

        assert [p.period for p in points if p.habit.signal is Signal.OUTSIDE] == ["2022-Q1"]

    def test_takes_seven_quarters(self):
        points = figures.with_habit(quarters(*self.RESTLESS[:6], None))

        assert {point.habit for point in points} == {None}

    def test_leaves_out_what_is_hidden(self):
        points = figures.with_habit(quarters(*self.RESTLESS[:4], None, *self.RESTLESS[4:]))

        assert [number for number, point in enumerate(points) if point.habit is None] == [4]
