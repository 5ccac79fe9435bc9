from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from access import selectors as access_selectors
from analytics.disclosure import shown_tables
from analytics.disclosure.places import NATION
from analytics.models import ShownTable, WayYear
from analytics.modes import counting
from analytics.modes.counting import ModeFigures
from analytics.refresh import closed_years
from analytics.stats.suppression import Share
from analytics.tables import EVERYBODY, Dimension


@dataclass(frozen=True, kw_only=True)
class ModesPage:
    period: str | None
    periods: Sequence[str]
    is_simulated: bool
    found: ModeFigures | None
    web: Mapping[str, Share]


def modes_page(*, period: str = "") -> ModesPage:
    periods = list(WayYear.objects.order_by("-period").values_list("period", flat=True))
    chosen = period if period in periods else next(iter(periods), None)
    row = WayYear.objects.filter(period=chosen).first() if chosen else None
    tables = ShownTable.objects.filter(period=chosen, dimension=Dimension.ALL, area=NATION)
    web = {
        item: shown_tables.unpack(by_level[EVERYBODY])
        for shares in tables.values_list("shares", flat=True)
        for item, by_level in shares.items()
        if EVERYBODY in by_level
    }
    return ModesPage(
        period=chosen,
        periods=periods,
        is_simulated=access_selectors.is_simulated(),
        found=counting.unpacked(row.figures) if row else None,
        web=web,
    )


def years_to_count(*, at: datetime) -> list[str]:
    return closed_years.closed_years(but=WayYear.objects.values_list("period", flat=True), at=at)
