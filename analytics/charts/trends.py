"""A trend chart: the share of a force by quarter with its 95 % band, and the nation as a faint
line. Pure. `place` gives the layout, `draw` the SVG of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from analytics.charts import svg
from analytics.charts.grid import Plot, curve_path, share_lines
from analytics.charts.scale import Scale, scale_of

HEIGHT = 320.0
TOP = 40.0
BOTTOM = 48.0
PLOT = Plot(height=HEIGHT, top=TOP, bottom=BOTTOM)
EDGE = 0.06
"""Room at the left for the scale and at either end for half a mark, as a part of the width."""
END = 3
"""The name of the force stands beside this many quarters at the right."""


@dataclass(frozen=True, kw_only=True)
class TrendQuarter:
    """Shares are 0 to 1. A share of None is suppressed or absent, and the line breaks there.
    `alert` says in words what alert was raised in the quarter, `is_rise` whether it was of a rise.
    `limits` are the lower and upper control limits of the series; `signal` says in words which rule
    of process control the quarter breaks."""

    label: str
    year: str
    share: float | None
    lower: float | None
    upper: float | None
    nation: float | None
    words: str
    alert: str = ""
    is_rise: bool = False
    limits: tuple[float, float] | None = None
    signal: str = ""


@dataclass(frozen=True, kw_only=True)
class PlacedQuarter:
    quarter: TrendQuarter
    across: float
    down: float | None
    down_lower: float | None
    down_upper: float | None
    down_nation: float | None
    down_limits: tuple[float, float] | None


@dataclass(frozen=True, kw_only=True)
class LineLabel:
    """Where the name of a line stands: above or below this place, centred on it or ending at it."""

    across: float
    down: float
    is_above: bool
    is_end: bool


@dataclass(frozen=True, kw_only=True)
class TrendLayout:
    quarters: tuple[PlacedQuarter, ...]
    scale: Scale
    own_label: LineLabel | None
    nation_label: LineLabel | None

    def runs(self) -> Iterator[list[PlacedQuarter]]:
        """The runs of quarters that have a share, each without a break."""
        for is_known, run in groupby(self.quarters, key=lambda one: one.down is not None):
            if is_known:
                yield list(run)


@dataclass(frozen=True, kw_only=True)
class TrendWords:
    vertical: str
    subject: str
    nation: str
    hidden: str
    limits: str = ""


def place(quarters: Sequence[TrendQuarter]) -> TrendLayout:
    known = [
        share
        for quarter in quarters
        for share in (quarter.lower, quarter.upper, quarter.nation, *(quarter.limits or ()))
        if share is not None
    ]
    scale = scale_of(known)

    def down(share: float | None) -> float | None:
        return None if share is None else scale.down(share)

    room = (1 - 2 * EDGE) / max(1, len(quarters) - 1)
    placed = tuple(
        PlacedQuarter(
            quarter=quarter,
            across=EDGE + number * room if len(quarters) > 1 else 0.5,
            down=down(quarter.share),
            down_lower=down(quarter.lower),
            down_upper=down(quarter.upper),
            down_nation=down(quarter.nation),
            down_limits=_down_limits(quarter, scale),
        )
        for number, quarter in enumerate(quarters)
    )
    own = _own_label(placed)
    return TrendLayout(
        quarters=placed, scale=scale, own_label=own, nation_label=_nation_label(placed, own)
    )


def _down_limits(quarter: TrendQuarter, scale: Scale) -> tuple[float, float] | None:
    if quarter.limits is None:
        return None
    lower, upper = quarter.limits
    return scale.down(lower), scale.down(upper)


def _own_label(quarters: Sequence[PlacedQuarter]) -> LineLabel | None:
    """At the right end, outside the band, on the side away from the line of the nation."""
    known = [one for one in quarters if one.down is not None][-END:]
    if not known:
        return None
    nation = quarters[-1].down_nation
    is_above = nation is None or (known[-1].down or 0.0) <= nation
    if is_above:
        down = min(one.down_upper or 0.0 for one in known)
    else:
        down = max(one.down_lower or 0.0 for one in known)
    return LineLabel(across=1.0, down=down, is_above=is_above, is_end=True)


def _nation_label(quarters: Sequence[PlacedQuarter], own: LineLabel | None) -> LineLabel | None:
    """Where the two lines are furthest apart, on the side of the nation's line away from the force.
    With few quarters there is no such room: then at the right end, opposite the name of the
    force."""
    inner = range(1, len(quarters) - END)
    known = [number for number in inner if quarters[number].down_nation is not None]
    if not known:
        return _label_at_end(quarters, is_above=own is not None and not own.is_above)
    best = quarters[max(known, key=lambda number: _gap_around(quarters, number))]
    nation = best.down_nation or 0.0
    is_above = best.down is not None and nation < best.down
    return LineLabel(across=best.across, down=nation, is_above=is_above, is_end=False)


def _label_at_end(quarters: Sequence[PlacedQuarter], *, is_above: bool) -> LineLabel | None:
    nation = quarters[-1].down_nation if quarters else None
    if nation is None:
        return None
    return LineLabel(across=1.0, down=nation, is_above=is_above, is_end=True)


def _gap_around(quarters: Sequence[PlacedQuarter], number: int) -> float:
    """The smallest distance between the two lines at a quarter and its neighbours."""
    return min(
        (
            abs(one.down - one.down_nation)
            for one in quarters[number - 1 : number + 2]
            if one.down is not None and one.down_nation is not None
        ),
        default=1.0,
    )


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
    """The interval of a quarter that has no neighbour to stretch a band to."""
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
    """The lower and the upper limit; a quarter without limits does not break the lines."""
    known = [one for one in placed.quarters if one.down_limits is not None]
    for end in (0, 1):
        points = [(one.across, one.down_limits[end]) for one in known if one.down_limits]
        if points:
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
    """The name of the limits, at the left, above the upper one."""
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
    return svg.text(
        name,
        x=svg.across(label.across),
        y=PLOT.y(label.down) + (-8 if label.is_above else 18),
        size=svg.AXIS_SIZE,
        fill=colour,
        anchor="end" if label.is_end else "middle",
        weight=weight,
        halo=True,
    )
