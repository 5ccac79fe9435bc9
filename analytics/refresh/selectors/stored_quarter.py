"""The stored figures of a quarter, whole, but for those of what not everybody is asked
(stored_questions.py). For disclosure control, not for pages."""

from collections import defaultdict
from collections.abc import Mapping, Set
from typing import Any

from analytics.disclosure import shown_tables
from analytics.disclosure.counts import QuarterCounts
from analytics.disclosure.question_tables import EVERY_QUESTION
from analytics.models import Cell, Coverage, ShownTable
from analytics.stats.suppression import Suppressed
from analytics.tables import Dimension


def counts_of(period: str) -> QuarterCounts:
    return QuarterCounts(
        cells=_stored(Cell, "bins", period), coverage=_stored(Coverage, "counts", period)
    )


def hidden_places(period: str) -> Mapping[str, Set[tuple[str, str, str]]]:
    """By item, the places that the quarter does not show: area, dimension and level."""
    hidden: dict[str, set[tuple[str, str, str]]] = defaultdict(set)
    tables = ShownTable.objects.filter(period=period, dimension__in=list(Dimension))
    for area, dimension, shares in tables.values_list("area", "dimension", "shares"):
        for item, by_level in shares.items():
            for level, packed in by_level.items():
                if isinstance(shown_tables.unpack(packed), Suppressed):
                    hidden[item].add((area, dimension, level))
    return hidden


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
