from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from analytics.charts.scale import Scale, scale_of

EDGE = 0.06
"""Room at the left for the scale and at either end for half a mark, as a proportion of the
width."""
LABEL_ROOM = 0.12
"""The height of a name and its margins, as a proportion of the plot."""
END = 3


@dataclass(frozen=True, kw_only=True)
class TrendQuarter:
    """Shares are 0 to 1."""

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
    notes: str = ""
    note: str = ""
    is_rebased: bool = False


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

    def limit_runs(self) -> Iterator[list[PlacedQuarter]]:
        run: list[PlacedQuarter] = []
        for one in self.quarters:
            if one.quarter.is_rebased and run:
                yield run
                run = []
            if one.down_limits is not None:
                run.append(one)
        if run:
            yield run

    def runs(self) -> Iterator[list[PlacedQuarter]]:
        for is_known, run in groupby(self.quarters, key=lambda one: one.down is not None):
            if is_known:
                yield list(run)


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
    end = [one for one in quarters if one.down is not None][-END:]
    if not end:
        return None
    nation = quarters[-1].down_nation
    is_above = nation is None or (end[-1].down or 0.0) <= nation
    if not _is_free(end, quarters, is_above=is_above):
        is_above ^= _is_free(end, quarters, is_above=not is_above)
    return LineLabel(across=1.0, down=_edge(end, is_above=is_above), is_above=is_above, is_end=True)


def _edge(end: Sequence[PlacedQuarter], *, is_above: bool) -> float:
    if is_above:
        return min(one.down_upper or 0.0 for one in end)
    return max(one.down_lower or 0.0 for one in end)


def _is_free(
    end: Sequence[PlacedQuarter], quarters: Sequence[PlacedQuarter], *, is_above: bool
) -> bool:
    edge = _edge(end, is_above=is_above)
    top, bottom = (edge - LABEL_ROOM, edge) if is_above else (edge, edge + LABEL_ROOM)
    crossing = (
        line
        for one in quarters[-END:]
        for line in (one.down_nation, *(one.down_limits or ()))
        if line is not None
    )
    return bottom <= 1 and not any(top <= line <= bottom for line in crossing)


def _nation_label(quarters: Sequence[PlacedQuarter], own: LineLabel | None) -> LineLabel | None:
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
    return min(
        (
            abs(one.down - one.down_nation)
            for one in quarters[number - 1 : number + 2]
            if one.down is not None and one.down_nation is not None
        ),
        default=1.0,
    )
