"""Reads of figures. What may be shown was worked out when they were filled
(analytics/disclosure/shown_tables.py), so no page, chart, file or API can skip it: what leaves this
module is Published or Suppressed, never a bare number of people."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from access import selectors as access_selectors
from access.models import Force
from access.viewer import Viewer
from analytics.cube import meanings as cube_meanings
from analytics.disclosure import shown_tables, timing
from analytics.disclosure.list_suppression import NATION, Place
from analytics.figures.merged_forces import line_share, lines_of
from analytics.items import item_codes
from analytics.models import Cell, ShownTable
from analytics.stats import comparison
from analytics.stats.comparison import Funnel
from analytics.stats.proportions import Proportion
from analytics.stats.series import spc
from analytics.stats.shares import Bins
from analytics.stats.suppression import NO_ANSWERS, Published, Share
from analytics.tables import EVERYBODY, Dimension

QuarterBins = Mapping[tuple[str, str], Mapping[Place, Bins]]
"""Period and item, then force and level."""


@dataclass(frozen=True, kw_only=True)
class ItemFigure:
    """One item at one level. `force` is None on the nation's own page."""

    item: str
    level: str
    force: Share | None
    nation: Share

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
    order of their names. `funnel` is None where too few answered to compare."""

    item: str
    period: str
    nation: Share
    points: tuple[FunnelPoint, ...]
    funnel: Funnel | None


@dataclass(frozen=True, kw_only=True)
class TrendPoint:
    """`habit` is the quarter on the process-behaviour chart of its series; None where there are
    too few quarters for one, or too few answers in this."""

    period: str
    force: Share | None
    nation: Share
    habit: spc.ControlPoint | None = None

    @property
    def share(self) -> Share:
        return self.nation if self.force is None else self.force


def force_for(viewer: Viewer, force_code: str) -> Force:
    """A force whose rows the viewer may see; any other does not exist for her."""
    return access_selectors.forces_for(viewer).get(code=force_code)


def periods(*, on: date) -> list[str]:
    """Quarters whose figures may be seen on a day, oldest first: those that are over."""
    return [period for period in _filled() if timing.is_over(period, on=on)]


def _filled() -> list[str]:
    of_the_nation = ShownTable.objects.filter(dimension=Dimension.ALL, area=NATION)
    return list(of_the_nation.values_list("period", flat=True).order_by("period"))


def latest_period(*, on: date, of: Iterable[str]) -> str | None:
    """The last quarter that had ended by a day, or failing that the last there is."""
    known = sorted(of)
    ended = [period for period in known if timing.is_over(period, on=on)]
    return next(reversed(ended or known), None)


def figures_for(
    viewer: Viewer, *, force_code: str, period: str, dimension: Dimension = Dimension.ALL
) -> Figures:
    """A force beside the nation. Force.DoesNotExist where the force is out of reach."""
    return _figures(force_for(viewer, force_code), period, dimension)


def national_figures(
    viewer: Viewer, *, period: str, dimension: Dimension = Dimension.ALL
) -> Figures:
    """The nation alone. Any signed-in analyst may see it: it stands on each force's page."""
    return _figures(None, period, dimension)


def funnel_for(viewer: Viewer, *, item: str, period: str) -> ForceFunnel:
    """Every force for one item. A force's own analyst gets the same points; which of the others
    is which is for the pages of national viewers to say."""
    forces = {force.code: force for force in Force.objects.order_by("name")}
    shares = _shares([period], Dimension.ALL)[period, item]
    points = tuple(
        FunnelPoint(
            force=force,
            share=shares[code, EVERYBODY],
            is_own=not viewer.is_national and viewer.reaches(code),
        )
        for code, force in forces.items()
        if (code, EVERYBODY) in shares
    )
    return ForceFunnel(
        item=item,
        period=period,
        nation=shares.get((NATION, EVERYBODY), NO_ANSWERS),
        points=points,
        funnel=comparison.funnel(
            {
                point.force.code: Proportion(
                    successes=point.share.positive * point.share.effective_base,
                    trials=point.share.effective_base,
                )
                for point in points
                if isinstance(point.share, Published)
            }
        ),
    )


def force_shares(period: str, *, own: Force | None = None) -> Mapping[str, Mapping[Place, Share]]:
    """What may be shown of every force and of the nation, for all victims, by item: for what is
    made of several forces' figures. Whose name may stand beside them is for the caller. `own`
    stands there with the figures of those that ended in it."""
    shown = level_shares(period, Dimension.ALL)
    line = _line(own)
    bins, meanings = _line_bins([period], Dimension.ALL, line), cube_meanings.meanings()
    return {
        item: {
            **shares,
            **lines_of(shares, bins.get((period, item), {}), meanings.get(item, {}), line),
        }
        for item, shares in shown.items()
    }


def level_shares(period: str, dimension: Dimension) -> Mapping[str, Mapping[Place, Share]]:
    """The same at every level of a table."""
    return {item: shares for (_, item), shares in _shares([period], dimension).items()}


def trend_for(
    viewer: Viewer, *, force_code: str | None, item: str, until: str
) -> tuple[TrendPoint, ...]:
    """One item over the quarters up to and with `until`, oldest first; the nation alone where
    there is no force."""
    line = _line(force_for(viewer, force_code) if force_code else None)
    known = [period for period in _filled() if period <= until]
    shown = _shares(known, Dimension.ALL, areas=(*line, NATION))
    bins, meanings = _line_bins(known, Dimension.ALL, line), cube_meanings.meanings()
    points = []
    for period in known:
        shares = shown[period, item]
        cells, words = bins.get((period, item), {}), meanings.get(item, {})
        points.append(
            TrendPoint(
                period=period,
                force=line_share(shares, cells, words, line, EVERYBODY),
                nation=shares[NATION, EVERYBODY],
            )
        )
    return with_habit(points)


def with_habit(points: Sequence[TrendPoint]) -> tuple[TrendPoint, ...]:
    """Each quarter beside the limits of its series, by Laney's chart of the quarters that can be
    compared; one that is hidden has no place on it and gives nothing away."""
    charted = {
        point.period: point.share
        for point in points
        if isinstance(point.share, Published) and point.share.is_comparable
    }
    chart = spc.laney_chart(
        shares=[share.positive for share in charted.values()],
        bases=[share.effective_base for share in charted.values()],
    )
    habits = dict(zip(charted, chart.points, strict=True)) if chart else {}
    return tuple(replace(point, habit=habits.get(point.period)) for point in points)


def _figures(force: Force | None, period: str, dimension: Dimension) -> Figures:
    line = _line(force)
    shown = _shares([period], dimension, areas=(*line, NATION))
    bins, meanings = _line_bins([period], dimension, line), cube_meanings.meanings()
    found: dict[str, list[ItemFigure]] = defaultdict(list)
    for item in item_codes() if shown else ():
        shares = shown[period, item]
        cells, words = bins.get((period, item), {}), meanings.get(item, {})
        for level in (EVERYBODY, *shown_tables.levels_beside_total(dimension)):
            figure = ItemFigure(
                item=item,
                level=level,
                force=line_share(shares, cells, words, line, level),
                nation=shares[NATION, level],
            )
            found[level].append(figure)
    levels = {
        level: tuple(found[level])
        for level in shown_tables.levels_beside_total(dimension)
        if _has_answers(found[level])
    }
    return Figures(
        period=period,
        dimension=dimension,
        force=force,
        total=tuple(found[EVERYBODY]),
        levels=levels,
    )


def _has_answers(figures: Iterable[ItemFigure]) -> bool:
    return any(figure.nation != NO_ANSWERS for figure in figures)


def _line(force: Force | None) -> tuple[str, ...]:
    """The force and all that ended in it, whose quarters are its own earlier ones."""
    return access_selectors.lineage(force.code) if force else ()


def _shares(
    wanted: Iterable[str], dimension: Dimension, *, areas: Iterable[str] | None = None
) -> Mapping[tuple[str, str], Mapping[Place, Share]]:
    """By quarter and item, then by area and level: what may be shown, of the areas named or of
    all. Nothing is worked out here; protection had its say when the figures were filled."""
    rows = ShownTable.objects.filter(period__in=list(wanted), dimension=dimension)
    if areas is not None:
        rows = rows.filter(area__in=list(areas))
    found: dict[tuple[str, str], dict[Place, Share]] = defaultdict(dict)
    for period, area, by_item in rows.values_list("period", "area", "shares"):
        for item, by_level in by_item.items():
            for level, kept in by_level.items():
                found[period, item][area, level] = shown_tables.unpack(kept)
    return found


def _line_bins(wanted: Iterable[str], dimension: Dimension, line: Sequence[str]) -> QuarterBins:
    """The sums of the forces of a line, where there are several to be summed."""
    bins: dict[tuple[str, str], dict[Place, Bins]] = defaultdict(dict)
    if len(line) > 1:
        cells = Cell.objects.filter(
            period__in=list(wanted), dimension__in={dimension, Dimension.ALL}, force__in=line
        ).values_list("period", "force_id", "level", "bins")
        for period, force, level, by_item in cells:
            for item, choices in by_item.items():
                bins[period, item][force, level] = choices
    return bins
