"""Modelled shares of forces with few answers, estimated from published figures only."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor

import numpy as np

from analytics.disclosure import shown_tables
from analytics.disclosure.counts import Cells, Meanings
from analytics.disclosure.places import NATION
from analytics.disclosure.shown_tables import Packed
from analytics.items import item_codes
from analytics.stats import shares as bins_to_shares
from analytics.stats.modelled import known, levels, nine_answers
from analytics.stats.modelled.known import Array, KnownQuarter
from analytics.stats.rounding import whole_points
from analytics.stats.shares import IN_BASE, Bins
from analytics.stats.suppression import Published, Share, Suppressed, SuppressionReason, Topic
from analytics.tables import EVERYBODY, LEVELS, SHOWN, TABLES, Dimension
from survey.definition.types import Meaning

QUARTERS = 4
"""The quarter and as many consecutive closed quarters before it."""
LEAST_FORCES = 10
"""Fewer forces reveal too little of how forces differ."""
MOST_MOVED = 0.02
"""A modelled figure is shown only if removing any nine hidden answers moves it by less."""
SMALL_GROUPS = frozenset(
    {SuppressionReason.SMALL_BASE, SuppressionReason.UNIFORM, SuppressionReason.PROTECTS_ANOTHER}
)
MODELLED = tuple(
    dimension
    for dimension in SHOWN
    if not TABLES[dimension].is_national and TABLES[dimension].topic is Topic.ORDINARY
)
"""Tables by force. Special topics are not modelled."""
Points = tuple[int, int, int]
"""A modelled share and its interval, in whole percentages."""
Place = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class ShownQuarter:
    """The cells of a quarter, and by dimension and area its published figures."""

    cells: Cells
    shown: Mapping[tuple[str, str], Mapping[str, Mapping[str, Packed]]]

    def share(self, dimension: Dimension, area: str, item: str, level: str) -> Share | None:
        of = Dimension.ALL if level == EVERYBODY else dimension
        packed = self.shown.get((of, area), {}).get(item, {}).get(level)
        return None if packed is None else shown_tables.unpack(packed)


def modelled_shares(
    quarters: Sequence[ShownQuarter], meanings: Meanings
) -> Mapping[tuple[Dimension, str], Mapping[str, Mapping[str, Points]]]:
    forces = sorted({force for quarter in quarters for force, *_ in quarter.cells})
    found: dict[tuple[Dimension, str], dict[str, dict[str, Points]]] = defaultdict(dict)
    for dimension in MODELLED if len(forces) >= LEAST_FORCES else ():
        for item in item_codes():
            table = _ItemTable(dimension=dimension, item=item, forces=forces)
            points = table.points(quarters, meanings.get(item, {}))
            for (force, level), one in points.items():
                found[dimension, force].setdefault(item, {})[level] = one
    return found


@dataclass(frozen=True, kw_only=True)
class _ItemTable:
    dimension: Dimension
    item: str
    forces: Sequence[str]

    @property
    def levels(self) -> tuple[str, ...]:
        return LEVELS[self.dimension]

    def points(
        self, quarters: Sequence[ShownQuarter], meanings: Mapping[str, Meaning]
    ) -> Mapping[Place, Points]:
        """Return None if nothing hidden can be modelled, or too little is shown."""
        wanted = dict(self._wanted(quarters[-1]))
        each = [self._known_quarter(quarter, meanings) for quarter in quarters]
        told = np.any([~np.isnan(one.cells[..., 0]) for one in each], axis=(0, 2))
        if np.count_nonzero(told) < LEAST_FORCES or not any(wanted.values()):
            return {}
        fitted = levels.fit(each)
        moved = nine_answers.moved(fitted)
        return {
            (force, level): _points(fitted, row, column)
            for row, force in enumerate(self.forces)
            for column, level in enumerate(self.levels)
            if (force, level) in wanted and told[row] and moved[row, column] < MOST_MOVED
        }

    def _wanted(self, quarter: ShownQuarter) -> Iterator[tuple[Place, bool]]:
        for level in self.levels:
            if not isinstance(self._share(quarter, NATION, level), Published):
                continue
            for force in self.forces:
                share = self._share(quarter, force, level)
                is_hidden = isinstance(share, Suppressed) and share.reason in SMALL_GROUPS
                if is_hidden or isinstance(share, Published):
                    # Any force may be shrunk towards the nation, hidden or not.
                    yield (force, level), is_hidden or self.dimension is Dimension.ALL

    def _share(self, quarter: ShownQuarter, area: str, level: str) -> Share | None:
        return quarter.share(self.dimension, area, self.item, level)

    def _known_quarter(
        self, quarter: ShownQuarter, meanings: Mapping[str, Meaning]
    ) -> KnownQuarter:
        def sums(area: str, level: str) -> Array:
            share = self._share(quarter, area, level)
            if not isinstance(share, Published):
                return np.full(known.SUMS, np.nan)
            forces = self.forces if area == NATION else (area,)
            of = Dimension.ALL if level == EVERYBODY else self.dimension
            cells = (quarter.cells.get((force, of, level), {}) for force in forces)
            bins = bins_to_shares.add_bins(cell.get(self.item, {}) for cell in cells)
            return _published_sums(bins, meanings, share)

        return KnownQuarter(
            nation=np.nan_to_num(sums(NATION, EVERYBODY)),
            forces=np.array([sums(force, EVERYBODY) for force in self.forces]),
            levels=np.array([sums(NATION, level) for level in self.levels]),
            cells=np.array(
                [[sums(force, level) for level in self.levels] for force in self.forces]
            ),
        )


def _published_sums(bins: Bins, meanings: Mapping[str, Meaning], share: Published) -> Array:
    found = np.zeros(known.SUMS)
    for choice, sums in bins.items():
        if meanings[choice] in IN_BASE:
            found[: known.POSITIVE] += sums
    found[known.POSITIVE] = whole_points.told(share.positive) * found[known.WEIGHT]
    return found


def _points(fitted: levels.Fitted, row: int, column: int) -> Points:
    share, lower, upper = (
        100 * float(of[row, column]) for of in (fitted.share, fitted.lower, fitted.upper)
    )
    return round(share), floor(lower), ceil(upper)
