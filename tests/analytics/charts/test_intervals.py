from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.charts import intervals, svg
from analytics.charts.intervals import IntervalRow, Key
from tests.analytics.charts.boxes import (
    SVG,
    WIDTHS,
    Box,
    found,
    lines_of,
    outside,
    overlaps,
    words_of,
)


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


def boxes(drawn: ElementTree.Element, *, is_wide: bool) -> dict[str, Box]:
    return {box.name: box for box in words_of(drawn, width=WIDTHS[is_wide])}


def upright(drawn: ElementTree.Element, *, is_wide: bool) -> list[Box]:
    lines = lines_of(drawn, width=WIDTHS[is_wide], stroke=svg.GRID)
    return sorted((line for line in lines if line.left == line.right), key=lambda line: line.left)


class TestTheScale:
    def test_of_a_wide_picture_is_marked_at_every_quarter(self):
        said = boxes(draw(row()), is_wide=True)

        ticks = [f"{tick}\u00a0%" for tick in (0, 25, 50, 75, 100)]
        assert [said[tick].middle[0] for tick in ticks] == pytest.approx(
            [line.left for line in upright(draw(row()), is_wide=True)], abs=0.1
        )

    def test_of_a_narrow_picture_is_marked_at_the_ends_and_in_the_middle(self):
        drawn = draw(row(), is_wide=False)

        said = boxes(drawn, is_wide=False)
        lines = [line.left for line in upright(drawn, is_wide=False)]
        assert len(lines) == 5
        assert said["0\u00a0%"].left == pytest.approx(lines[0])
        assert said["50\u00a0%"].middle[0] == pytest.approx(lines[2])
        assert said["100\u00a0%"].right == pytest.approx(lines[4])
        assert not {"25\u00a0%", "75\u00a0%"} & said.keys()

    @both
    def test_runs_from_above_the_first_row_to_below_the_last(self, is_wide):
        placed = intervals.place([row(), row()], is_wide=is_wide)
        drawn = draw(row(), row(), is_wide=is_wide)

        label = boxes(drawn, is_wide=is_wide)["50\u00a0%"]
        lines = upright(drawn, is_wide=is_wide)
        foot = placed.rows[1].top + placed.grid.step
        assert len({(line.top, line.bottom) for line in lines}) == 1
        assert label.bottom < lines[0].top <= placed.rows[0].top
        assert placed.rows[1].track_y < lines[0].bottom == foot < placed.height


class TestTheKey:
    @both
    def test_has_each_mark_beside_its_words(self, is_wide):
        drawn = draw(row(), is_wide=is_wide)

        said = boxes(drawn, is_wide=is_wide)
        subject, nation = said["City of London Police"], said["The nation"]
        dot = next(found(drawn, "circle"))
        line = lines_of(drawn, width=WIDTHS[is_wide], stroke=svg.NATION)[0]
        assert abs(float(dot.get("cy")) - subject.middle[1]) < 1.5
        assert abs(line.middle[1] - nation.middle[1]) < 1.5
        assert float(dot.get("cx")) == line.left == line.right
        assert line.right < subject.left == nation.left
        assert subject.bottom <= nation.top

    def test_names_no_nation_where_there_is_none(self):
        drawing = intervals.draw(
            intervals.place([row(nation=None)], is_wide=True),
            key=Key(subject="City of London Police"),
            identity="figures",
            title="title",
            description="description",
        )

        assert not lines_of(ElementTree.fromstring(drawing), stroke=svg.NATION)


class TestARow:
    @both
    def test_has_its_marks_on_one_line(self, is_wide):
        [one] = intervals.place([row()], is_wide=is_wide).rows
        drawn, width = draw(row(), is_wide=is_wide), WIDTHS[is_wide]

        [interval] = lines_of(drawn, width=width, stroke=svg.FORCE)
        nation = lines_of(drawn, width=width, stroke=svg.NATION)[-1]
        dot = list(found(drawn, "circle"))[-1]
        assert interval.top == interval.bottom == float(dot.get("cy")) == one.track_y
        assert nation.middle[1] == one.track_y
        assert nation.bottom - nation.top > 2 * float(dot.get("r"))
        assert (interval.left, interval.right) == pytest.approx(
            (width * one.x_lower, width * one.x_upper), abs=0.1
        )
        assert nation.left == nation.right == pytest.approx(width * one.x_nation, abs=0.1)

    @both
    @pytest.mark.parametrize("missing", ["share", "lower", "upper"])
    def test_is_hatched_over_the_whole_scale_where_a_part_is_hidden(self, missing, is_wide):
        hidden = row(**{"value": "[c]", missing: None})
        placed = intervals.place([hidden], is_wide=is_wide)

        [bar] = found(draw(hidden, is_wide=is_wide), "rect", fill="url(#figures-hatch)")

        assert float(bar.get("x")[:-1]) == pytest.approx(100 * placed.left)
        assert float(bar.get("width")[:-1]) == pytest.approx(100 * (placed.right - placed.left))
        middle = float(bar.get("y")) + float(bar.get("height")) / 2
        assert middle == placed.rows[0].track_y

    @both
    @pytest.mark.parametrize("detail", ["nation 55 %", ""])
    def test_keeps_its_words_inside_and_clear_of_each_other(self, detail, is_wide):
        labels = ["Felt believed", "Kept informed", "Treated fairly"]
        rows = [
            row(label=label, value=f"{at} % ({at}–9 %)", detail=detail and f"{detail} {at}")
            for at, label in enumerate(labels)
        ]
        placed = intervals.place(rows, is_wide=is_wide)
        drawn = draw(*rows, is_wide=is_wide)

        all_words = words_of(drawn, width=WIDTHS[is_wide])
        assert outside(all_words, drawn, width=WIDTHS[is_wide]) == []
        assert overlaps(all_words) == []
        for one, label in zip(placed.rows, labels, strict=True):
            box = next(box for box in all_words if box.name == label)
            assert one.top < box.top
            assert box.bottom < one.top + placed.grid.step

    def test_has_a_value_alone_on_the_line_of_its_label(self):
        said = boxes(draw(row(detail="")), is_wide=True)

        assert said["50 % (40–60 %)"].bottom == said["Satisfied overall"].bottom

    def test_has_a_value_and_its_detail_around_the_line_of_its_label(self):
        said = boxes(draw(row()), is_wide=True)

        label, value, detail = (
            said[name] for name in ("Satisfied overall", "50 % (40–60 %)", "nation 55 %")
        )
        assert value.bottom < label.bottom < detail.bottom
        assert value.right == detail.right == WIDTHS[True]

    def test_of_a_narrow_picture_has_value_and_detail_on_a_line_of_their_own(self):
        said = boxes(draw(row(), is_wide=False), is_wide=False)
        [one] = intervals.place([row()], is_wide=False).rows

        label, value, detail = (
            said[name] for name in ("Satisfied overall", "50 % (40–60 %)", "nation 55 %")
        )
        assert label.bottom < value.top
        assert value.left == label.left == 0
        assert detail.right == WIDTHS[False]
        assert value.bottom < one.track_y - 6
