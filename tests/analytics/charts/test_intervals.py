from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.charts import intervals
from analytics.charts.intervals import IntervalRow, Key

SVG = "{http://www.w3.org/2000/svg}"


def row(share: float | None = 0.5, **facts: object) -> IntervalRow:
    return IntervalRow(
        **{
            "label": "Satisfied overall",
            "value": "50 % (40–60 %)",
            "detail": "nation 55 %",
            "share": share,
            "lower": None if share is None else max(0, share - 0.1),
            "upper": None if share is None else min(1, share + 0.1),
            "nation": 0.55,
            **facts,
        }
    )


def draw(*rows: IntervalRow, is_wide: bool = True) -> ElementTree.Element:
    drawing = intervals.draw(
        intervals.place(rows, is_wide=is_wide),
        key=Key(subject="City of London Police", nation="The nation"),
        identity="figures",
        title="title",
        description="description",
        stamp="SIMULATED",
    )
    return ElementTree.fromstring(drawing)


def words(drawn: ElementTree.Element) -> list[str]:
    return [text.text for text in drawn.iter(f"{SVG}text")]


both = pytest.mark.parametrize("is_wide", [True, False])


class TestPlace:
    @both
    @given(share=st.floats(0, 1))
    def test_keeps_every_mark_on_the_scale(self, share, is_wide):
        placed = intervals.place([row(share)], is_wide=is_wide)
        (one,) = placed.rows

        assert placed.left <= one.x_lower <= one.x <= one.x_upper <= placed.right

    def test_leaves_more_room_above_the_rows_of_a_narrow_picture(self):
        """The key stands there in two lines instead of one."""
        wide, narrow = (intervals.place([row()], is_wide=is_wide) for is_wide in (True, False))

        assert narrow.rows[0].top > wide.rows[0].top

    def test_leaves_room_beside_the_rows_of_a_wide_picture_for_their_words(self):
        wide, narrow = (intervals.place([row()], is_wide=is_wide) for is_wide in (True, False))

        assert (wide.left, wide.right) == pytest.approx((0.37, 0.8))
        assert narrow.left < 0.05
        assert narrow.right > 0.95

    @both
    def test_puts_nought_and_hundred_per_cent_at_the_ends(self, is_wide):
        placed = intervals.place([row(0.0), row(1.0)], is_wide=is_wide)

        assert placed.rows[0].x == placed.left
        assert placed.rows[1].x == pytest.approx(placed.right)

    @both
    def test_leaves_what_is_hidden_without_a_place(self, is_wide):
        (one,) = intervals.place([row(None)], is_wide=is_wide).rows

        assert (one.x, one.x_lower, one.x_upper) == (None, None, None)

    @both
    def test_stacks_rows_in_the_order_given_without_overlap(self, is_wide):
        placed = intervals.place([row(label=str(number)) for number in range(10)], is_wide=is_wide)

        tops = [one.top for one in placed.rows]
        assert tops == sorted(tops)
        assert all(one.top < one.label_y for one in placed.rows)
        assert placed.height > placed.rows[-1].track_y


class TestDraw:
    @both
    def test_says_every_label_and_value_in_words(self, is_wide):
        said = words(draw(row(label="Felt believed"), is_wide=is_wide))

        assert {"Felt believed", "50 % (40–60 %)", "nation 55 %", "The nation"} <= set(said)

    @both
    def test_draws_a_dot_only_for_what_may_be_shown(self, is_wide):
        shown = draw(row(), is_wide=is_wide)
        hidden = draw(row(None, value="[c]"), is_wide=is_wide)

        assert len(list(shown.iter(f"{SVG}circle"))) == 2  # the key's, and the row's
        assert len(list(hidden.iter(f"{SVG}circle"))) == 1

    @both
    def test_hatches_what_is_hidden(self, is_wide):
        drawn = draw(row(None, value="[c]"), is_wide=is_wide)

        fills = [rect.get("fill") for rect in drawn.iter(f"{SVG}rect")]
        assert any(fill.startswith("url(#") for fill in fills)

    @both
    def test_is_stamped(self, is_wide):
        assert "SIMULATED" in words(draw(row(), is_wide=is_wide))

    def test_needs_no_inline_style(self):
        assert not [one for one in draw(row()).iter() if one.get("style")]

    @both
    def test_sets_no_letter_under_thirteen_pixels(self, is_wide):
        sizes = [
            int(text.get("font-size")) for text in draw(row(), is_wide=is_wide).iter(f"{SVG}text")
        ]

        assert min(sizes) >= 13
