"""What may change in a quarter that was shown before. For filling, not for pages."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.timezone import localdate

from analytics.cube import meanings as cube_meanings
from analytics.disclosure import counts, timing
from analytics.disclosure.counts import QuarterCounts
from analytics.models import WeightRun
from analytics.refresh.selectors import stored_quarter
from responses.extract_rows import AnswerRow

if TYPE_CHECKING:
    from analytics.refresh.holdback import Holdback


def holdback_for(
    period: str, *, rows: Sequence[AnswerRow], current: QuarterCounts, at: datetime
) -> "Holdback":
    """`current` counts all the rows. In a quarter that nobody has seen everything may change."""
    # It takes the weighting along, which stays out of the process of the pages.
    from analytics.refresh import holdback

    if not was_shown(period):
        return holdback.Holdback()
    meanings, previous = cube_meanings.meanings(), stored_quarter.counts_of(period)
    runs = WeightRun.objects.filter(period=period)
    frozen = frozenset(
        force
        for force, filled_at in runs.values_list("force_id", "filled_at")
        if timing.changed_this_month(last=localdate(filled_at), on=localdate(at))
    )
    counted = counted_in(period)
    return holdback.hold_back(
        [row for row in rows if row.force not in frozen and row.response_id not in counted],
        current=counts.quarter_of(current.cells, current.coverage, meanings),
        previous=counts.quarter_of(previous.cells, previous.coverage, meanings),
        frozen=frozen,
        meanings=meanings,
    )


def was_shown(period: str) -> bool:
    """Whether the stored figures were ever visible: those of a running quarter are not."""
    filled = WeightRun.objects.filter(period=period).values_list("filled_at", flat=True)
    return any(timing.is_over(period, on=localdate(at)) for at in filled)


def counted_in(period: str, *, forces: Collection[str] | None = None) -> frozenset[int]:
    """The ids of the responses that the shown figures of a quarter, or those of some forces, are
    made of."""
    runs = WeightRun.objects.filter(period=period)
    if forces is not None:
        runs = runs.filter(force__in=forces)
    counted = runs.values_list("counted", flat=True)
    return frozenset(response_id for numbers in counted for response_id in numbers)
