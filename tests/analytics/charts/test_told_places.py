from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from analytics.charts import funnels, gaps, intervals, small_lines, stages, trends, weeks
from analytics.charts.trend_layout import TrendQuarter
from analytics.charts.trend_layout import place as place_trend
from analytics.stats.comparison import Funnel
from analytics.stats.rounding.whole_points import told

WORDS = {"identity": "picture", "title": "Title", "description": "Description"}
WITHIN = st.floats(-0.0049, 0.0049)
"""So far may a share lie from the whole point at which it is told."""
POINTS = st.integers(5, 95).map(lambda point: point / 100)


def shares(count: int) -> st.SearchStrategy[tuple[list[float], list[float]]]:
    one = st.tuples(POINTS, WITHIN, WITHIN).map(lambda of: (of[0] + of[1], of[0] + of[2]))
    return st.lists(one, min_size=count, max_size=count).map(
        lambda pairs: ([a for a, _ in pairs], [b for _, b in pairs])
    )


def an_interval(found: list[float], *, is_wide: bool) -> str:
    row = intervals.IntervalRow(
        label="Kent", value="61 %", detail="", share=found[0], lower=found[1], upper=found[2],
        nation=found[3],
    )  # fmt: skip
    placed = intervals.place([row], is_wide=is_wide)
    return intervals.draw(placed, key=intervals.Key(subject="Kent"), **WORDS)


def a_gap(found: list[float]) -> str:
    row = gaps.GapChartRow(
        label="Kent", value="+4", gap=found[0], lower=found[1], upper=found[2], kind="better"
    )
    return gaps.draw(
        gaps.place([row], is_wide=True), words=gaps.GapAxisWords(lower="less", higher="more"),
        **WORDS,
    )  # fmt: skip


def a_trend(found: list[float]) -> str:
    quarter = TrendQuarter(
        label="Q1", year="2026", share=found[0], lower=found[1], upper=found[2], nation=found[3],
        words="", limits=(found[4], found[5]),
    )  # fmt: skip
    other = replace(quarter, label="Q2", share=found[2])
    return trends.draw(
        place_trend([quarter, other]),
        words=trends.TrendWords(
            vertical="Per cent", subject="Kent", nation="The nation", hidden="[c]"
        ),
        **WORDS,
    )


def some_stages(found: list[float]) -> str:
    column = stages.StageColumn(
        name="ST1", value="61 %", detail=(), share=found[0], lower=found[1], upper=found[2],
        nation=found[3],
    )  # fmt: skip
    other = replace(column, share=found[4], before=0)
    placed = stages.place([column, other])
    words = stages.StageWords(vertical="Per cent", subject="Kent")
    return stages.draw(placed, words=words, **WORDS) + stages.draw_small(placed, **WORDS)


def some_weeks(found: list[float]) -> str:
    points = [
        weeks.WeekPoint(
            share=share, lower=found[1], upper=found[2], is_marked=False, label="", words=""
        )
        for share in found
    ]
    return weeks.draw(weeks.place(points), vertical="Per cent", **WORDS)


def small_ones(found: list[float]) -> str:
    line = small_lines.SmallLine(
        points=tuple(small_lines.SmallPoint(share=share) for share in found), value="61 %"
    )
    rows = [small_lines.SmallRow(label="Kent", lines=(line,))]
    return small_lines.draw(small_lines.place(rows, panels=["One"], is_wide=True), **WORDS)


def a_funnel(found: list[float], *, between: float) -> str:
    funnel = Funnel(target=found[0], dispersion=1.0, between=between, positions={}).as_told()

    def limits_at(base: float) -> tuple[float, float, float, float]:
        of = funnel.limits(effective_base=base)
        return of.lower_alarm, of.lower_warning, of.upper_warning, of.upper_alarm

    dots = [
        funnels.ForceDot(name=f"Force {number}", base=100.0 + number, share=share, words="")
        for number, share in enumerate(found)
    ]
    return funnels.draw(
        funnels.place(dots, target=funnel.target, limits_at=limits_at),
        words=funnels.FunnelWords(
            horizontal="Base", vertical="Per cent", target="All", warning="95", alarm="99.8"
        ),
        **WORDS,
    )


class TestAPicture:
    @given(shares(6))
    def test_places_equal_values_equally(self, found):
        one, other = found
        assert [told(share) for share in one] == [told(share) for share in other]

        for draw in (a_gap, a_trend, some_stages, some_weeks, small_ones):
            assert draw(one) == draw(other), draw
        for is_wide in (True, False):
            assert an_interval(one, is_wide=is_wide) == an_interval(other, is_wide=is_wide)

    @given(shares(4), st.integers(0, 12), WITHIN.map(abs), WITHIN.map(abs))
    def test_draws_funnel_curves_from_published_values(self, found, spread, one, other):
        first = a_funnel(found[0], between=(spread / 100 + one) ** 2)
        second = a_funnel(found[1], between=(spread / 100 + other) ** 2)

        assert first == second

    def test_places_different_values_differently(self):
        for draw in (a_gap, a_trend, some_stages, some_weeks, small_ones):
            assert draw([0.31] * 6) != draw([0.32] * 6), draw
