from dataclasses import dataclass

from analytics.charts import svg
from analytics.stats.rounding.whole_points import told

WIDE_STEP = 46.0
NARROW_STEP = 76.0
LONG_LABEL = 34
"""Longer labels are smaller on a narrow screen."""
FOOT = 8.0


@dataclass(frozen=True, kw_only=True)
class RowGrid:
    low: float
    high: float
    left: float
    right: float
    head: float
    is_wide: bool

    @property
    def step(self) -> float:
        return WIDE_STEP if self.is_wide else NARROW_STEP

    def at(self, value: float) -> float:
        return self.line_at(told(value))

    def line_at(self, value: float) -> float:
        return self.left + (value - self.low) / (self.high - self.low) * (self.right - self.left)

    def top(self, number: int) -> float:
        return self.head + number * self.step

    def label_y(self, number: int) -> float:
        return self.top(number) + (28 if self.is_wide else 22)

    def track_y(self, number: int) -> float:
        return self.top(number) + (23 if self.is_wide else 60)

    def height(self, rows: int) -> float:
        return self.top(rows) + FOOT


def row_text(grid: RowGrid, number: int, *, label: str, value: str, detail: str) -> str:
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
    return svg.element(
        "rect",
        x=svg.across(grid.at(low)),
        y=y - height / 2,
        width=svg.across(grid.at(high) - grid.at(low)),
        height=height,
        fill=fill,
    )
