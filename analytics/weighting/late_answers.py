"""Protection of other tables does not cover this split (ADR 36), so it needs large numbers, also in
what remains of the nation (ADR 125)."""

from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from analytics.stats.proportions import effective_base
from analytics.weighting.diagnostics import Bin

LEAST = 450
"""The minimum of both late and early respondents and effective bases: no nine then move a share by
more than two points."""
Sums = NDArray[np.float64]
"""(4, 3): people, Σw and Σw² of positive and other answers, early, then late."""
EARLY, LATE = slice(0, 2), slice(2, 4)


def sums_to_show(bins: Mapping[str, Sequence[Bin]], *, line: Collection[str]) -> Sums | None:
    """None if they may not be shown. The nation's if `line` is empty."""
    sums = {force: np.array(of, dtype=float) for force, of in bins.items()}
    here = {force for force in sums if not line or force in line}
    if not here or not _are_many(_added(sums.values())):
        return None
    may_be_told = not line or here <= _forces_to_show(sums)
    return _added(sums[force] for force in here) if may_be_told else None


def _forces_to_show(sums: Mapping[str, Sums]) -> frozenset[str]:
    many = (force for force, of in sums.items() if _are_many(of))
    told = sorted(many, key=lambda force: _size(sums[force]))
    while told and not _may_be_left_over(_added(of for f, of in sums.items() if f not in told)):
        del told[0]
    return frozenset(told)


def _may_be_left_over(left: Sums) -> bool:
    people = left[:, 0]
    return not people[EARLY].sum() or not people[LATE].sum() or _are_many(left)


def _are_many(sums: Sums) -> bool:
    return _size(sums) >= LEAST


def _size(sums: Sums) -> float:
    return min(min(_people_and_base(sums[of])) for of in (EARLY, LATE))


def _people_and_base(arm: Sums) -> tuple[float, float]:
    people, sum_w, sum_w2 = arm.sum(axis=0).tolist()
    return people, effective_base(sum_w=sum_w, sum_w2=sum_w2)


def _added(each: Iterable[Sums]) -> Sums:
    return np.asarray(sum(each, np.zeros((4, 3))), dtype=np.float64)
