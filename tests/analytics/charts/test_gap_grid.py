from xml.etree import ElementTree as ET

import pytest

from analytics.charts import gap_grid, svg
from analytics.charts.gap_grid import GridBand, GridMark, GridRow, MarkKind
from analytics.items import Judgement
from tests.analytics.charts.boxes import SVG, WIDTHS, outside, overlaps, words_of

LONG = "Pregnant or a new baby"


def mark(kind: MarkKind, judgement: Judgement | None = None) -> GridMark:
    return GridMark(kind=kind, judgement=judgement)


def drawn(*marks: GridMark, is_wide: bool = True, rows: int = 1):
    row = GridRow(label=LONG, marks=marks)
    bands = [
        GridBand(
            name="Sexual orientation", beside="beside: Heterosexual or straight", rows=(row,) * rows
        )
    ] * 2
    placed = gap_grid.place(bands, columns=len(marks), is_wide=is_wide)
    return ET.fromstring(gap_grid.draw(placed, identity="g", title="Grid", description="none"))


class TestAMark:
    def test_is_a_triangle_up_or_down_where_a_gap_is_clear(self):
        picture = drawn(
            mark(MarkKind.HIGHER, Judgement.BETTER), mark(MarkKind.LOWER, Judgement.WORSE)
        )

        paths = list(picture.iter(f"{SVG}path"))[:2]
        tips = [path.get("d").split()[0] for path in paths]
        assert tips == ["M0", "M0"]
        assert [path.get("d").split()[1].startswith("-") for path in paths] == [True, False]
        assert [path.get("fill") for path in paths] == [svg.BETTER, svg.WORSE]

    def test_is_an_outline_where_a_gap_could_not_have_been_seen(self):
        picture = drawn(mark(MarkKind.UNSEEN), mark(MarkKind.NONE))

        [square] = [one for one in picture.iter(f"{SVG}rect") if one.get("stroke")]
        assert square.get("fill") == svg.PAPER
        assert [one.get("href") for one in picture.iter(f"{SVG}use")] == [
            f"#{square.get('id')}"
        ] * 2, "one in each band, and nothing where there is nothing"


class TestTheGrid:
    @pytest.mark.parametrize("is_wide", [True, False])
    def test_keeps_its_words_apart_and_inside(self, is_wide):
        picture = drawn(*[mark(MarkKind.UNSEEN)] * 10, is_wide=is_wide, rows=3)

        words = words_of(picture, width=WIDTHS[is_wide])
        assert not overlaps(words)
        assert not outside(words, picture, width=WIDTHS[is_wide])

    @pytest.mark.parametrize("is_wide", [True, False])
    def test_keeps_its_marks_off_its_words(self, is_wide):
        picture = drawn(*[mark(MarkKind.UNSEEN)] * 10, is_wide=is_wide, rows=3)

        width = WIDTHS[is_wide]
        for box in words_of(picture, width=width):
            for one in picture.iter(f"{SVG}use"):
                x, y = float(one.get("x")[:-1]) / 100 * width, float(one.get("y"))
                is_inside = box.left - 4 < x < box.right + 4 and box.top < y < box.bottom
                assert not is_inside, box.name
