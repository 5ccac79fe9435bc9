from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analytics.charts import svg
from analytics.charts.scale import Plot, curve_path, share_lines
from analytics.charts.trend_layout import EDGE, LineLabel, PlacedQuarter, TrendLayout, TrendQuarter

HEIGHT = 320.0
TOP = 40.0
BOTTOM = 48.0
PLOT = Plot(height=HEIGHT, top=TOP, bottom=BOTTOM)


@dataclass(frozen=True, kw_only=True)
class TrendWords:
    vertical: str
    subject: str
    nation: str
    hidden: str
    limits: str = ""


def draw(
    placed: TrendLayout,
    *,
    words: TrendWords,
    identity: str,
    title: str,
    description: str,
    stamp: str = "",
) -> str:
    return svg.picture(
        _grid(placed, words),
        PLOT.curves(
            *_bands(placed),
            _nation_line(placed),
            *_limit_lines(placed),
            *_lines(placed),
        ),
        *(_note(one) for one in placed.quarters if one.quarter.notes),
        *(_mark(one, words) for one in placed.quarters),
        _labels(placed, words),
        identity=identity,
        title=title,
        description=description,
        height=HEIGHT,
        stamp=stamp,
    )


def _grid(placed: TrendLayout, words: TrendWords) -> str:
    parts = share_lines(plot=PLOT, scale=placed.scale, title=words.vertical)
    year = ""
    for one in placed.quarters:
        x = svg.across(one.across)
        parts.append(_below(one.quarter.label, x, HEIGHT - BOTTOM + 20))
        if one.quarter.year != year:
            parts.append(_below(one.quarter.year, x, HEIGHT - BOTTOM + 38))
            year = one.quarter.year
    return "".join(parts)


def _below(label: str, x: str, y: float) -> str:
    return svg.text(label, x=x, y=y, size=svg.AXIS_SIZE, fill=svg.QUIET, anchor="middle")


def _bands(placed: TrendLayout) -> Iterator[str]:
    for run in placed.runs():
        if len(run) == 1:
            yield _alone(run[0])
            continue
        upper = [(one.across, one.down_upper or 0.0) for one in run]
        lower = [(one.across, one.down_lower or 0.0) for one in reversed(run)]
        yield svg.element(
            "path", d=curve_path([*upper, *lower]) + " Z", fill=svg.FORCE, fill_opacity=0.14
        )


def _alone(one: PlacedQuarter) -> str:
    return svg.element(
        "path",
        d=curve_path([(one.across, one.down_upper or 0.0), (one.across, one.down_lower or 0.0)]),
        stroke=svg.FORCE,
        stroke_opacity=0.4,
        stroke_width=4,
        vector_effect="non-scaling-stroke",
    )


def _lines(placed: TrendLayout) -> Iterator[str]:
    for run in placed.runs():
        points = [(one.across, one.down or 0.0) for one in run]
        yield _line(points, svg.FORCE, 2.5)


def _limit_lines(placed: TrendLayout) -> Iterator[str]:
    for run in placed.limit_runs():
        for end in (0, 1):
            points = [(one.across, one.down_limits[end]) for one in run if one.down_limits]
            yield _line(points, svg.UNUSUAL, 1.5, dash="2 4")


def _nation_line(placed: TrendLayout) -> str:
    points = [
        (one.across, one.down_nation) for one in placed.quarters if one.down_nation is not None
    ]
    if len(points) == 1:
        [(across, down)] = points
        points = [(across - EDGE / 2, down), (across + EDGE / 2, down)]
    return _line(points, svg.NATION, 1.5, dash="5 4") if points else ""


def _line(
    points: Sequence[tuple[float, float]], colour: str, width: float, dash: str | None = None
) -> str:
    return svg.element(
        "path",
        d=curve_path(points),
        fill="none",
        stroke=colour,
        stroke_width=width,
        stroke_dasharray=dash,
        vector_effect="non-scaling-stroke",
    )


def _mark(one: PlacedQuarter, words: TrendWords) -> str:
    x = svg.across(one.across)
    alert = _alert(one.quarter, x)
    if one.down is None:
        return alert + _below(words.hidden, x, HEIGHT - BOTTOM - 8)
    y = PLOT.y(one.down)
    if one.quarter.signal:
        name = one.quarter.signal
        return alert + svg.diamond(x=x, y=y, size=8, fill=svg.UNUSUAL, name=name)
    title = svg.element(
        "title", svg.words(f"{one.quarter.label} {one.quarter.year}: {one.quarter.words}")
    )
    return alert + svg.element(
        "circle", title, cx=x, cy=y, r=5, fill=svg.FORCE, stroke=svg.PAPER, stroke_width=1.5
    )


def _note(one: PlacedQuarter) -> str:
    x = svg.across(one.across)
    title = svg.element("title", svg.words(one.quarter.note))
    line = svg.element(
        "line",
        title,
        x1=x,
        x2=x,
        y1=TOP,
        y2=HEIGHT - BOTTOM,
        stroke=svg.QUIET,
        stroke_width=2 if one.quarter.is_rebased else 1,
        stroke_dasharray=None if one.quarter.is_rebased else "6 4",
    )
    number = svg.text(
        one.quarter.notes,
        x=x,
        dx=5,
        y=HEIGHT - BOTTOM - 8,
        size=svg.AXIS_SIZE,
        weight="700",
        halo=True,
    )
    return line + number


def _alert(quarter: TrendQuarter, x: str) -> str:
    if not quarter.alert:
        return ""
    return svg.triangle(
        x=x,
        y=TOP - 8,
        size=6,
        fill=svg.BETTER if quarter.is_rise else svg.WORSE,
        is_up=quarter.is_rise,
        name=quarter.alert,
    )


def _labels(placed: TrendLayout, words: TrendWords) -> str:
    own = _label(words.subject, placed.own_label, svg.FORCE, weight="600")
    own += _limits_label(placed, words)
    return own + (_label(words.nation, placed.nation_label, svg.QUIET) if words.nation else "")


def _limits_label(placed: TrendLayout, words: TrendWords) -> str:
    first = next((one for one in placed.quarters if one.down_limits is not None), None)
    if first is None or first.down_limits is None:
        return ""
    return svg.text(
        words.limits,
        x=svg.across(first.across),
        y=PLOT.y(first.down_limits[1]) - 8,
        size=svg.AXIS_SIZE,
        fill=svg.UNUSUAL,
        halo=True,
    )


def _label(name: str, label: LineLabel | None, colour: str, *, weight: str | None = None) -> str:
    if label is None:
        return ""
    line = PLOT.y(label.down)
    return svg.text(
        name,
        x=svg.across(label.across),
        y=line - 8 if label.is_above else min(line + 18, PLOT.y(1) - 4),
        size=svg.AXIS_SIZE,
        fill=colour,
        anchor="end" if label.is_end else "middle",
        weight=weight,
        halo=True,
    )
