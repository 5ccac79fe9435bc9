"""From the cells and the coverage of a quarter to how many people each place has. Pure."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from analytics.disclosure.places import NATION
from analytics.disclosure.quarter import ANSWERED, Cell, QuarterTables, coverage_dimension
from analytics.stats.shares import Bins, tally_of
from analytics.weighting import response_rates
from survey.definition.types import Meaning

CellKey = tuple[str, str, str]
"""Force, dimension, level."""
Cells = Mapping[CellKey, Mapping[str, Bins]]
Coverages = Mapping[CellKey, Mapping[str, int]]
Meanings = Mapping[str, Mapping[str, Meaning]]


@dataclass(frozen=True, kw_only=True)
class QuarterCounts:
    """The cells and the coverage of a quarter, as they are stored."""

    cells: Cells
    coverage: Coverages


def quarter_of(cells: Cells, coverage: Coverages, meanings: Meanings) -> QuarterTables:
    """The people at every place, of each force and of the nation."""
    people: dict[Cell, int] = defaultdict(int)
    for (force, dimension, level), by_item in cells.items():
        for item in meanings.keys() & by_item.keys():
            base = tally_of(bins=by_item[item], meanings=meanings[item]).base
            for area in (force, NATION):
                people[item, area, dimension, level] += base
    for (force, dimension, level), counts in coverage.items():
        answered = counts.get(response_rates.USABLE, 0)
        for area in (force, NATION):
            people[ANSWERED, area, coverage_dimension(dimension), level] += answered
    forces = {force for force, *_ in [*cells, *coverage]}
    return QuarterTables(forces=tuple(sorted(forces)), people=dict(people))
