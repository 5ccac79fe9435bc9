from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from analytics.charts import rows as chart_rows
from analytics.charts import svg
from analytics.charts.rows import RowGrid
from analytics.items import Judgement
from analytics.stats.rounding.whole_points import told, told_up

HEAD, NARROW_HEAD = 40.0, 58.0
LEAST_SPAN = 0.1
TENTH = 0.1
COLOURS = {"better": svg.BETTER, "worse": svg.WORSE, "unusual": svg.UNUSUAL, "": svg.QUIET}


@dataclass(frozen=True, kw_only=True)
class GapChartRow:
    """Shares: 0.05 is five points."""

    label: str
    value: str
    detail: str = ""
    gap: float | None = None
    lower: float | None = None
    upper: float | None = None
    detectable: float | None = None
    kind: str = ""


@dataclass(frozen=True, kw_only=True)
class GapLayout:
    """-span to span, in shares."""

    rows: tuple[GapChartRow, ...]
    span: float
    grid: RowGrid

    @property
    def height(self) -> float:
        return self.grid.height(len(self.rows))

    def at(self, gap: float) -> float:
        return self.grid.at(min(max(gap, -self.span), self.span))


@dataclass(frozen=True, kw_only=True)
class GapAxisWords:
    lower: str
    higher: str


def place(rows: Sequence[GapChartRow], *, is_wide: bool) -> GapLayout:
    ends = [abs(told(end)) for row in rows for end in (row.lower, row.upper) if end is not None]
    left, right = (0.37, 0.78) if is_wide else (0.06, 0.94)
    head = HEAD if is_wide else NARROW_HEAD
    span = max(LEAST_SPAN, ceil(round(max(ends, default=0.0) / TENTH, 6)) * TENTH)
    grid = RowGrid(low=-span, high=span, left=left, right=right, head=head, is_wide=is_wide)
    return GapLayout(rows=tuple(rows), span=span, grid=grid)


def draw(
    placed: GapLayout,
    *,
    words: GapAxisWords,
    identity: str,
    title: str,
    description: str,
    stamp: str = "",
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
        width_class="is-wide" if placed.grid.is_wide else "is-narrow",
    )


def _scale(placed: GapLayout, words: GapAxisWords) -> str:
    parts, head = [], placed.grid.head
    for gap in (-placed.span, -placed.span / 2, 0.0, placed.span / 2, placed.span):
        is_zero = gap == 0
        x = svg.across(placed.grid.line_at(gap))
        parts.append(
            svg.element(
                "line",
                x1=x,
                x2=x,
                y1=head - 2,
                y2=placed.height - chart_rows.FOOT,
                stroke=svg.LINE if is_zero else svg.GRID,
                stroke_width=2 if is_zero else 1,
            )
        )
        points = f"{round(100 * gap):+d}".replace("-", "\u2212") if gap else "0"
        parts.append(
            svg.text(points, x=x, y=head - 8, size=svg.AXIS_SIZE, fill=svg.QUIET, anchor="middle")
        )
    middle, size = svg.across(placed.at(0)), svg.AXIS_SIZE
    parts.append(
        svg.text(f"\u2190 {words.lower}", x=middle, dx=-10, y=head - 27, size=size, anchor="end")
    )
    parts.append(svg.text(f"{words.higher} \u2192", x=middle, dx=10, y=head - 27, size=size))
    return "".join(parts)


def _row(placed: GapLayout, number: int, row: GapChartRow, pattern: str) -> str:
    text = chart_rows.row_text(
        placed.grid, number, label=row.label, value=row.value, detail=row.detail
    )
    return text + _marks(placed, number, row, pattern)


def _marks(placed: GapLayout, number: int, row: GapChartRow, pattern: str) -> str:
    grid, y = placed.grid, placed.grid.track_y(number)
    if row.gap is None or row.lower is None or row.upper is None:
        return chart_rows.bar(
            grid, low=-placed.span, high=placed.span, y=y, height=12, fill=f"url(#{pattern})"
        )
    zone = ""
    if row.detectable is not None:
        edge = min(told_up(row.detectable), placed.span)
        zone = chart_rows.bar(grid, low=-edge, high=edge, y=y, height=22, fill=svg.GRID)
    colour = COLOURS[row.kind]
    interval = chart_rows.interval_line(grid, lower=row.lower, upper=row.upper, y=y, colour=colour)
    return zone + interval + _point(svg.across(placed.at(row.gap)), y, row.kind, colour)


def _point(x: str, y: float, kind: str, colour: str) -> str:
    if kind in {Judgement.BETTER, Judgement.WORSE}:
        is_up = kind == Judgement.BETTER
        return svg.triangle(x=x, y=y, size=7, fill=colour, is_up=is_up)
    if kind == Judgement.UNUSUAL:
        return svg.diamond(x=x, y=y, size=7, fill=colour)
    return svg.element("circle", cx=x, cy=y, r=6, fill=svg.PAPER, stroke=colour, stroke_width=2.5)
