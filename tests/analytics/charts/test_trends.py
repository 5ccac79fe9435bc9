import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.charts import svg, trend_layout, trends
from analytics.charts.trend_layout import EDGE, END, TrendQuarter
from analytics.charts.trends import TrendWords
from tests.analytics.charts.boxes import SVG, found, outside, overlaps, words_of


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


def points(path: ElementTree.Element) -> list[tuple[float, ...]]:
    return [tuple(map(float, pair.split())) for pair in path.get("d").strip("M Z").split("L")]


class TestPlace:
    @given(st.lists(st.none() | st.floats(0, 1), min_size=1, max_size=12))
    def test_keeps_quarters_in_order_and_inside(self, shares):
        placed = trend_layout.place([quarter(share) for share in shares])

        across = [one.across for one in placed.quarters]
        assert across == sorted(across)
        assert all(0 < x < 1 for x in across)
        assert [one.down is None for one in placed.quarters] == [s is None for s in shares]

    def test_spreads_quarters_evenly_from_edge_to_edge(self):
        across = [one.across for one in trend_layout.place([quarter()] * 5).quarters]

        assert across[0] == EDGE
        assert across[-1] == pytest.approx(1 - EDGE)
        steps = {round(after - before, 9) for before, after in pairwise(across)}
        assert len(steps) == 1

    def test_puts_two_quarters_at_the_edges_and_one_in_the_middle(self):
        two, one = (trend_layout.place([quarter()] * count).quarters for count in (2, 1))

        assert [each.across for each in two] == [EDGE, pytest.approx(1 - EDGE)]
        assert [each.across for each in one] == [0.5]

    def test_of_nothing_has_no_names(self):
        placed = trend_layout.place([])

        assert (placed.quarters, placed.own_label, placed.nation_label) == ((), None, None)

    def test_turns_limits_upside_down_with_everything_else(self):
        [one] = trend_layout.place([quarter(limits=(0.4, 0.6))]).quarters

        lower, upper = one.down_limits
        assert upper < one.down < lower

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

    @pytest.mark.parametrize(("last", "is_above"), [(0.8, True), (0.5, True), (0.4, False)])
    def test_goes_by_the_last_quarter_that_is_shown(self, last, is_above):
        shares = [0.9, 0.9, 0.2, 0.2, last, None]

        label = trend_layout.place([quarter(share, nation=0.5) for share in shares]).own_label

        assert label.is_above is is_above

    def test_goes_by_where_the_nation_ends(self):
        nations = [0.9, 0.9, 0.9, 0.9, 0.1]

        label = trend_layout.place([quarter(0.5, nation=nation) for nation in nations]).own_label

        assert label.is_above

    def test_keeps_the_own_name_under_the_lowest_of_the_last_three(self):
        shares = [0.1, 0.1, 0.3, 0.2, 0.4]

        placed = trend_layout.place([quarter(share, nation=0.9) for share in shares])

        assert placed.own_label.down == placed.quarters[3].down_lower
        assert (placed.own_label.across, placed.own_label.is_end) == (1, True)

    def test_puts_the_own_name_above_where_a_limit_runs_under_the_band(self):
        shares = (0.45, 0.5, 0.5, 0.33, 0.45)
        quarters = [quarter(share, nation=0.5, limits=(0.27, 0.65)) for share in shares]

        label = trend_layout.place(quarters).own_label

        assert label.is_above

    def test_stands_along_the_top_where_everybody_agrees(self):
        everybody = quarter(1.0, lower=1.0, upper=1.0, nation=0.5)

        assert trend_layout.place([everybody] * 3).own_label.down == 0
        assert trend_layout.place([everybody] * 3).own_label.is_above

    def test_at_the_very_top_stands_under_it_where_the_nation_ends_there_too(self):
        below = quarter(0.9, nation=1.0, lower=1.0, upper=1.0)

        assert trend_layout.place([below] * 3).own_label.down == 0

    @pytest.mark.parametrize("where", [1, 10 - END - 1])
    def test_names_the_nation_between_the_first_quarter_and_the_own_name(self, where):
        gaps = [0.3, *[0.0] * 6, 0.3, 0.3, 0.3]
        gaps[where - 1 : where + 2] = [0.2 if gap == 0 else gap for gap in gaps[where - 1 :][:3]]

        placed = trend_layout.place([quarter(0.4 + gap, nation=0.4) for gap in gaps])

        assert placed.nation_label.across == placed.quarters[where].across

    def test_names_the_nation_where_the_own_line_is_hidden_for_three_quarters(self):
        shares = [0.6, 0.6, 0.6, None, None, None, 0.6, 0.6, 0.6, 0.6]

        placed = trend_layout.place([quarter(share, nation=0.3) for share in shares])

        assert placed.nation_label.across == placed.quarters[4].across
        assert not placed.nation_label.is_above

    def test_names_the_nation_only_where_its_line_is(self):
        nations = [None, None, None, 0.3, None, None, None, None]

        placed = trend_layout.place([quarter(nation=nation) for nation in nations])

        assert placed.nation_label.across == placed.quarters[3].across

    def test_names_a_nation_that_is_known_at_the_end_alone_beside_its_end(self):
        nations = [None, None, None, None, None, 0.3]

        placed = trend_layout.place([quarter(nation=nation) for nation in nations])

        assert placed.nation_label.down == placed.quarters[-1].down_nation
        assert (placed.nation_label.across, placed.nation_label.is_end) == (1, True)

    @pytest.mark.parametrize(("share", "is_above"), [(0.5, True), (0.7, False), (None, False)])
    def test_puts_a_short_nation_on_the_side_that_is_free(self, share, is_above):
        placed = trend_layout.place([quarter(share, nation=0.6)] * 2)

        assert placed.nation_label.is_above is is_above

    def test_labels_the_nation_where_lines_are_furthest_from_each_other(self):
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

    def test_bands_from_the_upper_end_of_each_interval_and_back_along_the_lower(self):
        shown = [quarter(0.4), quarter(0.5, lower=0.3, upper=0.6)]
        one, two = trend_layout.place(shown).quarters

        [band] = paths(draw(*shown), fill=svg.FORCE)

        corners = [(one, one.down_upper), (two, two.down_upper), (two, two.down_lower),
                   (one, one.down_lower)]  # fmt: skip
        assert points(band) == [
            (pytest.approx(1000 * at.across, abs=0.1), pytest.approx(1000 * down, abs=0.1))
            for at, down in corners
        ]

    def test_draws_the_line_through_the_shares(self):
        shown = [quarter(0.4), quarter(0.5)]

        [line] = paths(draw(*shown), stroke=svg.FORCE)

        assert points(line) == [
            (pytest.approx(1000 * one.across, abs=0.1), pytest.approx(1000 * one.down, abs=0.1))
            for one in trend_layout.place(shown).quarters
        ]

    def test_draws_a_lone_interval_from_end_to_end(self):
        [lone] = paths(draw(quarter(None), quarter(0.5)), stroke_width="4")

        [one] = trend_layout.place([quarter(None), quarter(0.5)]).quarters[1:]
        assert [down for _, down in points(lone)] == [
            pytest.approx(1000 * one.down_upper, abs=0.1),
            pytest.approx(1000 * one.down_lower, abs=0.1),
        ]

    def test_bands_what_follows_a_quarter_that_stands_alone(self):
        drawn = draw(quarter(), quarter(None), quarter(), quarter())

        assert len(paths(drawn, fill=svg.FORCE)) == 1

    def test_draws_along_the_top_where_everybody_agrees(self):
        everybody = quarter(1.0, lower=1.0, upper=1.0, nation=None)

        drawn = draw(everybody, everybody, quarter(None, nation=None), everybody)

        curves = [
            path.get("d")
            for tone in ("fill", "stroke")
            for path in paths(drawn, **{tone: svg.FORCE})
        ]
        assert len(curves) == 4
        heights = {word for d in curves for word in re.findall(r" ([0-9.]+)(?= |$)", d)}
        assert heights == {"0.0"}

    def test_draws_a_nation_of_one_quarter_to_both_sides_of_it(self):
        [nation] = paths(draw(quarter(), quarter(nation=None)), stroke=svg.NATION)

        (left, right), (down, same) = zip(*points(nation), strict=True)
        assert (left + right) / 2 == pytest.approx(1000 * EDGE)
        assert 0 < left < right
        assert down == same

    def test_puts_the_year_under_its_first_quarter(self):
        drawn = draw(quarter(year="2025"), quarter(label="Q4", year="2025"))

        boxes = {box.name: box for box in words_of(drawn)}
        assert boxes["2025"].middle[0] == boxes["Q3"].middle[0] < boxes["Q4"].middle[0]
        assert boxes["Q3"].bottom <= boxes["2025"].top

    @pytest.mark.parametrize("width", [340, 720])
    def test_writes_nothing_over_another_and_nothing_past_the_edge(self, width):
        shares = [0.5, 0.5, None, 0.55, 0.5, 0.45]
        drawn = draw(
            *(
                quarter(share, label=f"Q{at}", year=str(2020 + at))
                for at, share in enumerate(shares)
            )
        )

        boxes = words_of(drawn, width=width)
        assert outside(boxes, drawn, width=width) == []
        assert overlaps(boxes) == []

    def test_writes_its_quarters_below_the_plot_and_its_alerts_above(self):
        drawn = draw(quarter(), quarter(alert="An alert was raised", is_rise=True))

        plot_top, plot_bottom = trends.PLOT.y(0), trends.PLOT.y(1)
        [triangle] = (one for one in found(drawn, "svg") if one.get("overflow"))
        [below] = (box for box in words_of(drawn) if box.name == "2026")
        assert 0 < float(triangle.get("y")) < plot_top
        assert below.top > plot_bottom

    def test_marks_a_hidden_quarter_at_the_foot_of_the_plot(self):
        [hidden] = (box for box in words_of(draw(quarter(None), quarter())) if box.name == "[c]")

        assert trends.PLOT.y(0.9) < hidden.top < hidden.bottom < trends.PLOT.y(1)

    @pytest.mark.parametrize(("nation", "is_above"), [(0.3, True), (0.7, False)])
    def test_writes_a_name_clear_of_its_line(self, nation, is_above):
        shown = [quarter(0.5, nation=nation)] * 8
        placed = trend_layout.place(shown)

        [own] = (box for box in words_of(draw(*shown)) if box.name == "Kent Police")

        line = trends.PLOT.y(placed.own_label.down)
        assert (own.bottom < line) is is_above
        assert (own.top > line) is not is_above

    def test_draws_the_own_line_and_name_stronger_than_the_nations(self):
        drawn = draw(*[quarter()] * 8)

        widths = {path.get("stroke"): float(path.get("stroke-width", 0)) for path in paths(drawn)}
        weights = {text.text: text.get("font-weight") for text in drawn.iter(f"{SVG}text")}
        assert widths[svg.FORCE] > widths[svg.NATION]
        assert (weights["Kent Police"], weights["The nation"]) == ("600", None)

    def test_keeps_names_readable_where_they_cross_a_line(self):
        behind = {
            text.text: text.get("paint-order") for text in draw(*[quarter()] * 8).iter(f"{SVG}text")
        }

        assert behind["Kent Police"] == behind["The nation"] == "stroke"

    def test_says_what_a_quarter_is_on_hover(self):
        titles = [title.text for title in draw(quarter()).iter(f"{SVG}title")]

        assert "Q3 2026: 50 % (45–55 %)" in titles

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

    def test_names_its_limits_above_the_upper_one_where_it_begins(self):
        shown = [quarter(), quarter(limits=(0.4, 0.6)), quarter(limits=(0.2, 0.8))]
        placed = trend_layout.place(shown)
        drawing = trends.draw(
            placed,
            words=TrendWords(vertical="", subject="", nation="", hidden="[c]", limits="its habit"),
            identity="trend",
            title="title",
            description="description",
        )

        [name] = (b for b in words_of(ElementTree.fromstring(drawing)) if b.name == "its habit")
        assert name.left == pytest.approx(720 * placed.quarters[1].across)
        above = trends.PLOT.y(placed.quarters[1].down_limits[1]) - name.bottom
        assert 0 < above < name.bottom - name.top

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

    def test_breaks_the_limits_where_they_begin_anew_and_not_where_one_is_missing(self):
        with_limits = quarter(limits=(0.4, 0.6))
        anew = quarter(limits=(0.5, 0.7), is_rebased=True, notes="1", note="New system")

        whole = draw(with_limits, quarter(), with_limits)
        broken = draw(with_limits, with_limits, anew, with_limits)

        assert len(paths(whole, stroke=svg.UNUSUAL)) == 2
        assert len(paths(broken, stroke=svg.UNUSUAL)) == 4

    def test_marks_what_was_noted_by_a_line_with_its_number_and_its_words(self):
        drawn = draw(quarter(), quarter(notes="1, 2", note="New system; merger"))

        assert "1, 2" in words(drawn)
        [title] = [each.text for line in drawn.iter(f"{SVG}line") for each in line]
        assert title == "New system; merger"
