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
    """A gap of ten points would not have been detected, or nothing could be compared."""
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class GridMark:
    kind: MarkKind
    judgement: Judgement | None = None


@dataclass(frozen=True, kw_only=True)
class GridRow:
    label: str
    marks: tuple[GridMark, ...]


@dataclass(frozen=True, kw_only=True)
class GridBand:
    name: str
    beside: str
    rows: tuple[GridRow, ...]


@dataclass(frozen=True, kw_only=True)
class PlacedRow:
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
        """0 to 1."""
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
        svg.element("defs", *_shapes(placed, identity)),
        *(_band(placed, band, identity) for band in placed.bands),
        identity=identity,
        title=title,
        description=description,
        height=placed.height,
        stamp=stamp,
        width_class="is-wide" if placed.is_wide else "is-narrow",
    )


def _band(placed: GridLayout, band: PlacedBand, identity: str) -> str:
    name = svg.text(band.name, x=0, y=band.top + 22, size=svg.LABEL_SIZE, weight="600")
    beside = svg.text(band.beside, x=0, y=band.top + 38, size=svg.AXIS_SIZE, fill=svg.QUIET)
    y = band.top + (38 if placed.is_wide else 56)
    numbers = [
        svg.element("text", str(column + 1), x=svg.across(placed.across(column)), y=y)
        for column in range(placed.columns)
    ]
    of_numbers = svg.element(
        "g", *numbers, font_size=svg.AXIS_SIZE, fill=svg.QUIET, text_anchor="middle"
    )
    rows = "".join(_row(placed, row, identity) for row in band.rows)
    return "".join([name, beside, of_numbers, rows, _labels(band)])


def _labels(band: PlacedBand) -> str:
    labels = [
        svg.element("text", svg.words(one.row.label), x=0, y=one.label_y) for one in band.rows
    ]
    return svg.element(
        "g",
        *labels,
        font_size=svg.TEXT_SIZE,
        fill=svg.INK,
        stroke=svg.PAPER,
        stroke_width=4,
        paint_order="stroke",
        stroke_linejoin="round",
    )


def _row(placed: GridLayout, one: PlacedRow, identity: str) -> str:
    line = svg.element("line", x1=0, x2="100%", y1=one.y, y2=one.y, stroke=svg.GRID)
    marks = [
        svg.use(
            _shape_of(mark, identity),
            x=svg.across(placed.across(column)),
            y=one.y,
        )
        for column, mark in enumerate(one.row.marks)
        if mark.kind is not MarkKind.NONE
    ]
    return "".join([line, *marks])


def _shape_of(mark: GridMark, identity: str) -> str:
    return "-".join([identity, mark.kind.value, *([mark.judgement] if mark.judgement else [])])


def _shapes(placed: GridLayout, identity: str) -> list[str]:
    marks = [mark for band in placed.bands for one in band.rows for mark in one.row.marks]
    kinds = {_shape_of(mark, identity): mark for mark in marks if mark.kind is not MarkKind.NONE}
    return [_shape(mark, name) for name, mark in sorted(kinds.items())]


def _shape(mark: GridMark, identity: str) -> str:
    if mark.kind is MarkKind.UNSEEN:
        return svg.element(
            "rect",
            id=identity,
            x=-SIZE / 2,
            y=-SIZE / 2,
            width=SIZE,
            height=SIZE,
            fill=svg.PAPER,
            stroke=svg.LINE,
            stroke_width=1.5,
        )
    tip, foot = (-SIZE, SIZE) if mark.kind is MarkKind.HIGHER else (SIZE, -SIZE)
    return svg.element(
        "path",
        id=identity,
        d=f"M0 {tip} L{SIZE} {foot} L{-SIZE} {foot} Z",
        fill=COLOURS[mark.judgement] if mark.judgement else svg.UNUSUAL,
        stroke=svg.PAPER,
        stroke_width=1,
    )
