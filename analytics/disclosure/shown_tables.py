"""What may be shown of a quarter, worked out once when its figures are filled. Protection looks at
every force and level of a table at once; a page that did so would read a nation to show one force.
What is kept here has no number where none may be shown. Pure."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from analytics.disclosure import list_suppression
from analytics.disclosure.counts import Cells, Kept, Meanings
from analytics.disclosure.list_suppression import Place
from analytics.items import item_codes
from analytics.stats.proportions import Interval
from analytics.stats.shares import Bins
from analytics.stats.suppression import Mark, Published, Share, Suppressed, SuppressionReason
from analytics.tables import EVERYBODY, LEVELS, TABLES, Dimension

Packed = str | Sequence[float | str]
"""The reason why a figure is hidden, or the parts of one that may be shown."""


@dataclass(frozen=True, kw_only=True)
class Table:
    """One area in one table: {item: {level: figure}}. `area` is a force or the nation."""

    dimension: Dimension
    area: str
    shares: Mapping[str, Mapping[str, Packed]]


def tables(cells: Cells, kept: Kept, meanings: Meanings) -> Iterator[Table]:
    """Every table of the quarter. `kept` is what it hides for the sake of other tables."""
    by_dimension: dict[str, dict[str, dict[Place, Bins]]] = defaultdict(lambda: defaultdict(dict))
    for (force, of, level), by_item in cells.items():
        for item, bins in by_item.items():
            by_dimension[of][item][force, level] = bins
    everybody = dict(by_dimension[Dimension.ALL])
    for dimension in Dimension if everybody else ():
        found: dict[str, dict[str, dict[str, Packed]]] = defaultdict(lambda: defaultdict(dict))
        for item in item_codes():
            shares = list_suppression.protected_shares(
                bins={**everybody.get(item, {}), **by_dimension[dimension][item]},
                levels=(EVERYBODY, *parts(dimension)),
                meanings=meanings.get(item, {}),
                topic=TABLES[dimension].topic,
                also_hidden=_hidden(kept, dimension, item),
            )
            for (area, level), share in shares.items():
                found[area][item][level] = packed(share)
        for area, shares_of_it in found.items():
            yield Table(dimension=dimension, area=area, shares=shares_of_it)


def parts(dimension: Dimension) -> tuple[str, ...]:
    """The levels beside the total."""
    return () if dimension is Dimension.ALL else LEVELS[dimension]


def _hidden(kept: Kept, dimension: Dimension, item: str) -> Set[Place]:
    return {
        (area, level)
        for of in (dimension, Dimension.ALL)
        for level, areas in kept.get(of, {}).get(item, {}).items()
        for area in areas
    }


def packed(share: Share) -> Packed:
    if isinstance(share, Suppressed):
        return share.reason.value
    return [
        share.positive,
        share.neutral,
        share.negative,
        share.interval.lower,
        share.interval.upper,
        share.base,
        share.effective_base,
        share.mark.value,
    ]


def unpacked(kept: Packed) -> Share:
    if isinstance(kept, str):
        return Suppressed(reason=SuppressionReason(kept))
    positive, neutral, negative, lower, upper, base, effective_base, mark = kept
    return Published(
        positive=float(positive),
        neutral=float(neutral),
        negative=float(negative),
        interval=Interval(lower=float(lower), upper=float(upper)),
        base=int(base),
        effective_base=float(effective_base),
        mark=Mark(str(mark)),
    )
