"""How long the steps of a quarter's cases took, of a force beside the nation or of the nation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from access import selectors as access_selectors
from access.models import Force
from access.viewer import Viewer
from analytics.disclosure import timing
from analytics.disclosure.places import NATION
from analytics.figures.selectors.shown import area_for
from analytics.models import StepTime
from analytics.tables import Dimension

Key = tuple[str, str, str, str]
"""Area, step, dimension and level."""


@dataclass(frozen=True, kw_only=True)
class TimesPage:
    """`periods` are those to choose from, the latest first; `period` is None while there are
    none."""

    force: Force | None
    forces: Sequence[Force]
    period: str | None
    periods: Sequence[str]
    is_simulated: bool
    times: Mapping[Key, StepTime]

    @property
    def area(self) -> str:
        return self.force.code if self.force else NATION


def times_page_for(viewer: Viewer, *, force_code: str | None, period: str, on: date) -> TimesPage:
    """Force.DoesNotExist where the force is out of the viewer's reach. A quarter without cases
    stands for the latest that is over."""
    area = area_for(viewer, force_code)
    forces = access_selectors.forces_for(viewer) if viewer.is_national else ()
    filled = StepTime.objects.values_list("period", flat=True).distinct().order_by("period")
    periods = [each for each in filled if timing.is_over(each, on=on)]
    chosen = period if period in periods else max(periods, default=None)
    return TimesPage(
        force=area.force,
        forces=forces,
        period=chosen,
        periods=periods[::-1],
        is_simulated=access_selectors.is_simulated(),
        times=_times(chosen, area=area.code, beside={each.code for each in forces}),
    )


def _times(period: str | None, *, area: str, beside: set[str]) -> Mapping[Key, StepTime]:
    """Everything of the page's area and of the nation; of other forces all cases together."""
    own, others = Q(area__in={NATION, area}), Q(area__in=beside, dimension=Dimension.ALL)
    rows = StepTime.objects.filter(own | others, period=period)
    return {(row.area, row.step, row.dimension, row.level): row for row in rows}


def times_beside(period: str, *, area: str, dimension: Dimension) -> Mapping[Key, StepTime]:
    """Of an area and of the nation, all cases and those of each level, for a page about other
    things. The caller says whose area it may be."""
    rows = StepTime.objects.filter(
        period=period, area__in={NATION, area}, dimension__in={Dimension.ALL, dimension}
    )
    return {(row.area, row.step, row.dimension, row.level): row for row in rows}
