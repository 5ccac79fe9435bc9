"""What may move of a quarter that was shown before: for filling, never for a page."""

from collections.abc import Sequence
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
    from analytics.refresh.holdback import Movement


def movement_of(
    period: str, *, rows: Sequence[AnswerRow], now: QuarterCounts, at: datetime
) -> "Movement":
    """`now` counts all the rows. Of a quarter that nobody has seen everything moves."""
    # It takes the weighting along, which stays out of the process of the pages.
    from analytics.refresh import holdback

    if not was_shown(period):
        return holdback.Movement()
    meanings, before = cube_meanings.meanings(), stored_quarter.filled(period)
    runs = WeightRun.objects.filter(period=period)
    held = frozenset(
        force
        for force, filled_at in runs.values_list("force_id", "filled_at")
        if timing.changed_this_month(last=localdate(filled_at), on=localdate(at))
    )
    counted = counted_in(period)
    return holdback.movement(
        [row for row in rows if row.force not in held and row.response_id not in counted],
        now=counts.quarter_of(now.cells, now.coverage, meanings),
        before=counts.quarter_of(before.cells, before.coverage, meanings),
        held=held,
        meanings=meanings,
    )


def was_shown(period: str) -> bool:
    """Whether the figures that stand were ever to be seen: those of a running quarter are not."""
    filled = WeightRun.objects.filter(period=period).values_list("filled_at", flat=True)
    return any(timing.is_over(period, on=localdate(at)) for at in filled)


def counted_in(period: str) -> frozenset[int]:
    """The responses that the shown figures of a quarter are of."""
    runs = WeightRun.objects.filter(period=period).values_list("counted", flat=True)
    return frozenset(response_id for counted in runs for response_id in counted)
