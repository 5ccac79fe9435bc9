"""What may be shown of a quarter, computed once when its figures are filled. Disclosure control
looks at every force and level of a table at once; a page that did so would read the whole nation to
show one force. A suppressed figure has no number in what is stored. Pure."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from analytics.disclosure import list_suppression
from analytics.disclosure.counts import Cells, Meanings, StoredSuppression
from analytics.disclosure.list_suppression import Place
from analytics.items import item_codes
from analytics.stats.proportions import Interval
from analytics.stats.shares import Bins
from analytics.stats.suppression import Mark, Published, Share, Suppressed, SuppressionReason
from analytics.tables import EVERYBODY, LEVELS, TABLES, Dimension

Packed = str | Sequence[float | str]
"""The reason why a figure is suppressed, or the parts of one that may be shown."""


@dataclass(frozen=True, kw_only=True)
class AreaTable:
    """One area in one table: {item: {level: figure}}. `area` is a force or the nation."""

    dimension: Dimension
    area: str
    shares: Mapping[str, Mapping[str, Packed]]


def area_tables(cells: Cells, stored: StoredSuppression, meanings: Meanings) -> Iterator[AreaTable]:
    """Every table of the quarter. `stored` is what it suppresses for the sake of other tables."""
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
                levels=(EVERYBODY, *levels_beside_total(dimension)),
                meanings=meanings.get(item, {}),
                topic=TABLES[dimension].topic,
                also_hidden=_hidden(stored, dimension, item),
            )
            for (area, level), share in shares.items():
                found[area][item][level] = pack(share)
        for area, shares_of_it in found.items():
            yield AreaTable(dimension=dimension, area=area, shares=shares_of_it)


def levels_beside_total(dimension: Dimension) -> tuple[str, ...]:
    """The levels of a dimension without the total."""
    return () if dimension is Dimension.ALL else LEVELS[dimension]


def _hidden(stored: StoredSuppression, dimension: Dimension, item: str) -> Set[Place]:
    return {
        (area, level)
        for of in (dimension, Dimension.ALL)
        for level, areas in stored.get(of, {}).get(item, {}).items()
        for area in areas
    }


def pack(share: Share) -> Packed:
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


def unpack(stored: Packed) -> Share:
    if isinstance(stored, str):
        return Suppressed(reason=SuppressionReason(stored))
    positive, neutral, negative, lower, upper, base, effective_base, mark = stored
    return Published(
        positive=float(positive),
        neutral=float(neutral),
        negative=float(negative),
        interval=Interval(lower=float(lower), upper=float(upper)),
        base=int(base),
        effective_base=float(effective_base),
        mark=Mark(str(mark)),
    )
