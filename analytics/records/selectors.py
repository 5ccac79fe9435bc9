from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from access import selectors as access_selectors
from access.models import Force
from access.viewer import Viewer
from analytics.disclosure import timing
from analytics.disclosure.places import NATION, Place
from analytics.figures.selectors import lines
from analytics.figures.selectors.shown import Area, area_for, latest_closed
from analytics.models import CountedRate, RecordRate, ShownTable, StepTime
from analytics.records.places import RatePlace
from analytics.records.rates import OUTCOME_RATES
from analytics.refresh.selectors import quarter_states
from analytics.stats.suppression import Share
from analytics.tables import EVERYBODY, Dimension
from analytics.timeliness.selectors import Key, times_of
from responses import extract

KEPT_INFORMED = "Q-INF-1"


def periods_to_count(*, at: datetime) -> list[str]:
    return [period for period in extract.periods() if may_be_counted(period, at=at)]


def may_be_counted(period: str, *, at: datetime) -> bool:
    """Return whether a quarter is closed and stored, and has no rates yet."""
    is_in = closed_on(period) is not None and extract.is_whole(period, at=at)
    return is_in and not RecordRate.objects.filter(period=period).exists()


def closed_on(period: str) -> date | None:
    state = quarter_states.read_states().get(period)
    return state.closed_on if state else None


@dataclass(frozen=True, kw_only=True)
class RecordPage:
    force: Force | None
    forces: Sequence[Force]
    period: str | None
    periods: Sequence[str]
    closed: str
    is_simulated: bool
    shown: Mapping[tuple[str, RatePlace], CountedRate]

    @property
    def area(self) -> str:
        return self.force.code if self.force else NATION

    def rate(
        self,
        code: str,
        dimension: str = Dimension.ALL.value,
        level: str = EVERYBODY,
        *,
        area: str = "",
    ) -> CountedRate | None:
        place = RatePlace(area=area or self.area, dimension=dimension, level=level)
        return self.shown.get((code, place))


def record_page_for(
    viewer: Viewer,
    *,
    rates: Collection[str],
    force_code: str | None,
    period: str,
    on: date,
    of: type[CountedRate] = RecordRate,
) -> RecordPage:
    area = area_for(viewer, force_code)
    return _record_page(viewer, area, rates=rates, period=period, on=on, of=of)


def _record_page(
    viewer: Viewer,
    area: Area,
    *,
    rates: Collection[str],
    period: str,
    on: date,
    of: type[CountedRate],
) -> RecordPage:
    is_beside = viewer.is_national and area.force is None
    forces = access_selectors.forces_for(viewer) if is_beside else ()
    stored: QuerySet[CountedRate] = of._default_manager.all()
    counted = stored.values_list("period", flat=True).distinct().order_by("period")
    periods = [each for each in counted if timing.is_over(each, on=on)]
    chosen = period if period in periods else max(periods, default=None)
    own = Q(area__in={NATION, area.code})
    others = Q(area__in={each.code for each in forces}, dimension=Dimension.ALL)
    rows = stored.filter(own | others, period=chosen, rate__in=rates)
    return RecordPage(
        force=area.force,
        forces=forces,
        period=chosen,
        periods=periods[::-1],
        closed="" if chosen else latest_closed(on=on),
        is_simulated=access_selectors.is_simulated(),
        shown={
            (row.rate, RatePlace(area=row.area, dimension=row.dimension, level=row.level)): row
            for row in rows
        },
    )


@dataclass(frozen=True, kw_only=True)
class OutcomePage:
    records: RecordPage
    times: Mapping[Key, StepTime]
    informed: Mapping[Place, Share]


def outcome_page_for(
    viewer: Viewer, *, force_code: str | None, period: str, on: date
) -> OutcomePage:
    """Raises Force.DoesNotExist if the viewer may not see the force."""
    area = area_for(viewer, force_code)
    page = _record_page(viewer, area, rates=OUTCOME_RATES, period=period, on=on, of=RecordRate)
    if page.period is None:
        return OutcomePage(records=page, times={}, informed={})
    crimes = Dimension.CRIME_GROUP
    return OutcomePage(
        records=page,
        times=times_of(page.period, area=area.code, dimension=crimes),
        informed=_kept_informed(area, page.period, crimes),
    )


def _kept_informed(area: Area, period: str, dimension: Dimension) -> Mapping[Place, Share]:
    found = ShownTable.objects.filter(
        period=period, dimension__in={Dimension.ALL, dimension}, area__in={*area.line, NATION}
    )
    rows = found.values_list("period", "dimension", "area", "shares")
    asked = [
        (of, table, place, {KEPT_INFORMED: shares.get(KEPT_INFORMED, {})})
        for of, table, place, shares in rows
    ]
    tables = lines.with_lines(area, lines.tables_of(asked))
    return {
        place: share
        for table in (dimension, Dimension.ALL)
        for place, share in tables.get((period, table), {}).get(KEPT_INFORMED, {}).items()
    }
