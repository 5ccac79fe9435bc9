"""Figures out of what a page has read: Published or Suppressed, never a bare number of people."""

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
    """One item at one level. `force` is None on the nation's own page. `modelled` stands beside
    the figure of the force, never instead of it; None where nothing is."""

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
    """One table of the closed list: every item at every level that anybody answered from."""

    period: str
    dimension: Dimension
    force: Force | None
    total: tuple[ItemFigure, ...]
    """All victims, in the order asked."""
    levels: Mapping[str, tuple[ItemFigure, ...]]
    """By level, in the order of the table; empty for the dimension of everybody."""

    @property
    def is_empty(self) -> bool:
        return not self.total

    def of_everybody(self, item: str) -> ItemFigure:
        """What all victims say of a question; StopIteration where there are no figures."""
        return next(one for one in self.total if one.item == item)

    @property
    def is_told(self) -> bool:
        """Whether anybody stands at a level; a questionnaire that did not ask leaves nobody."""
        return self.dimension is Dimension.ALL or bool(self.levels)


@dataclass(frozen=True, kw_only=True)
class FunnelPoint:
    force: Force
    share: Share
    is_own: bool


@dataclass(frozen=True, kw_only=True)
class ForceFunnel:
    """Every force's share of one item with the limits of chance and habit. Forces stand in the
    order of their names. `funnel` is None where too few answered to compare, or the quarter is
    provisional."""

    item: str
    period: str
    nation: Share
    points: tuple[FunnelPoint, ...]
    funnel: Funnel | None
    is_provisional: bool = False


@dataclass(frozen=True, kw_only=True)
class TrendPoint:
    """`habit` is the quarter on the process-behaviour chart of its series; None where there are
    too few quarters for one, too few answers in this, or it is provisional. `notes` are what people
    noted on the quarter."""

    period: str
    force: Share | None
    nation: Share
    is_provisional: bool = False
    habit: spc.ControlPoint | None = None
    notes: tuple[SeriesNote, ...] = ()

    @property
    def is_rebased(self) -> bool:
        """Whether the limits begin anew with the quarter."""
        return any(note.is_rebase for note in self.notes)

    @property
    def share(self) -> Share:
        return self.nation if self.force is None else self.force


def periods(*, on: date) -> list[str]:
    """Quarters whose figures may be seen on a day, oldest first: those that are over."""
    of_the_nation = ShownTable.objects.filter(dimension=Dimension.ALL, area=NATION)
    filled = of_the_nation.values_list("period", flat=True).order_by("period")
    return [period for period in filled if timing.is_over(period, on=on)]


def latest_period(*, on: date, of: Iterable[str]) -> str | None:
    """The last quarter that had ended by a day, or failing that the last there is."""
    known = sorted(of)
    ended = [period for period in known if timing.is_over(period, on=on)]
    return next(reversed(ended or known), None)


def figures_of(shown: Shown, period: str) -> Figures:
    """The page's force beside the nation, or the nation alone. Any analyst may see the nation: it
    stands on each force's page."""
    found: dict[str, list[ItemFigure]] = defaultdict(list)
    filled = Dimension.ALL if shown.dimension in YEARLY else shown.dimension
    is_filled = any((filled, period) == key[:2] for key in shown.shares)
    of_table = _levels(shown, period)
    for item in item_codes() if is_filled else ():
        for level in (EVERYBODY, *of_table):
            figure = ItemFigure(
                item=item,
                level=level,
                force=_own(shown, period, item, level),
                nation=_of_nation(shown, period, item, level),
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
    """Those of the page's table, without the total; of local areas those that the force names."""
    if shown.dimension not in YEARLY:
        return shown_tables.levels_beside_total(shown.dimension)
    each = (shown.of_item(period, item) for item in item_codes())
    return sorted({level for places in each for _, level in places})


def _of_nation(shown: Shown, period: str, item: str, level: str) -> Share:
    """Beside a force's local area stand all victims of the nation."""
    if shown.dimension in YEARLY:
        return shown.of_everybody(period, item)[NATION, EVERYBODY]
    return shown.of_item(period, item)[NATION, level]


def _own(shown: Shown, period: str, item: str, level: str) -> Share | None:
    """The figure of the page's force; of a table of the nation alone that of all its victims. Local
    areas are those of the force itself, and of none that ended in it."""
    if shown.dimension in YEARLY and shown.area.force is not None:
        if level == EVERYBODY:
            return shown.own_of_everybody(period, item)
        return shown.of_item(period, item).get((shown.area.code, level), NO_ANSWERS)
    if shown.area.force is None or not TABLES[shown.dimension].is_national:
        return shown.own(period, item, level)
    if level == EVERYBODY:
        return shown.own_of_everybody(period, item)
    return Suppressed(reason=SuppressionReason.NOT_BY_FORCE)


def _has_answers(figures: Iterable[ItemFigure]) -> bool:
    return any(figure.nation != NO_ANSWERS for figure in figures)


def funnel_of(
    viewer: Viewer, shown: Shown, *, item: str, period: str, with_events: Collection[str] = ()
) -> ForceFunnel:
    """Every force for one item, and those `with_events` of which nobody answered. A force's own
    analyst gets the same points; which of the others is which is for the pages of national viewers
    to say."""
    is_provisional = shown.is_provisional(period)
    shares = with_silent(shown, shown.of_everybody(period, item), with_events, period=period)
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
    """The shares of forces, and of those `with_events` that have none why that is: a force is not
    missed exactly where something is wrong."""
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
    """One item over the quarters up to and with `until`, oldest first."""
    return with_habit(
        [
            TrendPoint(
                period=period,
                force=shown.own_of_everybody(period, item),
                nation=shown.of_everybody(period, item)[NATION, EVERYBODY],
                is_provisional=shown.is_provisional(period),
                notes=tuple(note for note in notes if note.period == period),
            )
            for period in shown.periods
            if period <= until
        ]
    )


def with_habit(points: Sequence[TrendPoint]) -> tuple[TrendPoint, ...]:
    """Each quarter beside the limits of its series, from the last quarter with which a person began
    them anew; by a chart of the quarters that can be compared. One that is hidden has no place on
    it and gives nothing away.

    Until the new limits have enough quarters the quarters before count in them, so that nobody
    makes a fall go unseen by beginning anew with it."""
    found: list[TrendPoint] = []
    before: Sequence[TrendPoint] = ()
    for run in _runs(points):
        has_enough = sum(map(_is_charted, run)) >= spc.LEAST_POINTS
        charted = [*([] if has_enough else before), *run]
        found += _charted(charted)[-len(run) :] if run else []
        before = charted
    return tuple(found)


def _runs(points: Sequence[TrendPoint]) -> list[list[TrendPoint]]:
    """The quarters between which nobody began the limits anew."""
    runs: list[list[TrendPoint]] = [[]]
    for point in points:
        if point.is_rebased:
            runs.append([])
        runs[-1].append(point)
    return runs


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
