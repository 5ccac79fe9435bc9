from io import BytesIO

import pytest
from reportlab.pdfgen.canvas import Canvas

from analytics.paper import layout
from analytics.paper.layout import PageSheet, columns
from tests.analytics.paper import judge
from ui import typefaces as letters
from ui.paper.tagging import TaggedCanvas

ACROSS = columns(starts=(0.0, 0.5), numbers=())


def paper(draw) -> bytes:
    letters.register()
    target = BytesIO()
    canvas = TaggedCanvas(target, title="A paper", language="en-GB", font=letters.REGULAR)
    draw(PageSheet(canvas=canvas))
    canvas.showPage()
    canvas.save()
    return target.getvalue()


def whole(sheet: PageSheet) -> None:
    sheet.write("A paper", layout.TITLE, role="H1")
    with sheet.canvas.group("Table"):
        sheet.head_row(("Question", "Share"), ACROSS)
        sheet.row(("Felt believed", "61 %"), ACROSS, height=14)
    with sheet.canvas.figure(alternative="A line that rises", box=(0, 0, 9, 9)):
        sheet.canvas.line(0, 0, 9, 9)


def without_words(sheet: PageSheet) -> None:
    whole(sheet)
    with sheet.canvas.figure(alternative=" ", box=(0, 0, 9, 9)):
        sheet.canvas.line(0, 0, 9, 9)


def untagged(sheet: PageSheet) -> None:
    whole(sheet)
    sheet.canvas.line(0, 0, 9, 9)


def leaping(sheet: PageSheet) -> None:
    whole(sheet)
    sheet.write("Too deep", layout.HEADING, role="H3")


def ragged(sheet: PageSheet) -> None:
    whole(sheet)
    with sheet.canvas.group("Table"):
        sheet.head_row(("Question", "Share"), ACROSS)
        sheet.row(("Felt believed",), ACROSS[:1], height=14)


def tangled(sheet: PageSheet) -> None:
    whole(sheet)
    with sheet.canvas.artifact():
        sheet.write("Read, or not?", layout.BODY)


class TestFaults:
    def test_finds_none_in_a_whole_paper(self):
        assert judge.faults(paper(whole)) == []

    @pytest.mark.parametrize(
        ("draw", "number"),
        [
            (without_words, "13-004"),
            (untagged, "01-005"),
            (leaping, "14-003"),
            (ragged, "09-004"),
            (tangled, "01-003"),
        ],
    )
    def test_finds_the_fault(self, draw, number):
        assert [fault[:6] for fault in judge.faults(paper(draw))] == [number]

    def test_finds_that_a_plain_pdf_has_nothing_of_it(self):
        target = BytesIO()
        canvas = Canvas(target)
        canvas.drawString(0, 0, "words")
        canvas.save()

        found = {fault[:6] for fault in judge.faults(target.getvalue())}

        assert found >= {"01-005", "06-003", "07-001", "14-002", "28-003", "31-009"}


class TestOverprinted:
    def test_finds_words_over_words(self):
        def over(sheet: PageSheet) -> None:
            sheet.place("Too few to tell", layout.BODY, left=90, width=90, y=199)
            sheet.place("61 %", layout.BODY, left=110, width=90, y=195)

        with judge.watched() as found:
            paper(over)

        assert judge.overprinted(found) == [("Too few to tell", "61 %")]

    def test_lets_a_row_grow_with_its_highest_cell(self):
        def rows(sheet: PageSheet) -> None:
            for _row in range(2):
                sheet.row(("Too few victims answered to tell " * 4, "[c]"), ACROSS, height=14)

        with judge.watched() as found:
            paper(rows)

        assert judge.overprinted(found) == []
