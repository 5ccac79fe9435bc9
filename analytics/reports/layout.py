"""A side of A4 that is filled from the top, and knows when it is full."""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfdoc import PDFName
from reportlab.platypus import Paragraph

from analytics.charts import svg
from analytics.reports import typefaces
from analytics.reports.tagging import TaggedCanvas

PAGE_WIDTH, PAGE_HEIGHT = A4
MARGIN = 18 * mm
LEFT = MARGIN
WIDTH = PAGE_WIDTH - 2 * MARGIN
FLOOR = MARGIN + 14
"""Nothing but the footer stands below this line."""
GAP = 6.0
SECTION_GAP = 15.0


class DoesNotFitError(Exception):
    """The words of a page are too many for it; a report has two pages, never three."""


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of a table, in points from the left edge of the page."""

    left: float
    width: float
    is_number: bool = False


def columns(
    *,
    starts: Sequence[float],
    numbers: Sequence[int],
    width: float = WIDTH,
    first_ends: float | None = None,
) -> tuple[Column, ...]:
    """Columns that start at these parts of the width, with a gap between them. The first may
    end early, to leave room for marks."""
    ends = [*starts[1:], 1 + GAP / width]
    if first_ends is not None:
        ends[0] = first_ends
    return tuple(
        Column(
            left=LEFT + start * width,
            width=(end - start) * width - GAP,
            is_number=number in numbers,
        )
        for number, (start, end) in enumerate(zip(starts, ends, strict=True))
    )


@dataclass(kw_only=True)
class Sheet:
    """`y` is where the next thing may start; `stature` how much of their full
    height pictures and gaps get."""

    canvas: TaggedCanvas
    stature: float
    y: float = PAGE_HEIGHT - MARGIN

    @property
    def gap(self) -> float:
        """Between one section and the next."""
        return SECTION_GAP * self.stature

    def write(
        self,
        words: str,
        style: ParagraphStyle,
        *,
        role: str = "P",
        left: float = LEFT,
        width: float = WIDTH,
        after: float = 0,
    ) -> None:
        """Words below the last, across the whole width unless told otherwise."""
        self.y -= self.put(words, style, role=role, left=left, width=width, y=self.y) + after

    def put(
        self,
        words: str,
        style: ParagraphStyle,
        *,
        left: float,
        width: float,
        y: float,
        role: str = "P",
        **attributes: object,
    ) -> float:
        """Words with their top at `y`, anywhere on the page; answers their height."""
        paragraph = Paragraph(escape(words), style)
        _, height = paragraph.wrap(width, PAGE_HEIGHT)
        if y - height < FLOOR:
            raise DoesNotFitError(words)
        with self.canvas.tag(role, spoken=words, **attributes):
            paragraph.drawOn(self.canvas, left, y - height)
        return float(height)

    def rule(self, *, colour: str = svg.GRID, left: float = LEFT, width: float = WIDTH) -> None:
        with self.canvas.artifact():
            self.canvas.setStrokeColor(HexColor(colour))
            self.canvas.setLineWidth(0.6)
            self.canvas.line(left, self.y, left + width, self.y)

    def head_row(self, words: Sequence[str], across: Sequence[Column]) -> None:
        tallest = max(
            height_of(word, typefaces.COLUMN, width=column.width)
            for word, column in zip(words, across, strict=True)
        )
        self.y -= tallest
        with self.canvas.group("TR"):
            for word, column in zip(words, across, strict=True):
                top = self.y + height_of(word, typefaces.COLUMN, width=column.width)
                self._cell(word, column, top, role="TH", scope="Column")
        self.y -= 3

    def row(self, words: Sequence[str], across: Sequence[Column], *, height: float) -> float:
        """Cells in the middle of a row of such a height; answers where its middle is."""
        middle = self.y - height / 2
        with self.canvas.group("TR"):
            for number, (word, column) in enumerate(zip(words, across, strict=True)):
                role, scope = ("TD", "") if number else ("TH", "Row")
                top = middle + height_of(word, typefaces.CELL, width=column.width) / 2 + 0.75
                self._cell(word, column, top, role=role, scope=scope)
        self.y -= height
        return middle

    def _cell(self, words: str, column: Column, top: float, *, role: str, scope: str) -> None:
        style = typefaces.cell(is_head=scope == "Column", is_number=column.is_number)
        attributes = {"O": PDFName("Table"), "Scope": PDFName(scope)} if scope else {}
        self.put(words, style, left=column.left, width=column.width, y=top, role=role, **attributes)


def height_of(words: str, style: ParagraphStyle, *, width: float) -> float:
    _, height = Paragraph(escape(words), style).wrap(width, PAGE_HEIGHT)
    return float(height)
