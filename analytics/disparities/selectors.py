"""The nation in a quarter, a force or region over four."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import QuerySet, Value

from access import selectors as access_selectors
from access.models import Force
from access.viewer import Viewer
from analytics.disclosure import shown_tables, timing
from analytics.disclosure.places import NATION
from analytics.disparities import four_quarters
from analytics.disparities.four_quarters import Key, QuarterShares
from analytics.figures.selectors import disparities
from analytics.figures.selectors.disparities import RawAndStandardisedGap
from analytics.figures.selectors.modelled import ModelledRow, models_of
from analytics.figures.selectors.shown import PageQuery, Shown, area_for, shown_for
from analytics.items import item_codes
from analytics.models import CharacteristicGap, ExpectedShares, RecordRate, ShownTable
from analytics.records.rates import as_said
from analytics.stats import judgement
from analytics.stats.suppression import NO_ANSWERS, Published, Share
from analytics.tables import ALSO_RECORDED, LEVELS, SELF_REPORTED, Dimension, reference_of

FEWEST_FORCES = 2
SHARES, EXPECTED, MODELLED = "shares", "expected", "modelled"
GROUP_COLUMNS = ("period", "dimension", "area", "shares")
GroupRow = tuple[str, str, str, Mapping[str, Mapping[str, Any]]]
"""Columns of a quarter, a table and an area, by item and level."""


@dataclass(frozen=True, kw_only=True)
class Region:
    code: str
    name: str
    forces: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class GridGap:
    own: float
    other: float
    people: int
    other_people: int
    gap: RawAndStandardisedGap


@dataclass(frozen=True, kw_only=True)
class GroupGaps:
    """In question order; None if either side is too small or hidden."""

    dimension: Dimension
    level: str
    reference: str
    gaps: Mapping[str, GridGap | None]


@dataclass(frozen=True, kw_only=True)
class GapsPage:
    force: Force | None
    region: Region | None
    period: str | None
    periods: Sequence[str]
    provisional: frozenset[str]
    quarters: tuple[str, ...]
    is_simulated: bool
    rows: tuple[GroupGaps, ...]
    before: str
    confirmed: Collection[Key]
    records: Mapping[Dimension, RecordRate]
    forces: Sequence[Force]
    regions: Sequence[Region]


def gaps_page_for(
    viewer: Viewer, *, force_code: str | None, region_code: str = "", period: str, on: date
) -> GapsPage:
    """Raises ObjectDoesNotExist."""
    area = area_for(viewer, force_code)
    region = region_of(region_code) if region_code else None
    shown = shown_for(area, PageQuery(period=period), on=on, is_comparing=True)
    may_go_on = viewer.is_national
    return replace(
        page_of(shown, region),
        records={} if region else _records(area.code, on=on),
        forces=access_selectors.forces_for(viewer) if may_go_on else (),
        regions=regions() if may_go_on else (),
    )


@dataclass(frozen=True, kw_only=True)
class PooledRead:
    shares: Mapping[tuple[str, str], QuarterShares]
    expected: Mapping[tuple[str, str], Mapping[Key, float]]
    modelled: Sequence[ModelledRow] = ()

    def for_areas(self, codes: Collection[str]) -> "PooledRead":
        return PooledRead(
            shares={key: of for key, of in self.shares.items() if key[1] in codes},
            expected={key: of for key, of in self.expected.items() if key[1] in codes},
        )


def read_of(shown: Shown, codes: Sequence[str], *, with_modelled: bool = False) -> PooledRead:
    """With the rows of `models_of` in the same query if wanted."""
    wanted = {"period__in": four_quarters.until(shown), "area__in": codes}
    columns = ("what", *GROUP_COLUMNS)
    sum_groups = _shown_rows(**wanted).annotate(what=Value(SHARES)).values_list(*columns)
    expected = ExpectedShares.objects.filter(**wanted).annotate(what=Value(EXPECTED))
    others: list[QuerySet[Any, Any]] = [expected.values_list(*columns)]
    if with_modelled:
        others.append(models_of(shown).annotate(what=Value(MODELLED)).values_list(*columns))
    rows = list(sum_groups.union(*others, all=True))
    return PooledRead(
        shares=_shares(row[1:] for row in rows if row[0] == SHARES),
        expected=_expected(row[1:] for row in rows if row[0] == EXPECTED),
        modelled=[(row[3], row[4]) for row in rows if row[0] == MODELLED],
    )


def page_of(
    shown: Shown, region: Region | None = None, *, read: PooledRead | None = None
) -> GapsPage:
    area = shown.area
    is_whole = not area.force and not region
    quarters = (shown.period or "",) if is_whole else four_quarters.until(shown)
    codes = (region.code,) if region else area.line
    of_nation = _national_gaps(shown) if is_whole else NationGaps()
    return GapsPage(
        force=area.force,
        region=region,
        period=shown.period,
        periods=shown.periods[::-1],
        provisional=frozenset(each for each in shown.periods if shown.is_provisional(each)),
        quarters=() if _is_open(shown) else quarters,
        is_simulated=access_selectors.is_simulated(),
        rows=tuple(
            _rows(
                of_nation.now
                if is_whole
                else _pooled(read.for_areas(codes) if read else read_of(shown, codes))
            )
        ),
        before=of_nation.before,
        confirmed=of_nation.confirmed,
        records={},
        forces=(),
        regions=(),
    )


def regions() -> list[Region]:
    members: dict[tuple[str, str], list[str]] = defaultdict(list)
    for force in access_selectors.known_forces():
        if force.region_code:
            members[force.region_name, force.region_code].append(force.code)
    return [
        Region(code=code, name=name, forces=tuple(forces))
        for (name, code), forces in sorted(members.items())
        if len(forces) >= FEWEST_FORCES
    ]


def region_of(code: str) -> Region:
    """Raises Force.DoesNotExist."""
    for region in regions():
        if region.code == code:
            return region
    raise Force.DoesNotExist


def _is_open(shown: Shown) -> bool:
    return shown.period is None or shown.is_provisional(shown.period)


def _rows(found: Mapping[Key, GridGap]) -> Iterator[GroupGaps]:
    for dimension in SELF_REPORTED:
        reference = reference_of(dimension)
        for level in LEVELS[dimension]:
            if level != reference:
                yield GroupGaps(
                    dimension=dimension,
                    level=level,
                    reference=reference,
                    gaps={item: found.get((dimension, level, item)) for item in item_codes()},
                )


@dataclass(frozen=True, kw_only=True)
class NationGaps:
    now: Mapping[Key, GridGap] = field(default_factory=dict)
    before: str = ""
    confirmed: Collection[Key] = ()


def _national_gaps(shown: Shown) -> NationGaps:
    if _is_open(shown):
        return NationGaps()
    period = shown.period or ""
    before = timing.quarter_before(period)
    quarters = [period] if shown.is_provisional(before) else [period, before]
    gaps = _by_period(disparities.rows_of(*quarters))
    tables = list(_shown_rows(period__in=quarters, area=NATION).values_list(*GROUP_COLUMNS))
    now = _nation_gaps(gaps[period], [row for row in tables if row[0] == period])
    clear = {key for key, one in now.items() if one.gap.standardised.is_clear}
    then = _nation_gaps(gaps[before], [row for row in tables if row[0] == before], only=clear)
    return NationGaps(
        now=now,
        before=before if gaps[before] else "",
        confirmed={key for key, one in then.items() if _is_confirmed(one, now[key])},
    )


def _by_period(rows: Iterable[CharacteristicGap]) -> Mapping[str, list[CharacteristicGap]]:
    found: dict[str, list[CharacteristicGap]] = defaultdict(list)
    for row in rows:
        found[row.period].append(row)
    return found


def _is_confirmed(then: GridGap, now: GridGap) -> bool:
    both = (then.gap.standardised, now.gap.standardised)
    return both[0].is_clear and both[0].difference.value * both[1].difference.value > 0


def _nation_gaps(
    rows: Sequence[CharacteristicGap],
    tables: Sequence[GroupRow],
    *,
    only: Collection[Key] | None = None,
) -> dict[Key, GridGap]:
    judged, found = disparities.judged_gaps(rows), {}
    known = {row[1]: row[3] for row in tables}
    for row in rows:
        dimension = Dimension(row.dimension)
        key = (dimension, row.level, row.item)
        if only is not None and key not in only:
            continue
        by_level = known.get(row.dimension, {}).get(row.item, {})
        own, other = (_unpacked(by_level, level) for level in (row.level, row.reference))
        if not (isinstance(own, Published) and isinstance(other, Published)):
            continue
        if own.is_comparable and other.is_comparable:
            found[key] = GridGap(
                own=own.positive,
                other=other.positive,
                people=own.base,
                other_people=other.base,
                gap=judged[row.pk],
            )
    return found


def _unpacked(by_level: Mapping[str, Any], level: str) -> Share:
    return shown_tables.unpack(by_level[level]) if level in by_level else NO_ANSWERS


def _pooled(read: PooledRead) -> dict[Key, GridGap]:
    known = four_quarters.pooled_gaps(read.shares, read.expected)
    judged = judgement.judge({key: pooled.standardised for key, pooled in known.items()})
    return {
        key: GridGap(
            own=pooled.own.share,
            other=pooled.other.share,
            people=pooled.people,
            other_people=pooled.other_people,
            gap=RawAndStandardisedGap(raw=pooled.raw, standardised=one),
        )
        for key, pooled in known.items()
        if (one := judged[key]) is not None
    }


def _shown_rows(**wanted: Any) -> QuerySet[ShownTable]:
    return ShownTable.objects.filter(dimension__in=SELF_REPORTED, **wanted)


def _shares(rows: Iterable[GroupRow]) -> dict[tuple[str, str], QuarterShares]:
    found: dict[tuple[str, str], QuarterShares] = defaultdict(dict)
    for period, of, area, by_item in rows:
        dimension, levels = Dimension(of), LEVELS[Dimension(of)]
        for item, by_level in by_item.items():
            for level in levels:
                if level in by_level:
                    share = shown_tables.unpack(by_level[level])
                    found[period, area][dimension, level, item] = share
    return found


def _expected(rows: Iterable[GroupRow]) -> dict[tuple[str, str], dict[Key, float]]:
    found: dict[tuple[str, str], dict[Key, float]] = defaultdict(dict)
    for period, of, area, by_item in rows:
        for item, by_level in by_item.items():
            for level, share in by_level.items():
                found[period, area][Dimension(of), level, item] = share
    return found


def _records(area: str, *, on: date) -> dict[Dimension, RecordRate]:
    codes = {as_said(one): one for one in ALSO_RECORDED}
    rows = RecordRate.objects.filter(area=area, rate__in=codes, dimension=Dimension.ALL)
    told = [row for row in rows if timing.is_over(row.period, on=on)]
    latest = max((row.period for row in told), default="")
    return {codes[row.rate]: row for row in told if row.period == latest}
