from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from access import selectors as access_selectors
from analytics.disclosure import shown_tables, years
from analytics.disclosure.places import NATION
from analytics.drivers import counting
from analytics.drivers.counting import DriverFigures
from analytics.journey import stages
from analytics.journey.stages import JourneyStage
from analytics.models import DriverSet, ShownTable
from analytics.refresh.selectors import quarter_states
from analytics.stats.suppression import Share
from analytics.tables import Dimension
from responses import extract


def years_to_count(*, at: datetime) -> list[str]:
    states = quarter_states.read_states()
    wanted = {years.year_of(period) for period, state in states.items() if state.is_frozen}
    return sorted(year for year in wanted if may_be_counted(year, at=at))


def may_be_counted(year: str, *, at: datetime) -> bool:
    """Return whether its four quarters have closed with all cases stored, and it is not counted
    yet.
    """
    states, quarters = quarter_states.read_states(), years.quarters_of(year)
    is_in = all(
        period in states and states[period].is_frozen and extract.is_whole(period, at=at)
        for period in quarters
    )
    return is_in and not DriverSet.objects.filter(period=year).exists()


@dataclass(frozen=True, kw_only=True)
class DriversQuery:
    period: str = ""
    stage: str = ""


@dataclass(frozen=True, kw_only=True)
class DriversPage:
    period: str | None
    periods: Sequence[str]
    stage: JourneyStage
    stages: Sequence[JourneyStage]
    shown_stages: Sequence[str]
    is_simulated: bool
    figures: DriverFigures | None
    favourable: Mapping[str, Share]


def drivers_page(query: DriversQuery) -> DriversPage:
    counted = DriverSet.objects.values_list("period", flat=True)
    periods = list(counted.distinct().order_by("-period"))
    period = query.period if query.period in periods else next(iter(periods), None)
    row = stages.row()
    stage = next((each for each in row if each.code == query.stage), row[0])
    found = {
        each.stage: DriverFigures(
            people=each.people, explained=each.explained, drivers=counting.unpacked(each.drivers)
        )
        for each in DriverSet.objects.filter(period=period)
        if each.people is not None and each.explained is not None
    }
    return DriversPage(
        period=period,
        periods=periods,
        stage=stage,
        stages=row,
        shown_stages=[each.code for each in row if each.code in found],
        is_simulated=access_selectors.is_simulated(),
        figures=found.get(stage.code),
        favourable=_favourable(period, stage),
    )


def _favourable(period: str | None, stage: JourneyStage) -> dict[str, Share]:
    if len(stage.levels) > 1:
        return {}
    tables = ShownTable.objects.filter(period=period, dimension=Dimension.STAGE, area=NATION)
    return {
        item: shown_tables.unpack(by_level[stage.levels[0]])
        for shares in tables.values_list("shares", flat=True)
        for item, by_level in shares.items()
        if stage.levels[0] in by_level
    }
