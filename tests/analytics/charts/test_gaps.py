import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.charts import gaps
from analytics.charts.gaps import GapAxisWords, GapChartRow

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
    @pytest.mark.parametrize("is_wide", [True, False])
    @pytest.mark.parametrize("kind", ["better", "worse", "unusual", ""])
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
