from collections.abc import Sequence

from reportlab.lib.colors import HexColor
from reportlab.pdfbase.pdfmetrics import stringWidth

from analytics.charts import funnels, svg, trend_layout, trends
from analytics.charts.scale import Scale
from analytics.paper import marks
from analytics.paper.layout import CELL
from analytics.paper.marks import PlotFrame
from analytics.reports.parts import BesideOthers, QuestionRow
from ui.paper.tagging import TaggedCanvas
from ui.typefaces import REGULAR

NATION_DASH = (3.0, 2.5)
ALARM_DASH = (1.0, 2.0)
WARNING_DASH = (4.0, 3.0)


def draw_standing(canvas: TaggedCanvas, measure: QuestionRow, *, left: float, y: float) -> None:
    x = left + stringWidth(measure.cells[-1], REGULAR, CELL.fontSize) + 9
    if measure.beside_others is BesideOthers.HIGHER:
        marks.triangle(canvas, x, y, colour=svg.BETTER, is_up=True)
    elif measure.beside_others is BesideOthers.LOWER:
        marks.triangle(canvas, x, y, colour=svg.WORSE, is_up=False)


def draw_funnel(
    canvas: TaggedCanvas, placed: funnels.FunnelLayout, frame: PlotFrame, words: funnels.FunnelWords
) -> None:
    _share_lines(canvas, placed.scale, frame)
    for base, across in placed.base_ticks:
        place = frame.x(across)
        marks.words(canvas, f"{base:,.0f}", place, frame.bottom - 11, anchor="middle")
    _scale_title(canvas, words.vertical, frame)
    marks.words(canvas, words.horizontal, frame.x(1), frame.bottom - 22, anchor="end")
    target = frame.y(placed.target)
    marks.line(canvas, [(frame.x(0), target), (frame.x(1), target)], svg.NATION, 1)
    _funnel_curves(canvas, placed, frame)
    for label, curve in ((words.alarm, placed.curves[3]), (words.warning, placed.curves[2])):
        y = frame.y(curve[-1][1]) + 3
        marks.words(canvas, label, frame.x(1), y, anchor="end", size=7.5, has_halo=True)
    for point in sorted(placed.points, key=lambda one: one.point.is_own):
        _funnel_point(canvas, point, frame)
    marks.words(canvas, words.target, frame.x(1), target + 3, anchor="end", size=7.5, has_halo=True)


def _share_lines(canvas: TaggedCanvas, scale: Scale, frame: PlotFrame) -> None:
    for tick in scale.ticks:
        y = frame.y(scale.line_down(tick))
        marks.grid_line(canvas, frame.x(0), frame.x(1), y)
        marks.words(canvas, f"{tick * 100:.0f}", frame.left - 4, y - 3, anchor="end")


def _scale_title(canvas: TaggedCanvas, title: str, frame: PlotFrame) -> None:
    marks.words(canvas, title, frame.left - 18, frame.bottom + frame.height + 7)


def _funnel_curves(canvas: TaggedCanvas, placed: funnels.FunnelLayout, frame: PlotFrame) -> None:
    dashes = (ALARM_DASH, WARNING_DASH, WARNING_DASH, ALARM_DASH)
    with_clip = canvas.beginPath()
    with_clip.rect(frame.left, frame.bottom, frame.width, frame.height)
    canvas.saveState()
    canvas.clipPath(with_clip, stroke=0)
    for curve, dash in zip(placed.curves, dashes, strict=True):
        points = [(frame.x(across), frame.y(down)) for across, down in curve]
        marks.line(canvas, points, svg.LINE, 0.9, dash=dash)
    canvas.restoreState()


def draw_trend(
    canvas: TaggedCanvas,
    placed: trend_layout.TrendLayout,
    frame: PlotFrame,
    words: trends.TrendWords,
) -> None:
    _share_lines(canvas, placed.scale, frame)
    _scale_title(canvas, words.vertical, frame)
    for run in placed.runs():
        _trend_run(canvas, run, frame)
    nation = [
        (frame.x(one.across), frame.y(one.down_nation))
        for one in placed.quarters
        if one.down_nation is not None
    ]
    if len(nation) == 1:
        nation = [(frame.x(0), nation[0][1]), (frame.x(1), nation[0][1])]
    marks.line(canvas, nation, svg.NATION, 1.1, dash=NATION_DASH)
    year = ""
    for one in placed.quarters:
        _trend_quarter(canvas, one, frame, words, shows_year=one.quarter.year != year)
        year = one.quarter.year
    own, is_alone = placed.own_label, len(placed.quarters) == 1
    last = placed.quarters[-1]
    if own is not None and is_alone and last.down is not None:
        x, y = frame.x(last.across) + 8, frame.y(last.down) - 3
        marks.words(canvas, words.subject, x, y, colour=svg.FORCE, is_bold=True, has_halo=True)
    elif own is not None:
        _trend_name(canvas, words.subject, own, frame, colour=svg.FORCE, is_bold=True)
    if placed.nation_label is not None:
        _trend_name(canvas, words.nation, placed.nation_label, frame)


def _trend_quarter(
    canvas: TaggedCanvas,
    one: trend_layout.PlacedQuarter,
    frame: PlotFrame,
    words: trends.TrendWords,
    *,
    shows_year: bool,
) -> None:
    x = frame.x(one.across)
    marks.words(canvas, one.quarter.label, x, frame.bottom - 11, anchor="middle")
    if shows_year:
        marks.words(canvas, one.quarter.year, x, frame.bottom - 21, anchor="middle")
    if one.quarter.alert:
        colour = svg.BETTER if one.quarter.is_rise else svg.WORSE
        marks.triangle(canvas, x, frame.y(0) + 4, colour=colour, is_up=one.quarter.is_rise)
    if one.down is None:
        marks.words(canvas, words.hidden, x, frame.bottom + 4, anchor="middle")
    else:
        marks.dot(canvas, x, frame.y(one.down), radius=3.2)


def draw_step(
    canvas: TaggedCanvas, *, left: float, width: float, y: float, share: float | None
) -> None:
    if share is None:
        marks.hatch(canvas, left=left, width=width, y=y - 3.5, height=7)
        return
    canvas.saveState()
    canvas.setFillColor(HexColor(svg.GRID))
    canvas.rect(left, y - 3.5, width, 7, stroke=0, fill=1)
    canvas.setFillColor(HexColor(svg.FORCE))
    canvas.rect(left, y - 3.5, max(0.75, share * width), 7, stroke=0, fill=1)
    canvas.restoreState()


def _funnel_point(canvas: TaggedCanvas, placed: funnels.PlacedDot, frame: PlotFrame) -> None:
    x, y = frame.x(placed.across), frame.y(placed.down)
    if placed.point.is_own:
        marks.dot(canvas, x, y, radius=4)
        _funnel_name(canvas, placed, x, y, colour=svg.FORCE)
        return
    canvas.saveState()
    canvas.setLineWidth(0.9)
    if placed.point.is_unusual:
        canvas.setFillColor(HexColor(svg.UNUSUAL))
        marks.polygon(canvas, [(x, y - 3.6), (x + 3.6, y), (x, y + 3.6), (x - 3.6, y)])
        _funnel_name(canvas, placed, x, y, colour=svg.UNUSUAL)
    else:
        canvas.setFillColor(HexColor(svg.PAPER))
        canvas.setStrokeColor(HexColor(svg.LINE))
        canvas.circle(x, y, 2.4, stroke=1, fill=1)
    canvas.restoreState()


def _funnel_name(
    canvas: TaggedCanvas, placed: funnels.PlacedDot, x: float, y: float, *, colour: str
) -> None:
    is_left = placed.across < 0.6
    marks.words(
        canvas,
        placed.point.name,
        x + (3 if is_left else -3),
        y + 7,
        colour=colour,
        anchor="start" if is_left else "end",
        is_bold=True,
        size=8.5,
        has_halo=True,
    )


def _trend_run(
    canvas: TaggedCanvas, run: Sequence[trend_layout.PlacedQuarter], frame: PlotFrame
) -> None:
    upper = [(frame.x(one.across), frame.y(one.down_upper or 0.0)) for one in run]
    lower = [(frame.x(one.across), frame.y(one.down_lower or 0.0)) for one in run]
    if len(run) == 1:
        marks.line(canvas, [upper[0], lower[0]], svg.FORCE, 1)
        return
    canvas.saveState()
    canvas.setFillColor(marks.faint(svg.FORCE, 0.14))
    marks.polygon(canvas, [*upper, *reversed(lower)])
    canvas.restoreState()
    middle = [(frame.x(one.across), frame.y(one.down or 0.0)) for one in run]
    marks.line(canvas, middle, svg.FORCE, 1.8)


def _trend_name(
    canvas: TaggedCanvas,
    name: str,
    label: trend_layout.LineLabel,
    frame: PlotFrame,
    *,
    colour: str = svg.QUIET,
    is_bold: bool = False,
) -> None:
    marks.words(
        canvas,
        name,
        frame.x(label.across),
        frame.y(label.down) + (5 if label.is_above else -11),
        colour=colour,
        anchor="end" if label.is_end else "middle",
        is_bold=is_bold,
        has_halo=True,
    )
