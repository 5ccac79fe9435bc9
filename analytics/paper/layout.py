from collections.abc import Callable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_LEFT, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfdoc import PDFName
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Paragraph

from analytics.charts import svg
from ui.paper.tagging import TaggedCanvas
from ui.typefaces import BOLD, REGULAR

PAGE_WIDTH, PAGE_HEIGHT = A4
MARGIN = 18 * mm
LEFT = MARGIN
WIDTH = PAGE_WIDTH - 2 * MARGIN
FLOOR = MARGIN + 14
"""Only the footer is below this line."""
GAP = 6.0


class DoesNotFitError(Exception):
    pass


@dataclass(frozen=True, kw_only=True)
class TableColumn:
    """In points from the left edge."""

    left: float
    width: float
    is_number: bool = False


def columns(
    *,
    starts: Sequence[float],
    numbers: Sequence[int],
    width: float = WIDTH,
    first_ends: float | None = None,
) -> tuple[TableColumn, ...]:
    ends = [*starts[1:], 1 + GAP / width]
    if first_ends is not None:
        ends[0] = first_ends
    return tuple(
        TableColumn(
            left=LEFT + start * width,
            width=(end - start) * width - GAP,
            is_number=number in numbers,
        )
        for number, (start, end) in enumerate(zip(starts, ends, strict=True))
    )


@dataclass(kw_only=True)
class PageSheet:
    canvas: TaggedCanvas
    y: float = PAGE_HEIGHT - MARGIN

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
        self.y -= self.place(words, style, role=role, left=left, width=width, y=self.y) + after

    def place(
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
        """Returns its height. Raises DoesNotFitError."""
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

    def head_row(self, words: Sequence[str], across: Sequence[TableColumn]) -> None:
        tallest = max(
            height_of(word, COLUMN, width=column.width)
            for word, column in zip(words, across, strict=True)
        )
        self.y -= tallest
        with self.canvas.group("TR"):
            for word, column in zip(words, across, strict=True):
                top = self.y + height_of(word, COLUMN, width=column.width)
                self._cell(word, column, top, role="TH", scope="Column")
        self.y -= 3

    def row(self, words: Sequence[str], across: Sequence[TableColumn], *, height: float) -> float:
        """At least this high. Returns the middle of the row."""
        height = row_height(words, across, least=height)
        middle = self.y - height / 2
        with self.canvas.group("TR"):
            for number, (word, column) in enumerate(zip(words, across, strict=True)):
                role, scope = ("TD", "") if number else ("TH", "Row")
                top = middle + height_of(word, CELL, width=column.width) / 2 + 0.75
                self._cell(word, column, top, role=role, scope=scope)
        self.y -= height
        return middle

    def _cell(self, words: str, column: TableColumn, top: float, *, role: str, scope: str) -> None:
        style = cell(is_head=scope == "Column", is_number=column.is_number)
        attributes = {"O": PDFName("Table"), "Scope": PDFName(scope)} if scope else {}
        self.place(
            words, style, left=column.left, width=column.width, y=top, role=role, **attributes
        )


def height_of(words: str, style: ParagraphStyle, *, width: float) -> float:
    _, height = Paragraph(escape(words), style).wrap(width, PAGE_HEIGHT)
    return float(height)


def row_height(words: Sequence[str], across: Sequence[TableColumn], *, least: float) -> float:
    return max(
        least,
        *(
            height_of(word, CELL, width=column.width) + 2
            for word, column in zip(words, across, strict=True)
        ),
    )


MORE = "…"


def cut(text: str, style: ParagraphStyle, *, width: float, height: float) -> tuple[str, str]:
    most = _most(text, lambda part: height_of(part, style, width=width) <= height)
    if most == len(text):
        return text, ""
    between = text.rfind(" ", 0, most + 1)
    end = between if between > 0 else most
    return text[:end].rstrip(), text[end:].lstrip()


def shortened(text: str, style: ParagraphStyle, *, width: float, height: float) -> str:
    if height_of(text, style, width=width) <= height:
        return text
    return _beginning(text, lambda part: height_of(part, style, width=width) <= height)


def in_a_line(text: str, *, font: str, size: float, width: float) -> str:
    if stringWidth(text, font, size) <= width:
        return text
    return _beginning(text, lambda part: stringWidth(part, font, size) <= width)


def _beginning(text: str, fits: Callable[[str], bool]) -> str:
    most = _most(text, lambda part: fits(part + MORE))
    return text[:most].rstrip() + MORE


def _most(text: str, fits: Callable[[str], bool]) -> int:
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if fits(text[:middle]):
            low = middle
        else:
            high = middle - 1
    return low


INK = HexColor(svg.INK)
QUIET = HexColor(svg.QUIET)
LINE = HexColor(svg.GRID)
ATTENTION = HexColor("#6b4100")
ATTENTION_GROUND = HexColor("#fff3d6")
WATERMARK = HexColor("#eef1f4")


def style(
    size: float, *, leading: float | None = None, is_bold: bool = False, colour: HexColor = INK
) -> ParagraphStyle:
    """From scratch: reportlab's styles name Helvetica, which would not be embedded."""
    font = BOLD if is_bold else REGULAR
    return ParagraphStyle(
        f"{font} {size}",
        fontName=font,
        bulletFontName=font,
        fontSize=size,
        leading=leading or size * 1.35,
        textColor=colour,
    )


KICKER = style(9, colour=QUIET)
TITLE = style(22, leading=26, is_bold=True)
PERIOD = style(11, colour=QUIET)
FIGURE = style(34, leading=40, is_bold=True, colour=HexColor(svg.FORCE))
HEADLINE = style(12.5, leading=18)
PAGE_TITLE = style(16, leading=20, is_bold=True)
HEADING = style(12.5, leading=16, is_bold=True)
BODY = style(9.5, leading=13.5)
STRONG = style(9, leading=13, is_bold=True)
SMALL = style(8.5, leading=11.5)
QUIET_SMALL = style(8.5, leading=11.5, colour=QUIET)
FINE = style(8, leading=10.5)
SIMULATED = style(10, leading=14, is_bold=True, colour=ATTENTION)
ON_ATTENTION = style(8, leading=10.5, colour=ATTENTION)
CELL = style(8.5, leading=10)
COLUMN = style(8, leading=10, is_bold=True, colour=QUIET)


def cell(*, is_head: bool, is_number: bool) -> ParagraphStyle:
    base = COLUMN if is_head else CELL
    alignment = TA_RIGHT if is_number else TA_LEFT
    return ParagraphStyle(f"{base.name} {alignment}", parent=base, alignment=alignment)
