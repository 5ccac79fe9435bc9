"""Areas that add up: forces, the regions they make, the nation. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from analytics.disclosure.places import NATION

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Areas:
    """Forces, the regions that more than one of them make, and the nation, in this order. Where
    the figures of the nation are `given`, they are shown whatever happens here: then a region's
    figure does not yield to those of its forces either, and where nothing else is left the smallest
    total is hidden."""

    forces: tuple[str, ...]
    regions: Mapping[str, Sequence[str]]
    is_nation_given: bool = False

    @cached_property
    def codes(self) -> tuple[str, ...]:
        return (*self.forces, *self.regions, NATION)

    @property
    def may_hide(self) -> slice:
        """The areas whose figures may be hidden."""
        return slice(len(self.codes) - int(self.is_nation_given))

    @cached_property
    def members(self) -> Flags:
        """Which forces are in each area."""
        within = [set(members) for members in self.regions.values()]
        rows = [*({force} for force in self.forces), *within, set(self.forces)]
        return np.array([[force in row for force in self.forces] for row in rows], dtype=bool)

    @cached_property
    def parts(self) -> Flags:
        """The areas that each area falls into next: a region into forces, the nation into regions
        and the forces that are in none."""
        count, wide = len(self.codes), len(self.forces)
        parts = np.zeros((count, count), dtype=bool)
        parts[wide:-1, :wide] = self.members[wide:-1]
        parts[-1, wide:-1] = True
        parts[-1, :wide] = ~self.members[wide:-1].any(axis=0)
        return parts


def areas_of(forces: Iterable[str], region_of: Mapping[str, str]) -> Areas:
    """A lone force is no region: its figures would be that force's."""
    found: dict[str, list[str]] = {}
    ordered = tuple(sorted(forces))
    for force in ordered:
        if region := region_of.get(force, ""):
            found.setdefault(region, []).append(force)
    return Areas(
        ordered,
        {region: of for region, of in sorted(found.items()) if 1 < len(of) < len(ordered)},
    )
