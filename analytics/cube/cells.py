"""The additive cube: cells of sums that can be added up, and their arithmetic. Pure.

A cell holds, for every bin (an item and one of its choices), the number of people, Σw and Σw². All
three are whole numbers: a weight is counted in ten-thousandths, its square in the square of those.
So sums are exact. Parts add up to the whole in any order and any split, and adding an answer and
taking it away again leaves nothing. With floating-point sums neither would hold to the last digit,
and the check for drift would need a tolerance."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

UNITS = 10_000
"""Units in a weight of 1: rounding to a unit moves a share by less than 0.00001."""
MOST_WEIGHT = 20_000
"""The largest weight accepted. Sixty such answers stand for over a million people, and the sum of
their squares is a hundredth of what its 64 bits hold."""
DECIMALS = 8

Sums = NDArray[np.int64]
"""One row a bin, as the codebook orders them: people, Σw and Σw² in units."""
Packed = bytes | memoryview
Bin = tuple[str, str]
"""Item, choice code."""
Level = tuple[str, str]
"""Dimension, level."""


class UnknownPlaceError(KeyError):
    """A choice, level or force that the codebook does not have."""


class ImpossibleCellError(ArithmeticError):
    """More was taken out of a cell than it held, or a sum is too large for 64 bits."""


@dataclass(frozen=True)
class Codebook:
    """The number of each bin, level and force. Numbers are never reused or moved: a codebook only
    grows at its ends, so what was packed with a shorter one can still be read."""

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

    def extended_by(self, other: "Codebook") -> "Codebook":
        """With what the other codebook has and this one lacks added at the end. Levels are added
        only of tables that this codebook has: a new table starts with the next rebuild, since
        answers counted before are not in it."""
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


def weight_in_units(weight: float) -> int:
    """A weight in whole units. Raises ValueError unless it is above 0 and at most MOST_WEIGHT."""
    if not 0 < weight <= MOST_WEIGHT:
        message = f"a weight of {weight} is not between 0 and {MOST_WEIGHT}"
        raise ValueError(message)
    return round(weight * UNITS)


def empty_cell(codebook: Codebook) -> Sums:
    return np.zeros((len(codebook.bins), 3), dtype=np.int64)


def contribution(weight_units: int) -> Sums:
    """What one answer adds to its bin: 1, w and w² in units."""
    return np.array([1, weight_units, weight_units * weight_units], dtype=np.int64)


def add(sums: Sums, more: Sums) -> Sums:
    """The sum of two cells, or of a cell and a change. `more` may be of a shorter codebook. Raises
    ImpossibleCellError where a sum would be negative or overflow."""
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
    """Sums that were packed with this codebook or with a shorter one."""
    sums = empty_cell(codebook)
    held = np.frombuffer(content, dtype="<i8").reshape(-1, 3)
    sums[: len(held)] = held
    return sums


def bins_of(sums: Sums, *, codebook: Codebook) -> dict[str, dict[str, list[float]]]:
    """{item: {choice: [people, Σw, Σw²]}} with weights in people, without bins that nobody is
    in."""
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
