"""Marks of charts on paper."""

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.lib.colors import Color, HexColor
from reportlab.pdfbase.pdfmetrics import stringWidth

from analytics.charts import svg
from analytics.paper import layout
from ui.paper.tagging import Box, TaggedCanvas
from ui.typefaces import BOLD, REGULAR


@dataclass(frozen=True, kw_only=True)
class PlotFrame:
    """Converts fractions into points of the page."""

    left: float
    bottom: float
    width: float
    height: float

    def x(self, across: float) -> float:
        return self.left + across * self.width

    def y(self, down: float) -> float:
        return self.bottom + (1 - down) * self.height

    @property
    def box(self) -> Box:
        return (self.left, self.bottom, self.left + self.width, self.bottom + self.height)


AXIS_SIZE = 8.0
FILLED, STROKED = 0, 1
"""PDF text rendering modes."""


def words(
    canvas: TaggedCanvas,
    text: str,
    x: float,
    y: float,
    *,
    colour: str = svg.QUIET,
    anchor: str = "start",
    is_bold: bool = False,
    size: float = AXIS_SIZE,
    has_halo: bool = False,
) -> None:
    """A halo keeps it legible across other marks."""
    font = BOLD if is_bold else REGULAR
    width = stringWidth(text, font, size)
    left = x - {"start": 0.0, "middle": width / 2, "end": width}[anchor]
    canvas.saveState()
    canvas.setFont(font, size)
    if has_halo:
        canvas.setStrokeColor(HexColor(svg.PAPER))
        canvas.setLineWidth(2.4)
        canvas.setLineJoin(1)
        with canvas.unspoken():
            canvas.drawString(left, y, text, mode=STROKED)
    canvas.setFillColor(HexColor(colour))
    canvas.drawString(left, y, text, mode=FILLED)
    canvas.restoreState()


def line(
    canvas: TaggedCanvas,
    points: Sequence[tuple[float, float]],
    colour: str,
    width: float,
    dash: tuple[float, float] | None = None,
) -> None:
    if len(points) < 2:
        return
    canvas.saveState()
    canvas.setStrokeColor(HexColor(colour))
    canvas.setLineWidth(width)
    if dash:
        canvas.setDash(*dash)
    path = canvas.beginPath()
    path.moveTo(*points[0])
    for point in points[1:]:
        path.lineTo(*point)
    canvas.drawPath(path, stroke=1, fill=0)
    canvas.restoreState()


def grid_line(canvas: TaggedCanvas, left: float, right: float, y: float) -> None:
    line(canvas, [(left, y), (right, y)], svg.GRID, 0.6)


def polygon(canvas: TaggedCanvas, points: Sequence[tuple[float, float]]) -> None:
    path = canvas.beginPath()
    path.moveTo(*points[0])
    for point in points[1:]:
        path.lineTo(*point)
    path.close()
    canvas.drawPath(path, stroke=0, fill=1)


def dot(
    canvas: TaggedCanvas, x: float, y: float, *, radius: float, colour: str = svg.FORCE
) -> None:
    canvas.saveState()
    canvas.setFillColor(HexColor(colour))
    canvas.setStrokeColor(HexColor(svg.PAPER))
    canvas.setLineWidth(0.9)
    canvas.circle(x, y, radius, stroke=1, fill=1)
    canvas.restoreState()


def hatch(canvas: TaggedCanvas, *, left: float, width: float, y: float, height: float) -> None:
    step = 5.0
    for number in range(int((width - height) / step) + 1):
        start = left + number * step
        line(canvas, [(start, y), (start + height, y + height)], svg.LINE, 0.5)


def faint(colour: str, strength: float) -> Color:
    """The PDF needs no transparency."""
    full = HexColor(colour)
    parts = (1 - strength * (1 - part) for part in (full.red, full.green, full.blue))
    return Color(*parts)


def triangle(canvas: TaggedCanvas, x: float, y: float, *, colour: str, is_up: bool) -> None:
    tip = 3.4 if is_up else -3.4
    canvas.saveState()
    canvas.setFillColor(HexColor(colour))
    polygon(canvas, [(x, y + tip), (x + 3.6, y - tip), (x - 3.6, y - tip)])
    canvas.restoreState()


def watermark(canvas: TaggedCanvas, word: str, *, width: float, height: float, turn: float) -> None:
    """Nothing for ""."""
    if not word:
        return
    with canvas.artifact():
        canvas.saveState()
        canvas.setFillColor(layout.WATERMARK)
        canvas.setFont(BOLD, 84)
        canvas.translate(width / 2, height / 2)
        canvas.rotate(turn)
        canvas.drawCentredString(0, -28, word)
        canvas.restoreState()
