from typing import BinaryIO

from analytics.casebook.evidence import EvidencePaper
from analytics.charts import svg
from analytics.charts.weeks import WeeksLayout
from analytics.paper import layout, marks
from analytics.paper.layout import LEFT, WIDTH, PageSheet, columns, height_of
from analytics.paper.marks import PlotFrame
from analytics.paper.sheets import PaperSheets, print_pages
from ui import typefaces as letters
from ui.paper.tagging import TAGS, TaggedCanvas

PICTURE_HEIGHT = 150.0
AXIS_ROOM = 20.0
FACTS = columns(starts=(0.0, 0.42), numbers=())
FACT_HEIGHT = 14.0


def render(paper: EvidencePaper) -> bytes:
    """All fonts embedded; the same evidence gives the same bytes."""
    letters.register()

    def canvas_on(target: BinaryIO) -> TaggedCanvas:
        return TaggedCanvas(
            target, title=paper.title, language=TAGS[paper.language], font=letters.REGULAR
        )

    return print_pages(
        canvas_on,
        lambda sheets: _fill(sheets, paper),
        footer=paper.footer,
        simulated=paper.simulated,
    )


def _fill(sheets: PaperSheets, paper: EvidencePaper) -> None:
    sheets.write(paper.kicker, layout.KICKER, after=2)
    sheets.write(paper.title, layout.TITLE, role="H1", after=2)
    sheets.write(paper.status, layout.PERIOD, after=8)
    sheets.write(paper.statement, layout.HEADLINE, after=10)
    if paper.placed is not None:
        _picture(sheets.page, paper, paper.placed)
    # As plain paragraphs a screen reader would not relate names to values.
    with sheets.canvas.group("Table"):
        for row in paper.rows:
            sheets.table_row(row, FACTS, height=FACT_HEIGHT, head=_no_head)
    for heading, paragraphs in paper.sections:
        sheets.heading(heading, needs=height_of(paragraphs[0], layout.BODY, width=WIDTH))
        for paragraph in paragraphs:
            sheets.write(paragraph, layout.BODY, after=3)


def _no_head() -> None:
    pass


def _picture(sheet: PageSheet, paper: EvidencePaper, placed: WeeksLayout) -> None:
    sheet.write(paper.picture_title, layout.STRONG, after=14)
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
        y = frame.y(placed.scale.line_down(tick))
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
        x = frame.x(one.across)
        if one.point.label:
            marks.words(canvas, one.point.label, x, frame.bottom - 12, anchor="middle")
        if one.down is not None:
            colour = svg.UNUSUAL if one.point.is_marked else svg.FORCE
            radius = 2.8 if one.point.is_marked else 1.8
            marks.dot(canvas, x, frame.y(one.down), radius=radius, colour=colour)
