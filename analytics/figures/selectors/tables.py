"""As the pages read them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from access import selectors as access_selectors
from access.models import Force
from access.viewer import Viewer
from analytics.figures import versions
from analytics.figures.selectors import comparisons, figures, response_rates
from analytics.figures.selectors.comparisons import Beside, ForceGaps
from analytics.figures.selectors.coverage import Reach
from analytics.figures.selectors.figures import Figures
from analytics.figures.selectors.frame import quarters_for
from analytics.figures.selectors.modelled import with_models
from analytics.figures.selectors.shown import PageQuery, Shown, area_for, shown_for
from analytics.figures.versions import VersionBegun
from analytics.weighting.nonresponse_range import SilentShift


@dataclass(frozen=True, kw_only=True)
class TablePage:
    periods: Sequence[str]
    figures: Figures | None
    reaches: Mapping[str, Reach]
    is_simulated: bool
    is_provisional: bool
    silence: Mapping[str, SilentShift]
    own_silence: Mapping[str, SilentShift]


def table_page_for(
    viewer: Viewer, *, force_code: str | None, query: PageQuery, on: date
) -> TablePage:
    shown = shown_for(area_for(viewer, force_code), query, on=on, with_years=True)
    quarters = (
        quarters_for(shown.area, period=shown.period, dimension=query.dimension)
        if shown.period and force_code
        else ()
    )
    shown = with_models(shown, quarters) if force_code else shown
    found = figures.figures_of(shown, shown.period) if shown.period else None
    reaches = response_rates.force_rates(quarters, dimension=query.dimension) if quarters else {}
    return TablePage(
        periods=shown.choices,
        figures=found,
        reaches=reaches,
        is_simulated=access_selectors.is_simulated(),
        is_provisional=bool(shown.period) and shown.is_provisional(shown.period or ""),
        silence=state.shifts if (state := shown.states.get(shown.period or "")) else {},
        own_silence=response_rates.silent_shifts(found, reaches) if found else {},
    )


@dataclass(frozen=True, kw_only=True)
class ComparisonTable:
    """By name, in the latest quarter if the requested one is not in `periods`."""

    periods: Sequence[str]
    forces: Sequence[ForceGaps]
    begun: Mapping[str, Mapping[Beside, Sequence[VersionBegun]]]
    is_simulated: bool


def comparison_table_for(
    viewer: Viewer, *, force_code: str | None, query: PageQuery, on: date
) -> ComparisonTable:
    area = area_for(viewer, force_code)
    known = [area.force] if area.force else access_selectors.forces_for(viewer)
    shown = shown_for(area, query, on=on, beside_forces=True, beside_past=not force_code)
    period = shown.period or ""
    forces = _compared(shown, known, period=period) if period else ()
    return ComparisonTable(
        periods=shown.periods,
        forces=forces,
        begun={
            one.force.code: versions.begun_beside_past(one.items.values(), period) for one in forces
        },
        is_simulated=access_selectors.is_simulated(),
    )


def _compared(shown: Shown, known: Sequence[Force], *, period: str) -> Sequence[ForceGaps]:
    forces = comparisons.with_figures(shown, known, period=period)
    return comparisons.gaps_of_forces(shown, forces, period=period)
