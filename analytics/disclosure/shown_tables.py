"""Computed once, because protection needs the whole nation."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analytics.disclosure.counts import Cells, Meanings
from analytics.disclosure.places import NATION, Place
from analytics.items import item_codes
from analytics.stats import shares as bins_to_shares
from analytics.stats.proportions import Interval
from analytics.stats.shares import Bins
from analytics.stats.suppression import (
    NO_ANSWERS,
    Mark,
    Published,
    Share,
    Suppressed,
    SuppressionReason,
)
from analytics.tables import EVERYBODY, SHOWN, TABLES, Dimension, parts_of, shown_levels
from survey.definition.types import Meaning

if TYPE_CHECKING:
    from analytics.disclosure.quarter_protection import ProtectedQuarter

NOT_CLOSED = Suppressed(reason=SuppressionReason.NOT_CLOSED)
Packed = str | Sequence[float | str]
"""The reason for suppression, or the parts of a published figure."""


@dataclass(frozen=True, kw_only=True)
class AreaTable:
    dimension: Dimension
    area: str
    shares: Mapping[str, Mapping[str, Packed]]


def area_tables(
    cells: Cells,
    protected: "ProtectedQuarter",
    meanings: Meanings,
    *,
    are_totals_alone: bool = False,
) -> Iterator[AreaTable]:
    """`are_totals_alone`: levels and empty totals are NOT_CLOSED, because people left out may have
    answered."""
    by_dimension: dict[str, dict[str, dict[Place, Bins]]] = defaultdict(lambda: defaultdict(dict))
    for (force, of, level), by_item in cells.items():
        for item, bins in by_item.items():
            by_dimension[of][item][force, level] = bins
    for dimension in SHOWN if by_dimension[Dimension.ALL] else ():
        found: dict[str, dict[str, dict[str, Packed]]] = defaultdict(lambda: defaultdict(dict))
        for item in item_codes():
            shares = _shares(dimension, item, by_dimension, protected, meanings.get(item, {}))
            for (area, level), share in shares:
                if are_totals_alone and (level != EVERYBODY or share == NO_ANSWERS):
                    share = NOT_CLOSED
                found[area][item][level] = pack(share)
        for area, shares_of_it in found.items():
            yield AreaTable(dimension=dimension, area=area, shares=shares_of_it)


def _shares(
    dimension: Dimension,
    item: str,
    by_dimension: Mapping[str, Mapping[str, Mapping[Place, Bins]]],
    protected: "ProtectedQuarter",
    meanings: Mapping[str, Meaning],
) -> Iterator[tuple[Place, Share]]:
    for level in (EVERYBODY, *levels_beside_total(dimension)):
        of = Dimension.ALL if level == EVERYBODY else dimension
        bins, parts = by_dimension[of].get(item, {}), parts_of(of, level)
        for area, forces in _areas_of(dimension, protected).items():
            summed = bins_to_shares.add_bins(
                bins.get((force, part), {}) for force in forces for part in parts
            )
            tally = bins_to_shares.tally_of(bins=summed, meanings=meanings)
            hidden = protected.reason(item, of, area, level)
            yield (
                (area, level),
                Suppressed(reason=hidden)
                if hidden
                else bins_to_shares.share_of(
                    tally=tally,
                    audience=protected.audience,
                    topic=TABLES[of].topic,
                    is_by_force=area in protected.areas.forces,
                ),
            )


def _areas_of(dimension: Dimension, protected: "ProtectedQuarter") -> Mapping[str, tuple[str, ...]]:
    areas = protected.forces_of
    return {NATION: areas[NATION]} if TABLES[dimension].is_national else areas


def levels_beside_total(dimension: Dimension) -> tuple[str, ...]:
    return () if dimension is Dimension.ALL else shown_levels(dimension)


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
