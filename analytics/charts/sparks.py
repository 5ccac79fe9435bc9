from collections.abc import Sequence
from dataclasses import dataclass

from analytics.charts import svg

WIDTH, HEIGHT = 56.0, 16.0
INK = "currentColor"
EDGE = 2.5

SparkPoint = tuple[float, float]
"""From left (0) to right (1) and from top (0) to bottom (1)."""


@dataclass(frozen=True, kw_only=True)
class SparkLayout:
    runs: tuple[tuple[SparkPoint, ...], ...]
    last: SparkPoint | None


def place(values: Sequence[float | None], *, span: float) -> SparkLayout:
    """Oldest first, on a scale of at least `span`, so that lines are comparable."""
    known = [value for value in values if value is not None]
    if not known:
        return SparkLayout(runs=(), last=None)
    wide = max(span, max(known) - min(known)) or 1.0
    top = (max(known) + min(known) + wide) / 2
    steps = max(len(values) - 1, 1)
    runs: list[list[SparkPoint]] = [[]]
    for at, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append((at / steps, (top - value) / wide))
    has_last = values[-1] is not None
    return SparkLayout(
        runs=tuple(tuple(run) for run in runs if run), last=runs[-1][-1] if has_last else None
    )


def draw(placed: SparkLayout, *, description: str) -> str:
    lines = (
        svg.element(
            "polyline",
            points=" ".join(f"{x:.1f},{y:.1f}" for x, y in map(_at, run)),
            fill="none",
            stroke=INK,
            stroke_width=1.5,
        )
        for run in placed.runs
        if len(run) > 1
    )
    alone = (
        svg.element("circle", cx=x, cy=y, r=1.2, fill=INK)
        for x, y in (_at(run[0]) for run in placed.runs if len(run) == 1)
    )
    end = () if placed.last is None else (_dot(*_at(placed.last)),)
    return svg.element(
        "svg",
        *lines,
        *alone,
        *end,
        role="img",
        aria_label=description,
        viewBox=f"0 0 {WIDTH:.0f} {HEIGHT:.0f}",
        width=WIDTH,
        height=HEIGHT,
        class_="spark",
    )


def _at(point: SparkPoint) -> SparkPoint:
    x, y = point
    return EDGE + x * (WIDTH - 2 * EDGE), EDGE + y * (HEIGHT - 2 * EDGE)


def _dot(x: float, y: float) -> str:
    return svg.element("circle", cx=x, cy=y, r=2.2, fill=INK)
