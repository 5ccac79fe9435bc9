"""April to March."""

from collections.abc import Iterable

from analytics.disclosure.counts import Cells
from analytics.stats import shares as bins_to_shares
from analytics.stats.shares import Bins
from analytics.tables import LEVELS, SHOWN, Dimension

FIRST_QUARTER = 2
"""April to June."""


def year_of(period: str) -> str:
    """2025-26 for 2026-Q1."""
    year, quarter = (int(part) for part in period.split("-Q"))
    first = year if quarter >= FIRST_QUARTER else year - 1
    return f"{first}-{(first + 1) % 100:02}"


def is_year(period: str) -> bool:
    return "-Q" not in period


def quarters_of(period: str) -> tuple[str, ...]:
    if not is_year(period):
        return (period,)
    first = int(period.split("-")[0])
    return (*(f"{first}-Q{quarter}" for quarter in (2, 3, 4)), f"{first + 1}-Q1")


def sum_of_quarters(each: Iterable[Cells]) -> Cells:
    parts: dict[tuple[str, str, str], dict[str, list[Bins]]] = {}
    for cells in each:
        for key, by_item in cells.items():
            for item, bins in by_item.items():
                parts.setdefault(key, {}).setdefault(item, []).append(bins)
    return {
        key: {item: bins_to_shares.add_bins(found) for item, found in by_item.items()}
        for key, by_item in parts.items()
    }


def available_tables(quarters: Iterable[Cells]) -> list[Dimension]:
    asked = [{(of, level) for _force, of, level in cells} for cells in quarters]
    return [
        dimension
        for dimension in SHOWN
        if all(any((dimension, level) in each for level in LEVELS[dimension]) for each in asked)
    ]
