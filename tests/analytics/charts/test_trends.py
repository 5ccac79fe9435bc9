from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from analytics.charts import svg, trend_layout, trends
from analytics.charts.trend_layout import TrendQuarter
from analytics.charts.trends import TrendWords

SVG = "{http://www.w3.org/2000/svg}"


def quarter(share: float | None = 0.5, **facts) -> TrendQuarter:
    return TrendQuarter(
        **{
            "label": "Q3",
            "year": "2026",
            "share": share,
            "lower": None if share is None else max(0, share - 0.05),
            "upper": None if share is None else min(1, share + 0.05),
            "nation": 0.6,
            "words": "50 % (45–55 %)",
            **facts,
        }
    )


def draw(*quarters: TrendQuarter) -> ElementTree.Element:
    drawing = trends.draw(
        trend_layout.place(quarters),
        words=TrendWords(
            vertical="Per cent", subject="Kent Police", nation="The nation", hidden="[c]"
        ),
        identity="trend",
        title="title",
        description="description",
    )
    return ElementTree.fromstring(drawing)


def words(drawn: ElementTree.Element) -> list[str]:
    return [text.text for text in drawn.iter(f"{SVG}text")]


def paths(drawn: ElementTree.Element, **wanted: str) -> list[ElementTree.Element]:
    return [
        path
        for path in drawn.iter(f"{SVG}path")
        if all(path.get(name.replace("_", "-")) == value for name, value in wanted.items())
    ]


class TestPlace:
    @given(st.lists(st.none() | st.floats(0, 1), min_size=1, max_size=12))
    def test_keeps_quarters_in_order_and_inside(self, shares):
        placed = trend_layout.place([quarter(share) for share in shares])

        across = [one.across for one in placed.quarters]
        assert across == sorted(across)
        assert all(0 < x < 1 for x in across)
        assert [one.down is None for one in placed.quarters] == [s is None for s in shares]

    def test_breaks_the_line_where_a_quarter_is_hidden(self):
        placed = trend_layout.place([quarter(), quarter(None), quarter(), quarter()])

        assert [len(run) for run in placed.runs()] == [1, 2]


class TestLabels:
    def test_keeps_the_own_name_clear_of_the_band(self):
        shares = [0.4, 0.4, 0.4, 0.55, 0.5, 0.45]

        placed = trend_layout.place([quarter(share, nation=0.3) for share in shares])

        assert placed.own_label.is_above
        assert placed.own_label.down == min(one.down_upper for one in placed.quarters)

    def test_puts_the_own_name_on_the_side_away_from_the_nation(self):
        above = trend_layout.place([quarter(0.5, nation=0.3)] * 6).own_label
        below = trend_layout.place([quarter(0.5, nation=0.7)] * 6).own_label

        assert (above.is_above, below.is_above) == (True, False)

    def test_names_the_nation_where_the_lines_lie_furthest_apart(self):
        gaps = [0.0, 0.0, 0.0, 0.15, 0.2, 0.15, 0.0, 0.0, 0.0, 0.3]

        placed = trend_layout.place([quarter(0.4 + gap, nation=0.4) for gap in gaps])

        label = placed.nation_label
        assert label.across == placed.quarters[4].across
        assert label.down == placed.quarters[4].down_nation
        assert not label.is_above

    def test_names_the_nation_above_where_its_line_is_and_below_one_that_it_covers(self):
        above, covered = (
            trend_layout.place([quarter(0.4, nation=nation)] * 8).nation_label
            for nation in (0.6, 0.4)
        )

        assert (above.is_above, covered.is_above) == (True, False)

    def test_names_a_short_nation_across_from_the_own_name(self):
        placed = trend_layout.place([quarter(), quarter()])

        assert placed.nation_label.is_end
        assert placed.nation_label.is_above is not placed.own_label.is_above

    @given(st.lists(st.none() | st.floats(0, 1), min_size=1, max_size=12))
    def test_stand_inside_whatever_is_hidden(self, shares):
        placed = trend_layout.place([quarter(share) for share in shares])

        assert (placed.own_label is None) == all(share is None for share in shares)
        assert 0 <= placed.nation_label.down <= 1
        assert 0 < placed.nation_label.across <= 1


class TestDraw:
    def test_bands_each_run(self):
        drawn = draw(quarter(), quarter(), quarter(None), quarter(), quarter())

        assert len(paths(drawn, fill=svg.FORCE)) == 2

    def test_draws_the_nation_dashed(self):
        (nation,) = paths(draw(quarter(), quarter()), stroke=svg.NATION)

        assert nation.get("stroke-dasharray")

    def test_gives_a_quarter_between_hidden_ones_its_interval_too(self):
        drawn = draw(quarter(None), quarter(), quarter(None))

        (interval,) = paths(drawn, stroke_width="4")
        assert len(interval.get("d").split("L")) == 2
        assert not paths(drawn, fill=svg.FORCE)

    def test_draws_the_nation_of_a_first_quarter(self):
        (nation,) = paths(draw(quarter(None)), stroke=svg.NATION)

        assert "L" in nation.get("d")

    def test_names_both_lines(self):
        assert {"Kent Police", "The nation"} <= set(words(draw(quarter(), quarter())))

    def test_says_a_year_once(self):
        said = words(draw(quarter(year="2025"), quarter(year="2026"), quarter(year="2026")))

        assert said.count("2025") == said.count("2026") == 1

    def test_marks_a_hidden_quarter_without_a_number(self):
        drawn = draw(quarter(None), quarter())

        assert "[c]" in words(drawn)
        assert len(list(drawn.iter(f"{SVG}circle"))) == 1

    def test_marks_an_alert_by_a_shape_that_points(self):
        fall = draw(quarter(), quarter(alert="An alert was raised"))
        rise = draw(quarter(), quarter(alert="An alert was raised", is_rise=True))

        assert paths(fall, fill=svg.WORSE)
        assert paths(rise, fill=svg.BETTER)
        assert paths(fall, fill=svg.WORSE)[0].get("d") != paths(rise, fill=svg.BETTER)[0].get("d")

    def test_stands_where_everything_is_hidden(self):
        drawn = draw(quarter(None), quarter(None))

        assert words(drawn).count("[c]") == 2

    def test_stands_without_a_nation(self):
        assert not paths(draw(quarter(nation=None)), stroke=svg.NATION)


class TestHabit:
    def test_is_drawn_as_two_dashed_lines_with_a_name(self):
        drawn = trends.draw(
            trend_layout.place([quarter(limits=(0.4, 0.6)), quarter(), quarter(limits=(0.4, 0.6))]),
            words=TrendWords(vertical="", subject="", nation="", hidden="[c]", limits="its habit"),
            identity="trend",
            title="title",
            description="description",
        )

        assert len(paths(ElementTree.fromstring(drawn), stroke_dasharray="2 4")) == 2
        assert "its habit" in drawn

    def test_is_not_drawn_where_there_is_none(self):
        drawn = draw(quarter(), quarter())

        assert not paths(drawn, stroke_dasharray="2 4")

    def test_marks_a_quarter_out_of_the_ordinary_by_a_diamond_that_says_why(self):
        drawn = draw(quarter(), quarter(limits=(0.55, 0.6), signal="outside"))

        [diamond] = paths(drawn, fill=svg.UNUSUAL)
        assert [title.text for title in diamond.iter(f"{SVG}title")] == ["outside"]
        assert len(list(drawn.iter(f"{SVG}circle"))) == 1

    def test_widens_the_scale_so_that_limits_are_seen(self):
        placed = trend_layout.place([quarter(limits=(0.05, 0.95))])

        assert (placed.scale.low, placed.scale.high) == (0.0, 1.0)
