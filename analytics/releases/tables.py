"""The figures of a release: what the public may see of a quarter, rounded as it is printed.
Counts go to the nearest five and percentages to whole points, both from unrounded numbers; what
staff may not see, nobody sees. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from analytics.disclosure import list_suppression
from analytics.disclosure.list_suppression import NATION
from analytics.disclosure.quarter import ANSWERED, Hidden, Place, coverage_dimension
from analytics.stats import shares as bins_to_shares
from analytics.stats.shares import Bins
from analytics.stats.suppression import (
    POLICY,
    Audience,
    Mark,
    Published,
    Share,
    Suppressed,
    SuppressionReason,
    Topic,
)
from analytics.tables import COVERAGE_LEVELS, EVERYBODY, LEVELS, TABLES, Dimension
from analytics.weighting import reliability, response_rates
from analytics.weighting.reliability import WeightingSummary
from analytics.weighting.response_rates import ScopeOf, StepCounts
from survey.definition.types import Meaning

ROUNDED_TO = 5
LEAST_PUBLIC = POLICY[Audience.PUBLIC, Topic.ORDINARY].hide_below
PROTECTS = Suppressed(reason=SuppressionReason.PROTECTS_ANOTHER)
Areas = Mapping[str, Sequence[str]]
"""Of each region, its forces."""
Meanings = Mapping[str, Mapping[str, Meaning]]
Levels = Mapping[str, Mapping[tuple[str, str], Bins]]
"""Of one dimension and its total: item, then force and level."""


class FigureRow(NamedTuple):
    """One line of figures.csv. Each value is a number or a mark in its place; `mark` tells of
    the whole line."""

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


class ResponseRow(NamedTuple):
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
    """To the nearest five, halves upwards; the rest of a thousand stands without a comma."""
    return str(ROUNDED_TO * int(people / ROUNDED_TO + 0.5))


def to_whole(share: float) -> str:
    """0.123 as 12; what rounds to nought and is not nought is [low]."""
    points = int(100 * share + 0.5)
    return Mark.LOW.value if points == 0 and share > 0 else str(points)


def figure_row(
    period: str, place: Place, item: str, share: Share, *, has_neutral: bool, is_withheld: bool
) -> FigureRow:
    area, dimension, level = place
    if is_withheld:
        unreliable = (Mark.LOW_RELIABILITY.value,) * 7
        return FigureRow(period, area, dimension, level, item, *unreliable)
    if isinstance(share, Published):
        values = (
            to_whole(share.positive),
            to_whole(share.neutral) if has_neutral else Mark.NOT_APPLICABLE.value,
            to_whole(share.negative),
            to_whole(share.interval.lower),
            to_whole(share.interval.upper),
            to_five(share.base),
        )
        return FigureRow(period, area, dimension, level, item, *values, share.mark.value)
    hidden = (share.reason.symbol,) * 6
    return FigureRow(period, area, dimension, level, item, *hidden, share.reason.symbol)


@dataclass(frozen=True, kw_only=True)
class Quarter:
    """What is held of one quarter: bins by dimension, what staff may not see, and how each
    force's answers were weighed."""

    bins: Mapping[Dimension, Levels]
    hidden: Hidden
    weighed: Mapping[str, WeightingSummary]


def figure_rows(
    period: str, quarters: Sequence[Quarter], *, regions: Areas, meanings: Meanings
) -> Iterator[FigureRow]:
    """Every line of every table, of one quarter or of several added up. The sum of quarters
    shows a place only where each of them does, so that it tells nothing new of any of them. An
    area whose answers weigh too little has [u] in the place of all its numbers."""
    unreliable = withheld(quarters, regions)
    for dimension in told_by(quarters):
        for item, of_item in meanings.items():
            shares = _public_shares(quarters, dimension, item, regions, of_item)
            has_neutral = Meaning.NEUTRAL in of_item.values()
            for (area, level), share in shares.items():
                if level == EVERYBODY and dimension is not Dimension.ALL:
                    continue
                yield figure_row(
                    period,
                    (area, dimension.value, level),
                    item,
                    share,
                    has_neutral=has_neutral,
                    is_withheld=area in unreliable,
                )


def told_by(quarters: Sequence[Quarter]) -> list[Dimension]:
    """The tables that all the quarters have. One that some did not ask for is no table of
    nothing, and no year of fewer quarters."""
    return [
        dimension
        for dimension in Dimension
        if all(_has_anybody(quarter, dimension) for quarter in quarters)
    ]


def _has_anybody(quarter: Quarter, dimension: Dimension) -> bool:
    places = (place for by_place in quarter.bins[dimension].values() for place in by_place)
    return any(level in LEVELS[dimension] for _force, level in places)


def withheld(quarters: Sequence[Quarter], regions: Areas) -> frozenset[str]:
    """The areas of which nothing is published, for want of answers."""
    forces = dict.fromkeys(force for quarter in quarters for force in quarter.weighed)
    areas = {NATION: tuple(forces), **regions, **{force: (force,) for force in forces}}
    return reliability.withheld([quarter.weighed for quarter in quarters], areas)


def _public_shares(
    quarters: Sequence[Quarter],
    dimension: Dimension,
    item: str,
    regions: Areas,
    meanings: Mapping[str, Meaning],
) -> dict[tuple[str, str], Share]:
    bins = _added(quarter.bins[dimension].get(item, {}) for quarter in quarters)
    dark = {
        (area, EVERYBODY if of == Dimension.ALL else level)
        for quarter in quarters
        for area, of, level in quarter.hidden.get(item, ())
        if of in {dimension.value, Dimension.ALL.value}
    }
    levels = (EVERYBODY, *(LEVELS[dimension] if dimension is not Dimension.ALL else ()))
    topic = TABLES[dimension].topic
    shares = list_suppression.protected_shares(
        bins=bins,
        levels=levels,
        meanings=meanings,
        audience=Audience.PUBLIC,
        topic=topic,
        also_hidden=dark,
    )
    for region, forces in regions.items():
        for level in levels:
            shares[region, level] = _region_share(bins, dark, forces, level, meanings, topic)
    return shares


def _region_share(
    bins: Mapping[tuple[str, str], Bins],
    dark: set[tuple[str, str]],
    forces: Iterable[str],
    level: str,
    meanings: Mapping[str, Meaning],
    topic: Topic,
) -> Share:
    """A region is shown where all its forces are known to staff: its sum then tells nothing
    new. In the regions stands what the public may not see by force."""
    if any((force, level) in dark for force in forces):
        return PROTECTS
    return bins_to_shares.share_from_bins(
        bins=bins_to_shares.add_bins(bins.get((force, level), {}) for force in forces),
        meanings=meanings,
        audience=Audience.PUBLIC,
        topic=Topic.ORDINARY if level == EVERYBODY else topic,
        is_by_force=False,
    )


def _added(each: Iterable[Mapping[tuple[str, str], Bins]]) -> dict[tuple[str, str], Bins]:
    cells: dict[tuple[str, str], list[Bins]] = {}
    for bins in each:
        for place, found in bins.items():
            cells.setdefault(place, []).append(found)
    return {place: bins_to_shares.add_bins(found) for place, found in cells.items()}


CountsOf = Mapping[tuple[str, str, str], StepCounts]
"""Force, dimension, level."""


def response_rows(
    period: str,
    *,
    counts: CountsOf,
    scope_of: ScopeOf,
    hidden: Hidden,
    regions: Areas,
) -> Iterator[ResponseRow]:
    forces = sorted({force for force, *_ in counts})
    areas: dict[str, Sequence[str]] = {NATION: forces, **regions, **{one: (one,) for one in forces}}
    dark = hidden.get(ANSWERED, set())
    for dimension, levels in COVERAGE_LEVELS.items():
        for level in levels:
            for area, members in areas.items():
                found = [
                    counts[key] for one in members if (key := (one, dimension, level)) in counts
                ]
                if not found:
                    continue
                known = [area] if area == NATION else members
                is_dark = any((one, coverage_dimension(dimension), level) in dark for one in known)
                yield _response_row(
                    (period, area, dimension, level),
                    response_rates.summed(found),
                    scope_of,
                    is_dark=is_dark,
                )


def _response_row(
    key: tuple[str, str, str, str],
    counts: StepCounts,
    scope_of: ScopeOf,
    *,
    is_dark: bool,
) -> ResponseRow:
    scope, asked = scope_of(counts), response_rates.asked(counts)
    none, hidden = Mark.NOT_AVAILABLE.value, Mark.CONFIDENTIAL.value
    if scope.in_scope < LEAST_PUBLIC:
        return ResponseRow(*key, hidden, hidden, hidden, hidden, hidden)
    is_hidden = is_dark or 0 < asked < LEAST_PUBLIC
    answered = counts.get(response_rates.USABLE, 0)
    return ResponseRow(
        *key,
        to_five(scope.in_scope),
        to_whole(scope.contactable / scope.in_scope),
        hidden if 0 < asked < LEAST_PUBLIC else to_five(asked),
        hidden if is_hidden else none if asked <= 0 else to_whole(answered / asked),
        hidden if is_hidden else "",
    )


def beyond(rows: Iterable[FigureRow | ResponseRow], hidden: Hidden, regions: Areas) -> list[str]:
    """The gate: lines that show what staff may not see. A release with one is not published."""
    return [
        " ".join(row[:5])
        for row in rows
        if any(place in _dark(row, hidden) for place in _places_told(row, regions))
    ]


def _dark(row: FigureRow | ResponseRow, hidden: Hidden) -> Iterable[Place]:
    return hidden.get(row.item if isinstance(row, FigureRow) else ANSWERED, ())


def _places_told(row: FigureRow | ResponseRow, regions: Areas) -> list[Place]:
    value = row.base if isinstance(row, FigureRow) else row.response
    if value in {Mark.CONFIDENTIAL, Mark.NOT_AVAILABLE, Mark.LOW_RELIABILITY}:
        return []
    dimension = row.dimension
    if isinstance(row, ResponseRow):
        dimension = coverage_dimension(dimension)
    areas = regions.get(row.area, (row.area,))
    return [(area, dimension, row.level) for area in areas]
