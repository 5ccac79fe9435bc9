from xml.etree import ElementTree as ET

import pytest

from analytics.charts import small_lines
from analytics.charts.small_lines import SmallLine, SmallPoint, SmallRow
from tests.analytics.charts.boxes import WIDTHS, outside, overlaps, words_of

LONG = "Hampshire and Isle of Wight Constabulary"


def line(*shares: float | None, unusual: int = -1) -> SmallLine:
    points = (SmallPoint(share=one, is_unusual=at == unusual) for at, one in enumerate(shares))
    return SmallLine(points=tuple(points), value="62 %")


def drawn(*rows: SmallRow, is_wide: bool = True):
    placed = small_lines.place(rows, panels=("Could be asked", "Answered"), is_wide=is_wide)
    return ET.fromstring(
        small_lines.draw(
            placed, identity="s", title="Forces", description="62 %", stamp="SIMULATED"
        )
    )


class TestSmallLines:
    def test_break_where_a_share_is_hidden(self):
        row = SmallRow(label="Kent", lines=(line(0.5, None, 0.6, 0.7), line(0.5, 0.5, 0.6, 0.7)))

        assert len([one for one in drawn(row).iter() if one.get("vector-effect")]) == 3

    def test_mark_the_latest_and_what_is_unusual(self):
        row = SmallRow(label="Kent", lines=(line(0.5, 0.9, 0.6, unusual=1), line(0.5, 0.6, None)))

        tags = [one.tag.partition("}")[2] for one in drawn(row).iter()]
        assert tags.count("circle") == 1
        assert sum(one.get("fill") == "#6a4c93" for one in drawn(row).iter()) == 1

    def test_of_a_panel_have_one_scale(self):
        rows = [
            SmallRow(label="Kent", lines=(line(0.42, 0.44), line(0.1, 0.2))),
            SmallRow(label="Essex", lines=(line(0.72, 0.78), line(0.1, 0.2))),
        ]

        placed = small_lines.place(rows, panels=("a", "b"), is_wide=True)

        assert (placed.scales[0].low, placed.scales[0].high) == (0.4, 0.8)

    @pytest.mark.parametrize("is_wide", [True, False])
    def test_keep_their_words_apart_and_inside(self, is_wide):
        rows = [SmallRow(label=LONG, lines=(line(0.5, 0.6), line(0.5, 0.6)))] * 3

        picture = drawn(*rows, is_wide=is_wide)
        words = words_of(picture, width=WIDTHS[is_wide])

        assert not overlaps(words)
        assert not outside(words, picture, width=WIDTHS[is_wide])

    def test_begin_after_the_longest_name(self):
        rows = [SmallRow(label=LONG, lines=(line(0.5, 0.6), line(0.5, 0.6)))]

        [label] = [word for word in words_of(drawn(*rows)) if word.name == LONG]

        placed = small_lines.place(rows, panels=("a", "b"), is_wide=True)
        assert label.right <= placed.left(0) * WIDTHS[True]
