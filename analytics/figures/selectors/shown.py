from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django.db.models import Q

from access import selectors as access_selectors
from access.models import Force
from access.viewer import Viewer
from analytics.cube import meanings as cube_meanings
from analytics.disclosure import shown_tables, timing
from analytics.disclosure.places import NATION, Place
from analytics.disclosure.years import is_year, quarters_of
from analytics.figures.merged_forces import line_share, lines_of
from analytics.items import headline
from analytics.models import Cell, ShownTable
from analytics.refresh.selectors import quarter_states
from analytics.refresh.selectors.quarter_states import KnownState
from analytics.stats.modelled.figure import Modelled
from analytics.stats.shares import Bins, add_bins
from analytics.stats.suppression import NO_ANSWERS, OF_OTHER_FORCES, Share, Suppressed
from analytics.tables import EVERYBODY, YEARLY, Dimension
from analytics.weighting.nonresponse_range import SilentShift
from survey.definition.types import Meaning

NUL = "\x00"
"""PostgreSQL text cannot hold it, and querying for it is an error."""
Key = tuple[Dimension, str, str]
"""Table, quarter and item."""


@dataclass(frozen=True, kw_only=True)
class Area:
    force: Force | None
    line: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        return self.force.code if self.force else NATION

    @property
    def is_merged(self) -> bool:
        return len(self.line) > 1

    @property
    def without_figure(self) -> Suppressed:
        return OF_OTHER_FORCES if self.is_merged else NO_ANSWERS


@dataclass(frozen=True, kw_only=True)
class PageQuery:
    period: str = ""
    dimension: Dimension = Dimension.ALL
    item: str = field(default_factory=lambda: headline().code)

    @property
    def is_by_group(self) -> bool:
        return self.dimension is not Dimension.ALL


@dataclass(frozen=True, kw_only=True)
class Shown:
    area: Area
    dimension: Dimension
    period: str | None
    periods: tuple[str, ...]
    shares: Mapping[Key, Mapping[Place, Share]]
    bins: Mapping[tuple[str, str], Mapping[Place, Bins]]
    meanings: Mapping[str, Mapping[str, Meaning]]
    states: Mapping[str, KnownState]
    years: tuple[str, ...] = ()
    modelled: Mapping[tuple[str, str], Modelled] = field(default_factory=dict)
    """By item and level: modelled figures of the page's force, table and period."""

    @property
    def choices(self) -> tuple[str, ...]:
        """Latest first, quarters before years; only years for a yearly table."""
        has_years_alone = self.dimension in YEARLY and self.years
        quarters = () if has_years_alone else self.periods[::-1]
        return (*quarters, *self.years[::-1])

    def is_provisional(self, period: str) -> bool:
        return quarter_states.is_provisional(self.states, period)

    def silence(self, period: str, item: str) -> SilentShift | None:
        state = self.states.get(period)
        return state.shifts.get(item) if state else None

    def item_shares(self, period: str, item: str) -> Mapping[Place, Share]:
        return self.shares.get((self.dimension, period, item), {})

    def all_victims(self, period: str, item: str) -> Mapping[Place, Share]:
        return self.shares.get((Dimension.ALL, period, item), {})

    def own(self, period: str, item: str, level: str) -> Share | None:
        """None on the nation's page."""
        return self._own(period, item, self.item_shares(period, item), level)

    def own_all_victims(self, period: str, item: str) -> Share | None:
        return self._own(period, item, self.all_victims(period, item), EVERYBODY)

    def _own(
        self, period: str, item: str, shares: Mapping[Place, Share], level: str
    ) -> Share | None:
        bins, meanings = self._cells(period, item)
        share = line_share(shares, bins, meanings, self.area.line, level)
        return self.without_answers(period) if share == NO_ANSWERS else share

    def without_answers(self, period: str) -> Suppressed:
        return shown_tables.NOT_CLOSED if self.is_provisional(period) else NO_ANSWERS

    def with_line(self, period: str, item: str) -> Mapping[Place, Share]:
        shares = self.all_victims(period, item)
        bins, meanings = self._cells(period, item)
        return {**shares, **lines_of(shares, bins, meanings, self.area.line)}

    def _cells(self, period: str, item: str) -> tuple[Mapping[Place, Bins], Mapping[str, Meaning]]:
        return self.bins.get((period, item), {}), self.meanings.get(item, {})


def area_for(viewer: Viewer, force_code: str | None) -> Area:
    """Raises Force.DoesNotExist."""
    if force_code is None:
        return Area(force=None)
    if NUL in force_code:
        raise Force.DoesNotExist
    force = access_selectors.force_for(viewer, force_code)
    return Area(force=force, line=access_selectors.lineage(force.code))


Row = tuple[str, str, str, Mapping[str, Mapping[str, shown_tables.Packed]]]


def shown_for(
    area: Area,
    query: PageQuery,
    *,
    on: date,
    beside_forces: bool = False,
    forces_in: str = "",
    also: Sequence[str] = (),
    beside_past: bool = False,
    is_comparing: bool = False,
    with_years: bool = False,
) -> Shown:
    """By quarter, for an area and the nation; also the quarter's table, and every force if
    `beside_forces` (of quarter `forces_in`), `also` other forces, and with `beside_past` the
    quarter and year before."""
    usual = latest_closed(on=on) if is_comparing and not query.period else query.period
    query = replace(query if with_years else _without_years(query), period=usual)
    rows = _rows(area, query, on=on, beside_forces=beside_forces, forces_in=forces_in, also=also)
    periods, years = _periods(rows, on=on), _years(rows) if with_years else ()
    if (period := _choose_period(query, periods, years)) and beside_past:
        past = (timing.quarter_before(period), timing.year_before(period))
        found = ShownTable.objects.filter(dimension=Dimension.ALL, period__in=past)
        rows += list(found.values_list("period", "dimension", "area", "shares"))
    bins = _line_bins(area.line, periods, period, query.dimension) if area.is_merged else {}
    return Shown(
        area=area,
        dimension=query.dimension,
        period=period,
        periods=periods,
        shares=_shares(rows),
        bins=bins,
        meanings=_meanings_of(bins) if area.is_merged else {},
        states=quarter_states.states(),
        years=years,
    )


def _meanings_of(
    bins: Mapping[tuple[str, str], Mapping[Place, Bins]],
) -> Mapping[str, Mapping[str, Meaning]]:
    return cube_meanings.kept_meanings(
        (item, choice)
        for (_period, item), places in bins.items()
        for choices in places.values()
        for choice in choices
    )


def _without_years(query: PageQuery) -> PageQuery:
    return replace(query, dimension=Dimension.ALL) if query.dimension in YEARLY else query


def _choose_period(query: PageQuery, periods: Sequence[str], years: Sequence[str]) -> str | None:
    if query.dimension in YEARLY and years:
        return query.period if query.period in years else max(years)
    return query.period if query.period in (*periods, *years) else max(periods, default=None)


def _years(rows: Sequence[Row]) -> tuple[str, ...]:
    known = {period for period, of, place, _ in rows if (of, place) == (Dimension.ALL, NATION)}
    return tuple(sorted(filter(is_year, known)))


def _periods(rows: Sequence[Row], *, on: date) -> tuple[str, ...]:
    known = {period for period, of, place, _ in rows if (of, place) == (Dimension.ALL, NATION)}
    return tuple(period for period in sorted(known) if timing.is_over(period, on=on))


def latest_closed(*, on: date) -> str:
    closed = (
        period
        for period, state in quarter_states.states().items()
        if timing.is_over(period, on=on) and state.closed_on is not None
    )
    return max(closed, default="")


def _rows(
    area: Area,
    query: PageQuery,
    *,
    on: date,
    beside_forces: bool,
    forces_in: str,
    also: Sequence[str],
) -> list[Row]:
    of_nation = ShownTable.objects.filter(dimension=Dimension.ALL, area=NATION)
    over = of_nation.filter(period__lt=timing.quarter_of(on), period__contains="Q")
    over = over.order_by("-period")
    asked = "" if NUL in query.period else query.period
    of_page = Q(period=asked) | Q(period__in=over.values("period")[:1])
    own = Q(area__in=[*area.line, *also, NATION])
    others = of_page if beside_forces else Q(period=forces_in) if forces_in else Q()
    wanted = Q(dimension=Dimension.ALL) & (own | others if others else own)
    if query.dimension in YEARLY:
        wanted |= Q(dimension=query.dimension) & own
    elif query.dimension is not Dimension.ALL:
        wanted |= Q(dimension=query.dimension) & of_page & own
    found = ShownTable.objects.filter(wanted)
    return list(found.values_list("period", "dimension", "area", "shares"))


def _shares(rows: Collection[Row]) -> Mapping[Key, Mapping[Place, Share]]:
    found: dict[Key, dict[Place, Share]] = defaultdict(dict)
    for period, dimension, area, by_item in rows:
        for item, by_level in by_item.items():
            for level, kept in by_level.items():
                found[Dimension(dimension), period, item][area, level] = shown_tables.unpack(kept)
    return found


def _line_bins(
    line: Sequence[str], periods: Sequence[str], period: str | None, dimension: Dimension
) -> Mapping[tuple[str, str], Mapping[Place, Bins]]:
    bins: dict[tuple[str, str], dict[Place, Bins]] = defaultdict(dict)
    parts = quarters_of(period) if period else ()
    wanted = Q(dimension=Dimension.ALL, period__in={*periods, *parts}) | Q(
        dimension=dimension, period__in=parts
    )
    cells = Cell.objects.filter(wanted, force__in=line)
    rows = cells.values_list("period", "dimension", "force_id", "level", "bins")
    for quarter, _of, force, level, by_item in rows:
        for item, choices in by_item.items():
            bins[quarter, item][force, level] = choices
            if period and quarter != period and quarter in parts:
                before = bins[period, item].get((force, level), {})
                bins[period, item][force, level] = add_bins([before, choices])
    return bins
