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
    """`periods` are the choices, latest first; `period` is None if there are none."""

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
    """Raises Force.DoesNotExist if the force is out of the viewer's reach."""
    area = area_for(viewer, force_code)
    forces = access_selectors.forces_for(viewer) if viewer.is_national else ()
    filled = StepTime.objects.values_list("period", flat=True).distinct().order_by("period")
    periods = [each for each in filled if timing.is_over(each, on=on)]
    chosen = period if period in periods else max(periods, default=None)
    own, others = (
        Q(area__in={NATION, area.code}),
        Q(area__in={each.code for each in forces}, dimension=Dimension.ALL),
    )
    rows = StepTime.objects.filter(own | others, period=chosen)
    times = {(row.area, row.step, row.dimension, row.level): row for row in rows}
    return TimesPage(
        force=area.force,
        forces=forces,
        period=chosen,
        periods=periods[::-1],
        is_simulated=access_selectors.is_simulated(),
        times=times,
    )


def times_of(period: str, *, area: str, dimension: Dimension) -> Mapping[Key, StepTime]:
    rows = StepTime.objects.filter(
        period=period, area__in={NATION, area}, dimension__in={Dimension.ALL, dimension}
    )
    return {(row.area, row.step, row.dimension, row.level): row for row in rows}
