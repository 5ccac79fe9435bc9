"""Which questions go with being satisfied overall: of a force, a region or the nation, at one place
of the journey."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from access import selectors as access_selectors
from access.models import Force
from access.viewer import Viewer
from analytics.disclosure import shown_tables, years
from analytics.disclosure.places import NATION
from analytics.drivers import counting
from analytics.drivers.counting import DriverFigures
from analytics.figures.selectors.shown import area_for
from analytics.journey import stages
from analytics.journey.stages import JourneyStage
from analytics.let_down import selectors as let_down_selectors
from analytics.let_down.selectors import Region
from analytics.models import DriverSet, ShownTable
from analytics.refresh.selectors import quarter_states
from analytics.stats.suppression import Share
from analytics.tables import Dimension
from responses import extract


def years_to_count(*, at: datetime) -> list[str]:
    """Oldest first."""
    states = quarter_states.read_states()
    wanted = {years.year_of(period) for period, state in states.items() if state.is_frozen}
    return sorted(year for year in wanted if may_be_counted(year, at=at))


def may_be_counted(year: str, *, at: datetime) -> bool:
    """Whether its four quarters have closed, it has none, and its cases are all stored."""
    states, quarters = quarter_states.read_states(), years.quarters_of(year)
    is_in = all(
        period in states and states[period].is_frozen and extract.is_whole(period, at=at)
        for period in quarters
    )
    return is_in and not DriverSet.objects.filter(period=year).exists()


@dataclass(frozen=True, kw_only=True)
class DriversQuery:
    """What an address asks for. Of the year "" is the latest; of the stage, the first."""

    period: str = ""
    stage: str = ""


@dataclass(frozen=True, kw_only=True)
class DriversPage:
    """Of a force, or of a region, or of the nation where there is neither. `period` is None while
    no year was counted. `own` is None where the area's may not be shown, and so is `nation`;
    `shown_stages` are the places at which the area's may. `favourable` is the share of each
    question at this stage, of the area whose drivers stand on the page: the nation's where it has
    none of its own."""

    force: Force | None
    region: Region | None
    period: str | None
    periods: Sequence[str]
    stage: JourneyStage
    stages: Sequence[JourneyStage]
    shown_stages: Sequence[str]
    is_simulated: bool
    own: DriverFigures | None
    nation: DriverFigures | None
    favourable: Mapping[str, Share]
    forces: Sequence[Force]
    regions: Sequence[Region]

    @property
    def found(self) -> DriverFigures | None:
        """What stands in the picture."""
        return self.own or self.nation

    @property
    def is_of_nation(self) -> bool:
        return self.force is None and self.region is None


def drivers_page_for(
    viewer: Viewer, *, force_code: str | None, region_code: str = "", query: DriversQuery
) -> DriversPage:
    """ObjectDoesNotExist where the force is out of the viewer's reach, or there is no such
    region."""
    force = area_for(viewer, force_code).force
    region = let_down_selectors.region_of(region_code) if region_code else None
    area = force.code if force else region.code if region else NATION
    counted = DriverSet.objects.filter(area=NATION).values_list("period", flat=True)
    periods = list(counted.distinct().order_by("-period"))
    period = query.period if query.period in periods else next(iter(periods), None)
    row = stages.row()
    stage = next((each for each in row if each.code == query.stage), row[0])
    sets = _sets(period, {area, NATION})
    own, nation = (sets.get((each, stage.code)) for each in (area, NATION))
    return DriversPage(
        force=force,
        region=region,
        period=period,
        periods=periods,
        stage=stage,
        stages=row,
        shown_stages=[each.code for each in row if (area, each.code) in sets],
        is_simulated=access_selectors.is_simulated(),
        own=own,
        nation=nation,
        favourable=_favourable(period, area if own else NATION, stage),
        forces=access_selectors.forces_for(viewer) if viewer.is_national else (),
        regions=let_down_selectors.regions() if viewer.is_national else (),
    )


def _sets(period: str | None, areas: set[str]) -> dict[tuple[str, str], DriverFigures]:
    """By area and place, those that may be shown."""
    rows = DriverSet.objects.filter(period=period, area__in=areas)
    return {
        (row.area, row.stage): DriverFigures(
            people=row.people, explained=row.explained, drivers=counting.unpacked(row.drivers)
        )
        for row in rows
        if row.people is not None and row.explained is not None
    }


def _favourable(period: str | None, area: str, stage: JourneyStage) -> dict[str, Share]:
    """As the tables of the year show them; none where several stages stand together."""
    if len(stage.levels) > 1:
        return {}
    tables = ShownTable.objects.filter(period=period, dimension=Dimension.STAGE, area=area)
    return {
        item: shown_tables.unpack(by_level[stage.levels[0]])
        for shares in tables.values_list("shares", flat=True)
        for item, by_level in shares.items()
        if stage.levels[0] in by_level
    }
