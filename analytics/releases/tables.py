"""The lines of a release: what the public may see of a quarter, rounded as printed. Counts are
rounded to the nearest five and percentages to whole points, both from unrounded numbers; what is
suppressed for staff is suppressed for everybody. Pure."""

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
    period: str, place: Place, item: str, share: Share, *, has_neutral: bool, is_withheld: bool
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
class ReleaseQuarter:
    """One quarter: bins by dimension, what is suppressed for staff, and how each force was
    weighted."""

    bins: Mapping[Dimension, Levels]
    hidden: Hidden
    weighed: Mapping[str, WeightingSummary]


def figure_lines(
    period: str, quarters: Sequence[ReleaseQuarter], *, regions: Areas, meanings: Meanings
) -> Iterator[FigureLine]:
    """Every line of every table, of one quarter or of several added up. A sum of quarters shows a
    place only where each quarter does, so that it discloses nothing new about any of them. Areas
    with too small an effective base have [u] in place of all their numbers."""
    unreliable = unreliable_areas(quarters, regions)
    for dimension in available_tables(quarters):
        for item, of_item in meanings.items():
            shares = _public_shares(quarters, dimension, item, regions, of_item)
            has_neutral = Meaning.NEUTRAL in of_item.values()
            for (area, level), share in shares.items():
                if level == EVERYBODY and dimension is not Dimension.ALL:
                    continue
                yield figure_line(
                    period,
                    (area, dimension.value, level),
                    item,
                    share,
                    has_neutral=has_neutral,
                    is_withheld=area in unreliable,
                )


def available_tables(quarters: Sequence[ReleaseQuarter]) -> list[Dimension]:
    """The tables that all the quarters have. A table that some quarters did not ask for is left out
    rather than shown as noughts or as a year of fewer quarters."""
    return [
        dimension
        for dimension in Dimension
        if all(_has_anybody(quarter, dimension) for quarter in quarters)
    ]


def _has_anybody(quarter: ReleaseQuarter, dimension: Dimension) -> bool:
    places = (place for by_place in quarter.bins[dimension].values() for place in by_place)
    return any(level in LEVELS[dimension] for _force, level in places)


def unreliable_areas(quarters: Sequence[ReleaseQuarter], regions: Areas) -> frozenset[str]:
    """The areas of which nothing is published because they have too few answers."""
    forces = dict.fromkeys(force for quarter in quarters for force in quarter.weighed)
    areas = {NATION: tuple(forces), **regions, **{force: (force,) for force in forces}}
    return reliability.withheld([quarter.weighed for quarter in quarters], areas)


def _public_shares(
    quarters: Sequence[ReleaseQuarter],
    dimension: Dimension,
    item: str,
    regions: Areas,
    meanings: Mapping[str, Meaning],
) -> dict[tuple[str, str], Share]:
    bins = _sum_of_quarters(quarter.bins[dimension].get(item, {}) for quarter in quarters)
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
    """A region is shown where all its forces are shown to staff, so that its sum discloses nothing
    new. It is subject to the public rules, except those about figures by force."""
    if any((force, level) in dark for force in forces):
        return PROTECTS
    return bins_to_shares.share_from_bins(
        bins=bins_to_shares.add_bins(bins.get((force, level), {}) for force in forces),
        meanings=meanings,
        audience=Audience.PUBLIC,
        topic=Topic.ORDINARY if level == EVERYBODY else topic,
        is_by_force=False,
    )


def _sum_of_quarters(each: Iterable[Mapping[tuple[str, str], Bins]]) -> dict[tuple[str, str], Bins]:
    cells: dict[tuple[str, str], list[Bins]] = {}
    for bins in each:
        for place, found in bins.items():
            cells.setdefault(place, []).append(found)
    return {place: bins_to_shares.add_bins(found) for place, found in cells.items()}


CountsOf = Mapping[tuple[str, str, str], StepCounts]
"""Force, dimension, level."""


def response_lines(
    period: str,
    *,
    counts: CountsOf,
    scope_of: ScopeOf,
    hidden: Hidden,
    regions: Areas,
) -> Iterator[ResponseLine]:
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
                yield _response_line(
                    (period, area, dimension, level),
                    response_rates.summed(found),
                    scope_of,
                    is_dark=is_dark,
                )


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


def lines_hidden_from_staff(
    rows: Iterable[FigureLine | ResponseLine], hidden: Hidden, regions: Areas
) -> list[str]:
    """The last check: lines that show what is suppressed for staff. A release with one is not
    published."""
    return [
        " ".join(row[:5])
        for row in rows
        if any(place in _hidden_places(row, hidden) for place in _places_shown(row, regions))
    ]


def _hidden_places(row: FigureLine | ResponseLine, hidden: Hidden) -> Iterable[Place]:
    return hidden.get(row.item if isinstance(row, FigureLine) else ANSWERED, ())


def _places_shown(row: FigureLine | ResponseLine, regions: Areas) -> list[Place]:
    value = row.base if isinstance(row, FigureLine) else row.response
    if value in {Mark.CONFIDENTIAL, Mark.NOT_AVAILABLE, Mark.LOW_RELIABILITY}:
        return []
    dimension = row.dimension
    if isinstance(row, ResponseLine):
        dimension = coverage_dimension(dimension)
    areas = regions.get(row.area, (row.area,))
    return [(area, dimension, row.level) for area in areas]
