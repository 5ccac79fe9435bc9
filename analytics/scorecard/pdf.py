from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from itertools import accumulate

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
from analytics.paper import layout, marks
from analytics.paper.layout import FLOOR, LEFT, MARGIN, DoesNotFitError, PageSheet, height_of
from analytics.paper.marks import PlotFrame
from analytics.scorecard.presenters.cards import CardRowWords, CardWords
from analytics.scorecard.presenters.cells import CellWords, Change
from ui import typefaces as letters
from ui.paper.tagging import TAGS, TaggedCanvas

PAGE_HEIGHT, PAGE_WIDTH = A4
WIDTH: float = PAGE_WIDTH - 2 * MARGIN
LABEL_WIDTH = 112.0
GAP = 3.0
ROW_HEIGHTS = (36.0, 33.0, 30.0, 27.0)
WORDS_HEIGHT, MOST_LINE_HEIGHT = 20.0, 10.0
"""Position of a cell's value and interval, above its line of quarters."""
VALUE_SIZE, SMALL_SIZE = 8.0, 6.0
HEAD = layout.style(6.3, leading=7.4, is_bold=True)
NUMBER_HEAD = ParagraphStyle("head of numbers", parent=HEAD, alignment=TA_RIGHT)
PRINT = layout.style(6.2, leading=7.6)
SMALLER_PRINT = layout.style(5.8, leading=6.9)
PRINT_GAP, PRINT_COLUMNS = 12.0, 3
PRINT_WIDTH = (WIDTH - (PRINT_COLUMNS - 1) * PRINT_GAP) / PRINT_COLUMNS
MOST_HEAD, MOST_LABEL = 90.0, 60.0
"""Heights of column and row labels; longer ones are cut."""
LABEL = layout.style(7, leading=8.2, is_bold=True)
STATUS = layout.style(8.5, leading=11, is_bold=True)


@dataclass(frozen=True, kw_only=True)
class CardPlan:
    row_height: float
    small_print: ParagraphStyle = PRINT
    may_go_on: bool = False


CARD_PLANS = (
    *(CardPlan(row_height=height) for height in ROW_HEIGHTS),
    CardPlan(row_height=ROW_HEIGHTS[-1], small_print=SMALLER_PRINT),
)
"""One page. The first size at which all text fits is used."""
LONG = CardPlan(row_height=ROW_HEIGHTS[-1], small_print=layout.FINE, may_go_on=True)
"""Used if no single page holds all text."""


@dataclass(kw_only=True)
class CardPaper:
    canvas: TaggedCanvas
    card: CardWords
    may_go_on: bool
    sheet: PageSheet = field(init=False)

    def __post_init__(self) -> None:
        self._begin()

    def go_on(self) -> None:
        """Start the next page. Raises DoesNotFitError if one page must hold all."""
        if not self.may_go_on:
            raise DoesNotFitError(self.card.place)
        self.end()
        self._begin()

    def end(self) -> None:
        card = self.card
        told = " · ".join(part for part in (card.place, card.period, card.simulated) if part)
        line = layout.in_a_line(told, font=letters.REGULAR, size=8, width=WIDTH)
        with self.canvas.artifact():
            self.canvas.setStrokeColor(HexColor(svg.GRID))
            self.canvas.setLineWidth(0.6)
            self.canvas.line(LEFT, FLOOR - 2, LEFT + WIDTH, FLOOR - 2)
            marks.words(self.canvas, line, LEFT, MARGIN, size=8)
        self.canvas.showPage()

    def write(self, text: str, style: ParagraphStyle, *, after: float, role: str = "P") -> None:
        rest = text
        while rest:
            room = self.sheet.y - FLOOR
            part, rest = layout.cut(rest, style, width=WIDTH, height=room)
            if part:
                self.sheet.write(part, style, role=role, width=WIDTH, after=after)
            if rest:
                self.go_on()
                role = "P"

    def _begin(self) -> None:
        simulated = self.card.simulated
        marks.watermark(self.canvas, simulated, width=PAGE_WIDTH, height=PAGE_HEIGHT, turn=35)
        self.sheet = PageSheet(canvas=self.canvas, y=PAGE_HEIGHT - MARGIN)


def render(card: CardWords) -> bytes:
    """Return a tagged PDF with all fonts embedded, in the active language; the same card gives
    the same bytes.
    """
    letters.register()
    for plan in CARD_PLANS:
        try:
            return _draw_card(card, plan)
        except DoesNotFitError:
            continue
    return _draw_card(card, LONG)


def _draw_card(card: CardWords, plan: CardPlan) -> bytes:
    target = BytesIO()
    canvas = TaggedCanvas(
        target,
        title=f"{_('Scorecard')}: {card.place}, {card.period}",
        language=TAGS[words.language().split("-")[0]],
        font=letters.REGULAR,
        size=(PAGE_WIDTH, PAGE_HEIGHT),
    )
    paper = CardPaper(canvas=canvas, card=card, may_go_on=plan.may_go_on)
    kicker = " · ".join(
        part for part in (_("National Victim Survey"), _("Scorecard"), card.simulated) if part
    )
    paper.write(kicker, layout.KICKER, after=1)
    paper.write(f"{card.place}, {card.period}", layout.PAGE_TITLE, role="H1", after=2)
    paper.write(card.status, STATUS, after=1)
    paper.write(card.lead, layout.BODY, after=6)
    _table(paper, card, plan.row_height)
    _small_print(paper, card, plan.small_print)
    paper.end()
    canvas.save()
    return target.getvalue()


def _table(paper: CardPaper, card: CardWords, row_height: float) -> None:
    rows = list(card.rows)
    while rows:
        done = _part_of_table(paper, card, rows, row_height)
        rows = rows[done:]
        if rows:
            paper.go_on()
    paper.sheet.y -= 6


def _part_of_table(
    paper: CardPaper, card: CardWords, rows: Sequence[CardRowWords], row_height: float
) -> int:
    sheet, labels = paper.sheet, _head_labels(card)
    width = _column_width(len(card.columns)) - GAP
    tallest = max(height_of(label, HEAD, width=width) for label in labels)
    room = sheet.y - FLOOR - tallest - 2
    heights = [
        max(row_height, height_of(_label(row), LABEL, width=LABEL_WIDTH - GAP) + 4) for row in rows
    ]
    done: int = sum(total <= room for total in accumulate(heights))
    if not done:
        return 0
    with sheet.canvas.group("Table"):
        _heads(sheet, labels, tallest)
        for row, height in zip(rows[:done], heights, strict=False):
            sheet.rule(width=WIDTH, colour=svg.GRID)
            _row(sheet, row, height)
    sheet.rule(width=WIDTH, colour=svg.LINE)
    return done


def _column_width(columns: int) -> float:
    return (WIDTH - LABEL_WIDTH) / columns


def _right_edge(at: int, columns: int) -> float:
    return float(LEFT + LABEL_WIDTH + (at + 1) * _column_width(columns))


def _head_labels(card: CardWords) -> list[str]:
    width = _column_width(len(card.columns)) - GAP
    return [
        layout.shortened(each.label, HEAD, width=width, height=MOST_HEAD) for each in card.columns
    ]


def _heads(sheet: PageSheet, of_columns: Sequence[str], tallest: float) -> None:
    labels = [_("Victims of"), *of_columns]
    width = _column_width(len(of_columns)) - GAP
    top, scope = sheet.y, {"O": PDFName("Table"), "Scope": PDFName("Column")}
    with sheet.canvas.group("TR"):
        for at, label in enumerate(labels):
            left = LEFT if at == 0 else _right_edge(at - 1, len(of_columns)) - width
            across = LABEL_WIDTH - GAP if at == 0 else width
            y = top - tallest + height_of(label, HEAD, width=across)
            style = NUMBER_HEAD if at else HEAD
            sheet.place(label, style, role="TH", left=left, width=across, y=y, **scope)
    sheet.y = top - tallest - 2


def _label(row: CardRowWords) -> str:
    return layout.shortened(row.label, LABEL, width=LABEL_WIDTH - GAP, height=MOST_LABEL)


def _row(sheet: PageSheet, row: CardRowWords, height: float) -> None:
    top, scope = sheet.y, {"O": PDFName("Table"), "Scope": PDFName("Row")}
    with sheet.canvas.group("TR"):
        sheet.place(
            _label(row), LABEL, role="TH", left=LEFT, width=LABEL_WIDTH - GAP, y=top - 2, **scope
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
    with canvas.tag("TD", spoken=cell.aloud):
        if cell.is_hidden:
            marks.words(canvas, f"[{cell.mark}]", right, top - 10, anchor="end", size=VALUE_SIZE)
            return
        marks.words(
            canvas, cell.value, right, top - 10, anchor="end", size=VALUE_SIZE, is_bold=True,
            colour=svg.INK,
        )  # fmt: skip
        if cell.mark:
            # Not next to the interval, which is as wide as the column.
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


def _small_print(paper: CardPaper, card: CardWords, style: ParagraphStyle) -> None:
    told = [*(f"{column.label}: {column.means}." for column in card.columns), *card.notes]
    if paper.may_go_on:
        _print_on_pages(paper, told, style)
        return
    for number, paragraphs in enumerate(_thirds(told, style)):
        y = paper.sheet.y
        for paragraph in paragraphs:
            left = LEFT + number * (PRINT_WIDTH + PRINT_GAP)
            y -= paper.sheet.place(paragraph, style, left=left, width=PRINT_WIDTH, y=y) + 1


def _print_on_pages(paper: CardPaper, told: Sequence[str], style: ParagraphStyle) -> None:
    paper.go_on()
    number, y = 0, paper.sheet.y
    for paragraph in told:
        rest = paragraph
        while rest:
            room = y - FLOOR
            part, rest = layout.cut(rest, style, width=PRINT_WIDTH, height=room)
            if part:
                left = LEFT + number * (PRINT_WIDTH + PRINT_GAP)
                y -= paper.sheet.place(part, style, left=left, width=PRINT_WIDTH, y=y) + 3
            if rest:
                number = (number + 1) % PRINT_COLUMNS
                if number == 0:
                    paper.go_on()
                y = paper.sheet.y


def _thirds(paragraphs: Sequence[str], style: ParagraphStyle) -> list[list[str]]:
    heights = [height_of(each, style, width=PRINT_WIDTH) + 1 for each in paragraphs]
    found: list[list[str]] = [[], [], []]
    before = 0.0
    for paragraph, height in zip(paragraphs, heights, strict=True):
        middle = before + height / 2
        found[min(int(3 * middle / sum(heights)), 2)].append(paragraph)
        before += height
    return found
