"""The stored figures of a quarter, whole, but for those of what not everybody is asked
(stored_questions.py). For disclosure control, not for pages."""

from typing import Any

from analytics.disclosure.counts import QuarterCounts, StoredSuppression
from analytics.disclosure.question_tables import EVERY_QUESTION
from analytics.models import Cell, Coverage, HiddenPlaces


def counts_of(period: str) -> QuarterCounts:
    return QuarterCounts(
        cells=_stored(Cell, "bins", period), coverage=_stored(Coverage, "counts", period)
    )


def suppression_of(period: str) -> StoredSuppression:
    """What the quarter suppresses to protect other figures."""
    rows = HiddenPlaces.objects.filter(period=period)
    return dict(rows.values_list("dimension", "places"))


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
