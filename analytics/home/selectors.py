from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Count, Min, Q, QuerySet, Value

from access import selectors as access_selectors
from access.models import Force
from access.viewer import Viewer
from analytics.alerts import selectors as alerts_selectors
from analytics.disclosure.places import NATION
from analytics.disclosure.years import quarters_of
from analytics.disparities import selectors as disparities_selectors
from analytics.disparities.selectors import GapsPage, PooledRead
from analytics.figures import versions
from analytics.figures.selectors import coverage, figures, past
from analytics.figures.selectors.comparisons import Beside, Gap
from analytics.figures.selectors.coverage import Reach
from analytics.figures.selectors.figures import ForceFunnel
from analytics.figures.selectors.frame import CountedPlace, counted_places
from analytics.figures.selectors.shown import Area, Shown, area_for, latest_closed
from analytics.figures.versions import VersionBegun
from analytics.items import headline, item_codes
from analytics.journey import selectors as journey_selectors
from analytics.journey.selectors import JourneyPage, JourneyQuery
from analytics.models import Alert
from analytics.releases import gaming_checks
from analytics.releases.gaming_checks import GamingCheck
from analytics.releases.selectors import studio
from analytics.releases.selectors.studio import NextRelease
from analytics.stats.suppression import NO_ANSWERS, Share
from analytics.tables import EVERYBODY, Dimension
from analytics.weighting import response_rates
from analytics.weighting.response_rates import StepCounts
from responses import extract

ALERTS = "alerts"
MOST_FORCES = 2
"""The most forces on one home page; others have links."""
MOST_ALERTS = 3
"""The most alerts with pictures; others are in the list."""


@dataclass(frozen=True, kw_only=True)
class HomeQuestion:
    item: str
    own: Share | None
    nation: Share
    forces: ForceFunnel


@dataclass(frozen=True, kw_only=True)
class ForceRunning:
    alerts: int = 0
    alerts_since: datetime | None = None
    file_at: datetime | None = None
    missed: int = 0
    marked: tuple[GamingCheck, ...] = ()

    @property
    def is_waiting(self) -> bool:
        return bool(self.alerts or self.missed or self.marked)


@dataclass(frozen=True, kw_only=True)
class NationRunning:
    forces: Mapping[str, ForceRunning]
    release: NextRelease | None


@dataclass(frozen=True, kw_only=True)
class HomeHead:
    period: str | None
    overall: Share | None
    reach: Reach | None


@dataclass(frozen=True, kw_only=True)
class HomeFigures:
    head: HomeHead
    force: Force | None
    period: str | None
    journey: JourneyPage
    let_down: GapsPage
    changes: Mapping[str, Gap | None]
    begun: Sequence[VersionBegun]
    questions: tuple[HomeQuestion, ...]
    everybody: Mapping[str, StepCounts]
    """On the nation's page: progress of the period's events in each force."""

    @property
    def is_provisional(self) -> bool:
        return self.period in self.let_down.provisional

    @property
    def sizes(self) -> Mapping[str, int]:
        return {
            force: coverage.scope_of(counts).in_scope for force, counts in self.everybody.items()
        }


class HomeRead(NamedTuple):
    shown: Shown
    journey: JourneyPage
    pooled: PooledRead | None
    everybody: Mapping[str, StepCounts]
    in_year: Mapping[str, StepCounts]


def own_forces(viewer: Viewer) -> list[str | None]:
    if viewer.is_national:
        return [None]
    codes: list[str | None] = [*sorted(viewer.force_codes)[:MOST_FORCES]]
    return codes or [""]


def figures_for(viewer: Viewer, *, on: date) -> list[HomeFigures]:
    areas = [area_for(viewer, code) for code in own_forces(viewer)]
    quarter = latest_closed(on=on)
    plain = _load_areas([area for area in areas if not area.is_merged], quarter, on=on)
    return [
        _figures(viewer, plain[area], quarter)
        if area in plain
        else _merged_force_figures(viewer, area, quarter, on=on)
        for area in areas
    ]


def _load_areas(areas: Sequence[Area], quarter: str, *, on: date) -> Mapping[Area, HomeRead]:
    if not areas:
        return {}
    years = journey_selectors.closed_years(areas[0])
    codes = [code for area in areas for code in area.line]
    shown = journey_selectors.shown_of(
        areas[0], years, JourneyQuery(), on=on,
        beside_forces=not quarter and not codes, forces_in=quarter, also=codes,
    )  # fmt: skip
    period, in_year = (
        _at_quarter(shown, quarter).period or "",
        quarters_of(years[0]) if years else (),
    )
    rows = counted_places(
        journey_selectors.court_rows(shown, years, JourneyQuery())
        | Q(period=period, dimension=Dimension.ALL, level=EVERYBODY)
        | Q(period__in=in_year, dimension=Dimension.ALL, level=EVERYBODY, force__in=codes)
    )
    events = journey_selectors.events_in(rows, shown, years, JourneyQuery())
    everybody, of_year = _everybody(rows, [period]), _everybody(rows, in_year)
    read = disparities_selectors.read_of(_at_quarter(shown, quarter), codes) if codes else None
    found = {}
    for area in areas:
        own = replace(shown, area=area)
        page = journey_selectors.page_of(own, years, JourneyQuery(), events=events)
        found[area] = HomeRead(own, page, read, everybody, of_year)
    return found


def _everybody(rows: Sequence[CountedPlace], quarters: Collection[str]) -> Mapping[str, StepCounts]:
    found: dict[str, list[StepCounts]] = defaultdict(list)
    for row in rows:
        if row.dimension == Dimension.ALL and row.period in quarters:
            found[row.force].append(row.counts)
    return {force: response_rates.summed(counts) for force, counts in found.items()}


def _merged_force_figures(viewer: Viewer, area: Area, quarter: str, *, on: date) -> HomeFigures:
    shown = journey_selectors.shown_of(area, [], JourneyQuery(), on=on, forces_in=quarter)
    page = journey_selectors.page_of(shown, [], JourneyQuery())
    return _figures(viewer, HomeRead(shown, page, None, {}, {}), quarter)


def _at_quarter(shown: Shown, quarter: str) -> Shown:
    return replace(shown, period=quarter) if quarter in shown.periods else shown


def _figures(viewer: Viewer, read: HomeRead, quarter: str) -> HomeFigures:
    shown, journey, pooled, everybody, _in_year = read
    area, of_quarter = shown.area, _at_quarter(shown, quarter)
    period = of_quarter.period
    changes = _changes(of_quarter, period) if period else {}
    return HomeFigures(
        head=_head(read, period),
        force=area.force,
        period=period,
        journey=journey,
        let_down=disparities_selectors.page_of(of_quarter, read=pooled),
        changes=changes,
        begun=versions.begun_meanwhile(changes, period) if period else (),
        questions=tuple(_questions(viewer, of_quarter, period)) if period else (),
        everybody=everybody if area.force is None else {},
    )


def _head(read: HomeRead, period: str | None) -> HomeHead:
    if reach := _reach(read.shown.area, read.in_year):
        period = read.journey.period
    else:
        reach = _reach(read.shown.area, read.everybody)
    overall = read.shown.own_all_victims(period, headline().code) if period else None
    return HomeHead(period=period, overall=overall, reach=reach)


def _reach(area: Area, everybody: Mapping[str, StepCounts]) -> Reach | None:
    codes = everybody.keys() if area.force is None else everybody.keys() & set(area.line)
    if not codes:
        return None
    counts = response_rates.summed([everybody[code] for code in codes])
    return coverage.reach_of(EVERYBODY, counts, is_hidden=True)


def _changes(shown: Shown, period: str) -> dict[str, Gap | None]:
    gaps = past.past_gaps(shown, period=period)
    return {item: beside[Beside.QUARTER_BEFORE] for item, beside in gaps.items()}


def _questions(viewer: Viewer, shown: Shown, period: str) -> Sequence[HomeQuestion]:
    is_of_force = shown.area.force is not None
    return [
        HomeQuestion(
            item=item,
            own=shown.own_all_victims(period, item) or NO_ANSWERS if is_of_force else None,
            nation=shown.all_victims(period, item).get((NATION, EVERYBODY), NO_ANSWERS),
            forces=figures.funnel_of(viewer, shown, item=item, period=period),
        )
        for item in item_codes()
    ]


def open_alerts(viewer: Viewer) -> QuerySet[Alert]:
    alerts = alerts_selectors.alerts_for(viewer).filter(explained_by="", case__closed_at=None)
    if viewer.is_national:
        return alerts
    return alerts.filter(force__in=viewer.reach)


def running_for(viewer: Viewer, of_nation: HomeFigures, *, at: datetime) -> NationRunning:
    everybody = {} if of_nation.is_provisional else of_nation.everybody
    to_come = studio.rows_to_come(viewer)
    rows = _alerts_by_force(viewer).union(
        *extract.running_by_force(at), access_selectors.members_by_force(), to_come, all=True
    )
    found: dict[str, dict[str, tuple[int, datetime]]] = defaultdict(dict)
    coming = []
    for what, of, many, moment in rows:
        if what == studio.NEXT_RELEASE:
            coming.append((of, many, moment))
        else:
            found[of or NATION][what] = (many, moment)
    return NationRunning(
        forces=_by_force(found, _marked(everybody)), release=studio.next_release(coming)
    )


def forces_of(found: HomeFigures, running: Mapping[str, ForceRunning], *, on: date) -> list[Force]:
    answered = {point.force.code for one in found.questions for point in one.forces.points}
    waiting = {code for code, one in running.items() if one.is_waiting}
    known = running.keys() | found.everybody.keys()
    return [
        force for force in access_selectors.known_forces()
        if force.code in answered | waiting or (force.code in known and force.exists_on(on))
    ]  # fmt: skip


def _by_force(
    found: Mapping[str, Mapping[str, tuple[int, datetime]]],
    marked: Mapping[str, Sequence[GamingCheck]],
) -> Mapping[str, ForceRunning]:
    return {
        force: ForceRunning(
            alerts=_look_up(found, force, ALERTS, 0, default=0),
            alerts_since=_look_up(found, force, ALERTS, 1, default=None),
            file_at=_look_up(found, force, extract.FILES, 1, default=None),
            missed=_look_up(found, force, extract.CLOCKS, 0, default=0),
            marked=tuple(marked.get(force, ())),
        )
        for force in {*found, *marked}
    }


def _look_up(
    found: Mapping[str, Mapping[str, tuple[int, datetime]]],
    force: str,
    what: str,
    at: int,
    *,
    default: Any,
) -> Any:
    told = found.get(force, {}).get(what)
    return told[at] if told else default


def _alerts_by_force(viewer: Viewer) -> QuerySet[Any, Any]:
    rows = open_alerts(viewer).select_related(None).order_by().annotate(what=Value(ALERTS))
    counted = rows.values("what", "force").annotate(many=Count("pk"), moment=Min("raised_at"))
    return counted.values_list("what", "force", "many", "moment")


def _marked(everybody: Mapping[str, StepCounts]) -> Mapping[str, list[GamingCheck]]:
    found: dict[str, list[GamingCheck]] = defaultdict(list)
    for what, of in gaming_checks.outlying_forces(everybody, coverage.scope_of).items():
        for force in (*of.above, *of.below):
            found[force].append(what)
    return found
