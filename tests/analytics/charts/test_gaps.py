import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.charts import gaps, svg
from analytics.charts.gaps import GapAxisWords, GapChartRow
from tests.analytics.charts.boxes import WIDTHS, found, lines_of, outside, overlaps, words_of
from tests.each import for_each

WORDS = GapAxisWords(lower="lower", higher="higher")


def row(**facts: object) -> GapChartRow:
    return GapChartRow(
        **{"label": "Told", "value": "+6", "gap": 0.06, "lower": 0.02, "upper": 0.1} | facts
    )


def drawn(*rows: GapChartRow, is_wide: bool = True) -> str:
    placed = gaps.place(rows, is_wide=is_wide)
    return gaps.draw(placed, words=WORDS, identity="g", title="Gaps", description="Told: +6")


class TestPlace:
    def test_keeps_zero_in_the_middle(self):
        placed = gaps.place([row()], is_wide=True)

        assert placed.at(0) == pytest.approx((placed.grid.left + placed.grid.right) / 2)

    def test_runs_to_the_next_ten_points_past_the_widest_interval(self):
        assert gaps.place([row(lower=-0.21)], is_wide=True).span == pytest.approx(0.3)
        assert gaps.place([row(upper=0.1)], is_wide=True).span == pytest.approx(0.1)

    def test_is_ten_points_either_side_at_least(self):
        assert gaps.place([], is_wide=False).span == pytest.approx(0.1)

    @given(st.floats(-1, 1), st.booleans())
    def test_keeps_every_gap_on_the_scale(self, gap, is_wide):
        placed = gaps.place([row(gap=gap, lower=gap - 0.1, upper=gap + 0.1)], is_wide=is_wide)

        assert placed.grid.left <= placed.at(gap) <= placed.grid.right


class TestDraw:
    @for_each("is_wide", [True, False])
    @for_each("kind", ["better", "worse", "unusual", ""])
    def test_is_a_picture_with_a_title(self, kind, is_wide):
        tree = ET.fromstring(drawn(row(kind=kind, detectable=0.04), is_wide=is_wide))

        assert tree.attrib["role"] == "img"
        assert tree[0].text == "Gaps"

    def test_hatches_what_may_not_be_shown_and_draws_no_point(self):
        picture = drawn(GapChartRow(label="Told", value="[low]"))

        assert "url(#g-hatch)" in picture
        assert "<circle" not in picture

    def test_points_up_for_better_and_down_for_worse(self):
        def path(kind: str) -> str:
            return re.search(r'd="(M0 [^"]+Z)"', drawn(row(kind=kind))).group(1)

        assert path("better").startswith("M0 -7")
        assert path("worse").startswith("M0 7")

    def test_escapes_words(self):
        assert "<b>" not in drawn(row(label="<b>"))


def tree(*rows: GapChartRow, is_wide: bool = True) -> ET.Element:
    return ET.fromstring(drawn(*rows, is_wide=is_wide))


both = pytest.mark.parametrize("is_wide", [True, False])


class TestTheScale:
    @both
    def test_says_points_to_either_side_of_nought_over_its_lines(self, is_wide):
        picture, width = tree(row(), is_wide=is_wide), WIDTHS[is_wide]

        said = {box.name: box for box in words_of(picture, width=width)}
        upright = sorted(
            line.left
            for line in (
                *lines_of(picture, width=width, stroke=svg.GRID),
                *lines_of(picture, width=width, stroke=svg.LINE),
            )
            if line.left == line.right
        )
        names = ["\u221210", "\u22125", "0", "+5", "+10"]
        assert [said[name].middle[0] for name in names] == pytest.approx(upright, abs=0.1)
        assert upright[2] - upright[0] == pytest.approx(upright[4] - upright[2])

    def test_draws_nought_strongest(self):
        [nought] = found(tree(row()), "line", stroke=svg.LINE)
        others = [
            line for line in found(tree(row()), "line", stroke=svg.GRID) if line.get("stroke-width")
        ]

        assert len(others) == 4
        assert float(nought.get("stroke-width")) > max(
            float(line.get("stroke-width")) for line in others
        )

    @both
    def test_says_which_side_is_which_at_the_same_distance_from_nought(self, is_wide):
        placed, width = gaps.place([row()], is_wide=is_wide), WIDTHS[is_wide]

        said = {box.name: box for box in words_of(tree(row(), is_wide=is_wide), width=width)}
        lower, higher = said["\u2190 lower"], said["higher \u2192"]
        nought = width * placed.at(0)
        assert nought - lower.right == pytest.approx(higher.left - nought, abs=0.1)
        assert lower.right < nought
        assert lower.bottom == higher.bottom < said["0"].top

    @both
    def test_runs_from_above_the_first_row_to_below_the_last(self, is_wide):
        placed = gaps.place([row(), row()], is_wide=is_wide)

        [nought] = lines_of(tree(row(), row(), is_wide=is_wide), stroke=svg.LINE)

        assert nought.top < placed.grid.top(0)
        assert nought.bottom == placed.grid.top(2) < placed.height


class TestARow:
    def marks(self, one: GapChartRow, *, is_wide: bool = True):
        placed = gaps.place([one], is_wide=is_wide)
        return placed, tree(one, is_wide=is_wide), placed.grid.track_y(0)

    @both
    def test_has_its_interval_and_its_mark_on_one_line(self, is_wide):
        placed, picture, y = self.marks(row(kind="better"), is_wide=is_wide)

        [interval] = found(picture, "line", stroke=svg.BETTER)
        mark = next(one for one in picture.iter() if one.get("overflow"))
        assert float(interval.get("y1")) == float(interval.get("y2")) == float(mark.get("y")) == y
        assert interval.get("x1") == svg.across(placed.at(0.02))
        assert interval.get("x2") == svg.across(placed.at(0.1))
        assert mark.get("x") == svg.across(placed.at(0.06))

    @pytest.mark.parametrize(
        ("kind", "corners"), [("better", 3), ("worse", 3), ("unusual", 4), ("", 0)]
    )
    def test_has_a_mark_of_its_kind(self, kind, corners):
        _placed, picture, _y = self.marks(row(kind=kind))

        shapes = [path.get("d") for path in found(picture, "path") if path.get("d").endswith("Z")]
        assert [d.count("L") + 1 for d in shapes] == ([corners] if corners else [])
        assert len(list(found(picture, "circle"))) == (0 if corners else 1)

    @pytest.mark.parametrize("missing", ["gap", "lower", "upper"])
    def test_is_hatched_over_the_whole_scale_where_a_part_is_hidden(self, missing):
        placed, picture, y = self.marks(row(**{missing: None}))

        [bar] = found(picture, "rect", fill="url(#g-hatch)")
        assert bar.get("x") == svg.across(placed.grid.left)
        assert bar.get("width") == svg.across(placed.grid.right - placed.grid.left)
        assert float(bar.get("y")) + float(bar.get("height")) / 2 == y

    @pytest.mark.parametrize(("detectable", "reach"), [(0.04, 0.04), (0.3, 0.1)])
    def test_has_a_zone_to_either_side_of_nought_that_ends_with_the_scale(self, detectable, reach):
        placed, picture, y = self.marks(row(detectable=detectable))

        [zone] = found(picture, "rect", fill=svg.GRID)
        assert zone.get("x") == svg.across(placed.at(-reach))
        assert zone.get("width") == svg.across(placed.at(reach) - placed.at(-reach))
        assert float(zone.get("y")) + float(zone.get("height")) / 2 == y

    def test_has_no_zone_where_nothing_could_be_found(self):
        _placed, picture, _y = self.marks(row())

        assert not list(found(picture, "rect", fill=svg.GRID))

    @both
    def test_keeps_its_words_inside_and_clear_of_each_other(self, is_wide):
        rows = [row(label=f"Told {at}", value=f"+{at} points", detail=f"±{at}") for at in range(3)]
        picture = tree(*rows, is_wide=is_wide)

        said = words_of(picture, width=WIDTHS[is_wide])
        assert outside(said, picture, width=WIDTHS[is_wide]) == []
        assert overlaps(said) == []

    @both
    def test_names_its_width_so_that_the_page_can_choose(self, is_wide):
        assert tree(row(), is_wide=is_wide).get("class") == (
            "picture is-wide" if is_wide else "picture is-narrow"
        )

    @both
    def test_leaves_room_for_its_words_beside_a_wide_scale_alone(self, is_wide):
        grid = gaps.place([row()], is_wide=is_wide).grid

        room = (grid.left, 1 - grid.right)
        assert min(room) > 0.2 if is_wide else max(room) < 0.07


def test_keeps_its_words_and_its_stamp_apart_on_a_narrow_screen():
    placed = gaps.place([row(lower=-0.4)], is_wide=False)
    drawing = gaps.draw(
        placed, words=GapAxisWords(lower="is", higher="uwch"), identity="g", title="Gaps",
        description="Told", stamp="WEDI’I EFELYCHU",
    )  # fmt: skip

    words = words_of(ET.fromstring(drawing), width=WIDTHS[False])
    assert overlaps(words) == []
    assert outside(words, ET.fromstring(drawing), width=WIDTHS[False]) == []
