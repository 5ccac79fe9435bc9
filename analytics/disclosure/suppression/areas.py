from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from analytics.disclosure.places import NATION

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Areas:
    """In this order. Given national figures are never hidden, regions not before their forces, the
    smallest total last."""

    forces: tuple[str, ...]
    regions: Mapping[str, Sequence[str]]
    is_nation_given: bool = False

    @cached_property
    def codes(self) -> tuple[str, ...]:
        return (*self.forces, *self.regions, NATION)

    @property
    def may_hide(self) -> slice:
        return slice(len(self.codes) - int(self.is_nation_given))

    @cached_property
    def members(self) -> Flags:
        """Areas by forces."""
        within = [set(members) for members in self.regions.values()]
        rows = [*({force} for force in self.forces), *within, set(self.forces)]
        return np.array([[force in row for force in self.forces] for row in rows], dtype=bool)

    @cached_property
    def parts(self) -> Flags:
        count, wide = len(self.codes), len(self.forces)
        parts = np.zeros((count, count), dtype=bool)
        parts[wide:-1, :wide] = self.members[wide:-1]
        parts[-1, wide:-1] = True
        parts[-1, :wide] = ~self.members[wide:-1].any(axis=0)
        return parts


def areas_of(forces: Iterable[str], region_of: Mapping[str, str]) -> Areas:
    """Only regions of several forces that are not the whole nation."""
    found: dict[str, list[str]] = {}
    ordered = tuple(sorted(forces))
    for force in ordered:
        if region := region_of.get(force, ""):
            found.setdefault(region, []).append(force)
    return Areas(
        ordered,
        {region: of for region, of in sorted(found.items()) if 1 < len(of) < len(ordered)},
    )
