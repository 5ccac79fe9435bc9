from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from django.db.models import QuerySet

from analytics.figures.merged_forces import line_modelled
from analytics.figures.selectors.coverage import scope_of
from analytics.figures.selectors.frame import Frame, frame_of
from analytics.figures.selectors.shown import Shown
from analytics.models import ModelledShares
from analytics.stats.modelled.figure import Modelled
from analytics.stats.proportions import Interval
from analytics.stats.suppression import Published
from analytics.tables import Dimension

Place = tuple[str, str]
"""Item and level."""
ModelledRow = tuple[str, Mapping[str, Mapping[str, Sequence[int]]]]
"""An area, and by item and level its stored share and interval in hundredths."""


def models_of(shown: Shown) -> QuerySet[ModelledShares]:
    area = shown.area
    return ModelledShares.objects.filter(
        period=shown.period or "",
        dimension=shown.dimension.value,
        area__in=area.line or (area.code,),
    )


def with_models(
    shown: Shown, frames: Sequence[Frame], rows: Iterable[ModelledRow] | None = None
) -> Shown:
    area = shown.area
    stored = models_of(shown).values_list("area", "shares") if rows is None else rows
    by_force = {
        force: {
            (item, level): _from_points(*points)
            for item, by_level in shares.items()
            for level, points in by_level.items()
        }
        for force, shares in stored
    }
    if not area.is_merged:
        return replace(shown, modelled=by_force.get(area.code, {}))
    places = {place for of_force in by_force.values() for place in of_force}
    modelled = _combine_line(shown, by_force, _events(frames, shown.dimension)) if places else {}
    return replace(shown, modelled=modelled)


def _combine_line(
    shown: Shown,
    by_force: Mapping[str, Mapping[Place, Modelled]],
    events: Mapping[str, Mapping[str, int]],
) -> Mapping[Place, Modelled]:
    found = {}
    for item, level in {place for of_force in by_force.values() for place in of_force}:
        shares = shown.item_shares(shown.period or "", item)
        direct = {
            force: Modelled(share=share.proportion.share, interval=share.interval)
            for force in shown.area.line
            if isinstance(share := shares.get((force, level)), Published)
        }
        modelled = {
            force: of_force[item, level]
            for force, of_force in by_force.items()
            if (item, level) in of_force
        }
        if one := line_modelled(direct | modelled, events.get(level, {})):
            found[item, level] = one
    return found


def _events(frames: Sequence[Frame], dimension: Dimension) -> Mapping[str, Mapping[str, int]]:
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for force, of_force in frame_of(frames).counts.items() if frames else ():
        for (of, level), counts in of_force.items():
            if of == dimension:
                found[level][force] = scope_of(counts).contactable
    return found


def _from_points(share: int, lower: int, upper: int) -> Modelled:
    return Modelled(share=share / 100, interval=Interval(lower=lower / 100, upper=upper / 100))
