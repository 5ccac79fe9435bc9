from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from access import selectors as access_selectors
from analytics.figures.selectors.shown import Area, PageQuery, shown_for
from analytics.items import item_codes
from analytics.models import Intersection
from analytics.stats import judgement
from analytics.stats.judgement import Judged, ModelContrast
from analytics.stats.proportions import Interval


@dataclass(frozen=True, kw_only=True)
class CombinedGroup:
    levels: tuple[str, ...]
    people: int
    share: float
    interval: Interval
    of_parts: float
    judged: Judged | None


@dataclass(frozen=True, kw_only=True)
class CombinedPage:
    item: str
    period: str | None
    periods: Sequence[str]
    provisional: frozenset[str]
    is_simulated: bool
    groups: Sequence[CombinedGroup]
    unstable: int


def combined_page_for(*, query: PageQuery, on: date) -> CombinedPage:
    shown = shown_for(Area(force=None), query, on=on, is_comparing=True)
    is_open = shown.period is None or shown.is_provisional(shown.period)
    rows = [] if is_open else list(Intersection.objects.filter(period=shown.period))
    own = next((row for row in rows if row.item == query.item), None)
    return CombinedPage(
        item=query.item,
        period=shown.period,
        periods=shown.periods[::-1],
        provisional=frozenset(each for each in shown.periods if shown.is_provisional(each)),
        is_simulated=access_selectors.is_simulated(),
        groups=_groups(own, _judged(rows)) if own else (),
        unstable=own.unstable if own else 0,
    )


def _judged(rows: Sequence[Intersection]) -> Mapping[tuple[str, str], Judged | None]:
    order = item_codes()
    return judgement.judge(
        {
            (row.item, name): ModelContrast(value=share - of_parts, error=error) if error else None
            for row in sorted(rows, key=lambda row: order.index(row.item))
            for name, (_people, share, _lower, _upper, of_parts, error) in row.shares.items()
        }
    )


def _groups(
    row: Intersection, judged: Mapping[tuple[str, str], Judged | None]
) -> list[CombinedGroup]:
    return [
        CombinedGroup(
            levels=tuple(name.split(".")),
            people=int(people),
            share=share,
            interval=Interval(lower=lower, upper=upper),
            of_parts=of_parts,
            judged=judged[row.item, name],
        )
        for name, (people, share, lower, upper, of_parts, _error) in row.shares.items()
    ]
