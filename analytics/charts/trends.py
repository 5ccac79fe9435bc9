"""The trend: a force's share by quarter with its 95 % band, the nation faint. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from analytics.charts import svg
from analytics.charts.grid import share_lines
from analytics.charts.scale import Scale, scale_of

HEIGHT = 320.0
TOP = 40.0
BOTTOM = 48.0
EDGE = 0.06
"""Room at the left for the scale and at either end for half a mark, as a part of the width."""
END = 3
"""As many quarters at the right have the force's name beside them."""


@dataclass(frozen=True, kw_only=True)
class Quarter:
    """A share of None is suppressed or absent: the line breaks there. `alert` says in words
    what alert was raised in the quarter, `is_rise` which way. `limits` are those of the series'
    own habit, lower and upper; `signal` says in words why the quarter is out of the ordinary."""

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
    quarter: Quarter
    across: float
    down: float | None
    down_lower: float | None
    down_upper: float | None
    down_nation: float | None
    down_limits: tuple[float, float] | None


@dataclass(frozen=True, kw_only=True)
class Label:
    """Where a line is named: above or below this place, about it or ending at it."""

    across: float
    down: float
    is_above: bool
    is_end: bool


@dataclass(frozen=True, kw_only=True)
class Placed:
    quarters: tuple[PlacedQuarter, ...]
    scale: Scale
    own_label: Label | None
    nation_label: Label | None

    def runs(self) -> Iterator[list[PlacedQuarter]]:
        """Quarters without a gap between them."""
        for is_known, run in groupby(self.quarters, key=lambda one: one.down is not None):
            if is_known:
                yield list(run)


@dataclass(frozen=True, kw_only=True)
class Words:
    vertical: str
    subject: str
    nation: str
    hidden: str
    limits: str = ""


def place(quarters: Sequence[Quarter]) -> Placed:
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
    return Placed(
        quarters=placed, scale=scale, own_label=own, nation_label=_nation_label(placed, own)
    )


def _down_limits(quarter: Quarter, scale: Scale) -> tuple[float, float] | None:
    if quarter.limits is None:
        return None
    lower, upper = quarter.limits
    return scale.down(lower), scale.down(upper)


def _own_label(quarters: Sequence[PlacedQuarter]) -> Label | None:
    """At the right end, clear of the band, on the side away from the nation."""
    known = [one for one in quarters if one.down is not None][-END:]
    if not known:
        return None
    nation = quarters[-1].down_nation
    is_above = nation is None or (known[-1].down or 0.0) <= nation
    if is_above:
        down = min(one.down_upper or 0.0 for one in known)
    else:
        down = max(one.down_lower or 0.0 for one in known)
    return Label(across=1.0, down=down, is_above=is_above, is_end=True)


def _nation_label(quarters: Sequence[PlacedQuarter], own: Label | None) -> Label | None:
    """Where the two lines lie furthest apart, on the far side of the nation's; with few
    quarters there is no such room, and it stands at the end, across from the force's name."""
    inner = range(1, len(quarters) - END)
    known = [number for number in inner if quarters[number].down_nation is not None]
    if not known:
        return _label_at_end(quarters, is_above=own is not None and not own.is_above)
    best = quarters[max(known, key=lambda number: _gap_around(quarters, number))]
    nation = best.down_nation or 0.0
    is_above = best.down is not None and nation < best.down
    return Label(across=best.across, down=nation, is_above=is_above, is_end=False)


def _label_at_end(quarters: Sequence[PlacedQuarter], *, is_above: bool) -> Label | None:
    nation = quarters[-1].down_nation if quarters else None
    if nation is None:
        return None
    return Label(across=1.0, down=nation, is_above=is_above, is_end=True)


def _gap_around(quarters: Sequence[PlacedQuarter], number: int) -> float:
    """The least distance of the two lines at a quarter and its neighbours."""
    return min(
        (
            abs(one.down - one.down_nation)
            for one in quarters[number - 1 : number + 2]
            if one.down is not None and one.down_nation is not None
        ),
        default=1.0,
    )


def draw(
    placed: Placed, *, words: Words, identity: str, title: str, description: str, stamp: str = ""
) -> str:
    return svg.picture(
        _grid(placed, words),
        svg.stretched(
            *_bands(placed),
            _nation_line(placed),
            *_limit_lines(placed),
            *_lines(placed),
            x="0",
            y=TOP,
            width="100%",
            height=HEIGHT - TOP - BOTTOM,
        ),
        *(_mark(one, words) for one in placed.quarters),
        _labels(placed, words),
        identity=identity,
        title=title,
        description=description,
        height=HEIGHT,
        stamp=stamp,
    )


def _y(down: float) -> float:
    return TOP + down * (HEIGHT - TOP - BOTTOM)


def _grid(placed: Placed, words: Words) -> str:
    parts = share_lines(scale=placed.scale, title=words.vertical, y_of=_y)
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


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + " L".join(f"{1000 * x:.1f} {1000 * y:.1f}" for x, y in points)


def _bands(placed: Placed) -> Iterator[str]:
    for run in placed.runs():
        if len(run) == 1:
            yield _alone(run[0])
            continue
        upper = [(one.across, one.down_upper or 0.0) for one in run]
        lower = [(one.across, one.down_lower or 0.0) for one in reversed(run)]
        yield svg.element(
            "path", d=_path([*upper, *lower]) + " Z", fill=svg.FORCE, fill_opacity=0.14
        )


def _alone(one: PlacedQuarter) -> str:
    """The interval of a quarter that has no neighbour to stretch a band to."""
    return svg.element(
        "path",
        d=_path([(one.across, one.down_upper or 0.0), (one.across, one.down_lower or 0.0)]),
        stroke=svg.FORCE,
        stroke_opacity=0.4,
        stroke_width=4,
        vector_effect="non-scaling-stroke",
    )


def _lines(placed: Placed) -> Iterator[str]:
    for run in placed.runs():
        points = [(one.across, one.down or 0.0) for one in run]
        yield _line(points, svg.FORCE, 2.5)


def _limit_lines(placed: Placed) -> Iterator[str]:
    """The lower and the upper limit; a quarter without them breaks neither."""
    known = [one for one in placed.quarters if one.down_limits is not None]
    for end in (0, 1):
        points = [(one.across, one.down_limits[end]) for one in known if one.down_limits]
        if points:
            yield _line(points, svg.UNUSUAL, 1.5, dash="2 4")


def _nation_line(placed: Placed) -> str:
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
        d=_path(points),
        fill="none",
        stroke=colour,
        stroke_width=width,
        stroke_dasharray=dash,
        vector_effect="non-scaling-stroke",
    )


def _mark(one: PlacedQuarter, words: Words) -> str:
    x = svg.across(one.across)
    alert = ""
    if one.quarter.alert:
        alert = svg.triangle(
            x=x,
            y=TOP - 8,
            size=6,
            fill=svg.BETTER if one.quarter.is_rise else svg.WORSE,
            is_up=one.quarter.is_rise,
            name=one.quarter.alert,
        )
    if one.down is None:
        return alert + _below(words.hidden, x, HEIGHT - BOTTOM - 8)
    title = svg.element(
        "title", svg.words(f"{one.quarter.label} {one.quarter.year}: {one.quarter.words}")
    )
    if one.quarter.signal:
        return alert + svg.diamond(
            x=x, y=_y(one.down), size=8, fill=svg.UNUSUAL, name=one.quarter.signal
        )
    return alert + svg.element(
        "circle",
        title,
        cx=x,
        cy=_y(one.down),
        r=5,
        fill=svg.FORCE,
        stroke=svg.PAPER,
        stroke_width=1.5,
    )


def _labels(placed: Placed, words: Words) -> str:
    own = _label(words.subject, placed.own_label, svg.FORCE, weight="600")
    own += _limits_label(placed, words)
    return own + (_label(words.nation, placed.nation_label, svg.QUIET) if words.nation else "")


def _limits_label(placed: Placed, words: Words) -> str:
    """At the left, over the upper limit."""
    first = next((one for one in placed.quarters if one.down_limits is not None), None)
    if first is None or first.down_limits is None:
        return ""
    return svg.text(
        words.limits,
        x=svg.across(first.across),
        y=_y(first.down_limits[1]) - 8,
        size=svg.AXIS_SIZE,
        fill=svg.UNUSUAL,
        halo=True,
    )


def _label(name: str, label: Label | None, colour: str, *, weight: str | None = None) -> str:
    if label is None:
        return ""
    return svg.text(
        name,
        x=svg.across(label.across),
        y=_y(label.down) + (-8 if label.is_above else 18),
        size=svg.AXIS_SIZE,
        fill=colour,
        anchor="end" if label.is_end else "middle",
        weight=weight,
        halo=True,
    )
