"""Shares by effective base between control limits."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from analytics.charts import svg
from analytics.charts.scale import Plot, Scale, curve_path, scale_of, share_lines

HEIGHT = 420.0
TOP = 38.0
BOTTOM = 46.0
PLOT = Plot(height=HEIGHT, top=TOP, bottom=BOTTOM)
CURVE_POINTS = 48
BASE_STEPS = (50, 100, 200, 250, 500, 1000, 2000, 2500, 5000, 10000, 25000, 50000)
MOST_BASE_TICKS = 5
LAST_MIDDLE = 0.93
"""Beyond this proportion of the width, tick labels end at their tick so as not to be cut off."""

NAME_LINE, BESIDE_MARK, MOST_LEFT = 18.0, 12.0, 0.52
"""The distance between names in pixels, from a mark to its name, and the position up to which the
name is to the right."""
TELEPHONE, LETTER = 340.0, 7.0

NAMES_FROM = 0.7

Curve = tuple[tuple[float, float], ...]
"""Points across (0 left, 1 right) and down (0 top, 1 bottom)."""
LimitsAt = Callable[[float], tuple[float, float, float, float]]
"""Effective base to limits: lower 99.8%, lower 95%, upper 95%, upper 99.8%."""


@dataclass(frozen=True, kw_only=True)
class ForceDot:
    name: str
    base: float
    share: float
    words: str
    is_own: bool = False
    is_unusual: bool = False


@dataclass(frozen=True, kw_only=True)
class PlacedDot:
    point: ForceDot
    across: float
    down: float


@dataclass(frozen=True, kw_only=True)
class FunnelLayout:
    points: tuple[PlacedDot, ...]
    target: float
    curves: tuple[Curve, Curve, Curve, Curve]
    scale: Scale
    base_ticks: tuple[tuple[float, float], ...]


@dataclass(frozen=True, kw_only=True)
class FunnelWords:
    horizontal: str
    vertical: str
    target: str
    warning: str
    alarm: str


def place(
    points: Sequence[ForceDot],
    *,
    target: float,
    limits_at: LimitsAt,
    widest: float | None = None,
) -> FunnelLayout:
    largest = widest or 1.15 * max(point.base for point in points)
    first = min(0.5 * min(point.base for point in points), 50.0)
    bases = [
        first + (largest - first) * (number / (CURVE_POINTS - 1)) ** 2
        for number in range(CURVE_POINTS)
    ]
    limits = [_possible(limits_at(base)) for base in bases]
    smallest = _possible(limits_at(min(point.base for point in points)))
    scale = scale_of([*(point.share for point in points), target, *smallest])
    curves = _curves(dict(zip(bases, limits, strict=True)), scale, largest)
    return FunnelLayout(
        points=tuple(
            PlacedDot(point=point, across=point.base / largest, down=scale.down(point.share))
            for point in points
        ),
        target=scale.down(target),
        curves=curves,
        scale=scale,
        base_ticks=tuple((base, base / largest) for base in _base_ticks(largest)),
    )


def _curves(
    limits: Mapping[float, Sequence[float]], scale: Scale, largest: float
) -> tuple[Curve, Curve, Curve, Curve]:
    below, low, high, above = (
        tuple(
            (base / largest, scale.line_down(limit[which]))
            for base, limit in limits.items()
            if scale.low <= limit[which] <= scale.high
        )
        for which in range(4)
    )
    return below, low, high, above


def _possible(limits: Sequence[float]) -> list[float]:
    return [min(max(limit, 0.0), 1.0) for limit in limits]


def draw(
    placed: FunnelLayout,
    *,
    words: FunnelWords,
    identity: str,
    title: str,
    description: str,
    stamp: str = "",
) -> str:
    return svg.picture(
        _grid(placed, words),
        PLOT.curves(*_limits(placed)),
        _names_of_lines(placed, words),
        *(_point(one) for one in placed.points if not _is_marked(one)),
        *(_point(one) for one in placed.points if _is_marked(one)),
        *_names([one for one in placed.points if _is_marked(one)]),
        identity=identity,
        title=title,
        description=description,
        height=HEIGHT,
        stamp=stamp,
    )


def _base_ticks(largest: float) -> list[float]:
    step = next((step for step in BASE_STEPS if largest / step <= MOST_BASE_TICKS), largest / 4)
    return [step * number for number in range(1, int(largest / step) + 1)]


def _is_marked(placed: PlacedDot) -> bool:
    return placed.point.is_own or placed.point.is_unusual


def _grid(placed: FunnelLayout, words: FunnelWords) -> str:
    parts = share_lines(plot=PLOT, scale=placed.scale, title=words.vertical)
    for base, across in placed.base_ticks:
        parts.append(
            svg.text(
                f"{base:,.0f}",
                x=svg.across(across),
                y=HEIGHT - BOTTOM + 18,
                size=svg.AXIS_SIZE,
                fill=svg.QUIET,
                anchor="middle" if across < LAST_MIDDLE else "end",
            )
        )
    parts.append(
        svg.text(
            words.horizontal,
            x="100%",
            y=HEIGHT - 6,
            size=svg.AXIS_SIZE,
            fill=svg.QUIET,
            anchor="end",
        )
    )
    target_y = PLOT.y(placed.target)
    parts.append(svg.element("line", x1=0, x2="100%", y1=target_y, y2=target_y, stroke=svg.NATION))
    return "".join(parts)


def _names_of_lines(placed: FunnelLayout, words: FunnelWords) -> str:
    ends = (
        (words.alarm, _top_of_end(placed.curves[3]), svg.QUIET),
        (words.warning, _top_of_end(placed.curves[2]), svg.QUIET),
        (words.target, placed.target, svg.INK),
    )
    return "".join(
        svg.text(
            label,
            x="100%",
            y=PLOT.y(down) - 8,
            size=svg.AXIS_SIZE,
            fill=colour,
            anchor="end",
            halo=True,
        )
        for label, down, colour in ends
    )


def _top_of_end(curve: Curve) -> float:
    return min(down for across, down in curve if across >= NAMES_FROM)


def _limits(placed: FunnelLayout) -> list[str]:
    dashes = ("2 4", "7 5", "7 5", "2 4")
    return [
        svg.element(
            "path",
            d=curve_path(curve),
            fill="none",
            stroke=svg.LINE,
            stroke_width=1.25,
            stroke_dasharray=dash,
            vector_effect="non-scaling-stroke",
        )
        for curve, dash in zip(placed.curves, dashes, strict=True)
    ]


def _point(placed: PlacedDot) -> str:
    point, x, y = placed.point, svg.across(placed.across), PLOT.y(placed.down)
    name = f"{point.name}: {point.words}"
    title = (svg.element("title", svg.words(name)),)
    if point.is_own:
        return svg.element(
            "circle", *title, cx=x, cy=y, r=7, fill=svg.FORCE, stroke=svg.PAPER, stroke_width=2
        )
    if point.is_unusual:
        return svg.diamond(x=x, y=y, size=7, fill=svg.UNUSUAL, name=name)
    return svg.element(
        "circle", *title, cx=x, cy=y, r=4.5, fill=svg.PAPER, stroke=svg.LINE, stroke_width=1.75
    )


def _names(marked: Sequence[PlacedDot]) -> Iterator[str]:
    names = [(one, _lines(one)) for one in sorted(marked, key=lambda one: one.down)]
    foot, free = HEIGHT - BOTTOM - 8 - NAME_LINE * sum(len(lines) for _one, lines in names), 0.0
    for one, lines in names:
        line = max(min(PLOT.y(one.down), foot + NAME_LINE), free)
        foot += NAME_LINE * len(lines)
        free = line + NAME_LINE * len(lines)
        for number, words in enumerate(lines):
            yield _name(one, words, line=line + NAME_LINE * number)


def _lines(placed: PlacedDot) -> tuple[str, ...]:
    name, room = placed.point.name, TELEPHONE * _room(placed) - BESIDE_MARK
    if len(name) * LETTER <= room:
        return (name,)
    spaces = [at for at, letter in enumerate(name) if letter == " "]
    middle = min(spaces, key=lambda at: abs(at - len(name) / 2), default=len(name))
    return tuple(filter(None, (name[:middle], name[middle + 1 :])))


def _is_left(placed: PlacedDot) -> bool:
    return placed.across < MOST_LEFT


def _room(placed: PlacedDot) -> float:
    return 1 - placed.across if _is_left(placed) else placed.across


def _name(placed: PlacedDot, words: str, *, line: float) -> str:
    is_left = _is_left(placed)
    return svg.text(
        words,
        x=svg.across(placed.across),
        dx=BESIDE_MARK if is_left else -BESIDE_MARK,
        y=line + 5,
        anchor=None if is_left else "end",
        weight="600" if placed.point.is_own else None,
        fill=svg.FORCE if placed.point.is_own else svg.UNUSUAL,
        halo=True,
    )
