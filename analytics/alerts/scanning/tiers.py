"""Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analytics.alerts.scanning.columns import NOWHERE, AnswerColumns
from analytics.alerts.weekly_series import first_day, week_number
from analytics.disclosure.places import NATION
from analytics.stats.emerging.tier import Array, SeriesTier, Whole
from analytics.tables import EVERYBODY, LEVELS, SELF_REPORTED, Dimension


@dataclass(frozen=True, kw_only=True)
class Wording:
    """A new wording has its own code (survey.publishing.series)."""

    began: date
    replaced: str


Wordings = Mapping[str, Wording]
"""By item that replaced another."""


LEAST_A_WEEK, RECENT = 4.0, 26
"""A slice with fewer answers a week over the last 26 weeks is pooled to four weeks; with fewer
even then, it is left to its parent.
"""
POOLED = 4
REGION = "region"
"""The dimension of regional series; its levels are regions."""
THEME = "theme"
"""The dimension of free-text series; its items are themes."""
OWN_STRATA = 7
AT_ONCE = 250_000
"""Responses counted at once, which bounds memory."""


class TierKind(StrEnum):
    NATION = "nation"
    REGION = "region"
    FORCE = "force"
    STAGE = "stage"
    CRIME = "crime"
    CHARACTERISTIC = "characteristic"
    THEME_OF_NATION = "theme_nation"
    THEME_OF_FORCES = "theme_force"
    QUALITY_OF_NATION = "quality_nation"
    QUALITY_OF_FORCES = "quality_force"


OF_ANSWERS = (
    TierKind.NATION, TierKind.REGION, TierKind.FORCE,
    TierKind.STAGE, TierKind.CRIME, TierKind.CHARACTERISTIC,
)  # fmt: skip
OF_THEMES = (TierKind.THEME_OF_NATION, TierKind.THEME_OF_FORCES)
MAY_BE_POOLED = frozenset({TierKind.STAGE, TierKind.CRIME, TierKind.CHARACTERISTIC, *OF_THEMES})
OF_WHOLE_NATION = frozenset({TierKind.NATION, TierKind.THEME_OF_NATION})


@dataclass(frozen=True, kw_only=True)
class NationFacts:
    regions: Mapping[str, str] = field(default_factory=dict)
    wordings: Wordings = field(default_factory=dict)


class Series(NamedTuple):
    item: str
    area: str
    dimension: str = Dimension.ALL
    level: str = EVERYBODY

    @property
    def is_slice(self) -> bool:
        return self.dimension != Dimension.ALL

    @property
    def parent(self) -> "Series":
        return Series(self.item, self.area)


@dataclass(frozen=True, kw_only=True)
class CountedTier:
    """`people` are numbers of people, `tier` on the effective base; `weeks_each` weeks are scored
    together; `joined` is the day of a new wording."""

    series: tuple[Series, ...]
    people: Array
    tier: SeriesTier
    joined: tuple[date | None, ...]
    weeks_each: int = 1
    is_of_answers: bool = True


@dataclass(frozen=True, kw_only=True)
class _Slicing:
    dimension: str
    names: tuple[tuple[str, str], ...]
    place: NDArray[np.int16]
    strata: NDArray[np.int16]


def counted(
    columns: AnswerColumns,
    kind: TierKind,
    *,
    last: int,
    weeks: int,
    recent: int = RECENT,
    facts: NationFacts | None = None,
    is_pooled: bool = False,
) -> CountedTier | None:
    """Up to the week `last`, without series that have no answers in `recent` weeks; None if empty.
    Strata are stages, or crimes for a tier of stages, plus late answers."""
    facts, span = facts or NationFacts(), _Span(last, weeks, recent)
    parts = [
        part
        for slicing in _slicings(columns, kind, facts)
        for variant in _variants(columns, facts, first=last - weeks)
        if (part := _count_item(columns, slicing, variant, span, few=is_pooled))
    ]
    return _joined(parts, kind, last=last, is_pooled=is_pooled) if parts else None


def _joined(parts: "Sequence[Part]", kind: TierKind, *, last: int, is_pooled: bool) -> CountedTier:
    series = tuple(key for part in parts for key in part[0])
    joined = tuple(part[4] for part in parts for _key in part[0])
    positive, answers, people = (
        np.concatenate([part[at] for part in parts], axis=part_axis)
        for at, part_axis in ((1, 1), (2, 1), (3, 0))
    )
    strata = int(np.flatnonzero(answers.sum(axis=(1, 2)) > 0)[-1]) + 1
    return CountedTier(
        series=series, people=people, joined=joined, weeks_each=POOLED if is_pooled else 1,
        tier=SeriesTier(
            positive=positive[:strata], answers=answers[:strata],
            week_of_year=weeks_of_year(last, people.shape[1]), item=_families(series, joined, kind),
            has_parent=kind not in OF_WHOLE_NATION,
        ),
    )  # fmt: skip


class _Span(NamedTuple):
    last: int
    weeks: int
    recent: int


class _Variant(NamedTuple):
    at: int
    before: int | None = None
    joined: date | None = None


def _variants(columns: AnswerColumns, facts: NationFacts, *, first: int) -> Iterator[_Variant]:
    replaced = {wording.replaced for wording in facts.wordings.values()}
    for at, item in enumerate(columns.items):
        if item not in replaced:
            yield _Variant(at)
        wording = facts.wordings.get(item)
        if wording is not None and week_number(wording.began) > first:
            yield _Variant(at, columns.items.index(wording.replaced), wording.began)


def _slicings(columns: AnswerColumns, kind: TierKind, facts: NationFacts) -> Iterator[_Slicing]:
    whole = np.zeros(len(columns.week), dtype=np.int16)
    by_stage, by_crime = (_strata(columns, of) for of in (Dimension.STAGE, Dimension.CRIME_GROUP))
    force = columns.force.astype(np.int16)
    everybody = tuple((code, EVERYBODY) for code in columns.forces)
    whole_dimension = THEME if kind in OF_THEMES else Dimension.ALL
    if kind in OF_WHOLE_NATION:
        yield _Slicing(
            dimension=whole_dimension, names=((NATION, EVERYBODY),), place=whole, strata=by_stage
        )
    elif kind is TierKind.REGION:
        yield _by_region(columns, facts.regions, by_stage)
    elif kind in {TierKind.FORCE, TierKind.THEME_OF_FORCES}:
        yield _Slicing(dimension=whole_dimension, names=everybody, place=force, strata=by_stage)
    elif kind is TierKind.CHARACTERISTIC:
        for of in SELF_REPORTED:
            yield _slices(columns, of, areas=(NATION,), area=whole, strata=by_stage)
    elif kind is TierKind.STAGE:
        yield _slices(columns, Dimension.STAGE, areas=columns.forces, area=force, strata=by_crime)
    else:
        yield _slices(
            columns, Dimension.CRIME_GROUP, areas=columns.forces, area=force, strata=by_stage
        )


def _by_region(
    columns: AnswerColumns, regions: Mapping[str, str], strata: NDArray[np.int16]
) -> _Slicing:
    of_forces = [regions.get(code, "") for code in columns.forces]
    names = sorted({name for name in of_forces if name and of_forces.count(name) > 1})
    places = [names.index(name) if name in names else NOWHERE for name in of_forces]
    return _Slicing(
        dimension=REGION,
        names=tuple((NATION, name) for name in names),
        place=np.array([*places, NOWHERE], dtype=np.int16)[columns.force],
        strata=strata,
    )


def _slices(
    columns: AnswerColumns,
    of: Dimension,
    *,
    areas: tuple[str, ...],
    area: NDArray[np.int16],
    strata: NDArray[np.int16],
) -> _Slicing:
    level = columns.levels[of].astype(np.int16)
    return _Slicing(
        dimension=of,
        names=tuple((code, name) for code in areas for name in LEVELS[of]),
        place=np.where(level == NOWHERE, np.int16(NOWHERE), area * len(LEVELS[of]) + level),
        strata=strata,
    )


def _strata(columns: AnswerColumns, of: Dimension) -> NDArray[np.int16]:
    named = np.where(columns.is_late > 0, 0, columns.levels[of].astype(np.int16) + 2)
    sizes = np.bincount(named)
    places = np.full(len(sizes), OWN_STRATA, dtype=np.int16)
    for place, name in enumerate(np.argsort(-sizes, kind="stable")[:OWN_STRATA]):
        places[name] = place
    found: NDArray[np.int16] = places[named]
    return found


Part = tuple[
    list[Series], NDArray[np.float32], NDArray[np.float32], NDArray[np.float32], date | None
]


def _count_item(
    columns: AnswerColumns, slicing: _Slicing, variant: _Variant, span: _Span, *, few: bool
) -> Part | None:
    sums = np.zeros((4, OWN_STRATA + 1, len(slicing.names), span.weeks))
    for begin in range(0, len(columns.week), AT_ONCE):
        _add(sums, columns, slicing, variant, slice(begin, begin + AT_ONCE), last=span.last)
    heads, positive, total, squared = sums
    people = heads.sum(axis=0)
    kept = _select_series(people[:, -span.recent :], slicing, few=few)
    if not kept.any():
        return None
    series = [
        Series(columns.items[variant.at], area, slicing.dimension, level)
        for (area, level), is_kept in zip(slicing.names, kept, strict=True)
        if is_kept
    ]
    scale = (total / np.where(squared > 0, squared, 1.0))[:, kept]
    return (
        series,
        (positive[:, kept] * scale).astype(np.float32),
        (total[:, kept] * scale).astype(np.float32),
        people[kept].astype(np.float32),
        variant.joined,
    )


def _add(
    sums: Array,
    columns: AnswerColumns,
    slicing: _Slicing,
    variant: _Variant,
    part: slice,
    *,
    last: int,
) -> None:
    ago, answer = last - columns.week[part], columns.answers[part, variant.at]
    if variant.before is not None:
        answer = np.where(answer == NOWHERE, columns.answers[part, variant.before], answer)
    is_in = (ago >= 0) & (ago < sums.shape[3])
    used = is_in & (answer != NOWHERE) & (slicing.place[part] != NOWHERE)
    where = np.ravel_multi_index(
        (slicing.strata[part][used], slicing.place[part][used], sums.shape[3] - 1 - ago[used]),
        sums.shape[1:],
    )
    weight, size = columns.weight[part][used], sums[0].size
    for to, counted_by in enumerate((None, weight * answer[used], weight, weight * weight)):
        sums[to] += np.bincount(where, counted_by, size).reshape(sums.shape[1:])


def _select_series(people: Array, slicing: _Slicing, *, few: bool) -> NDArray[np.bool_]:
    a_week: NDArray[np.float64] = people.mean(axis=1)
    if slicing.dimension == Dimension.ALL:
        return a_week > 0
    if few:
        return (a_week >= LEAST_A_WEEK / POOLED) & (a_week < LEAST_A_WEEK)
    return a_week >= LEAST_A_WEEK


def weeks_of_year(last: int, weeks: int) -> Whole:
    mondays = (first_day(last - back) for back in range(weeks - 1, -1, -1))
    return np.array([monday.isocalendar().week for monday in mondays])


def _families(series: tuple[Series, ...], joined: tuple[date | None, ...], kind: TierKind) -> Whole:
    numbers: dict[tuple[str | date | None, ...], int] = {}
    by_level = kind not in {TierKind.CHARACTERISTIC, TierKind.REGION}
    return np.array(
        [
            numbers.setdefault(
                (key.item, key.dimension, key.level if by_level else "", across), len(numbers)
            )
            for key, across in zip(series, joined, strict=True)
        ]
    )
