from collections.abc import Sequence
from functools import partial
from typing import BinaryIO

from django.utils.translation import override
from reportlab.lib.units import mm

from analytics.charts import svg
from analytics.paper import layout, tracks
from analytics.paper.layout import LEFT, WIDTH, columns, height_of
from analytics.paper.marks import PlotFrame
from analytics.paper.sheets import PaperSheets, print_pages
from analytics.reports import drawings
from analytics.reports.parts import (
    FoundSection,
    PaperTable,
    QuarterlyReport,
)
from ui import typefaces as letters
from ui.paper.tagging import TAGS, TaggedCanvas

AXIS_ROOM = 20.0
"""Room for the scale's numbers left of a plot."""
COMPARISON = columns(
    starts=(0.0, 0.455, 0.535, 0.62, 0.685, 0.76), first_ends=0.3, numbers=(1, 2, 3, 4)
)
TRACK_LEFT = LEFT + 0.305 * WIDTH
TRACK_WIDTH = 0.14 * WIDTH
COMPARISON_ROW = 18.0
JOURNEY_OF_NATION = columns(
    starts=(0.0, 0.455, 0.54, 0.64, 0.72), first_ends=0.3, numbers=(1, 2, 3)
)
PICTURED = {5: JOURNEY_OF_NATION, 6: COMPARISON}
"""Widths of tables with a dot and interval, by number of columns."""
TABLES = {
    2: columns(starts=(0.0, 0.42), numbers=()),
    6: columns(starts=(0.0, 0.17, 0.32, 0.53, 0.66, 0.79), numbers=()),
}
"""Widths of tables without a picture, by number of columns."""
TABLE_ROW = 14.0
COVERAGE = columns(starts=(0.0, 0.66, 0.78), numbers=(1, 2), width=0.6 * WIDTH)
BAR_LEFT = LEFT + 0.62 * WIDTH
BAR_WIDTH = 0.38 * WIDTH
COVERAGE_ROW = 13.0
FUNNEL_WIDTH = 0.6 * WIDTH
FUNNEL_HEIGHT = 168.0
TREND_HEIGHT = 88.0
QUARTERS_ROOM = 26.0
"""Height of the quarter names under a trend."""


def render(report: QuarterlyReport) -> bytes:
    letters.register()
    cover = report.cover
    footer = f"{cover.product} · {cover.force} · {cover.period}"
    with override(cover.language):
        return print_pages(
            lambda target: _canvas(target, report),
            lambda sheets: _fill(sheets, report),
            footer=f"{footer} · {cover.simulated}" if cover.simulated else footer,
            simulated=cover.simulated,
        )


def _canvas(target: BinaryIO, report: QuarterlyReport) -> TaggedCanvas:
    canvas = TaggedCanvas(
        target,
        title=report.cover.title,
        language=TAGS[report.cover.language],
        font=letters.REGULAR,
    )
    canvas.setAuthor(report.cover.product)
    canvas.setCreator(report.cover.product)
    canvas.setSubject(report.cover.simulated or report.cover.kind)
    return canvas


def _fill(sheets: PaperSheets, report: QuarterlyReport) -> None:
    sheet, cover = sheets.page, report.cover
    top = sheet.y
    sheet.write(f"{cover.product} · {cover.kind}", layout.KICKER, after=2)
    sheet.write(cover.force, layout.TITLE, role="H1", width=WIDTH * 0.7, after=2)
    sheet.write(f"{cover.period} · {cover.issued}", layout.PERIOD, after=8)
    if cover.simulated:
        _simulated_box(sheets, report, top)
    sheet.rule(colour=svg.LINE)
    sheet.y -= 14
    _headline(sheets, report)
    _changed(sheets, report)
    _comparison(sheets, report)
    _findings(sheets, report.journey)
    _findings(sheets, report.let_down)
    section = report.done
    sheets.heading(section.heading, needs=4 * TABLE_ROW)
    if section.lead:
        sheets.write(section.lead, layout.BODY, after=2)
    for note in section.notes:
        sheets.make_room(3 * TABLE_ROW)
        sheets.write(note.title, layout.STRONG)
        sheets.write(note.statement, layout.SMALL)
        sheets.write(note.state, layout.QUIET_SMALL)
        for act in note.acts:
            sheets.write(act, layout.SMALL)
        sheets.page.y -= 5
    if section.more:
        sheets.write(section.more, layout.QUIET_SMALL)
    _funnel(sheets, report)
    _coverage(sheets, report)
    first = report.method.paragraphs[0]
    sheets.heading(report.method.heading, needs=height_of(first, layout.FINE, width=WIDTH))
    for paragraph in report.method.paragraphs:
        sheets.write(paragraph, layout.FINE, after=4)


def _simulated_box(sheets: PaperSheets, report: QuarterlyReport, top: float) -> None:
    sheet = sheets.page
    width, edge = 46 * mm, 8
    left, inner = LEFT + WIDTH - width, width - 2 * edge
    lines = (
        (report.cover.simulated, layout.SIMULATED),
        (report.cover.simulated_note, layout.ON_ATTENTION),
    )
    height = sum(height_of(words, style, width=inner) for words, style in lines) + edge
    with sheet.canvas.artifact():
        sheet.canvas.setFillColor(layout.ATTENTION_GROUND)
        sheet.canvas.roundRect(left, top - height, width, height, 3, stroke=0, fill=1)
    y = top - 3
    for words, style in lines:
        y -= sheet.place(words, style, left=left + edge, width=inner, y=y)


def _headline(sheets: PaperSheets, report: QuarterlyReport) -> None:
    sheet, headline, figure_width = sheets.page, report.headline, 40 * mm
    top = sheet.y
    sheet.place(headline.figure, layout.FIGURE, left=LEFT, width=figure_width, y=top + 6)
    left, width = LEFT + figure_width, WIDTH - figure_width
    used = sheet.place(headline.sentence, layout.HEADLINE, left=left, width=width, y=top)
    sheet.place(headline.label, layout.QUIET_SMALL, left=LEFT, width=figure_width - 10, y=top - 42)
    axis = top - max(used, 36) - 14
    frame = PlotFrame(left=left, bottom=axis - 34, width=width, height=44)
    with sheet.canvas.figure(alternative=headline.alternative, box=frame.box):
        tracks.draw_shares_axis(sheet.canvas, left=left, width=width, y=axis)
        tracks.draw_interval(
            sheet.canvas, headline.placed, left=left, width=width, y=axis - 12, half=8
        )
        tracks.draw_names(
            sheet.canvas,
            headline.placed,
            left=left,
            width=width,
            y=axis - 31,
            force=report.cover.force,
            nation=report.cover.others,
        )
    sheet.y = frame.bottom - 4
    if headline.key:
        room = sheet.place(headline.key, layout.QUIET_SMALL, left=left, width=width, y=sheet.y)
        sheet.y -= room + 4


def _changed(sheets: PaperSheets, report: QuarterlyReport) -> None:
    section = report.changed
    sheets.heading(section.heading, needs=height_of(section.lead, layout.BODY, width=WIDTH))
    sheets.write(section.lead, layout.BODY, after=5)
    sheets.make_room(TREND_HEIGHT + QUARTERS_ROOM + 45)
    sheets.write(section.caption, layout.STRONG, after=1)
    if section.since:
        sheets.write(section.since, layout.SMALL)
    sheet = sheets.page
    frame = PlotFrame(
        left=LEFT + AXIS_ROOM,
        bottom=sheet.y - 18 - TREND_HEIGHT,
        width=WIDTH - AXIS_ROOM,
        height=TREND_HEIGHT,
    )
    with sheet.canvas.figure(alternative=section.alternative, box=frame.box):
        drawings.draw_trend(sheet.canvas, section.placed, frame, section.words)
    sheet.y = frame.bottom - QUARTERS_ROOM


def _comparison(sheets: PaperSheets, report: QuarterlyReport) -> None:
    comparison, canvas = report.comparison, sheets.canvas
    needs = height_of(comparison.lead, layout.BODY, width=WIDTH) + 4 * COMPARISON_ROW
    sheets.heading(comparison.heading, needs=needs)
    sheets.write(comparison.lead, layout.BODY, after=6)
    with canvas.group("Table"):
        head = partial(_picture_head, sheets, comparison.columns)
        head()
        for measure in comparison.measures:
            middle = sheets.table_row(measure.cells, COMPARISON, height=COMPARISON_ROW, head=head)
            with canvas.artifact():
                tracks.draw_interval(
                    canvas, measure.placed, left=TRACK_LEFT, width=TRACK_WIDTH, y=middle, half=6
                )
                drawings.draw_standing(canvas, measure, left=COMPARISON[-1].left, y=middle)
            sheets.page.rule()
    sheets.page.y -= 3
    sheets.write(comparison.key, layout.QUIET_SMALL)


def _picture_head(sheets: PaperSheets, heads: Sequence[str]) -> None:
    sheet = sheets.page
    sheet.head_row(heads, PICTURED[len(heads)])
    with sheet.canvas.artifact():
        tracks.draw_shares_axis(sheet.canvas, left=TRACK_LEFT, width=TRACK_WIDTH, y=sheet.y + 4)
    sheet.rule(colour=svg.LINE)


def _findings(sheets: PaperSheets, section: FoundSection) -> None:
    sheets.heading(section.heading, needs=height_of(section.leads[0], layout.BODY, width=WIDTH))
    for lead in section.leads:
        sheets.write(lead, layout.BODY, after=4)
    for table in section.tables:
        _table(sheets, table)
    if section.more:
        sheets.write(section.more, layout.QUIET_SMALL, before=2)


def _table(sheets: PaperSheets, table: PaperTable) -> None:
    has_picture = any(row.placed for row in table.rows)
    across = (PICTURED if has_picture else TABLES)[len(table.columns)]
    head = partial(_picture_head if has_picture else _head, sheets, table.columns)
    sheets.page.y -= 4
    sheets.make_room(5 * TABLE_ROW)
    sheets.write(table.caption, layout.STRONG, after=3)
    with sheets.canvas.group("Table"):
        head()
        for row in table.rows:
            middle = sheets.table_row(row.cells, across, height=TABLE_ROW, head=head)
            if row.placed is not None:
                with sheets.canvas.artifact():
                    tracks.draw_interval(
                        sheets.canvas,
                        row.placed,
                        left=TRACK_LEFT,
                        width=TRACK_WIDTH,
                        y=middle,
                        half=5,
                    )
            sheets.page.rule()


def _head(sheets: PaperSheets, heads: Sequence[str]) -> None:
    sheets.page.head_row(heads, TABLES[len(heads)])
    sheets.page.rule(colour=svg.LINE)


def _funnel(sheets: PaperSheets, report: QuarterlyReport) -> None:
    section = report.funnel
    if section.placed is None:
        sheets.heading(section.heading, needs=TABLE_ROW)
        sheets.write(section.lead, layout.BODY)
        return
    sheets.heading(section.heading, needs=FUNNEL_HEIGHT + 44)
    sheet = sheets.page
    top = sheet.y - 18
    frame = PlotFrame(
        left=LEFT + AXIS_ROOM,
        bottom=top - FUNNEL_HEIGHT,
        width=FUNNEL_WIDTH - AXIS_ROOM,
        height=FUNNEL_HEIGHT,
    )
    with sheet.canvas.figure(alternative=section.alternative, box=frame.box):
        drawings.draw_funnel(sheet.canvas, section.placed, frame, section.words)
    left, y = LEFT + FUNNEL_WIDTH + 18, top + 10
    for number, paragraph in enumerate((section.lead, *section.notes)):
        style = layout.FINE if number else layout.BODY
        y -= sheet.place(paragraph, style, left=left, width=LEFT + WIDTH - left, y=y) + 6
    sheet.y = min(frame.bottom - 26, y)


def _coverage(sheets: PaperSheets, report: QuarterlyReport) -> None:
    section = report.coverage
    sheets.heading(section.heading, needs=8 * COVERAGE_ROW)
    sheets.write(section.lead, layout.BODY, after=4)
    with sheets.canvas.group("Table"):
        head = partial(_coverage_head, sheets, section.columns)
        head()
        for step in section.steps:
            middle = sheets.table_row(step.cells, COVERAGE, height=COVERAGE_ROW, head=head)
            with sheets.canvas.artifact():
                drawings.draw_step(
                    sheets.canvas, left=BAR_LEFT, width=BAR_WIDTH, y=middle, share=step.share
                )


def _coverage_head(sheets: PaperSheets, heads: Sequence[str]) -> None:
    sheets.page.head_row(heads, COVERAGE)
    sheets.page.rule(colour=svg.LINE)
