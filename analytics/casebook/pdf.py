"""The evidence of an alert on A4, tagged: the words and the picture of its page."""

from io import BytesIO

from reportlab.lib.colors import HexColor
from reportlab.lib.styles import ParagraphStyle

from analytics.casebook.evidence import EvidencePaper
from analytics.charts import svg
from analytics.charts.weeks import PlacedWeek, WeeksLayout
from analytics.paper import marks, typefaces
from analytics.paper.layout import (
    FLOOR,
    LEFT,
    MARGIN,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    WIDTH,
    DoesNotFitError,
    PageSheet,
    height_of,
)
from analytics.paper.plots import PlotFrame
from analytics.paper.tagging import TAGS, TaggedCanvas
from ui import typefaces as letters

PICTURE_HEIGHT = 150.0
AXIS_ROOM = 20.0
HEADING_GAP = 10.0
NAMES = 0.42
"""The part of the width that the names of the rows take."""


def render(paper: EvidencePaper) -> bytes:
    """With all fonts embedded; the same evidence gives the same bytes. What does not fit on one
    page goes on on the next."""
    letters.register()
    target = BytesIO()
    canvas = TaggedCanvas(
        target, title=paper.title, language=TAGS[paper.language], font=letters.REGULAR
    )
    sheet = _Sheets(canvas, paper)
    sheet.write(paper.kicker, typefaces.KICKER, after=2)
    sheet.write(paper.title, typefaces.TITLE, role="H1", after=2)
    sheet.write(paper.status, typefaces.PERIOD, after=8)
    sheet.write(paper.statement, typefaces.HEADLINE, after=10)
    if paper.placed is not None:
        _picture(sheet.page, paper, paper.placed)
    for name, value in paper.rows:
        sheet.pair(name, value)
    for heading, paragraphs in paper.sections:
        sheet.make_room(heading, paragraphs[0])
        sheet.write(heading, typefaces.HEADING, role="H2", before=HEADING_GAP, after=2)
        for paragraph in paragraphs:
            sheet.write(paragraph, typefaces.BODY, after=3)
    sheet.finish()
    canvas.save()
    return target.getvalue()


class _Sheets:
    """Pages, one after the other, as text fills them."""

    def __init__(self, canvas: TaggedCanvas, paper: EvidencePaper) -> None:
        self.canvas, self.paper = canvas, paper
        self.page = self._new()

    def write(
        self, words: str, style: ParagraphStyle, *, role: str = "P",
        before: float = 0, after: float = 0,
    ) -> None:  # fmt: skip
        self.page.y -= before
        try:
            self.page.write(words, style, role=role, after=after)
        except DoesNotFitError:
            self._turn()
            self.page.write(words, style, role=role, after=after)

    def make_room(self, heading: str, first: str) -> None:
        """No heading stands alone at the foot of a page."""
        needed = height_of(heading, typefaces.HEADING, width=WIDTH)
        needed += height_of(first, typefaces.BODY, width=WIDTH) + 2 * HEADING_GAP
        if self.page.y - needed < FLOOR:
            self._turn()

    def pair(self, name: str, value: str) -> None:
        """A name and what stands beside it."""
        try:
            self._pair(name, value)
        except DoesNotFitError:
            self._turn()
            self._pair(name, value)

    def finish(self) -> None:
        self._foot()
        self.canvas.showPage()

    def _pair(self, name: str, value: str) -> None:
        top, names = self.page.y, NAMES * WIDTH
        told = self.page.put(value, typefaces.BODY, left=LEFT + names, width=WIDTH - names, y=top)
        named = self.page.put(name, typefaces.STRONG, left=LEFT, width=names - 8, y=top)
        self.page.y -= max(told, named) + 1

    def _turn(self) -> None:
        self._foot()
        self.canvas.showPage()
        self.page = self._new()

    def _new(self) -> PageSheet:
        marks.watermark(
            self.canvas, self.paper.simulated, width=PAGE_WIDTH, height=PAGE_HEIGHT, turn=52
        )
        return PageSheet(canvas=self.canvas, scale=1.0)

    def _foot(self) -> None:
        with self.canvas.artifact():
            self.canvas.setStrokeColor(HexColor(svg.GRID))
            self.canvas.setLineWidth(0.6)
            self.canvas.line(LEFT, FLOOR - 2, LEFT + WIDTH, FLOOR - 2)
            marks.words(self.canvas, self.paper.footer, LEFT, MARGIN, size=8)


def _picture(sheet: PageSheet, paper: EvidencePaper, placed: WeeksLayout) -> None:
    sheet.write(paper.picture_title, typefaces.STRONG, after=14)
    frame = PlotFrame(
        left=LEFT + AXIS_ROOM,
        bottom=sheet.y - PICTURE_HEIGHT,
        width=WIDTH - AXIS_ROOM,
        height=PICTURE_HEIGHT,
    )
    with sheet.canvas.figure(alternative=paper.picture_words, box=frame.box):
        _draw(sheet.canvas, placed, frame, vertical=paper.vertical)
    sheet.y -= PICTURE_HEIGHT + 26


def _draw(canvas: TaggedCanvas, placed: WeeksLayout, frame: PlotFrame, *, vertical: str) -> None:
    marks.words(canvas, vertical, LEFT, frame.y(0) + 8)
    for tick in placed.scale.ticks:
        y = frame.y(placed.scale.down(tick))
        marks.grid_line(canvas, frame.left, frame.x(1), y)
        marks.words(canvas, f"{tick * 100:.0f}", frame.left - 4, y - 3, anchor="end")
    for run in placed.runs():
        bands = [(one.across, one.band) for one in run if one.band]
        upper = [(frame.x(across), frame.y(band[0])) for across, band in bands]
        lower = [(frame.x(across), frame.y(band[1])) for across, band in reversed(bands)]
        canvas.setFillColor(marks.faint(svg.NATION, 0.2))
        if len(bands) > 1:
            marks.polygon(canvas, [*upper, *lower])
        points = [(frame.x(one.across), frame.y(one.down or 0.0)) for one in run]
        marks.line(canvas, points, svg.FORCE, 1.1)
    for one in placed.weeks:
        _week(canvas, one, frame)


def _week(canvas: TaggedCanvas, one: PlacedWeek, frame: PlotFrame) -> None:
    x = frame.x(one.across)
    if one.point.label:
        marks.words(canvas, one.point.label, x, frame.bottom - 12, anchor="middle")
    if one.down is not None:
        colour = svg.UNUSUAL if one.point.is_marked else svg.FORCE
        radius = 2.8 if one.point.is_marked else 1.8
        marks.dot(canvas, x, frame.y(one.down), radius=radius, colour=colour)
