"""The stored figures of a quarter, except questions that only some victims are asked."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Set
from typing import Any

from analytics.disclosure import shown_tables
from analytics.disclosure.counts import QuarterCounts
from analytics.disclosure.question_tables import EVERY_QUESTION
from analytics.models import Cell, Coverage, ShownTable, WeightRun
from analytics.stats.suppression import Published, Suppressed
from analytics.tables import EVERYBODY, Dimension

Place = tuple[str, str, str]
"""Area, dimension and level."""


def counts_of(period: str) -> QuarterCounts:
    return QuarterCounts(
        cells=_stored(Cell, "bins", period), coverage=_stored(Coverage, "counts", period)
    )


def hidden_places(period: str) -> Mapping[str, Set[Place]]:
    return _places(period, Suppressed, list(Dimension))


def shown_places(period: str) -> Mapping[str, Set[Place]]:
    return _places(period, Published, list(Dimension))


def shown_totals(period: str) -> Mapping[str, Set[str]]:
    places = _places(period, Published, [Dimension.ALL])
    return {
        item: {area for area, _, level in found if level == EVERYBODY}
        for item, found in places.items()
    }


def counted_by_force(period: str) -> Mapping[str, frozenset[int]]:
    runs = WeightRun.objects.filter(period=period)
    return {force: frozenset(ids) for force, ids in runs.values_list("force_id", "counted")}


def counted_in(period: str, *, forces: Collection[str] | None = None) -> frozenset[int]:
    found = counted_by_force(period)
    chosen = found.keys() if forces is None else found.keys() & set(forces)
    return frozenset[int]().union(*(found[force] for force in chosen))


def _places(
    period: str, kind: type[Published] | type[Suppressed], dimensions: Collection[Dimension]
) -> Mapping[str, Set[Place]]:
    found: dict[str, set[Place]] = defaultdict(set)
    tables = ShownTable.objects.filter(period=period, dimension__in=dimensions)
    for area, dimension, shares in tables.values_list("area", "dimension", "shares"):
        for item, by_level in shares.items():
            for level, packed in by_level.items():
                if isinstance(shown_tables.unpack(packed), kind):
                    found[item].add((area, dimension, level))
    return found


def _stored(
    model: type[Cell] | type[Coverage], field: str, period: str
) -> dict[tuple[str, str, str], Any]:
    rows = model.objects.filter(period=period).exclude(dimension=EVERY_QUESTION)
    return {
        (force, dimension, level): content
        for force, dimension, level, content in rows.values_list(
            "force_id", "dimension", "level", field
        )
    }
