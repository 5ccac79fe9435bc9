"""What may be shown, stored as filling stores it, for tests of pages that only read it."""

from analytics.disclosure import shown_tables
from analytics.disclosure.shown_tables import Packed
from analytics.models import Coverage, ShownTable
from analytics.stats.proportions import wilson_interval
from analytics.stats.suppression import Audience, Published, mark_for


def share(positive: float, base: int) -> Packed:
    return shown_tables.pack(
        Published(
            positive=positive,
            neutral=0.0,
            negative=1 - positive,
            interval=wilson_interval(successes=positive * base, trials=base),
            base=base,
            effective_base=base,
            mark=mark_for(base=base, audience=Audience.STAFF),
        )
    )


def show(period: str, dimension: str, area: str, shares: dict[str, dict[str, Packed]]) -> None:
    ShownTable.objects.create(period=period, dimension=dimension, area=area, shares=shares)


def cover(period: str, force: str, dimension: str, level: str, *, asked: int, of: int) -> None:
    counts = {
        "recorded": of, "INVITE": asked, "NOCONTACTDATA": of - asked, "invited": asked,
        "usable": asked // 2,
    }  # fmt: skip
    Coverage.objects.create(
        period=period, force_id=force, dimension=dimension, level=level, counts=counts
    )
