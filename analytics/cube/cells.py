from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

UNITS = 10_000
"""Units in a weight of 1; rounding moves a share by less than 0.00001."""
MOST_WEIGHT = 20_000
"""The largest weight accepted, so that sums of squares fit in 64 bits."""
DECIMALS = 8

Sums = NDArray[np.int64]
"""By bin in codebook order: people, Σw and Σw² in units."""
Bin = tuple[str, str]
"""Item, choice code."""
Level = tuple[str, str]
"""Dimension, level."""


class UnknownPlaceError(KeyError):
    pass


@dataclass(frozen=True)
class Codebook:
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
    def _force_places(self) -> Mapping[str, int]:
        return {force: place for place, force in enumerate(self.forces)}

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
    """Raises ValueError unless 0 < weight ≤ MOST_WEIGHT."""
    if not 0 < weight <= MOST_WEIGHT:
        message = f"a weight of {weight} is not between 0 and {MOST_WEIGHT}"
        raise ValueError(message)
    return round(weight * UNITS)


def bins_of(sums: Sums, *, codebook: Codebook) -> dict[str, dict[str, list[float]]]:
    """{item: {choice: [people, Σw, Σw²]}}, weights in people."""
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
