from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models.fields.json import KeyTransform

from access import selectors as access_selectors
from access.models import Force
from access.viewer import Viewer
from analytics.alerts import selectors as alerts_selectors
from analytics.disclosure import shown_tables, timing
from analytics.disclosure.places import NATION
from analytics.figures import versions
from analytics.figures.selectors import figures, past
from analytics.figures.selectors.comparisons import Beside, Gap
from analytics.figures.selectors.figures import TrendPoint
from analytics.figures.selectors.shown import PageQuery, Shown, area_for, shown_for
from analytics.figures.versions import VersionBegun
from analytics.items import headline, item_codes
from analytics.models import Alert, ShownTable
from analytics.series_notes import selectors as series_notes
from analytics.stats.suppression import NO_ANSWERS, Share
from analytics.tables import EVERYBODY, Dimension


@dataclass(frozen=True, kw_only=True)
class TrendsQuery:
    period: str = ""
    item: str = ""


@dataclass(frozen=True, kw_only=True)
class TrendsFound:
    """By question: its quarters up to the page's, oldest first, and the last less the one
    `before` it, None if too small to compare.
    """

    before: str
    series: Mapping[str, tuple[TrendPoint, ...]]
    changes: Mapping[str, Gap | None]
    begun: Sequence[VersionBegun]
    alerts: Mapping[str, Alert]
    may_note: bool
    by_force: Sequence[tuple[Force, tuple[TrendPoint, ...]]]


@dataclass(frozen=True, kw_only=True)
class TrendsPage:
    """`found` is None if there are no figures; `item` is the question of the large picture."""

    force: Force | None
    forces: Sequence[Force]
    period: str | None
    periods: Sequence[str]
    provisional: Collection[str]
    item: str
    is_simulated: bool
    found: TrendsFound | None


def trends_page_for(
    viewer: Viewer, *, force_code: str | None, query: TrendsQuery, on: date
) -> TrendsPage:
    """Raises Force.DoesNotExist if the force is out of the viewer's reach."""
    area = area_for(viewer, force_code)
    shown = shown_for(area, PageQuery(period=query.period), on=on, is_comparing=True)
    period = shown.period
    gaps = past.past_gaps(shown, period=period) if period else {}
    changes = {item: beside[Beside.QUARTER_BEFORE] for item, beside in gaps.items()}
    item = query.item or _most_changed(changes)
    forces = access_selectors.forces_for(viewer) if viewer.is_national else []
    return TrendsPage(
        force=area.force,
        forces=forces,
        period=period,
        periods=shown.periods[::-1],
        provisional={each for each in shown.periods if shown.is_provisional(each)},
        item=item,
        is_simulated=access_selectors.is_simulated(),
        found=_load_changes(viewer, shown, changes, item=item, period=period, forces=forces)
        if period
        else None,
    )


def _most_changed(changes: Mapping[str, Gap | None]) -> str:
    clear = {
        item: abs(gap.judged.difference.value)
        for item, gap in changes.items()
        if gap is not None and gap.judged.is_clear
    }
    return max(clear, key=lambda item: clear[item], default=headline().code)


def _load_changes(
    viewer: Viewer,
    shown: Shown,
    changes: Mapping[str, Gap | None],
    *,
    item: str,
    period: str,
    forces: Sequence[Force],
) -> TrendsFound:
    notes = series_notes.every_note_of(shown.area.line)
    alerts = alerts_selectors.alerts_of(viewer, shown.area.line)
    is_nation = shown.area.force is None
    return TrendsFound(
        before=timing.quarter_before(period),
        series={
            each: figures.trend_of(
                shown,
                item=each,
                until=period,
                notes=[note for note in notes if note.item in {"", each}],
            )
            for each in item_codes()
        },
        changes=changes,
        begun=versions.begun_meanwhile(changes, period),
        alerts=alerts_selectors.by_quarter(alerts, item=item),
        may_note=series_notes.may_note(viewer, shown.area.force),
        by_force=_by_force(shown, forces, item=item, until=period) if is_nation else (),
    )


def _by_force(
    shown: Shown, forces: Sequence[Force], *, item: str, until: str
) -> list[tuple[Force, tuple[TrendPoint, ...]]]:
    quarters = [period for period in shown.periods if period <= until]
    shares = _shares_of_forces(quarters, forces, item=item)
    found = []
    for force in forces:
        points = [
            TrendPoint(
                period=period,
                force=shares.get((force.code, period), NO_ANSWERS),
                nation=shown.all_victims(period, item)[NATION, EVERYBODY],
                is_provisional=shown.is_provisional(period),
            )
            for period in quarters
        ]
        if any((force.code, period) in shares for period in quarters):
            found.append((force, figures.with_habit(points)))
    return found


def _shares_of_forces(
    quarters: Sequence[str], forces: Sequence[Force], *, item: str
) -> dict[tuple[str, str], Share]:
    tables = ShownTable.objects.filter(
        dimension=Dimension.ALL, period__in=quarters, area__in=[force.code for force in forces]
    )
    found = tables.values_list("area", "period", KeyTransform(item, "shares"))
    return {
        (area, period): shown_tables.unpack(by_level[EVERYBODY])
        for area, period, by_level in found
        if by_level and EVERYBODY in by_level
    }
