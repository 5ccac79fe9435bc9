"""From the cells and the coverage of a quarter to the tables of disclosure control: how many people
each place has, and which places the primary rules suppress. Pure."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from analytics.disclosure import list_suppression
from analytics.disclosure.list_suppression import NATION
from analytics.disclosure.methods.linked_tables import Cell
from analytics.disclosure.quarter import (
    ANSWERED,
    TOTAL,
    Hidden,
    Place,
    QuarterTables,
    coverage_dimension,
)
from analytics.stats.shares import Bins, tally_of
from analytics.stats.suppression import NO_ANSWERS, Published
from analytics.tables import EVERYBODY, LEVELS, TABLES, Dimension
from analytics.weighting import response_rates
from survey.definition.types import Meaning

CellKey = tuple[str, str, str]
"""Force, dimension, level."""
Cells = Mapping[CellKey, Mapping[str, Bins]]
Coverages = Mapping[CellKey, Mapping[str, int]]
Meanings = Mapping[str, Mapping[str, Meaning]]
StoredSuppression = Mapping[str, Mapping[str, Mapping[str, list[str]]]]
"""As stored: {dimension: {measure: {level: [areas]}}}."""


@dataclass(frozen=True, kw_only=True)
class QuarterCounts:
    """The cells and the coverage of a quarter, as they are stored."""

    cells: Cells
    coverage: Coverages


def quarter_of(cells: Cells, coverage: Coverages, meanings: Meanings) -> QuarterTables:
    """The people at every place that pages may show, of each force and of the nation."""
    people: dict[Cell, int] = defaultdict(int)
    for (force, dimension, level), by_item in cells.items():
        for item in meanings.keys() & by_item.keys():
            base = tally_of(bins=by_item[item], meanings=meanings[item]).base
            for area in (force, NATION):
                people[item, area, dimension, level] += base
    asked: dict[Place, int] = defaultdict(int)
    for (force, dimension, level), counts in coverage.items():
        answered = counts.get(response_rates.USABLE, 0)
        for area in (force, NATION):
            place = (area, coverage_dimension(dimension), level)
            people[(ANSWERED, *place)] += answered
            would_count = counts.get(response_rates.INVITED, 0) - counts.get(
                response_rates.APART, 0
            )
            asked[place] += max(would_count, answered)
    return QuarterTables(
        forces=tuple(sorted({force for force, *_ in [*cells, *coverage]})),
        items=tuple(meanings),
        people=dict(people),
        asked=dict(asked),
    )


def hidden_by_rules(cells: Cells, coverage: Coverages, meanings: Meanings) -> Hidden:
    """Primary suppression by small bases, and secondary suppression inside each list beside its
    total: what a page would suppress that knew of no other page."""
    hidden: dict[str, set[Place]] = {measure: set() for measure in (ANSWERED, *meanings)}
    by_place: dict[str, dict[CellKey, Bins]] = {item: {} for item in meanings}
    for key, by_item in cells.items():
        for item in meanings.keys() & by_item.keys():
            by_place[item][key] = by_item[item]
    for item, found in by_place.items():
        hidden[item] |= set(_hidden_figures(found, meanings[item]))
    hidden[ANSWERED] |= set(_hidden_responses(coverage))
    return hidden


def _hidden_figures(
    bins: Mapping[CellKey, Bins], meanings: Mapping[str, Meaning]
) -> Iterator[Place]:
    for dimension in Dimension:
        levels = LEVELS[dimension] if dimension is not Dimension.ALL else ()
        shares = list_suppression.protected_shares(
            bins={
                (force, level): found
                for (force, of, level), found in bins.items()
                if of in {dimension, Dimension.ALL}
            },
            levels=(EVERYBODY, *levels),
            meanings=meanings,
            topic=TABLES[dimension].topic,
        )
        for (area, level), share in shares.items():
            if not isinstance(share, Published) and share != NO_ANSWERS:
                yield area, *(TOTAL if level == EVERYBODY else (dimension.value, level))


def _hidden_responses(coverage: Coverages) -> Iterator[Place]:
    by_area: dict[tuple[str, str], dict[str, list[Mapping[str, int]]]] = {}
    for (force, dimension, level), counts in coverage.items():
        for area in (force, NATION):
            by_area.setdefault((area, dimension), {}).setdefault(level, []).append(counts)
    for (area, dimension), by_level in by_area.items():
        levels = {level: response_rates.summed(counts) for level, counts in by_level.items()}
        for level in response_rates.hidden_levels(levels):
            if response_rates.asked(levels[level]) > 0:
                yield area, coverage_dimension(dimension), level
