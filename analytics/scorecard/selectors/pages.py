"""The scorecard of an area: each cell of a quarter with its change and its eight quarters."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from access import selectors as access_selectors
from access.models import Force
from access.process_cache import cached_in_process
from access.viewer import Viewer
from analytics.disclosure import timing
from analytics.disclosure.places import NATION
from analytics.disclosure.years import is_year
from analytics.figures import versions
from analytics.figures.selectors import past
from analytics.figures.selectors.comparisons import Beside
from analytics.figures.selectors.shown import Area, area_for
from analytics.figures.versions import VersionBegun
from analytics.models import ShownTable
from analytics.refresh.selectors import quarter_states
from analytics.scorecard.definitions import (
    CardDefinition,
    Source,
    before,
    line_until,
    read_definition,
)
from analytics.scorecard.readings import Measured, Reading
from analytics.scorecard.selectors.sources import CardSources, sources_for
from analytics.stats import judgement
from analytics.stats.judgement import Judged, ShareContrast
from analytics.tables import Dimension

Key = tuple[str, str]
"""Row and column."""


@dataclass(frozen=True, kw_only=True)
class CardCell:
    """`line` has the values of eight quarters, oldest first, None if not shown.

    `judged` is the change since the period before, None if not compared; for the ten questions of
    all victims in a quarter, it is the trends page's.
    """

    reading: Reading
    judged: Judged | None
    line: Sequence[float | None]


@dataclass(frozen=True, kw_only=True)
class ScorecardPage:
    """`periods` are the choices, latest first; `period` is None if there are no figures."""

    force: Force | None
    forces: Sequence[Force]
    period: str | None
    periods: Sequence[str]
    quarters: Sequence[str]
    provisional: Collection[str]
    is_simulated: bool
    definition: CardDefinition
    cells: Mapping[Key, CardCell]
    begun: Sequence[VersionBegun]

    @property
    def judged(self) -> list[Judged]:
        return [cell.judged for cell in self.cells.values() if cell.judged]


def scorecard_page_for(
    viewer: Viewer, *, force_code: str | None, period: str, on: date
) -> ScorecardPage:
    """Return the nation's card by quarter; a force's by year, or by quarter until a year has been
    judged.
    """
    area, states = area_for(viewer, force_code), quarter_states.states()
    known = _periods(area, on=on)
    provisional = frozenset(each for each in known if quarter_states.is_provisional(states, each))
    settled = [each for each in known if each not in provisional]
    chosen = period if period in known else max(settled or known, default=None)
    definition = read_definition().for_force() if area.force else read_definition()
    sources = sources_for(area, definition, period=chosen, on=on) if chosen else None
    cells = _cells(sources, definition, chosen, provisional) if sources and chosen else {}
    return ScorecardPage(
        force=area.force,
        forces=access_selectors.forces_for(viewer) if viewer.is_national else (),
        period=chosen,
        periods=known[::-1],
        quarters=line_until(chosen) if chosen else (),
        provisional=provisional,
        is_simulated=access_selectors.is_simulated(),
        definition=definition,
        cells=cells,
        begun=_versions_begun(cells, definition, chosen) if chosen else (),
    )


def _versions_begun(
    cells: Mapping[Key, CardCell], definition: CardDefinition, period: str
) -> Sequence[VersionBegun]:
    said = {column.code for column in definition.columns if column.source is Source.ITEM}
    judged = [cell.judged for (_row, column), cell in cells.items() if column in said]
    return versions.begun_between(judged, before=before(period), period=period)


def _periods(area: Area, *, on: date) -> list[str]:
    found = _filled() or ()
    years = [period for period in found if is_year(period)] if area.force else []
    quarters = (period for period in found if not is_year(period))
    return years or [period for period in quarters if timing.is_over(period, on=on)]


@cached_in_process
def _filled() -> tuple[str, ...] | None:
    shown = ShownTable.objects.filter(dimension=Dimension.ALL, area=NATION)
    return tuple(sorted(shown.values_list("period", flat=True))) or None


def _cells(
    sources: CardSources, definition: CardDefinition, period: str, provisional: frozenset[str]
) -> Mapping[Key, CardCell]:
    both, line = (period, before(period)), line_until(period)
    found = {
        (row.code, column.code): {
            each: sources.reading(each, row, column) for each in dict.fromkeys((*both, *line))
        }
        for row, column in definition.cells()
    }
    quoted = _judged_on_trends(sources, definition, period, provisional)
    judged = _judged(found, quoted, both=both) if provisional.isdisjoint(both) else {}
    return {
        key: CardCell(
            reading=of_cell[period],
            judged=judged.get(key),
            line=[_value(of_cell[each]) for each in line],
        )
        for key, of_cell in found.items()
    }


def _judged(
    found: Mapping[Key, Mapping[str, Reading]],
    quoted: Mapping[Key, Judged | None],
    *,
    both: tuple[str, str],
) -> Mapping[Key, Judged | None]:
    own = {
        key: _contrast(*map(of_cell.__getitem__, both))
        for key, of_cell in found.items()
        if key not in quoted
    }
    return {**judgement.judge(own), **quoted}


def _judged_on_trends(
    sources: CardSources, definition: CardDefinition, period: str, provisional: frozenset[str]
) -> Mapping[Key, Judged | None]:
    if is_year(period):
        return {}
    gaps = past.gaps_with_past(
        lambda quarter: {} if quarter in provisional else sources.comparable(quarter),
        period=period,
    )
    changes = {item: beside[Beside.QUARTER_BEFORE] for item, beside in gaps.items()}
    return {
        (row.code, column.code): gap.judged if (gap := changes[column.item]) else None
        for row, column in definition.cells()
        if row.dimension is Dimension.ALL and column.item in changes
    }


def _contrast(now: Reading, then: Reading) -> ShareContrast | None:
    if not isinstance(now, Measured) or not isinstance(then, Measured):
        return None
    if now.compared is None or then.compared is None:
        return None
    return ShareContrast(first=now.compared, second=then.compared)


def _value(reading: Reading) -> float | None:
    return reading.value if isinstance(reading, Measured) else None
