"""What a model says of a force where few answered, beside what is shown of it. It was worked out
when the quarter closed (analytics/refresh/modelled_shares.py)."""

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
"""An area, and what is stored of it by item and level: hundredths of the share and its interval."""


def models_of(shown: Shown) -> QuerySet[ModelledShares]:
    """What is stored of the page's force, or of each that ended in it, in the page's table and
    period."""
    area = shown.area
    return ModelledShares.objects.filter(
        period=shown.period or "",
        dimension=shown.dimension.value,
        area__in=area.line or (area.code,),
    )


def with_models(
    shown: Shown, frames: Sequence[Frame], rows: Iterable[ModelledRow] | None = None
) -> Shown:
    """The figures with what is modelled of the page's force. Where others ended in it, what the
    model says of each is put together. `frames` are those of its period, with the page's table;
    `rows` those of `models_of`, for who has read them before."""
    area = shown.area
    stored = models_of(shown).values_list("area", "shares") if rows is None else rows
    by_force = _modelled(stored)
    if not area.is_merged:
        return replace(shown, modelled=by_force.get(area.code, {}))
    places = {place for of_force in by_force.values() for place in of_force}
    modelled = _together(shown, by_force, _events(frames, shown.dimension)) if places else {}
    return replace(shown, modelled=modelled)


def _together(
    shown: Shown,
    by_force: Mapping[str, Mapping[Place, Modelled]],
    events: Mapping[str, Mapping[str, int]],
) -> Mapping[Place, Modelled]:
    found = {}
    for item, level in {place for of_force in by_force.values() for place in of_force}:
        shares = shown.of_item(shown.period or "", item)
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
    """By level and force, how many events could be asked about, as the page of coverage counts
    them. By what no case file records there are none."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for force, of_force in frame_of(frames).counts.items() if frames else ():
        for (of, level), counts in of_force.items():
            if of == dimension:
                found[level][force] = scope_of(counts).contactable
    return found


def _modelled(rows: Iterable[ModelledRow]) -> Mapping[str, Mapping[Place, Modelled]]:
    return {
        force: {
            (item, level): _of_points(*points)
            for item, by_level in shares.items()
            for level, points in by_level.items()
        }
        for force, shares in rows
    }


def _of_points(share: int, lower: int, upper: int) -> Modelled:
    return Modelled(share=share / 100, interval=Interval(lower=lower / 100, upper=upper / 100))
