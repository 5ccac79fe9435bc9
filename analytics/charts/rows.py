"""Charts of labelled rows, one value and its interval a row: where the rows lie, and the parts that
every such chart draws alike. Pure.

Across is a fraction of the width of the picture; heights are pixels, downwards."""

from dataclasses import dataclass

from analytics.charts import svg
from analytics.stats.telling.whole_points import told

WIDE_STEP = 46.0
NARROW_STEP = 76.0
LONG_LABEL = 34
"""Letters of a label that is written smaller on a narrow screen, lest its end is cut off."""
FOOT = 8.0


@dataclass(frozen=True, kw_only=True)
class RowGrid:
    """A scale from `low` at `left` to `high` at `right`, above rows of equal height that begin at
    `head`. Wide: label, scale and value side by side. Narrow: one above the other."""

    low: float
    high: float
    left: float
    right: float
    head: float
    is_wide: bool

    @property
    def step(self) -> float:
        """The height of a row."""
        return WIDE_STEP if self.is_wide else NARROW_STEP

    def at(self, value: float) -> float:
        """The place across of a value on the scale, to the nearest point, as it is told."""
        return self.line_at(told(value))

    def line_at(self, value: float) -> float:
        """The same exactly, for the lines of the scale."""
        return self.left + (value - self.low) / (self.high - self.low) * (self.right - self.left)

    def top(self, number: int) -> float:
        return self.head + number * self.step

    def label_y(self, number: int) -> float:
        """The base line of a row's label."""
        return self.top(number) + (28 if self.is_wide else 22)

    def track_y(self, number: int) -> float:
        """The line on which a row's value and interval are drawn."""
        return self.top(number) + (23 if self.is_wide else 60)

    def height(self, rows: int) -> float:
        return self.top(rows) + FOOT


def row_text(grid: RowGrid, number: int, *, label: str, value: str, detail: str) -> str:
    """The line above a row, its label, its value, and the smaller words beside the value."""
    top, label_y = grid.top(number), grid.label_y(number)
    line = svg.element("line", x1=0, x2="100%", y1=top, y2=top, stroke=svg.GRID)
    is_long = not grid.is_wide and len(label) > LONG_LABEL
    size = svg.AXIS_SIZE if is_long else svg.LABEL_SIZE
    name = svg.text(label, x=0, y=label_y, size=size, weight="600")
    if not grid.is_wide:
        y = label_y + 20
        values = svg.text(value, x=0, y=y, weight="600")
        return line + name + values + _detail(detail, y)
    y = label_y - 8 if detail else label_y
    values = svg.text(value, x="100%", y=y, anchor="end", weight="600", size=svg.LABEL_SIZE)
    return line + name + values + _detail(detail, y + 18)


def _detail(detail: str, y: float) -> str:
    if not detail:
        return ""
    return svg.text(detail, x="100%", y=y, anchor="end", fill=svg.QUIET, size=svg.AXIS_SIZE)


def interval_line(grid: RowGrid, *, lower: float, upper: float, y: float, colour: str) -> str:
    return svg.element(
        "line",
        x1=svg.across(grid.at(lower)),
        x2=svg.across(grid.at(upper)),
        y1=y,
        y2=y,
        stroke=colour,
        stroke_width=5,
        stroke_opacity=0.45,
        stroke_linecap="round",
    )


def bar(grid: RowGrid, *, low: float, high: float, y: float, height: float, fill: str) -> str:
    """A bar from one value of the scale to another, `y` in its middle."""
    return svg.element(
        "rect",
        x=svg.across(grid.at(low)),
        y=y - height / 2,
        width=svg.across(grid.at(high) - grid.at(low)),
        height=height,
        fill=fill,
    )
