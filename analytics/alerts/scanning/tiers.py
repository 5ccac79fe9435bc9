"""The tiers of series that are scored together, counted from columns of answers. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analytics.alerts.scanning.columns import NOWHERE, AnswerColumns
from analytics.alerts.weekly_series import first_day
from analytics.disclosure.places import NATION
from analytics.stats.emerging.tier import Array, SeriesTier, Whole
from analytics.tables import EVERYBODY, LEVELS, SELF_REPORTED, Dimension

LEAST_A_WEEK, RECENT = 4.0, 26
"""A slice with fewer answers a week over the last 26 weeks is left to its parent."""
OWN_STRATA = 7
AT_ONCE = 250_000
"""Responses counted in one go: what that needs is the same for few and for many."""


class TierKind(StrEnum):
    NATION = "nation"
    FORCE = "force"
    STAGE = "stage"
    CRIME = "crime"
    CHARACTERISTIC = "characteristic"


class Series(NamedTuple):
    """`area` is a force's code or NATION."""

    item: str
    area: str
    dimension: str = Dimension.ALL
    level: str = EVERYBODY

    @property
    def is_slice(self) -> bool:
        return self.dimension != Dimension.ALL

    @property
    def parent(self) -> "Series":
        """The series of everybody in the same area."""
        return Series(self.item, self.area)


@dataclass(frozen=True, kw_only=True)
class CountedTier:
    """`people` by series and week are heads; `tier` counts on the effective base."""

    series: tuple[Series, ...]
    people: Array
    tier: SeriesTier


@dataclass(frozen=True, kw_only=True)
class _Slicing:
    """Responses by area and level: `place` in `names`, which are area and level; -1 for none."""

    dimension: Dimension
    names: tuple[tuple[str, str], ...]
    place: NDArray[np.int16]
    strata: NDArray[np.int16]


def counted(
    columns: AnswerColumns, kind: TierKind, *, last: int, weeks: int, recent: int = RECENT
) -> CountedTier | None:
    """The tier with its `weeks` up to the week `last`; None where it has no series. One without
    answers in the last `recent` weeks is left out.

    Strata of the mix are the stages, or the crimes where the tier is of stages, and late answers
    as one more."""
    parts = [
        part
        for slicing in _slicings(columns, kind)
        for at in range(len(columns.items))
        if (part := _counted(columns, slicing, at, last=last, weeks=weeks, recent=recent))
    ]
    series = tuple(key for part in parts for key in part[0])
    if not series:
        return None
    positive, answers, people = (
        np.concatenate([part[at] for part in parts], axis=part_axis)
        for at, part_axis in ((1, 1), (2, 1), (3, 0))
    )
    strata = _strata_with_answers(answers)
    return CountedTier(
        series=series, people=people,
        tier=SeriesTier(
            positive=positive[:strata], answers=answers[:strata],
            week_of_year=_weeks_of_year(last, weeks), item=_families(series, kind),
            has_parent=kind is not TierKind.NATION,
        ),
    )  # fmt: skip


def _slicings(columns: AnswerColumns, kind: TierKind) -> Iterator[_Slicing]:
    whole = np.zeros(len(columns.week), dtype=np.int16)
    by_stage, by_crime = (_strata(columns, of) for of in (Dimension.STAGE, Dimension.CRIME_GROUP))
    force = columns.force.astype(np.int16)
    everybody = tuple((code, EVERYBODY) for code in columns.forces)
    if kind is TierKind.NATION:
        yield _Slicing(
            dimension=Dimension.ALL, names=((NATION, EVERYBODY),), place=whole, strata=by_stage
        )
    elif kind is TierKind.FORCE:
        yield _Slicing(dimension=Dimension.ALL, names=everybody, place=force, strata=by_stage)
    elif kind is TierKind.CHARACTERISTIC:
        for of in SELF_REPORTED:
            yield _slices(columns, of, areas=(NATION,), area=whole, strata=by_stage)
    elif kind is TierKind.STAGE:
        yield _slices(columns, Dimension.STAGE, areas=columns.forces, area=force, strata=by_crime)
    else:
        yield _slices(
            columns, Dimension.CRIME_GROUP, areas=columns.forces, area=force, strata=by_stage
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
    """Late answers, those without a level, and levels: the fullest seven by themselves, the others
    as one more."""
    named = np.where(columns.is_late > 0, 0, columns.levels[of].astype(np.int16) + 2)
    sizes = np.bincount(named)
    places = np.full(len(sizes), OWN_STRATA, dtype=np.int16)
    for place, name in enumerate(np.argsort(-sizes, kind="stable")[:OWN_STRATA]):
        places[name] = place
    found: NDArray[np.int16] = places[named]
    return found


Part = tuple[list[Series], NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]


def _counted(
    columns: AnswerColumns, slicing: _Slicing, at: int, *, last: int, weeks: int, recent: int
) -> Part | None:
    """One item: its series, and by stratum, series and week what was positive and answered on the
    effective base; then heads."""
    sums = np.zeros((4, OWN_STRATA + 1, len(slicing.names), weeks))
    for begin in range(0, len(columns.week), AT_ONCE):
        _add(sums, columns, slicing, at, slice(begin, begin + AT_ONCE), last=last)
    heads, positive, total, squared = sums
    people = heads.sum(axis=0)
    if not people.any():
        return None
    kept = _kept(people[:, -recent:], slicing)
    series = [
        Series(columns.items[at], area, slicing.dimension, level)
        for (area, level), is_kept in zip(slicing.names, kept, strict=True)
        if is_kept
    ]
    scale = (total / np.where(squared > 0, squared, 1.0))[:, kept]
    return (
        series,
        (positive[:, kept] * scale).astype(np.float32),
        (total[:, kept] * scale).astype(np.float32),
        people[kept].astype(np.float32),
    )


def _add(
    sums: Array, columns: AnswerColumns, slicing: _Slicing, at: int, part: slice, *, last: int
) -> None:
    """Heads, Σw of the positive, Σw and Σw² of some responses, to what was summed before."""
    ago, answer = last - columns.week[part], columns.answers[part, at]
    is_in = (ago >= 0) & (ago < sums.shape[3])
    used = is_in & (answer != NOWHERE) & (slicing.place[part] != NOWHERE)
    where = np.ravel_multi_index(
        (slicing.strata[part][used], slicing.place[part][used], sums.shape[3] - 1 - ago[used]),
        sums.shape[1:],
    )
    weight, size = columns.weight[part][used], sums[0].size
    for to, counted_by in enumerate((None, weight * answer[used], weight, weight * weight)):
        sums[to] += np.bincount(where, counted_by, size).reshape(sums.shape[1:])


def _kept(people: Array, slicing: _Slicing) -> NDArray[np.bool_]:
    a_week: NDArray[np.float64] = people.mean(axis=1)
    if slicing.dimension is Dimension.ALL:
        return a_week > 0
    return a_week >= LEAST_A_WEEK


def _strata_with_answers(answers: NDArray[np.float32]) -> int:
    """Up to the last that has any: the fullest come first, since gaps are held against them."""
    return int(np.flatnonzero(answers.sum(axis=(1, 2)) > 0)[-1]) + 1


def _weeks_of_year(last: int, weeks: int) -> Whole:
    mondays = (first_day(last - back) for back in range(weeks - 1, -1, -1))
    return np.array([monday.isocalendar().week for monday in mondays])


def _families(series: tuple[Series, ...], kind: TierKind) -> Whole:
    """Siblings by number: the same item and level in other forces; of characteristics, the other
    levels of the same item."""
    numbers: dict[tuple[str, ...], int] = {}
    by_level = kind is not TierKind.CHARACTERISTIC
    return np.array(
        [
            numbers.setdefault(
                (key.item, key.dimension, key.level if by_level else ""), len(numbers)
            )
            for key in series
        ]
    )
