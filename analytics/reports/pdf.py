"""A quarterly report as a PDF of two pages of A4: what victims said, and how to read it."""

from collections.abc import Callable
from io import BytesIO

from django.utils.translation import gettext as _
from django.utils.translation import override
from reportlab.lib.units import mm

from analytics.charts import svg
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
    columns,
    height_of,
)
from analytics.paper.plots import PlotFrame
from analytics.paper.tagging import TAGS, TaggedCanvas
from analytics.reports import drawings
from analytics.reports.parts import QuarterlyReport
from ui import typefaces as letters

PAGES = 2
AXIS_ROOM = 20.0
"""Room at the left of a plot for the numbers of its scale."""

COMPARISON = columns(
    starts=(0.0, 0.455, 0.535, 0.62, 0.685, 0.76), first_ends=0.3, numbers=(1, 2, 3, 4)
)
TRACK_LEFT = LEFT + 0.305 * WIDTH
TRACK_WIDTH = 0.14 * WIDTH
COMPARISON_ROW = 20.0
COVERAGE = columns(starts=(0.0, 0.66, 0.78), numbers=(1, 2), width=0.6 * WIDTH)
BAR_LEFT = LEFT + 0.62 * WIDTH
BAR_WIDTH = 0.38 * WIDTH
COVERAGE_ROW = 12.5
FUNNEL_WIDTH = 0.6 * WIDTH
FUNNEL_HEIGHT = 168.0
TREND_HEIGHT = 132.0
QUARTERS_ROOM = 26.0
"""Of the names of the quarters under a trend."""
Fill = Callable[[PageSheet, QuarterlyReport], None]
SCALES = (1.0, 0.85, 0.7, 0.55, 0.4)
"""The fractions of their full height that charts and gaps may get; the first that fits is used."""


def render(report: QuarterlyReport) -> bytes:
    """The report as a tagged PDF of two pages with all fonts embedded. The same report gives the
    same bytes. Where there is much text, the charts of that page are drawn smaller."""
    letters.register()
    target = BytesIO()
    canvas = _canvas(target, report)
    with override(report.cover.language):
        for number, fill in enumerate((_what_victims_said, _how_to_read_it), start=1):
            marks.watermark(
                canvas, report.cover.simulated, width=PAGE_WIDTH, height=PAGE_HEIGHT, turn=52
            )
            fill(PageSheet(canvas=canvas, scale=_scale_that_fits(fill, report)), report)
            _footer(canvas, report, number)
            canvas.showPage()
    canvas.save()
    return target.getvalue()


def _canvas(target: BytesIO, report: QuarterlyReport) -> TaggedCanvas:
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


def _scale_that_fits(fill: Fill, report: QuarterlyReport) -> float:
    """The first scale at which all text fits on the page, tried on a canvas that is not kept."""
    for scale in SCALES[:-1]:
        try:
            fill(PageSheet(canvas=_canvas(BytesIO(), report), scale=scale), report)
        except DoesNotFitError:
            continue
        return scale
    return SCALES[-1]


def _what_victims_said(sheet: PageSheet, report: QuarterlyReport) -> None:
    _title_block(sheet, report)
    _headline(sheet, report)
    _comparison(sheet, report)
    _trend(sheet, report)


def _how_to_read_it(sheet: PageSheet, report: QuarterlyReport) -> None:
    sheet.write(report.second_page.title, typefaces.PAGE_TITLE, role="H2", after=8)
    _funnel(sheet, report)
    _alerts(sheet, report)
    _coverage(sheet, report)
    _method(sheet, report)


def _title_block(sheet: PageSheet, report: QuarterlyReport) -> None:
    top = sheet.y
    sheet.write(f"{report.cover.product} · {report.cover.kind}", typefaces.KICKER, after=2)
    sheet.write(report.cover.force, typefaces.TITLE, role="H1", width=WIDTH * 0.7, after=2)
    sheet.write(f"{report.cover.period} · {report.cover.issued}", typefaces.PERIOD, after=8)
    if report.cover.simulated:
        _simulated_box(sheet, report, top)
    sheet.rule(colour=svg.LINE)
    sheet.y -= sheet.gap


def _simulated_box(sheet: PageSheet, report: QuarterlyReport, top: float) -> None:
    width, edge = 46 * mm, 8
    left, inner = LEFT + WIDTH - width, width - 2 * edge
    lines = (
        (report.cover.simulated, typefaces.SIMULATED),
        (report.cover.simulated_note, typefaces.ON_ATTENTION),
    )
    height = sum(height_of(words, style, width=inner) for words, style in lines) + edge
    with sheet.canvas.artifact():
        sheet.canvas.setFillColor(typefaces.ATTENTION_GROUND)
        sheet.canvas.roundRect(left, top - height, width, height, 3, stroke=0, fill=1)
    y = top - 3
    for words, style in lines:
        y -= sheet.put(words, style, left=left + edge, width=inner, y=y)


def _headline(sheet: PageSheet, report: QuarterlyReport) -> None:
    headline, top, figure_width = report.first_page.headline, sheet.y, 40 * mm
    sheet.put(headline.figure, typefaces.FIGURE, left=LEFT, width=figure_width, y=top + 6)
    left, width = LEFT + figure_width, WIDTH - figure_width
    used = sheet.put(headline.sentence, typefaces.HEADLINE, left=left, width=width, y=top)
    sheet.put(headline.label, typefaces.QUIET_SMALL, left=LEFT, width=figure_width - 10, y=top - 42)
    axis = top - max(used, 36) - 14
    frame = PlotFrame(left=left, bottom=axis - 34, width=width, height=44)
    with sheet.canvas.figure(alternative=headline.alternative, box=frame.box):
        drawings.draw_shares_axis(sheet.canvas, left=left, width=width, y=axis)
        drawings.draw_interval(
            sheet.canvas, headline.placed, left=left, width=width, y=axis - 12, half=8
        )
        drawings.draw_names(
            sheet.canvas,
            headline.placed,
            left=left,
            width=width,
            y=axis - 31,
            force=report.cover.force,
            nation=report.cover.others,
        )
    sheet.y = frame.bottom - sheet.gap


def _comparison(sheet: PageSheet, report: QuarterlyReport) -> None:
    comparison, canvas = report.first_page.comparison, sheet.canvas
    sheet.write(comparison.heading, typefaces.HEADING, role="H2", after=1)
    sheet.write(comparison.lead, typefaces.BODY, after=6)
    with canvas.group("Table"):
        sheet.head_row(comparison.columns, COMPARISON)
        with canvas.artifact():
            drawings.draw_shares_axis(canvas, left=TRACK_LEFT, width=TRACK_WIDTH, y=sheet.y + 4)
        sheet.rule(colour=svg.LINE)
        for measure in comparison.measures:
            middle = sheet.row(measure.cells, COMPARISON, height=COMPARISON_ROW)
            with canvas.artifact():
                drawings.draw_interval(
                    canvas, measure.placed, left=TRACK_LEFT, width=TRACK_WIDTH, y=middle, half=6
                )
                drawings.draw_standing(canvas, measure, left=COMPARISON[-1].left, y=middle)
            sheet.rule()
    sheet.y -= 3
    sheet.write(
        comparison.key, typefaces.QUIET_SMALL, after=3 if comparison.modelled else sheet.gap
    )
    if comparison.modelled:
        sheet.write(comparison.modelled, typefaces.QUIET_SMALL, after=sheet.gap)


def _trend(sheet: PageSheet, report: QuarterlyReport) -> None:
    section = report.first_page.trend
    sheet.write(section.heading, typefaces.HEADING, role="H2", after=1)
    sheet.write(section.lead, typefaces.BODY, after=18)
    frame = PlotFrame(
        left=LEFT + AXIS_ROOM,
        bottom=sheet.y - TREND_HEIGHT * sheet.scale,
        width=WIDTH - AXIS_ROOM,
        height=TREND_HEIGHT * sheet.scale,
    )
    with sheet.canvas.figure(alternative=section.alternative, box=frame.box):
        drawings.draw_trend(sheet.canvas, section.placed, frame, section.words)
    sheet.end_at(frame.bottom - QUARTERS_ROOM)


def _funnel(sheet: PageSheet, report: QuarterlyReport) -> None:
    section = report.second_page.funnel
    sheet.write(section.heading, typefaces.HEADING, role="H3", after=1)
    if section.placed is None:
        sheet.write(section.lead, typefaces.BODY, after=sheet.gap)
        return
    top = sheet.y - 18
    frame = PlotFrame(
        left=LEFT + AXIS_ROOM,
        bottom=top - FUNNEL_HEIGHT * sheet.scale,
        width=FUNNEL_WIDTH - AXIS_ROOM,
        height=FUNNEL_HEIGHT * sheet.scale,
    )
    with sheet.canvas.figure(alternative=section.alternative, box=frame.box):
        drawings.draw_funnel(sheet.canvas, section.placed, frame, section.words)
    left, y = LEFT + FUNNEL_WIDTH + 18, top + 10
    for number, paragraph in enumerate((section.lead, *section.notes)):
        style = typefaces.FINE if number else typefaces.BODY
        y -= sheet.put(paragraph, style, left=left, width=LEFT + WIDTH - left, y=y) + 6
    sheet.end_at(min(frame.bottom - 26, y))
    sheet.y -= sheet.gap


def _alerts(sheet: PageSheet, report: QuarterlyReport) -> None:
    section = report.second_page.alerts
    sheet.write(section.heading, typefaces.HEADING, role="H3", after=2)
    if section.lead:
        sheet.write(section.lead, typefaces.BODY, after=2)
    for note in section.notes:
        sheet.write(note.title, typefaces.STRONG)
        sheet.write(note.statement, typefaces.SMALL, after=4)
    if section.more:
        sheet.write(section.more, typefaces.QUIET_SMALL)
    sheet.y -= sheet.gap - 3


def _coverage(sheet: PageSheet, report: QuarterlyReport) -> None:
    section = report.second_page.coverage
    sheet.write(section.heading, typefaces.HEADING, role="H3", after=1)
    sheet.write(section.lead, typefaces.BODY, after=4)
    with sheet.canvas.group("Table"):
        sheet.head_row(section.columns, COVERAGE)
        sheet.rule(colour=svg.LINE)
        for step in section.steps:
            middle = sheet.row(step.cells, COVERAGE, height=COVERAGE_ROW)
            with sheet.canvas.artifact():
                drawings.draw_step(
                    sheet.canvas, left=BAR_LEFT, width=BAR_WIDTH, y=middle, share=step.share
                )
    sheet.y -= sheet.gap


def _method(sheet: PageSheet, report: QuarterlyReport) -> None:
    """Two columns of small print, as even in length as whole paragraphs allow."""
    section = report.second_page.method
    sheet.write(section.heading, typefaces.HEADING, role="H3", after=2)
    width, top = (WIDTH - 18) / 2, sheet.y
    heights = [
        height_of(paragraph, typefaces.FINE, width=width) + 4 for paragraph in section.paragraphs
    ]
    cut = min(range(len(heights)), key=lambda at: max(sum(heights[:at]), sum(heights[at:])))
    columns_of_print = (section.paragraphs[:cut], section.paragraphs[cut:])
    for number, paragraphs in enumerate(columns_of_print):
        left, y = LEFT + number * (width + 18), top
        for paragraph in paragraphs:
            y -= sheet.put(paragraph, typefaces.FINE, left=left, width=width, y=y) + 4


def _footer(canvas: TaggedCanvas, report: QuarterlyReport, number: int) -> None:
    page = _("Page %(number)s of %(pages)s") % {"number": number, "pages": PAGES}
    words = f"{report.cover.product} · {report.cover.force} · {report.cover.period}"
    if report.cover.simulated:
        words = f"{words} · {report.cover.simulated}"
    with canvas.artifact():
        canvas.saveState()
        canvas.setStrokeColor(typefaces.LINE)
        canvas.setLineWidth(0.6)
        canvas.line(LEFT, FLOOR - 2, LEFT + WIDTH, FLOOR - 2)
        canvas.setFillColor(typefaces.QUIET)
        canvas.setFont(letters.REGULAR, 8)
        canvas.drawString(LEFT, MARGIN, words)
        canvas.drawRightString(LEFT + WIDTH, MARGIN, page)
        canvas.restoreState()
