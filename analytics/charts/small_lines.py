from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from analytics.charts import svg
from analytics.charts.scale import Scale, curve_path, scale_of

STEP, NARROW_STEP = 44.0, 74.0
HEAD, FOOT = 62.0, 8.0
LINE_HEIGHT = 26.0
LABELS = 0.4
"""Room for the longest force name."""
LINE = 0.56
GAP = 0.03


@dataclass(frozen=True, kw_only=True)
class SmallPoint:
    """None breaks the line."""

    share: float | None
    is_unusual: bool = False


@dataclass(frozen=True, kw_only=True)
class SmallLine:
    points: tuple[SmallPoint, ...]
    value: str


@dataclass(frozen=True, kw_only=True)
class SmallRow:
    label: str
    lines: tuple[SmallLine, ...]


@dataclass(frozen=True, kw_only=True)
class SmallLayout:
    rows: tuple[SmallRow, ...]
    panels: tuple[str, ...]
    scales: tuple[Scale, ...]
    is_wide: bool

    @property
    def step(self) -> float:
        return STEP if self.is_wide else NARROW_STEP

    @property
    def height(self) -> float:
        return HEAD + len(self.rows) * self.step + FOOT

    def left(self, panel: int) -> float:
        start = LABELS if self.is_wide else 0.0
        return start + panel * (1 - start) / len(self.panels)

    @property
    def width(self) -> float:
        start = LABELS if self.is_wide else 0.0
        return (1 - start) / len(self.panels) * LINE

    def top(self, row: int) -> float:
        return HEAD + row * self.step + (9 if self.is_wide else 36)


def place(rows: Sequence[SmallRow], *, panels: Sequence[str], is_wide: bool) -> SmallLayout:
    return SmallLayout(
        rows=tuple(rows),
        panels=tuple(panels),
        scales=tuple(
            scale_of(
                point.share
                for row in rows
                for point in row.lines[panel].points
                if point.share is not None
            )
            for panel in range(len(panels))
        ),
        is_wide=is_wide,
    )


def draw(
    placed: SmallLayout, *, identity: str, title: str, description: str, stamp: str = ""
) -> str:
    return svg.picture(
        *_heads(placed),
        *(_row(placed, number, row) for number, row in enumerate(placed.rows)),
        identity=identity,
        title=title,
        description=description,
        height=placed.height,
        stamp=stamp,
        width_class="is-wide" if placed.is_wide else "is-narrow",
    )


def _heads(placed: SmallLayout) -> Iterator[str]:
    for panel, name in enumerate(placed.panels):
        x, scale = svg.across(placed.left(panel)), placed.scales[panel]
        ends = f"{round(100 * scale.low)}\u2013{round(100 * scale.high)} %"
        yield svg.text(name, x=x, y=38, size=svg.AXIS_SIZE, weight="600")
        yield svg.text(ends, x=x, y=54, size=svg.AXIS_SIZE, fill=svg.QUIET)


def _row(placed: SmallLayout, number: int, row: SmallRow) -> str:
    top = HEAD + number * placed.step
    rule = svg.element("line", x1=0, x2="100%", y1=top, y2=top, stroke=svg.GRID)
    label = svg.text(row.label, x=0, y=top + (27 if placed.is_wide else 20))
    lines = [_line(placed, number, panel, line) for panel, line in enumerate(row.lines)]
    return "".join([rule, label, *lines])


def _line(placed: SmallLayout, number: int, panel: int, line: SmallLine) -> str:
    left, top, scale = placed.left(panel), placed.top(number), placed.scales[panel]
    last = max(len(line.points) - 1, 1)
    curves = svg.stretched(
        *(_curve(run) for run in _runs(line.points, scale)),
        x=svg.across(left),
        y=top,
        width=svg.across(placed.width),
        height=LINE_HEIGHT,
    )
    marks = [
        _mark(
            svg.across(left + index / last * placed.width),
            top + scale.down(point.share) * LINE_HEIGHT,
            unusual=point.is_unusual,
        )
        for index, point in enumerate(line.points)
        if point.share is not None and (point.is_unusual or index == len(line.points) - 1)
    ]
    x = svg.across(left + placed.width + GAP / 2)
    value = svg.text(line.value, x=x, y=top + 18, size=svg.AXIS_SIZE, weight="600")
    return "".join([curves, *marks, value])


def _runs(points: Sequence[SmallPoint], scale: Scale) -> Iterator[list[tuple[float, float]]]:
    last = max(len(points) - 1, 1)
    numbered = list(enumerate(points))
    for is_known, run in groupby(numbered, key=lambda one: one[1].share is not None):
        if is_known:
            yield [
                (index / last, scale.down(point.share))
                for index, point in run
                if point.share is not None
            ]


def _curve(run: Sequence[tuple[float, float]]) -> str:
    return svg.element(
        "path",
        d=curve_path(run),
        fill="none",
        stroke=svg.FORCE,
        stroke_width=2,
        vector_effect="non-scaling-stroke",
    )


def _mark(x: str, y: float, *, unusual: bool) -> str:
    if unusual:
        return svg.diamond(x=x, y=y, size=6, fill=svg.UNUSUAL)
    return svg.element("circle", cx=x, cy=y, r=3, fill=svg.FORCE)
