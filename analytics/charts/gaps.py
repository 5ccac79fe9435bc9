"""Gaps in points, each with its 95 % interval around zero. A zone in grey says how large a gap
would have had to be to be seen. Pure.

`place` gives the geometry, in fractions of the width and points of height; `draw` the SVG."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from analytics.charts import svg

STEP = 46.0
NARROW_STEP = 76.0
HEAD = 40.0
FOOT = 8.0
LEAST_SPAN = 0.1
TENTH = 0.1
COLOURS = {"better": svg.BETTER, "worse": svg.WORSE, "unusual": svg.UNUSUAL, "": svg.QUIET}


@dataclass(frozen=True, kw_only=True)
class Row:
    """A gap of None may not be shown: `value` then holds its mark. `kind` is better, worse,
    unusual, or empty where the gap is not clear; `detectable` is half the grey zone."""

    label: str
    value: str
    detail: str = ""
    gap: float | None = None
    lower: float | None = None
    upper: float | None = None
    detectable: float | None = None
    kind: str = ""


@dataclass(frozen=True, kw_only=True)
class Placed:
    """The scale runs from -span at `left` to span at `right`; y grows downwards."""

    rows: tuple[Row, ...]
    span: float
    left: float
    right: float
    step: float
    is_wide: bool

    @property
    def height(self) -> float:
        return HEAD + len(self.rows) * self.step + FOOT

    def at(self, gap: float) -> float:
        inside = min(max(gap, -self.span), self.span)
        return self.left + (inside + self.span) / (2 * self.span) * (self.right - self.left)

    def track(self, number: int) -> float:
        return HEAD + number * self.step + (23 if self.is_wide else 60)


@dataclass(frozen=True, kw_only=True)
class Words:
    """What stands over either side of zero, and the name of the scale."""

    lower: str
    higher: str


def place(rows: Sequence[Row], *, is_wide: bool) -> Placed:
    """Whole tens of points either side of zero, as far as the widest interval."""
    ends = [abs(end) for row in rows for end in (row.lower, row.upper) if end is not None]
    left, right, step = (0.37, 0.78, STEP) if is_wide else (0.03, 0.97, NARROW_STEP)
    span = max(LEAST_SPAN, ceil(round(max(ends, default=0.0) / TENTH, 6)) * TENTH)
    return Placed(rows=tuple(rows), span=span, left=left, right=right, step=step, is_wide=is_wide)


def draw(
    placed: Placed, *, words: Words, identity: str, title: str, description: str, stamp: str = ""
) -> str:
    pattern = f"{identity}-hatch"
    return svg.picture(
        svg.element("defs", svg.hatching(pattern)),
        _scale(placed, words),
        *(_row(placed, number, row, pattern) for number, row in enumerate(placed.rows)),
        identity=identity,
        title=title,
        description=description,
        height=placed.height,
        stamp=stamp,
        width_class="is-wide" if placed.is_wide else "is-narrow",
    )


def _scale(placed: Placed, words: Words) -> str:
    parts = []
    for gap in (-placed.span, -placed.span / 2, 0.0, placed.span / 2, placed.span):
        is_zero = gap == 0
        x = svg.across(placed.at(gap))
        parts.append(
            svg.element(
                "line",
                x1=x,
                x2=x,
                y1=HEAD - 2,
                y2=placed.height - FOOT,
                stroke=svg.LINE if is_zero else svg.GRID,
                stroke_width=2 if is_zero else 1,
            )
        )
        points = f"{round(100 * gap):+d}".replace("-", "\u2212") if gap else "0"
        parts.append(
            svg.text(points, x=x, y=HEAD - 8, size=svg.AXIS_SIZE, fill=svg.QUIET, anchor="middle")
        )
    middle, size = svg.across(placed.at(0)), svg.AXIS_SIZE
    parts.append(svg.text(f"\u2190 {words.lower}", x=middle, dx=-10, y=13, size=size, anchor="end"))
    parts.append(svg.text(f"{words.higher} \u2192", x=middle, dx=10, y=13, size=size))
    return "".join(parts)


def _row(placed: Placed, number: int, row: Row, pattern: str) -> str:
    top = HEAD + number * placed.step
    line = svg.element("line", x1=0, x2="100%", y1=top, y2=top, stroke=svg.GRID)
    label_y = top + (28 if placed.is_wide else 22)
    label = svg.text(row.label, x=0, y=label_y, size=svg.LABEL_SIZE, weight="600")
    return line + label + _words(placed, row, label_y) + _marks(placed, number, row, pattern)


def _words(placed: Placed, row: Row, label_y: float) -> str:
    if placed.is_wide:
        at = label_y - 8 if row.detail else label_y
        value = svg.text(row.value, x="100%", y=at, anchor="end", weight="600", size=svg.LABEL_SIZE)
        return value + svg.text(
            row.detail, x="100%", y=at + 18, anchor="end", fill=svg.QUIET, size=svg.AXIS_SIZE
        )
    y = label_y + 20
    return svg.text(row.value, x=0, y=y, weight="600") + svg.text(
        row.detail, x="100%", y=y, anchor="end", fill=svg.QUIET, size=svg.AXIS_SIZE
    )


def _marks(placed: Placed, number: int, row: Row, pattern: str) -> str:
    y = placed.track(number)
    if row.gap is None or row.lower is None or row.upper is None:
        return _bar(placed, -placed.span, placed.span, y, height=12, fill=f"url(#{pattern})")
    zone = ""
    if row.detectable is not None:
        zone = _bar(placed, -row.detectable, row.detectable, y, height=22, fill=svg.GRID)
    colour = COLOURS[row.kind]
    interval = svg.element(
        "line",
        x1=svg.across(placed.at(row.lower)),
        x2=svg.across(placed.at(row.upper)),
        y1=y,
        y2=y,
        stroke=colour,
        stroke_width=5,
        stroke_opacity=0.45,
        stroke_linecap="round",
    )
    return zone + interval + _point(svg.across(placed.at(row.gap)), y, row.kind, colour)


def _bar(placed: Placed, low: float, high: float, y: float, *, height: float, fill: str) -> str:
    return svg.element(
        "rect",
        x=svg.across(placed.at(low)),
        y=y - height / 2,
        width=svg.across(placed.at(high) - placed.at(low)),
        height=height,
        fill=fill,
    )


def _point(x: str, y: float, kind: str, colour: str) -> str:
    if kind in {"better", "worse"}:
        return svg.triangle(x=x, y=y, size=7, fill=colour, is_up=kind == "better")
    if kind == "unusual":
        return svg.diamond(x=x, y=y, size=7, fill=colour)
    return svg.element("circle", cx=x, cy=y, r=6, fill=svg.PAPER, stroke=colour, stroke_width=2.5)
