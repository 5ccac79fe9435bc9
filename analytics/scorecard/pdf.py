"""A scorecard on one page of A4, landscape, tagged: the words and lines of the page."""

from collections.abc import Sequence
from io import BytesIO

from django.utils.translation import gettext as _
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.pdfdoc import PDFName
from reportlab.pdfbase.pdfmetrics import stringWidth

from analytics import words
from analytics.charts import svg
from analytics.charts.sparks import SparkLayout, SparkPoint
from analytics.paper import marks, typefaces
from analytics.paper.layout import FLOOR, LEFT, MARGIN, DoesNotFitError, PageSheet, height_of
from analytics.paper.plots import PlotFrame
from analytics.scorecard.presenters.cards import CardRowWords, CardWords
from analytics.scorecard.presenters.cells import CellWords, Change
from ui import typefaces as letters
from ui.paper.tagging import TAGS, TaggedCanvas

PAGE_HEIGHT, PAGE_WIDTH = A4
WIDTH: float = PAGE_WIDTH - 2 * MARGIN
LABEL_WIDTH = 112.0
GAP = 3.0
ROW_HEIGHTS = (36.0, 33.0, 30.0, 27.0)
"""The first at which all text fits on the page is used."""
WORDS_HEIGHT, MOST_LINE_HEIGHT = 20.0, 10.0
"""Of value and interval of a cell, above its line of quarters."""
VALUE_SIZE, SMALL_SIZE = 8.0, 6.0
HEAD = typefaces.style(6.3, leading=7.4, is_bold=True)
NUMBER_HEAD = ParagraphStyle("head of numbers", parent=HEAD, alignment=TA_RIGHT)
PRINT = typefaces.style(6.2, leading=7.6)
LABEL = typefaces.style(7, leading=8.2, is_bold=True)
STATUS = typefaces.style(8.5, leading=11, is_bold=True)


def render(card: CardWords) -> bytes:
    """Tagged, with all fonts embedded, in the language that is active; the same card gives the same
    bytes. Raises DoesNotFitError where even the lowest rows leave too little room."""
    letters.register()
    for height in ROW_HEIGHTS[:-1]:
        try:
            return _page(card, height)
        except DoesNotFitError:
            continue
    return _page(card, ROW_HEIGHTS[-1])


def _page(card: CardWords, row_height: float) -> bytes:
    target = BytesIO()
    canvas = TaggedCanvas(
        target,
        title=f"{_('Scorecard')}: {card.place}, {card.period}",
        language=TAGS[words.language().split("-")[0]],
        font=letters.REGULAR,
        size=(PAGE_WIDTH, PAGE_HEIGHT),
    )
    marks.watermark(canvas, card.simulated, width=PAGE_WIDTH, height=PAGE_HEIGHT, turn=35)
    sheet = PageSheet(canvas=canvas, y=PAGE_HEIGHT - MARGIN)
    _title(sheet, card)
    _table(sheet, card, row_height)
    _small_print(sheet, card)
    _footer(canvas, card)
    canvas.showPage()
    canvas.save()
    return target.getvalue()


def _title(sheet: PageSheet, card: CardWords) -> None:
    kicker = " · ".join(
        part for part in (_("National Victim Survey"), _("Scorecard"), card.simulated) if part
    )
    sheet.write(kicker, typefaces.KICKER, width=WIDTH, after=1)
    title = f"{card.place}, {card.period}"
    sheet.write(title, typefaces.PAGE_TITLE, role="H1", width=WIDTH, after=2)
    sheet.write(card.status, STATUS, width=WIDTH, after=1)
    sheet.write(card.lead, typefaces.BODY, width=WIDTH, after=6)


def _table(sheet: PageSheet, card: CardWords, row_height: float) -> None:
    with sheet.canvas.group("Table"):
        _heads(sheet, card)
        for row in card.rows:
            sheet.rule(width=WIDTH, colour=svg.GRID)
            _row(sheet, row, row_height)
    sheet.rule(width=WIDTH, colour=svg.LINE)
    sheet.y -= 6


def _column_width(columns: int) -> float:
    return (WIDTH - LABEL_WIDTH) / columns


def _right_edge(at: int, columns: int) -> float:
    return float(LEFT + LABEL_WIDTH + (at + 1) * _column_width(columns))


def _heads(sheet: PageSheet, card: CardWords) -> None:
    labels = [_("Victims of"), *(column.label for column in card.columns)]
    width = _column_width(len(card.columns)) - GAP
    tallest = max(height_of(label, HEAD, width=width) for label in labels[1:])
    top, scope = sheet.y, {"O": PDFName("Table"), "Scope": PDFName("Column")}
    with sheet.canvas.group("TR"):
        for at, label in enumerate(labels):
            left = LEFT if at == 0 else _right_edge(at - 1, len(card.columns)) - width
            across = LABEL_WIDTH - GAP if at == 0 else width
            y = top - tallest + height_of(label, HEAD, width=across)
            style = NUMBER_HEAD if at else HEAD
            sheet.put(label, style, role="TH", left=left, width=across, y=y, **scope)
    sheet.y = top - tallest - 2


def _row(sheet: PageSheet, row: CardRowWords, height: float) -> None:
    top, scope = sheet.y, {"O": PDFName("Table"), "Scope": PDFName("Row")}
    height = max(height, height_of(row.label, LABEL, width=LABEL_WIDTH - GAP) + 4)
    if top - height < FLOOR:
        raise DoesNotFitError(row.label)
    with sheet.canvas.group("TR"):
        sheet.put(
            row.label, LABEL, role="TH", left=LEFT, width=LABEL_WIDTH - GAP, y=top - 2, **scope
        )
        for at, cell in enumerate(row.cells):
            _cell(sheet.canvas, cell, right=_right_edge(at, len(row.cells)), top=top)
    width = _column_width(len(row.cells)) - GAP
    room = min(MOST_LINE_HEIGHT, height - WORDS_HEIGHT - 2)
    for at, cell in enumerate(row.cells):
        right = _right_edge(at, len(row.cells))
        frame = PlotFrame(left=right - width, bottom=top - height + 2, width=width, height=room)
        with sheet.canvas.artifact():
            _spark(sheet.canvas, cell.spark, frame)
            if cell.change is not Change.NONE:
                wide = stringWidth(cell.value, letters.BOLD, VALUE_SIZE)
                marks.triangle(
                    sheet.canvas, right - wide - 6, top - 7.5, colour=svg.INK,
                    is_up=cell.change is Change.UP,
                )  # fmt: skip
    sheet.y = top - height


def _cell(canvas: TaggedCanvas, cell: CellWords, *, right: float, top: float) -> None:
    with canvas.tag("TD", spoken=cell.spoken):
        if cell.is_hidden:
            marks.words(canvas, f"[{cell.mark}]", right, top - 10, anchor="end", size=VALUE_SIZE)
            return
        marks.words(
            canvas, cell.value, right, top - 10, anchor="end", size=VALUE_SIZE, is_bold=True,
            colour=svg.INK,
        )  # fmt: skip
        if cell.mark:
            # Not beside the interval, which is as wide as the column.
            left = right - stringWidth(f"{cell.value} ", letters.BOLD, VALUE_SIZE)
            marks.words(canvas, f"[{cell.mark}]", left, top - 10, anchor="end", size=SMALL_SIZE)
        if cell.interval:
            marks.words(canvas, cell.interval, right, top - 17.5, anchor="end", size=SMALL_SIZE)


def _spark(canvas: TaggedCanvas, placed: SparkLayout, frame: PlotFrame) -> None:
    def at(point: SparkPoint) -> SparkPoint:
        return frame.x(point[0]), frame.y(point[1])

    for run in placed.runs:
        marks.line(canvas, [at(point) for point in run], svg.NATION, 0.9)
        if len(run) == 1:
            marks.dot(canvas, *at(run[0]), radius=1.1, colour=svg.NATION)
    if placed.last is not None:
        marks.dot(canvas, *at(placed.last), radius=1.7)


def _small_print(sheet: PageSheet, card: CardWords) -> None:
    """What the columns say and how to read them, in three columns of print of like length."""
    meanings = [f"{column.label}: {column.means}." for column in card.columns]
    width, top = (WIDTH - 2 * 12) / 3, sheet.y
    for number, paragraphs in enumerate(_thirds([*meanings, *card.notes], width)):
        y = top
        for paragraph in paragraphs:
            left = LEFT + number * (width + 12)
            y -= sheet.put(paragraph, PRINT, left=left, width=width, y=y) + 1


def _thirds(paragraphs: Sequence[str], width: float) -> list[list[str]]:
    heights = [height_of(each, PRINT, width=width) + 1 for each in paragraphs]
    found: list[list[str]] = [[], [], []]
    before = 0.0
    for paragraph, height in zip(paragraphs, heights, strict=True):
        middle = before + height / 2
        found[min(int(3 * middle / sum(heights)), 2)].append(paragraph)
        before += height
    return found


def _footer(canvas: TaggedCanvas, card: CardWords) -> None:
    told = " · ".join(part for part in (card.place, card.period, card.simulated) if part)
    with canvas.artifact():
        canvas.setStrokeColor(HexColor(svg.GRID))
        canvas.setLineWidth(0.6)
        canvas.line(LEFT, FLOOR - 2, LEFT + WIDTH, FLOOR - 2)
        marks.words(canvas, told, LEFT, MARGIN, size=8)
