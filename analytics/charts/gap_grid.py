"""One grid of many gaps: a row for each group, a column for each question, and nothing but marks.
Pure.

A triangle points up or down where a gap is clear; an outlined square says that a gap worth knowing
could not have been seen; an empty place says that it would have been. `place` gives the layout,
`draw` the SVG of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from analytics.charts import svg
from analytics.items import Judgement

STEP, NARROW_STEP = 30.0, 50.0
BAND, NARROW_BAND = 46.0, 62.0
HEAD, FOOT = 26.0, 10.0
SIZE = 8.0
COLOURS = {
    Judgement.BETTER: svg.BETTER,
    Judgement.WORSE: svg.WORSE,
    Judgement.UNUSUAL: svg.UNUSUAL,
}


class MarkKind(StrEnum):
    HIGHER = "higher"
    LOWER = "lower"
    UNSEEN = "unseen"
    """A gap of ten points could not have been seen, or nothing could be compared."""
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class GridMark:
    """`judgement` gives a clear gap its colour; `name` is what a pointer over it reads."""

    kind: MarkKind
    name: str
    judgement: Judgement | None = None


@dataclass(frozen=True, kw_only=True)
class GridRow:
    label: str
    marks: tuple[GridMark, ...]


@dataclass(frozen=True, kw_only=True)
class GridBand:
    """The groups of one characteristic, under its name; `beside` says what each is held against."""

    name: str
    beside: str
    rows: tuple[GridRow, ...]


@dataclass(frozen=True, kw_only=True)
class PlacedRow:
    """`y` is the line of the marks, `label_y` the base line of the label, in pixels."""

    row: GridRow
    y: float
    label_y: float


@dataclass(frozen=True, kw_only=True)
class PlacedBand:
    name: str
    beside: str
    top: float
    rows: tuple[PlacedRow, ...]


@dataclass(frozen=True, kw_only=True)
class GridLayout:
    bands: tuple[PlacedBand, ...]
    columns: int
    height: float
    is_wide: bool

    def across(self, column: int) -> float:
        """The middle of a column, 0 to 1. Wide: beside the labels. Narrow: under them."""
        left = 0.32 if self.is_wide else 0.0
        return left + (column + 0.5) / self.columns * (1 - left)


def place(bands: Sequence[GridBand], *, columns: int, is_wide: bool) -> GridLayout:
    step, room = (STEP, BAND) if is_wide else (NARROW_STEP, NARROW_BAND)
    top, placed = HEAD, []
    for band in bands:
        rows = []
        for number, row in enumerate(band.rows):
            start = top + room + number * step
            middle = start + step / 2
            y, label_y = (middle, middle + 5) if is_wide else (start + 34, start + 15)
            rows.append(PlacedRow(row=row, y=y, label_y=label_y))
        placed.append(PlacedBand(name=band.name, beside=band.beside, top=top, rows=tuple(rows)))
        top += room + len(band.rows) * step
    return GridLayout(bands=tuple(placed), columns=columns, height=top + FOOT, is_wide=is_wide)


def draw(
    placed: GridLayout, *, identity: str, title: str, description: str, stamp: str = ""
) -> str:
    return svg.picture(
        *(_band(placed, band) for band in placed.bands),
        identity=identity,
        title=title,
        description=description,
        height=placed.height,
        stamp=stamp,
        width_class="is-wide" if placed.is_wide else "is-narrow",
    )


def _band(placed: GridLayout, band: PlacedBand) -> str:
    """With the numbers of the questions under its name, so that they are never far."""
    name = svg.text(band.name, x=0, y=band.top + 22, size=svg.LABEL_SIZE, weight="600")
    beside = svg.text(band.beside, x=0, y=band.top + 38, size=svg.AXIS_SIZE, fill=svg.QUIET)
    numbers = [
        svg.text(
            str(column + 1),
            x=svg.across(placed.across(column)),
            y=band.top + (38 if placed.is_wide else 56),
            size=svg.AXIS_SIZE,
            fill=svg.QUIET,
            anchor="middle",
        )
        for column in range(placed.columns)
    ]
    return "".join([name, beside, *numbers, *(_row(placed, row) for row in band.rows)])


def _row(placed: GridLayout, one: PlacedRow) -> str:
    line = svg.element("line", x1=0, x2="100%", y1=one.y, y2=one.y, stroke=svg.GRID)
    label = svg.text(one.row.label, x=0, y=one.label_y, halo=True)
    marks = [
        _mark(mark, svg.across(placed.across(column)), one.y)
        for column, mark in enumerate(one.row.marks)
    ]
    return "".join([line, label, *marks])


def _mark(mark: GridMark, x: str, y: float) -> str:
    if mark.kind is MarkKind.NONE:
        return ""
    if mark.kind is MarkKind.UNSEEN:
        return _outline(x, y, mark.name)
    fill = COLOURS[mark.judgement] if mark.judgement else svg.UNUSUAL
    is_up = mark.kind is MarkKind.HIGHER
    return svg.triangle(x=x, y=y, size=SIZE, fill=fill, is_up=is_up, name=mark.name)


def _outline(x: str, y: float, name: str) -> str:
    square = svg.element(
        "rect",
        svg.element("title", svg.words(name)),
        x=-SIZE / 2,
        y=-SIZE / 2,
        width=SIZE,
        height=SIZE,
        fill=svg.PAPER,
        stroke=svg.LINE,
        stroke_width=1.5,
    )
    return svg.element("svg", square, x=x, y=y, width=1, height=1, overflow="visible")
