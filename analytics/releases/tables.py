from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from analytics.coverage_levels import PUBLIC_COVERAGE
from analytics.disclosure import shown_tables
from analytics.disclosure.counts import Cells, Meanings
from analytics.disclosure.places import NATION
from analytics.stats.suppression import (
    NO_ANSWERS,
    POLICY,
    Audience,
    Mark,
    Published,
    Share,
    SuppressionReason,
    Topic,
)
from analytics.tables import BETWEEN, EVERYBODY, KIND_PAIRS, NATIONAL, TABLES, Dimension
from analytics.weighting import reliability, response_rates
from analytics.weighting.reliability import WeightingSummary
from analytics.weighting.response_rates import ScopeOf, StepCounts
from survey.definition.types import Meaning

if TYPE_CHECKING:
    from analytics.disclosure.quarter_protection import HiddenPlaces, Place, ProtectedQuarter

ROUNDED_TO = 5
LEAST_RATIOS, TWENTIETHS = 10, 20
LEAST_PUBLIC = POLICY[Audience.PUBLIC, Topic.ORDINARY].hide_below
Areas = Mapping[str, Sequence[str]]
"""The forces of each region."""


class WhyHidden(StrEnum):
    SMALL = "small"
    SMALL_SPECIAL = "small_special"
    PROTECTS_ANOTHER = "protects_another"
    NOT_BY_FORCE = "not_by_force"
    NOBODY = "nobody"
    NOT_ASKED = "not_asked"
    UNCERTAIN = "uncertain"
    SEVERAL = "several"
    """For several levels in one line, whose reasons differ."""


_REASONS: Mapping[SuppressionReason, WhyHidden] = {
    SuppressionReason.NO_ANSWERS: WhyHidden.NOBODY,
    SuppressionReason.SMALL_BASE: WhyHidden.SMALL,
    SuppressionReason.SMALL_SPECIAL: WhyHidden.SMALL_SPECIAL,
    SuppressionReason.NOT_BY_FORCE: WhyHidden.NOT_BY_FORCE,
}


_OF_FEW = {WhyHidden.SMALL, WhyHidden.SMALL_SPECIAL, WhyHidden.NOBODY}
"""Reasons that reveal how many people answered."""


class FigureLine(NamedTuple):
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
    why: str = ""

    @property
    def has_number(self) -> bool:
        return not self.why


class ResponseLine(NamedTuple):
    """A line of response.csv, by case-file characteristic (decision 17)."""

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
    return str(ROUNDED_TO * int(people / ROUNDED_TO + 0.5))


def to_whole(share: float) -> str:
    """Format 0.123 as 12; a small share that rounds to 0 is [low]."""
    points = int(100 * share + 0.5)
    return Mark.LOW.value if points == 0 and share > 0 else str(points)


def figure_line(
    period: str,
    place: "Place",
    item: str,
    share: Share,
    *,
    has_neutral: bool,
    is_withheld: bool,
    why: WhyHidden = WhyHidden.PROTECTS_ANOTHER,
) -> FigureLine:
    """`why` is the reason that may be given if the share is hidden."""
    area, dimension, level = place
    if is_withheld:
        unreliable = (Mark.LOW_RELIABILITY.value,) * 7
        uncertain = WhyHidden.UNCERTAIN.value
        return FigureLine(period, area, dimension, level, item, *unreliable, uncertain)
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
    is_absent = share.reason is not SuppressionReason.NO_ANSWERS or why is WhyHidden.NOBODY
    symbol = share.reason.symbol if is_absent else Mark.CONFIDENTIAL.value
    return FigureLine(period, area, dimension, level, item, *(symbol,) * 7, why.value)


def whys_of_level(shares: Mapping[str, Share], dimension: Dimension) -> Mapping[str, WhyHidden]:
    """Based on how many answered any question, so that it does not reveal how many answered that
    one."""
    found = {
        item: why_hidden(share.reason, dimension)
        for item, share in shares.items()
        if not isinstance(share, Published)
    }
    whole = set(found.values())
    if len(found) < len(shares) or not whole <= _OF_FEW:
        few = WhyHidden.PROTECTS_ANOTHER
    else:
        few = next(iter(whole - {WhyHidden.NOBODY}), WhyHidden.NOBODY)
    return {item: few if why in _OF_FEW else why for item, why in found.items()}


def why_hidden(reason: SuppressionReason, dimension: Dimension) -> WhyHidden:
    """A small group has fewer than thirty people, or fifty for a special topic."""
    found = _REASONS.get(reason, WhyHidden.PROTECTS_ANOTHER)
    is_special = TABLES[dimension].topic is Topic.SPECIAL
    return WhyHidden.SMALL_SPECIAL if found is WhyHidden.SMALL and is_special else found


class Unpublished(NamedTuple):
    period: str
    area: str
    dimension: str
    within: str
    item: str
    lines: int
    mark: str
    why: str


def split_unpublished(lines: Iterable[FigureLine]) -> tuple[list[FigureLine], list[Unpublished]]:
    readable, unpublished = [], []
    for (period, area, dimension, within, item), found in groupby(
        sorted(lines, key=_block), key=_block
    ):
        block = list(found)
        if any(line.has_number for line in block):
            readable += block
            continue
        reasons = {line.why for line in block}
        told = reasons - {WhyHidden.NOBODY.value} or reasons
        why = min(told) if len(told) == 1 else WhyHidden.SEVERAL.value
        mark = next(line.mark for line in block if line.why in told)
        told_once = Unpublished(period, area, dimension, within, item, len(block), mark, why)
        unpublished.append(told_once)
    return readable, unpublished


def _block(line: FigureLine) -> tuple[str, str, str, str, str]:
    is_pair = Dimension(line.dimension) in KIND_PAIRS
    within = line.level.partition(BETWEEN)[0] if is_pair else ""
    return line.period, line.area, line.dimension, within, line.item


@dataclass(frozen=True, kw_only=True)
class ReleasePeriod:
    name: str
    cells: Cells
    protected: "ProtectedQuarter"
    areas: Sequence[str]
    dimensions: Sequence[Dimension]
    withheld: Set[str]
    """Areas with too small an effective base: [u] replaces all their numbers."""
    with_events: Set[str]
    """Forces with stage events in the period, with or without answers."""

    @property
    def silent(self) -> Sequence[str]:
        forces = {*self.protected.areas.forces}
        return sorted(self.with_events - forces) if forces <= {*self.areas} else ()


def figure_lines(period: ReleasePeriod, meanings: Meanings) -> Iterator[FigureLine]:
    yield from _lines_of_silent(period, meanings)
    for table in shown_tables.area_tables(period.cells, period.protected, meanings):
        if table.area not in period.areas or table.dimension not in period.dimensions:
            continue
        for level in shown_tables.levels_beside_total(table.dimension) or (EVERYBODY,):
            shares = {item: shown_tables.unpack(table.shares[item][level]) for item in meanings}
            whys = whys_of_level(shares, table.dimension)
            for item, share in shares.items():
                yield figure_line(
                    period.name,
                    (table.area, table.dimension.value, level),
                    item,
                    share,
                    has_neutral=Meaning.NEUTRAL in meanings[item].values(),
                    is_withheld=table.area in period.withheld,
                    why=whys.get(item, WhyHidden.PROTECTS_ANOTHER),
                )


def _lines_of_silent(period: ReleasePeriod, meanings: Meanings) -> Iterator[FigureLine]:
    for force in period.silent:
        for item in meanings:
            yield figure_line(
                period.name,
                (force, Dimension.ALL.value, EVERYBODY),
                item,
                NO_ANSWERS,
                has_neutral=Meaning.NEUTRAL in meanings[item].values(),
                is_withheld=False,
                why=WhyHidden.NOBODY,
            )


def unreliable_areas(
    weighed: Sequence[Mapping[str, WeightingSummary]], regions: Areas
) -> frozenset[str]:
    """Return areas not published because the quarters together have too few answers."""
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
        dark = {
            area: response_rates.hidden_levels(by_level, least=LEAST_PUBLIC)
            for area, by_level in summed.items()
        }
        for area, members in areas.items():
            if dimension in NATIONAL and area != NATION:
                continue
            # A region's sum would reveal a force whose own figure is hidden.
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
    scope, asked = scope_of(counts), response_rates.count_asked(counts)
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
    marks = {Mark.CONFIDENTIAL, Mark.NOT_AVAILABLE, Mark.LOW_RELIABILITY}
    return [
        " ".join(row[:5])
        for row in rows
        if row.base not in marks
        and (row.area, row.dimension, row.level) in hidden.get(row.item, ())
    ]


def middle_ratio(ratios: Sequence[float]) -> float | None:
    """Return the median of the forces' ratios to the nearest 0.05; None for fewer than ten
    forces.
    """
    if len(ratios) < LEAST_RATIOS:
        return None
    return round(median(ratios) * TWENTIETHS) / TWENTIETHS
