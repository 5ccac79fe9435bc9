"""Dot-and-interval rows: a share with its 95 % interval, the nation as a thin line. Pure.

`place` gives the geometry, in fractions of the width and points of height, for pages and paper;
`draw` makes the SVG of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from analytics.charts import svg

TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
HEAD = 56.0
NARROW_HEAD = 78.0
"""Room for the stamp, the key and the scale; a narrow picture puts them one above the other."""
FOOT = 8.0


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row, in words and numbers that may be shown. A share of None is suppressed:
    `value` then holds its mark and nothing is drawn but hatching."""

    label: str
    value: str
    detail: str
    share: float | None
    lower: float | None
    upper: float | None
    nation: float | None


@dataclass(frozen=True, kw_only=True)
class PlacedRow:
    row: Row
    top: float
    label_y: float
    track_y: float
    x: float | None
    x_lower: float | None
    x_upper: float | None
    x_nation: float | None


@dataclass(frozen=True, kw_only=True)
class Placed:
    """`left` and `right` are the ends of the 0 to 100 % scale; y grows downwards."""

    rows: tuple[PlacedRow, ...]
    left: float
    right: float
    head: float
    height: float
    is_wide: bool

    def at(self, share: float) -> float:
        return self.left + share * (self.right - self.left)


@dataclass(frozen=True, kw_only=True)
class Key:
    """What the marks are, in words: the force's name, and the nation's where it is drawn."""

    subject: str
    nation: str = ""


def place(rows: Sequence[Row], *, is_wide: bool) -> Placed:
    """Wide: label, scale and value side by side. Narrow: one above the other."""
    left, right, step = (0.37, 0.80, 46.0) if is_wide else (0.02, 0.98, 76.0)
    head = HEAD if is_wide else NARROW_HEAD

    def at(share: float | None) -> float | None:
        return None if share is None else left + share * (right - left)

    placed = tuple(
        PlacedRow(
            row=row,
            top=head + number * step,
            label_y=head + number * step + (28 if is_wide else 22),
            track_y=head + number * step + (23 if is_wide else 60),
            x=at(row.share),
            x_lower=at(row.lower),
            x_upper=at(row.upper),
            x_nation=at(row.nation),
        )
        for number, row in enumerate(rows)
    )
    height = head + len(rows) * step + FOOT
    return Placed(rows=placed, left=left, right=right, head=head, height=height, is_wide=is_wide)


def draw(
    placed: Placed,
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
        _key(key, colour, is_wide=placed.is_wide),
        _scale(placed),
        *(_row(placed, row, pattern, colour) for row in placed.rows),
        identity=identity,
        title=title,
        description=description,
        height=placed.height,
        stamp=stamp,
        width_class="is-wide" if placed.is_wide else "is-narrow",
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


def _scale(placed: Placed) -> str:
    parts = []
    for tick in TICKS:
        x = svg.across(placed.at(tick))
        parts.append(
            svg.element(
                "line", x1=x, x2=x, y1=placed.head - 2, y2=placed.height - FOOT, stroke=svg.GRID
            )
        )
        is_labelled = placed.is_wide or tick in {0.0, 0.5, 1.0}
        if is_labelled:
            anchor = {0.0: "start", 1.0: "end"}.get(tick, "middle")
            parts.append(
                svg.text(
                    f"{tick:.0%}".replace("%", "\u00a0%"),
                    x=x,
                    y=placed.head - 8,
                    size=svg.AXIS_SIZE,
                    fill=svg.QUIET,
                    anchor=anchor if not placed.is_wide else "middle",
                )
            )
    return "".join(parts)


def _row(placed: Placed, row: PlacedRow, pattern: str, colour: str) -> str:
    label = svg.text(row.row.label, x=0, y=row.label_y, size=svg.LABEL_SIZE, weight="600")
    line = svg.element(
        "line",
        x1=0,
        x2="100%",
        y1=row.top,
        y2=row.top,
        stroke=svg.GRID,
    )
    return line + label + _words(placed, row) + _marks(placed, row, pattern, colour)


def _words(placed: Placed, row: PlacedRow) -> str:
    value, detail = row.row.value, row.row.detail
    if placed.is_wide:
        above = svg.text(
            value,
            x="100%",
            y=row.track_y - 3 if detail else row.label_y,
            anchor="end",
            weight="600",
            size=svg.LABEL_SIZE,
        )
        below = svg.text(
            detail,
            x="100%",
            y=row.track_y + 15,
            anchor="end",
            fill=svg.QUIET,
            size=svg.AXIS_SIZE,
        )
        return above + below
    y = row.label_y + 20
    return svg.text(value, x=0, y=y, weight="600") + svg.text(
        detail, x="100%", y=y, anchor="end", fill=svg.QUIET, size=svg.AXIS_SIZE
    )


def _marks(placed: Placed, row: PlacedRow, pattern: str, colour: str) -> str:
    nation = ""
    if row.x_nation is not None:
        x = svg.across(row.x_nation)
        nation = svg.element(
            "line",
            x1=x,
            x2=x,
            y1=row.track_y - 12,
            y2=row.track_y + 12,
            stroke=svg.NATION,
            stroke_width=2,
        )
    if row.x is None or row.x_lower is None or row.x_upper is None:
        hidden = svg.element(
            "rect",
            x=svg.across(placed.left),
            y=row.track_y - 6,
            width=svg.across(placed.right - placed.left),
            height=12,
            fill=f"url(#{pattern})",
        )
        return hidden + nation
    interval = svg.element(
        "line",
        x1=svg.across(row.x_lower),
        x2=svg.across(row.x_upper),
        y1=row.track_y,
        y2=row.track_y,
        stroke=colour,
        stroke_width=5,
        stroke_opacity=0.45,
        stroke_linecap="round",
    )
    return interval + nation + _dot(svg.across(row.x), row.track_y, colour)


def _dot(x: str, y: float, colour: str) -> str:
    return svg.element("circle", cx=x, cy=y, r=6, fill=colour, stroke=svg.PAPER, stroke_width=1.5)
