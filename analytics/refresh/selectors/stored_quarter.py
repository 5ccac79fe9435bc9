"""What stands filled of a quarter, whole: for disclosure control, never for a page."""

from typing import Any

from analytics.disclosure.counts import QuarterCounts, StoredSuppression
from analytics.models import Cell, Coverage, HiddenPlaces


def filled(period: str) -> QuarterCounts:
    return QuarterCounts(
        cells=_stored(Cell, "bins", period), coverage=_stored(Coverage, "counts", period)
    )


def kept(period: str) -> StoredSuppression:
    """What the quarter hides for the sake of other figures."""
    rows = HiddenPlaces.objects.filter(period=period)
    return dict(rows.values_list("dimension", "places"))


def _stored(
    model: type[Cell] | type[Coverage], field: str, period: str
) -> dict[tuple[str, str, str], Any]:
    rows = model.objects.filter(period=period)
    return {
        (force, dimension, level): content
        for force, dimension, level, content in rows.values_list(
            "force_id", "dimension", "level", field
        )
    }
