"""What the home page tells of figures and alerts. Nothing here is worked out anew: each is what the
page of its subject shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import QuerySet

from access.models import Force
from access.viewer import Viewer
from analytics.alerts import selectors as alerts_selectors
from analytics.disclosure.places import NATION
from analytics.figures.selectors import comparisons, figures
from analytics.figures.selectors.comparisons import Beside, Gap
from analytics.figures.selectors.figures import ForceFunnel
from analytics.figures.selectors.shown import Shown, area_for, latest_closed
from analytics.items import item_codes
from analytics.journey import selectors as journey_selectors
from analytics.journey.selectors import JourneyPage, JourneyQuery
from analytics.let_down import selectors as let_down_selectors
from analytics.let_down.selectors import LetDownPage
from analytics.models import Alert
from analytics.stats.suppression import NO_ANSWERS, Share
from analytics.tables import EVERYBODY

MOST_ALERTS = 3
"""So many stand with their pictures; of the others the list tells."""


@dataclass(frozen=True, kw_only=True)
class HomeQuestion:
    """One of the ten questions: the force's figure, None on the nation's page, beside the nation's;
    `forces` are all forces between the limits of chance and habit."""

    item: str
    own: Share | None
    nation: Share
    forces: ForceFunnel


@dataclass(frozen=True, kw_only=True)
class HomeFigures:
    """Of the viewer's force, or of the nation where there is none. `questions` and
    `changes`, from the quarter before, are of `period`: the latest quarter that may be compared, or
    the latest that is over while there is none."""

    force: Force | None
    period: str | None
    journey: JourneyPage
    let_down: LetDownPage
    changes: Mapping[str, Gap | None]
    questions: tuple[HomeQuestion, ...]


def own_force(viewer: Viewer) -> str | None:
    """The force whose home it is: of several the first by code. None for a national viewer."""
    return None if viewer.is_national else min(viewer.force_codes, default="")


def figures_for(viewer: Viewer, *, on: date) -> HomeFigures:
    """Force.DoesNotExist where the viewer has no force that there is."""
    area = area_for(viewer, own_force(viewer))
    years, quarter = journey_selectors.closed_years(area), latest_closed(on=on)
    shown = journey_selectors.shown_of(area, years, JourneyQuery(), on=on, forces_in=quarter)
    of_quarter = replace(shown, period=quarter) if quarter in shown.periods else shown
    period = of_quarter.period
    return HomeFigures(
        force=area.force,
        period=period,
        journey=journey_selectors.page_of(shown, years, JourneyQuery()),
        let_down=let_down_selectors.page_of(of_quarter),
        changes=_changes(of_quarter, period) if period else {},
        questions=tuple(_questions(viewer, of_quarter, period)) if period else (),
    )


def _changes(shown: Shown, period: str) -> dict[str, Gap | None]:
    past = comparisons.past_gaps(shown, period=period)
    return {item: beside[Beside.QUARTER_BEFORE] for item, beside in past.items()}


def _questions(viewer: Viewer, shown: Shown, period: str) -> Sequence[HomeQuestion]:
    is_of_force = shown.area.force is not None
    return [
        HomeQuestion(
            item=item,
            own=shown.own_of_everybody(period, item) or NO_ANSWERS if is_of_force else None,
            nation=shown.of_everybody(period, item).get((NATION, EVERYBODY), NO_ANSWERS),
            forces=figures.funnel_of(viewer, shown, item=item, period=period),
        )
        for item in item_codes()
    ]


def open_alerts(viewer: Viewer) -> QuerySet[Alert]:
    """Those that are not over, of the viewer's own forces or of the nation; what is due first
    stands first."""
    alerts = alerts_selectors.alerts_for(viewer).filter(explained_by="", case__closed_at=None)
    if viewer.is_national:
        return alerts
    return alerts.filter(force__in=viewer.reach)
