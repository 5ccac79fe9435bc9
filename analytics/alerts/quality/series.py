from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from analytics.alerts.quality.measures import BETWEEN, SHARES, ShareMeasure
from analytics.alerts.scanning.tiers import (
    LEAST_A_WEEK,
    RECENT,
    CountedTier,
    Series,
    TierKind,
    weeks_of_year,
)
from analytics.disclosure.places import NATION
from analytics.stats.emerging.tier import Array, SeriesTier, Whole
from analytics.tables import EVERYBODY, Dimension

LEAST_OF_A_LEVEL = 1.0
"""A level with fewer a week is not a series."""


@dataclass(frozen=True, kw_only=True)
class WeekCounts:
    """By name, or name and level; the newest week is `last`."""

    forces: tuple[str, ...]
    last: int
    weeks: int
    counts: Mapping[str, Array]

    def counts_for(self, name: str, *, lag: int = 0) -> Array:
        """A column has the counts of `lag` weeks earlier."""
        found = self.counts.get(name)
        if found is None:
            return np.zeros((len(self.forces), self.weeks))
        return later(found, lag)

    def levels(self, name: str) -> list[str]:
        return sorted(key for key in self.counts if key.startswith(name + BETWEEN))


def later(counts: Array, lag: int) -> Array:
    if not lag:
        return counts
    moved = np.zeros_like(counts)
    moved[:, lag:] = counts[:, :-lag]
    return moved


def week_counts(
    rows: Iterable[tuple[int, str, Mapping[str, int]]], *, last: int, weeks: int
) -> WeekCounts:
    """From rows of week number, force and counts."""
    known = [row for row in rows if last - weeks < row[0] <= last]
    forces = {code: at for at, code in enumerate(sorted({force for _week, force, _ in known}))}
    counts: dict[str, Array] = {}
    for week, force, named in known:
        for name, number in named.items():
            if name not in counts:
                counts[name] = np.zeros((len(forces), weeks))
            counts[name][forces[force], weeks - 1 - (last - week)] = number
    return WeekCounts(forces=tuple(forces), last=last, weeks=weeks, counts=counts)


def share_tier(known: WeekCounts, kind: TierKind) -> CountedTier | None:
    """None if there is none."""
    rows = [row for measure in SHARES for row in _rows(known, kind, measure)]
    if not rows:
        return None
    series = tuple(key for key, _part, _whole in rows)
    part, whole = (np.array([row[at] for row in rows]) for at in (1, 2))
    return CountedTier(
        series=series, people=whole, joined=(None,) * len(series), is_of_answers=False,
        tier=SeriesTier(
            positive=part[None], answers=whole[None], item=_families(series),
            week_of_year=weeks_of_year(known.last, known.weeks),
            has_parent=kind is TierKind.QUALITY_OF_FORCES,
        ),
    )  # fmt: skip


def _rows(
    known: WeekCounts, kind: TierKind, measure: ShareMeasure
) -> Iterator[tuple[Series, Array, Array]]:
    whole = by_area(known, known.counts_for(measure.whole, lag=measure.lag), kind)
    names = known.levels(measure.part) if measure.has_levels else [measure.part]
    for name in names:
        part = by_area(known, known.counts_for(name, lag=measure.lag), kind)
        level = name if measure.has_levels else EVERYBODY
        for area, of in whole.items():
            few = measure.has_levels and part[area][-RECENT:].mean() < LEAST_OF_A_LEVEL
            if of[-RECENT:].mean() >= LEAST_A_WEEK and not few:
                key = Series(measure.artefact.value, area, Dimension.ALL, level)
                yield key, np.minimum(part[area], of), of


def by_area(known: WeekCounts, counts: Array, kind: TierKind) -> dict[str, Array]:
    if kind is TierKind.QUALITY_OF_NATION:
        return {NATION: counts.sum(axis=0)}
    return dict(zip(known.forces, counts, strict=True))


def _families(series: tuple[Series, ...]) -> Whole:
    numbers: dict[tuple[str, str], int] = {}
    return np.array([numbers.setdefault((key.item, key.level), len(numbers)) for key in series])
