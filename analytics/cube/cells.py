"""The additive cube: what may be added up of answers, and adding it up. Pure.

A cell holds, for every bin (an item and one of its choices), the number of people, Σw and Σw².
All three are whole numbers: a weight is counted in ten-thousandths, its square in the square
of those. So sums are exact. Parts add up to the whole in any order and in any split, and what was
added and is taken away again leaves nothing; with floating-point sums neither would hold to the
last digit, and a check for drift would need a tolerance to hide in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analytics.stats.proportions import normal_quantile

UNITS = 10_000
"""Parts of a weight that are counted: rounding moves a share by less than 0.00001."""
MOST_WEIGHT = 20_000
"""Sixty answers may stand for a million people and their squares still have room, hundredfold."""
DECIMALS = 8

Sums = NDArray[np.int64]
"""One row a bin, as the codebook orders them: people, Σw and Σw² in units."""
Packed = bytes | memoryview
Bin = tuple[str, str]
"""Item, choice code."""
Level = tuple[str, str]
"""Dimension, level."""


class UnknownPlaceError(KeyError):
    """An answer or a level that the codebook does not hold."""


class ImpossibleCellError(ArithmeticError):
    """Something was taken out of a cell that was not in it, or a sum outgrew its whole number."""


@dataclass(frozen=True)
class Codebook:
    """Which number stands for which bin and for which level. Numbers are never taken back: a
    codebook grows at its ends, so that what was packed by a shorter one is still read right."""

    bins: tuple[Bin, ...]
    levels: tuple[Level, ...]
    forces: tuple[str, ...]

    @cached_property
    def _bin_places(self) -> Mapping[Bin, int]:
        return {bin_: place for place, bin_ in enumerate(self.bins)}

    @cached_property
    def _level_places(self) -> Mapping[Level, int]:
        return {level: place for place, level in enumerate(self.levels)}

    @cached_property
    def tables(self) -> frozenset[str]:
        return frozenset(dimension for dimension, _ in self.levels)

    @cached_property
    def _force_places(self) -> Mapping[str, int]:
        return {force: place for place, force in enumerate(self.forces)}

    def grown(self, other: "Codebook") -> "Codebook":
        """With what the other has and this has not, after its own. Of tables that this has: one
        in which what was counted before does not stand begins with the next rebuilding."""
        levels = (level for level in other.levels if level[0] in self.tables)
        return Codebook(
            bins=tuple(dict.fromkeys((*self.bins, *other.bins))),
            levels=tuple(dict.fromkeys((*self.levels, *levels))),
            forces=tuple(dict.fromkeys((*self.forces, *other.forces))),
        )

    def force_places(self, forces: Iterable[str]) -> NDArray[np.uint16]:
        return _places(self._force_places, forces)

    def bin_places(self, bins: Iterable[Bin]) -> NDArray[np.uint16]:
        return _places(self._bin_places, bins)

    def level_places(self, levels: Iterable[Level]) -> NDArray[np.uint16]:
        return _places(self._level_places, levels)


def _places(known: Mapping[Any, int], wanted: Iterable[object]) -> NDArray[np.uint16]:
    try:
        return np.array([known[one] for one in wanted], dtype=np.uint16)
    except KeyError as unknown:
        raise UnknownPlaceError(*unknown.args) from None


def units(weight: float) -> int:
    """A weight in whole units."""
    if not 0 < weight <= MOST_WEIGHT:
        message = f"a weight of {weight} is not between 0 and {MOST_WEIGHT}"
        raise ValueError(message)
    return round(weight * UNITS)


def nothing(codebook: Codebook) -> Sums:
    return np.zeros((len(codebook.bins), 3), dtype=np.int64)


def contribution(weight_units: int) -> Sums:
    """What one answer adds to its bin."""
    return np.array([1, weight_units, weight_units * weight_units], dtype=np.int64)


def total(parts: Iterable[Sums], *, codebook: Codebook) -> Sums:
    """The roll-up: force to nation, quarter to year, some levels to one."""
    whole = nothing(codebook)
    for part in parts:
        whole = added(whole, part)
    return whole


def added(sums: Sums, more: Sums) -> Sums:
    """One cell and another, or what changed in it. `more` may be of a shorter codebook."""
    after = sums.copy()
    after[: len(more)] += more
    if (after < 0).any():
        message = "a cell would hold less than nothing, or more than a whole number can"
        raise ImpossibleCellError(message)
    return after


def packed(sums: Sums) -> bytes:
    return sums.astype("<i8", copy=False).tobytes()


def packed_places(places: NDArray[np.uint16]) -> bytes:
    return places.astype("<u2", copy=False).tobytes()


def unpacked_places(content: Packed) -> NDArray[np.uint16]:
    return np.frombuffer(content, dtype="<u2")


def unpacked(content: Packed, *, codebook: Codebook) -> Sums:
    """As packed by this codebook or by a shorter one."""
    sums = nothing(codebook)
    held = np.frombuffer(content, dtype="<i8").reshape(-1, 3)
    sums[: len(held)] = held
    return sums


def bins_of(sums: Sums, *, codebook: Codebook) -> dict[str, dict[str, list[float]]]:
    """{item: {choice: [people, Σw, Σw²]}} in people, without what nobody answered."""
    found: dict[str, dict[str, list[float]]] = {}
    for place in np.flatnonzero(sums[:, 0]):
        item, choice = codebook.bins[place]
        people, weight, squared = sums[place].tolist()
        found.setdefault(item, {})[choice] = [
            people,
            round(weight / UNITS, DECIMALS),
            round(squared / UNITS**2, DECIMALS),
        ]
    return found


@dataclass(frozen=True)
class Shares:
    """Weighted shares of many cells at once, with the limits of their intervals: one row a
    cell, one column a group of choices. Not a number where nobody is in the base."""

    share: NDArray[np.float64]
    lower: NDArray[np.float64]
    upper: NDArray[np.float64]
    base: NDArray[np.int64]
    effective_base: NDArray[np.float64]


def shares(sums: NDArray, *, groups: Sequence[Sequence[int]], confidence: float = 0.95) -> Shares:
    """Σw of a group of choices / Σw of all groups, by Wilson on (Σw)²/Σw² (Wilson 1927; Kish
    1965), for arrays: `sums` is cells × choices × (people, Σw, Σw²) of one item, `groups` the
    places of the choices that count as positive, neutral and negative.

    The same arithmetic as `proportions.wilson_interval`, and it misleads in the same places. For
    tables of a whole nation, where a call a figure would cost more than the counting."""
    by_group = np.stack([sums[:, list(group)].sum(axis=1) for group in groups], axis=1)
    base = by_group.sum(axis=1).astype(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        effective = base[:, 1] ** 2 / base[:, 2]
        share = by_group[:, :, 1] / base[:, 1, None]
        n, z = effective[:, None], normal_quantile(confidence=confidence)
        stretch = 1 + z * z / n
        centre = (share + z * z / (2 * n)) / stretch
        half = z / stretch * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
        lower, upper = np.clip(centre - half, 0, share), np.clip(centre + half, share, 1)
    return Shares(share, lower, upper, base[:, 0].astype(np.int64), effective)
