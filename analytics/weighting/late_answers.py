"""Of which areas late answers may be held against early ones. Pure.

Late and early are no table that is judged beside the others (ADR 36), and what a difference of two
shares tells of each of them, beside the shown total, is a number of people. So they are told of
many alone; and what a reader of the nation has by taking its forces away from it is of many too, or
of nobody (ADR 125)."""

from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from analytics.stats.proportions import effective_base
from analytics.weighting.diagnostics import Bin

LEAST = 450
"""So many late, and so many early, that no nine of either move their share by more than two
points."""
Sums = NDArray[np.float64]
"""(4, 3): people, Σw and Σw² of the positive and of the other answers, early, then late."""
EARLY, LATE = slice(0, 2), slice(2, 4)


def sums_told(bins: Mapping[str, Sequence[Bin]], *, line: Collection[str]) -> Sums | None:
    """Of one item, from the bins of every force, those of a force and of the forces that are part
    of it, or of the nation where there are none. None where they are not to be told."""
    sums = {force: np.array(of, dtype=float) for force, of in bins.items()}
    here = {force for force in sums if not line or force in line}
    if not here or not _are_many(_added(sums.values())):
        return None
    may_be_told = not line or here <= _forces_told(sums)
    return _added(sums[force] for force in here) if may_be_told else None


def _forces_told(sums: Mapping[str, Sums]) -> frozenset[str]:
    """All of many but the smallest of them, as few as have nobody or many left over."""
    many = (force for force, of in sums.items() if _are_many(of))
    told = sorted(many, key=lambda force: _size(sums[force]))
    while told and not _may_be_left_over(_added(of for f, of in sums.items() if f not in told)):
        del told[0]
    return frozenset(told)


def _may_be_left_over(left: Sums) -> bool:
    """Where all of them are late, or none is, they are known as the force's total is."""
    people = left[:, 0]
    return not people[EARLY].sum() or not people[LATE].sum() or _are_many(left)


def _are_many(sums: Sums) -> bool:
    return _size(sums) >= LEAST


def _size(sums: Sums) -> float:
    """The people, or their effective base, of the early or the late, whichever is least."""
    return min(min(_people_and_base(sums[of])) for of in (EARLY, LATE))


def _people_and_base(arm: Sums) -> tuple[float, float]:
    people, sum_w, sum_w2 = arm.sum(axis=0).tolist()
    return people, effective_base(sum_w=sum_w, sum_w2=sum_w2)


def _added(each: Iterable[Sums]) -> Sums:
    return np.asarray(sum(each, np.zeros((4, 3))), dtype=np.float64)
