"""What a model says of a force where few answered, beside what is shown of it. It was worked out
when the quarter closed (analytics/refresh/modelled_shares.py)."""

from collections.abc import Collection, Mapping

from analytics.models import ModelledShares
from analytics.stats.modelled.figure import Modelled
from analytics.stats.proportions import Interval
from analytics.tables import Dimension

Place = tuple[str, str]
"""Item and level."""


def modelled_of(
    line: Collection[str], *, period: str | None, dimension: Dimension
) -> Mapping[Place, Modelled]:
    """Of a force and all that ended in it: nothing where more than one of them has figures, for
    the model knows each by itself."""
    rows = ModelledShares.objects.filter(
        period=period or "", dimension=dimension.value, area__in=line
    )
    found = list(rows.values_list("shares", flat=True))
    if len(found) != 1:
        return {}
    return {
        (item, level): _modelled(*points)
        for item, by_level in found[0].items()
        for level, points in by_level.items()
    }


def _modelled(share: int, lower: int, upper: int) -> Modelled:
    return Modelled(share=share / 100, interval=Interval(lower=lower / 100, upper=upper / 100))
