"""The lines of a release: what the public may see of a quarter or a year, rounded as printed.
Counts are rounded to the nearest five and percentages to whole points, both from unrounded numbers;
what is hidden from staff is hidden from everybody. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from analytics.coverage_levels import PUBLIC_COVERAGE
from analytics.disclosure import shown_tables
from analytics.disclosure.counts import Cells, Meanings
from analytics.disclosure.places import NATION
from analytics.stats.suppression import (
    POLICY,
    Audience,
    Mark,
    Published,
    Share,
    Topic,
)
from analytics.tables import EVERYBODY, NATIONAL, Dimension
from analytics.weighting import reliability, response_rates
from analytics.weighting.reliability import WeightingSummary
from analytics.weighting.response_rates import ScopeOf, StepCounts
from survey.definition.types import Meaning

if TYPE_CHECKING:
    # It loads the linear programmes, which stay out of the process of the pages.
    from analytics.disclosure.quarter_protection import HiddenPlaces, Place, ProtectedQuarter

ROUNDED_TO = 5
LEAST_PUBLIC = POLICY[Audience.PUBLIC, Topic.ORDINARY].hide_below
Areas = Mapping[str, Sequence[str]]
"""Of each region, its forces."""


class FigureLine(NamedTuple):
    """One line of figures.csv. Each value is a number or the mark in its place; `mark` is that of
    the line."""

    period: str
    area: str
    dimension: str
    level: str
    item: str
    positive: str
    neutral: str
    negative: str
    lower: str
    upper: str
    base: str
    mark: str


class ResponseLine(NamedTuple):
    """One line of response.csv, by what the case file knows (decision 17)."""

    period: str
    area: str
    dimension: str
    level: str
    in_scope: str
    coverage: str
    asked: str
    response: str
    mark: str


def to_five(people: float) -> str:
    """To the nearest five, halves upwards; no comma in thousands."""
    return str(ROUNDED_TO * int(people / ROUNDED_TO + 0.5))


def to_whole(share: float) -> str:
    """0.123 as 12; a share that rounds to nought and is not nought is [low]."""
    points = int(100 * share + 0.5)
    return Mark.LOW.value if points == 0 and share > 0 else str(points)


def figure_line(
    period: str, place: "Place", item: str, share: Share, *, has_neutral: bool, is_withheld: bool
) -> FigureLine:
    area, dimension, level = place
    if is_withheld:
        unreliable = (Mark.LOW_RELIABILITY.value,) * 7
        return FigureLine(period, area, dimension, level, item, *unreliable)
    if isinstance(share, Published):
        values = (
            to_whole(share.positive),
            to_whole(share.neutral) if has_neutral else Mark.NOT_APPLICABLE.value,
            to_whole(share.negative),
            to_whole(share.interval.lower),
            to_whole(share.interval.upper),
            to_five(share.base),
        )
        return FigureLine(period, area, dimension, level, item, *values, share.mark.value)
    hidden = (share.reason.symbol,) * 6
    return FigureLine(period, area, dimension, level, item, *hidden, share.reason.symbol)


@dataclass(frozen=True, kw_only=True)
class ReleasePeriod:
    """A quarter, or a year added up from its quarters. `areas` are those of whom it has lines: the
    nation, and of a whole year regions and forces too."""

    name: str
    cells: Cells
    protected: "ProtectedQuarter"
    areas: Sequence[str]
    dimensions: Sequence[Dimension]
    withheld: Set[str]
    """Areas with too small an effective base: [u] stands in place of all their numbers."""


def figure_lines(period: ReleasePeriod, meanings: Meanings) -> Iterator[FigureLine]:
    """Every line of every table."""
    for table in shown_tables.area_tables(period.cells, period.protected, meanings):
        if table.area not in period.areas or table.dimension not in period.dimensions:
            continue
        for item in meanings:
            for level in shown_tables.levels_beside_total(table.dimension) or (EVERYBODY,):
                yield figure_line(
                    period.name,
                    (table.area, table.dimension.value, level),
                    item,
                    shown_tables.unpack(table.shares[item][level]),
                    has_neutral=Meaning.NEUTRAL in meanings[item].values(),
                    is_withheld=table.area in period.withheld,
                )


def unreliable_areas(
    weighed: Sequence[Mapping[str, WeightingSummary]], regions: Areas
) -> frozenset[str]:
    """The areas of which nothing is published because they have too few answers in the quarters
    together."""
    forces = dict.fromkeys(force for quarter in weighed for force in quarter)
    areas = {NATION: tuple(forces), **regions, **{force: (force,) for force in forces}}
    return reliability.withheld(weighed, areas)


CountsOf = Mapping[tuple[str, str, str], StepCounts]
"""Force, dimension, level."""


def response_lines(
    period: str, *, counts: CountsOf, scope_of: ScopeOf, regions: Areas
) -> Iterator[ResponseLine]:
    forces = sorted({force for force, *_ in counts})
    areas: dict[str, Sequence[str]] = {NATION: forces, **regions, **{one: (one,) for one in forces}}
    for dimension in PUBLIC_COVERAGE:
        summed = {area: _levels_of(members, dimension, counts) for area, members in areas.items()}
        dark = {area: response_rates.hidden_levels(by_level) for area, by_level in summed.items()}
        for area, members in areas.items():
            if dimension in NATIONAL and area != NATION:
                continue
            # The sum of a region would tell of a force whose own is hidden.
            known = [area] if area == NATION else [area, *members]
            for level, found in summed[area].items():
                yield _response_line(
                    (period, area, dimension, level),
                    found,
                    scope_of,
                    is_dark=any(level in dark[one] for one in known),
                )


def _levels_of(forces: Sequence[str], dimension: str, counts: CountsOf) -> dict[str, StepCounts]:
    found = {
        level: [counts[key] for one in forces if (key := (one, dimension, level)) in counts]
        for level in PUBLIC_COVERAGE[dimension]
    }
    return {level: response_rates.summed(each) for level, each in found.items() if each}


def _response_line(
    key: tuple[str, str, str, str],
    counts: StepCounts,
    scope_of: ScopeOf,
    *,
    is_dark: bool,
) -> ResponseLine:
    scope, asked = scope_of(counts), response_rates.asked(counts)
    none, hidden = Mark.NOT_AVAILABLE.value, Mark.CONFIDENTIAL.value
    if scope.in_scope < LEAST_PUBLIC:
        return ResponseLine(*key, hidden, hidden, hidden, hidden, hidden)
    is_hidden = is_dark or 0 < asked < LEAST_PUBLIC
    answered = counts.get(response_rates.USABLE, 0)
    return ResponseLine(
        *key,
        to_five(scope.in_scope),
        to_whole(scope.contactable / scope.in_scope),
        hidden if 0 < asked < LEAST_PUBLIC else to_five(asked),
        hidden if is_hidden else none if asked <= 0 else to_whole(answered / asked),
        hidden if is_hidden else "",
    )


def lines_hidden_from_staff(rows: Iterable[FigureLine], hidden: "HiddenPlaces") -> list[str]:
    """The last check: lines that show what is hidden from staff. A release with one is not
    published."""
    marks = {Mark.CONFIDENTIAL, Mark.NOT_AVAILABLE, Mark.LOW_RELIABILITY}
    return [
        " ".join(row[:5])
        for row in rows
        if row.base not in marks
        and (row.area, row.dimension, row.level) in hidden.get(row.item, ())
    ]
