"""What a model says of a force where few answered, beside what is shown of it. It was worked out
when the quarter closed (analytics/refresh/modelled_shares.py)."""

from collections.abc import Mapping

from analytics.models import ModelledShares
from analytics.stats.modelled.figure import Modelled
from analytics.stats.proportions import Interval
from analytics.tables import Dimension

Place = tuple[str, str]
"""Item and level."""


def modelled_of(
    force: str, *, period: str | None, dimension: Dimension
) -> Mapping[Place, Modelled]:
    rows = ModelledShares.objects.filter(period=period or "", dimension=dimension.value, area=force)
    return {
        (item, level): _modelled(*points)
        for shares in rows.values_list("shares", flat=True)
        for item, by_level in shares.items()
        for level, points in by_level.items()
    }


def _modelled(share: int, lower: int, upper: int) -> Modelled:
    return Modelled(share=share / 100, interval=Interval(lower=lower / 100, upper=upper / 100))
