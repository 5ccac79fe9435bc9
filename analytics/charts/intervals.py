from collections.abc import Sequence
from dataclasses import dataclass

from analytics.charts import rows as chart_rows
from analytics.charts import svg
from analytics.charts.rows import RowGrid

TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
HEAD = 56.0
NARROW_HEAD = 78.0


@dataclass(frozen=True, kw_only=True)
class IntervalRow:
    """Shares are 0 to 1."""

    label: str
    value: str
    detail: str
    share: float | None
    lower: float | None
    upper: float | None
    nation: float | None


@dataclass(frozen=True, kw_only=True)
class PlacedInterval:
    row: IntervalRow
    top: float
    label_y: float
    track_y: float
    x: float | None
    x_lower: float | None
    x_upper: float | None
    x_nation: float | None


@dataclass(frozen=True, kw_only=True)
class IntervalLayout:
    rows: tuple[PlacedInterval, ...]
    grid: RowGrid

    @property
    def left(self) -> float:
        return self.grid.left

    @property
    def right(self) -> float:
        return self.grid.right

    @property
    def height(self) -> float:
        return self.grid.height(len(self.rows))


@dataclass(frozen=True, kw_only=True)
class Key:
    subject: str
    nation: str = ""


def place(rows: Sequence[IntervalRow], *, is_wide: bool, most: float = 1.0) -> IntervalLayout:
    left, right = (0.37, 0.80) if is_wide else (0.02, 0.98)
    head = HEAD if is_wide else NARROW_HEAD
    grid = RowGrid(low=0.0, high=most, left=left, right=right, head=head, is_wide=is_wide)
    placed = tuple(_placed(grid, number, row) for number, row in enumerate(rows))
    return IntervalLayout(rows=placed, grid=grid)


def _placed(grid: RowGrid, number: int, row: IntervalRow) -> PlacedInterval:
    def at(share: float | None) -> float | None:
        return None if share is None else grid.at(share)

    return PlacedInterval(
        row=row,
        top=grid.top(number),
        label_y=grid.label_y(number),
        track_y=grid.track_y(number),
        x=at(row.share),
        x_lower=at(row.lower),
        x_upper=at(row.upper),
        x_nation=at(row.nation),
    )


def draw(
    placed: IntervalLayout,
    *,
    key: Key,
    identity: str,
    title: str,
    description: str,
    stamp: str = "",
    colour: str = svg.FORCE,
) -> str:
    pattern = f"{identity}-hatch"
    return svg.picture(
        svg.element("defs", svg.hatching(pattern)),
        _key(key, colour, is_wide=placed.grid.is_wide),
        _scale(placed),
        *(
            _row(placed.grid, number, row, pattern, colour)
            for number, row in enumerate(placed.rows)
        ),
        identity=identity,
        title=title,
        description=description,
        height=placed.height,
        stamp=stamp,
        width_class="is-wide" if placed.grid.is_wide else "is-narrow",
    )


def _key(key: Key, colour: str, *, is_wide: bool) -> str:
    top = 15 if is_wide else 33
    marks = _dot("8", top - 5, colour)
    marks += svg.text(key.subject, x=22, y=top, size=svg.AXIS_SIZE)
    if key.nation:
        y = top + 18
        marks += svg.element(
            "line", x1=8, x2=8, y1=y - 11, y2=y + 3, stroke=svg.NATION, stroke_width=2
        )
        marks += svg.text(key.nation, x=22, y=y, size=svg.AXIS_SIZE)
    return marks


def _scale(placed: IntervalLayout) -> str:
    parts = []
    for tick in TICKS:
        share = tick * placed.grid.high
        x = svg.across(placed.grid.line_at(share))
        parts.append(
            svg.element(
                "line",
                x1=x,
                x2=x,
                y1=placed.grid.head - 2,
                y2=placed.height - chart_rows.FOOT,
                stroke=svg.GRID,
            )
        )
        is_labelled = placed.grid.is_wide or tick in {0.0, 0.5, 1.0}
        if is_labelled:
            anchor = {0.0: "start", 1.0: "end"}.get(tick, "middle")
            parts.append(
                svg.text(
                    f"{share:.0%}".replace("%", "\u00a0%"),
                    x=x,
                    y=placed.grid.head - 8,
                    size=svg.AXIS_SIZE,
                    fill=svg.QUIET,
                    anchor=anchor if not placed.grid.is_wide else "middle",
                )
            )
    return "".join(parts)


def _row(grid: RowGrid, number: int, placed: PlacedInterval, pattern: str, colour: str) -> str:
    row = placed.row
    text = chart_rows.row_text(grid, number, label=row.label, value=row.value, detail=row.detail)
    return text + _marks(grid, placed, pattern, colour)


def _marks(grid: RowGrid, placed: PlacedInterval, pattern: str, colour: str) -> str:
    row, y = placed.row, placed.track_y
    nation = "" if placed.x_nation is None else _nation(svg.across(placed.x_nation), y)
    if placed.x is None or row.lower is None or row.upper is None:
        fill = f"url(#{pattern})"
        return chart_rows.bar(grid, low=0.0, high=grid.high, y=y, height=12, fill=fill) + nation
    interval = chart_rows.interval_line(grid, lower=row.lower, upper=row.upper, y=y, colour=colour)
    return interval + nation + _dot(svg.across(placed.x), y, colour)


def _nation(x: str, y: float) -> str:
    return svg.element("line", x1=x, x2=x, y1=y - 12, y2=y + 12, stroke=svg.NATION, stroke_width=2)


def _dot(x: str, y: float, colour: str) -> str:
    return svg.element("circle", cx=x, cy=y, r=6, fill=colour, stroke=svg.PAPER, stroke_width=1.5)
