from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from access import selectors as access_selectors
from access.models import Force
from access.viewer import Viewer
from analytics.disclosure import shown_tables, timing
from analytics.disclosure.places import NATION, Place
from analytics.figures.selectors.shown import Shown
from analytics.items import item_codes
from analytics.models import SeriesNote, ShownTable
from analytics.stats import comparison
from analytics.stats.comparison import Funnel
from analytics.stats.modelled.figure import Modelled
from analytics.stats.series import spc
from analytics.stats.suppression import (
    NO_ANSWERS,
    Published,
    Share,
    Suppressed,
    SuppressionReason,
)
from analytics.tables import EVERYBODY, TABLES, YEARLY, Dimension


@dataclass(frozen=True, kw_only=True)
class ItemFigure:
    item: str
    level: str
    force: Share | None
    nation: Share
    modelled: Modelled | None = None

    @property
    def share(self) -> Share:
        return self.nation if self.force is None else self.force


@dataclass(frozen=True, kw_only=True)
class Figures:
    period: str
    dimension: Dimension
    force: Force | None
    total: tuple[ItemFigure, ...]
    """All victims, in question order."""
    levels: Mapping[str, tuple[ItemFigure, ...]]
    """By level, in table order; empty for the dimension of all victims."""

    @property
    def is_empty(self) -> bool:
        return not self.total

    def all_victims(self, item: str) -> ItemFigure:
        return next(one for one in self.total if one.item == item)

    @property
    def has_content(self) -> bool:
        return self.dimension is Dimension.ALL or bool(self.levels)


@dataclass(frozen=True, kw_only=True)
class FunnelPoint:
    force: Force
    share: Share
    is_own: bool


@dataclass(frozen=True, kw_only=True)
class ForceFunnel:
    item: str
    period: str
    nation: Share
    points: tuple[FunnelPoint, ...]
    funnel: Funnel | None
    is_provisional: bool = False


@dataclass(frozen=True, kw_only=True)
class TrendPoint:
    """`habit` is None if there are too few quarters or answers, or it is provisional."""

    period: str
    force: Share | None
    nation: Share
    is_provisional: bool = False
    habit: spc.ControlPoint | None = None
    notes: tuple[SeriesNote, ...] = ()

    @property
    def is_rebased(self) -> bool:
        return any(note.is_rebase for note in self.notes)

    @property
    def share(self) -> Share:
        return self.nation if self.force is None else self.force


def periods(*, on: date) -> list[str]:
    of_the_nation = ShownTable.objects.filter(dimension=Dimension.ALL, area=NATION)
    filled = of_the_nation.values_list("period", flat=True).order_by("period")
    return [period for period in filled if timing.is_over(period, on=on)]


def latest_period(*, on: date, of: Iterable[str]) -> str | None:
    known = sorted(of)
    ended = [period for period in known if timing.is_over(period, on=on)]
    return next(reversed(ended or known), None)


def figures_of(shown: Shown, period: str) -> Figures:
    found: dict[str, list[ItemFigure]] = defaultdict(list)
    filled = Dimension.ALL if shown.dimension in YEARLY else shown.dimension
    is_filled = any((filled, period) == key[:2] for key in shown.shares)
    of_table = _levels(shown, period)
    for item in item_codes() if is_filled else ():
        for level in (EVERYBODY, *of_table):
            figure = ItemFigure(
                item=item,
                level=level,
                force=_own_figure(shown, period, item, level),
                nation=_national_share(shown, period, item, level),
                modelled=shown.modelled.get((item, level)) if period == shown.period else None,
            )
            found[level].append(figure)
    levels = {level: tuple(found[level]) for level in of_table if _has_answers(found[level])}
    return Figures(
        period=period,
        dimension=shown.dimension,
        force=shown.area.force,
        total=tuple(found[EVERYBODY]),
        levels=levels,
    )


def _levels(shown: Shown, period: str) -> Sequence[str]:
    if shown.dimension not in YEARLY:
        return shown_tables.levels_beside_total(shown.dimension)
    each = (shown.item_shares(period, item) for item in item_codes())
    return sorted({level for places in each for _, level in places})


def _national_share(shown: Shown, period: str, item: str, level: str) -> Share:
    if shown.dimension in YEARLY:
        return shown.all_victims(period, item)[NATION, EVERYBODY]
    return shown.item_shares(period, item)[NATION, level]


def _own_figure(shown: Shown, period: str, item: str, level: str) -> Share | None:
    if shown.dimension in YEARLY and shown.area.force is not None:
        if level == EVERYBODY:
            return shown.own_all_victims(period, item)
        return shown.item_shares(period, item).get((shown.area.code, level), NO_ANSWERS)
    if shown.area.force is None or not TABLES[shown.dimension].is_national:
        return shown.own(period, item, level)
    if level == EVERYBODY:
        return shown.own_all_victims(period, item)
    return Suppressed(reason=SuppressionReason.NOT_BY_FORCE)


def _has_answers(figures: Iterable[ItemFigure]) -> bool:
    return any(figure.nation != NO_ANSWERS for figure in figures)


def funnel_of(
    viewer: Viewer, shown: Shown, *, item: str, period: str, with_events: Collection[str] = ()
) -> ForceFunnel:
    """A force `with_events` without answers may be the one with a problem."""
    is_provisional = shown.is_provisional(period)
    shares = with_silent(shown, shown.all_victims(period, item), with_events, period=period)
    points = tuple(
        FunnelPoint(
            force=force,
            share=shares[force.code, EVERYBODY],
            is_own=not viewer.is_national and viewer.reaches(force.code),
        )
        for force in access_selectors.known_forces()
        if (force.code, EVERYBODY) in shares
    )
    return ForceFunnel(
        item=item,
        period=period,
        nation=shares.get((NATION, EVERYBODY), NO_ANSWERS),
        points=points,
        funnel=None if is_provisional else _funnel(points),
        is_provisional=is_provisional,
    )


def with_silent(
    shown: Shown, shares: Mapping[Place, Share], with_events: Collection[str], *, period: str
) -> Mapping[Place, Share]:
    """A force `with_events` without answers may be the one with a problem."""
    silent = {(force, EVERYBODY): shown.without_answers(period) for force in with_events}
    return {**silent, **shares}


def _funnel(points: Iterable[FunnelPoint]) -> Funnel | None:
    return comparison.funnel(
        {
            point.force.code: point.share.proportion
            for point in points
            if isinstance(point.share, Published)
        }
    )


def trend_of(
    shown: Shown, *, item: str, until: str, notes: Sequence[SeriesNote] = ()
) -> tuple[TrendPoint, ...]:
    return with_habit(
        [
            TrendPoint(
                period=period,
                force=shown.own_all_victims(period, item),
                nation=shown.all_victims(period, item)[NATION, EVERYBODY],
                is_provisional=shown.is_provisional(period),
                notes=tuple(note for note in notes if note.period == period),
            )
            for period in shown.periods
            if period <= until
        ]
    )


def with_habit(points: Sequence[TrendPoint]) -> tuple[TrendPoint, ...]:
    """From the last rebased quarter on, comparable quarters only."""
    found: list[TrendPoint] = []
    before: Sequence[TrendPoint] = ()
    runs: list[list[TrendPoint]] = [[]]
    for point in points:
        if point.is_rebased:
            runs.append([])
        runs[-1].append(point)
    for run in runs:
        has_enough = sum(map(_is_charted, run)) >= spc.LEAST_POINTS
        charted = [*([] if has_enough else before), *run]
        found += _charted(charted)[-len(run) :] if run else []
        before = charted
    return tuple(found)


def _is_charted(point: TrendPoint) -> bool:
    share = point.share
    return isinstance(share, Published) and share.is_comparable and not point.is_provisional


def _charted(points: Sequence[TrendPoint]) -> list[TrendPoint]:
    charted = {
        point.period: point.share.proportion
        for point in points
        if isinstance(point.share, Published) and _is_charted(point)
    }
    chart = spc.share_chart(
        shares=[each.share for each in charted.values()],
        bases=[each.trials for each in charted.values()],
    )
    habits = dict(zip(charted, chart.points, strict=True)) if chart else {}
    return [replace(point, habit=habits.get(point.period)) for point in points]
