from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from analytics.charts import svg

TOP = 30.0
"""Room for the stamp."""
TILE_HEIGHT = 46.0
GAP = 4.0
COLUMNS = 8


class TileKind(Enum):
    HIGH = ("▲", "M0 6 L6 0")
    LOW = ("▼", "M0 0 L6 6")
    WITHIN = ("", "")
    TOO_FEW = ("", "M3 3 h1")

    @property
    def shape(self) -> str:
        return str(self.value[0])

    @property
    def lines(self) -> str:
        return str(self.value[1])


@dataclass(frozen=True, kw_only=True)
class ForceTile:
    column: int
    row: int
    label: str
    letters: str
    words: str
    kind: TileKind


def draw(
    tiles: Sequence[ForceTile],
    *,
    identity: str,
    title: str,
    description: str,
    is_wide: bool,
    stamp: str = "",
) -> str:
    rows = 1 + max(tile.row for tile in tiles)
    return svg.picture(
        *(_pattern(identity, kind) for kind in TileKind if kind.lines),
        *(_tile(tile, identity, is_wide=is_wide) for tile in tiles),
        identity=identity,
        title=title,
        description=description,
        height=TOP + rows * TILE_HEIGHT,
        stamp=stamp,
        width_class="is-wide" if is_wide else "is-narrow",
    )


def _pattern_of(identity: str, kind: TileKind) -> str:
    return f"{identity}-{kind.name.lower()}"


def _pattern(identity: str, kind: TileKind) -> str:
    return svg.element(
        "pattern",
        svg.element("path", d=kind.lines, stroke=svg.LINE, stroke_width=1),
        id=_pattern_of(identity, kind),
        width=6,
        height=6,
        patternUnits="userSpaceOnUse",
    )


def _tile(tile: ForceTile, identity: str, *, is_wide: bool) -> str:
    left, top = tile.column / COLUMNS, TOP + tile.row * TILE_HEIGHT
    middle = svg.across(left + 0.5 / COLUMNS)
    label = svg.text(
        tile.label if is_wide else tile.letters,
        x=middle,
        y=top + (18 if tile.kind.shape else 26),
        size=svg.AXIS_SIZE,
        anchor="middle",
        weight="600" if tile.kind.shape else None,
        halo=True,
    )
    return _square(tile, identity, left=left, top=top) + label + _shape(tile, middle, top=top)


def _square(tile: ForceTile, identity: str, *, left: float, top: float) -> str:
    return svg.element(
        "rect",
        svg.element("title", svg.words(tile.words)),
        x=svg.across(left),
        y=top,
        width=svg.across(0.97 / COLUMNS),
        height=TILE_HEIGHT - GAP,
        fill=f"url(#{_pattern_of(identity, tile.kind)})" if tile.kind.lines else svg.PAPER,
        stroke=svg.INK if tile.kind.shape else svg.LINE,
        stroke_width=2 if tile.kind.shape else 1,
    )


def _shape(tile: ForceTile, middle: str, *, top: float) -> str:
    if not tile.kind.shape:
        return ""
    return svg.text(
        tile.kind.shape,
        x=middle,
        y=top + 36,
        size=svg.AXIS_SIZE,
        fill=svg.UNUSUAL,
        anchor="middle",
        halo=True,
    )
