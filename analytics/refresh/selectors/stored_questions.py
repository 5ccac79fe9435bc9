"""The stored figures of what not everybody is asked. For filling, not for pages."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from analytics.disclosure.question_tables import (
    DRAWN_AND_CHOSEN,
    EVERY_QUESTION,
    Place,
)
from analytics.disclosure.shown_tables import Packed
from analytics.models import Cell, ShownTable
from analytics.stats.shares import Bins

Pair = Mapping[str, Packed]
"""The estimate of those it was drawn for, and that of those who chose to say more."""


@dataclass(frozen=True, kw_only=True)
class StoredItem:
    """One item of a quarter as it is stored: its sums by force and stage, and what is shown."""

    bins: dict[tuple[str, str], Bins] = field(default_factory=dict)
    shares: dict[Place, Packed] = field(default_factory=dict)


def stored_items(period: str) -> Mapping[str, StoredItem]:
    found: dict[str, StoredItem] = defaultdict(StoredItem)
    cells = Cell.objects.filter(period=period, dimension=EVERY_QUESTION)
    for force, stage, by_item in cells.values_list("force_id", "level", "bins"):
        for item, bins in by_item.items():
            found[item].bins[force, stage] = bins
    tables = ShownTable.objects.filter(period=period, dimension=EVERY_QUESTION)
    for area, shares in tables.values_list("area", "shares"):
        for item, by_level in shares.items():
            for level, packed in by_level.items():
                found[item].shares[area, level] = packed
    return dict(found)


def stored_pairs(period: str) -> dict[str, Pair]:
    rows = ShownTable.objects.filter(period=period, dimension=DRAWN_AND_CHOSEN)
    return dict(rows.values_list("shares", flat=True).first() or {})
