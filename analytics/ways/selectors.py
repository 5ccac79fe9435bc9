"""What is told of the ways in which people answer: of the nation, by year."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from access import selectors as access_selectors
from analytics.disclosure import shown_tables
from analytics.disclosure.places import NATION
from analytics.models import ShownTable, WayYear
from analytics.refresh import closed_years
from analytics.stats.suppression import Share
from analytics.tables import EVERYBODY, Dimension
from analytics.ways import storing
from analytics.ways.counting import WayFigures


@dataclass(frozen=True, kw_only=True)
class WaysPage:
    """`period` is None while no year was counted. `web` are the shares of the year's own figures,
    which are of the web alone."""

    period: str | None
    periods: Sequence[str]
    is_simulated: bool
    found: WayFigures | None
    web: Mapping[str, Share]


def ways_page(*, period: str = "") -> WaysPage:
    """The page of a year, or of the latest where `period` is none that was counted."""
    periods = list(WayYear.objects.order_by("-period").values_list("period", flat=True))
    chosen = period if period in periods else next(iter(periods), None)
    row = WayYear.objects.filter(period=chosen).first() if chosen else None
    return WaysPage(
        period=chosen,
        periods=periods,
        is_simulated=access_selectors.is_simulated(),
        found=storing.unpacked(row.figures) if row else None,
        web=_of_the_web(chosen),
    )


def years_to_count(*, at: datetime) -> list[str]:
    """Oldest first: their four quarters have closed, and nothing of them was counted."""
    return closed_years.closed_years(but=WayYear.objects.values_list("period", flat=True), at=at)


def _of_the_web(period: str | None) -> dict[str, Share]:
    tables = ShownTable.objects.filter(period=period, dimension=Dimension.ALL, area=NATION)
    return {
        item: shown_tables.unpack(by_level[EVERYBODY])
        for shares in tables.values_list("shares", flat=True)
        for item, by_level in shares.items()
        if EVERYBODY in by_level
    }
