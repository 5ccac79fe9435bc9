"""If all are published."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from analytics.cube import meanings as cube_meanings
from analytics.disclosure.places import Place
from analytics.disclosure.shown_tables import Packed, unpack
from analytics.disclosure.years import quarters_of
from analytics.figures.merged_forces import lines_of
from analytics.figures.selectors.shown import Area
from analytics.models import Cell
from analytics.stats.shares import Bins, add_bins
from analytics.stats.suppression import Share
from analytics.tables import EVERYBODY, Dimension

Shares = Mapping[str, Mapping[Place, Share]]
"""By item, area and level."""
Table = tuple[str, str]
"""Quarter or year, and dimension."""


Row = tuple[str, str, str, Mapping[str, Mapping[str, Packed]]]
"""Quarter or year, dimension, area, and by item and level what is stored."""


def tables_of(rows: Iterable[Row]) -> Mapping[Table, Shares]:
    found: dict[Table, dict[str, dict[Place, Share]]] = defaultdict(lambda: defaultdict(dict))
    for period, of, area, by_item in rows:
        for item, by_level in by_item.items():
            places = {(area, level): unpack(packed) for level, packed in by_level.items()}
            found[period, of][item] |= places
    return found


def in_one(tables: Mapping[Table, Shares]) -> Shares:
    found: dict[str, dict[Place, Share]] = defaultdict(dict)
    for by_item in tables.values():
        for item, places in by_item.items():
            found[item] |= places
    return found


def with_lines(area: Area, tables: Mapping[Table, Shares]) -> Mapping[Table, Shares]:
    """`tables` holds each force of its line."""
    if not area.is_merged:
        return tables
    cells = _cells(area.line, tables.keys())
    meanings = cube_meanings.kept_meanings(
        (item, choice)
        for by_item in cells.values()
        for item, bins in by_item.items()
        for choice in bins
    )
    return {
        (period, of): {
            item: {
                **places,
                **lines_of(
                    places,
                    _bins(cells, period, of, item, places),
                    meanings.get(item, {}),
                    area.line if item in meanings else (),
                ),
            }
            for item, places in by_item.items()
        }
        for (period, of), by_item in tables.items()
    }


Cells = Mapping[tuple[str, str, str, str], Mapping[str, Bins]]
"""By quarter, dimension, force and level."""


def _cells(line: Sequence[str], tables: Collection[Table]) -> Cells:
    rows = Cell.objects.filter(
        period__in={quarter for period, _ in tables for quarter in quarters_of(period)},
        dimension__in={Dimension.ALL.value, *(of for _, of in tables)},
        force__in=line,
    )
    return {
        (period, of, force, level): by_item
        for period, of, force, level, by_item in rows.values_list(
            "period", "dimension", "force_id", "level", "bins"
        )
    }


def _bins(
    cells: Cells, period: str, dimension: str, item: str, places: Collection[Place]
) -> dict[Place, Bins]:
    return {
        (force, level): add_bins(
            cells.get((quarter, _dimension_of(dimension, level), force, level), {}).get(item, {})
            for quarter in quarters_of(period)
        )
        for force, level in places
    }


def _dimension_of(dimension: str, level: str) -> str:
    return Dimension.ALL.value if level == EVERYBODY else dimension
