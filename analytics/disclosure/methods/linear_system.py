"""Linked tables as matrices, fallen apart into parts that know nothing of each other. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import coo_array, csr_array, vstack
from scipy.sparse.csgraph import connected_components

from analytics.disclosure.methods.linked_tables import Cell, LinkedTables, Told

MOST_PEOPLE = 1e6
"""What stands for no upper bound."""
Vector = NDArray[np.float64]


class ContradictionError(ValueError):
    """No numbers at all agree with what was told: the model of the tables is wrong."""


@dataclass(frozen=True, kw_only=True)
class System:
    """Cells that hang together and are not told exactly: the worlds x with E x = e, C x <= c
    and lower <= x <= upper."""

    place: Mapping[Cell, int]
    equal: csr_array
    comes_to: Vector
    capped: csr_array
    caps: Vector
    bounds: Vector
    """Lower and upper of each cell."""

    def cheapest(self, cost: Vector) -> Vector:
        """The world that costs least; the exact optimum."""
        return solved(cost, self.equal, self.comes_to, self.capped, self.caps, self.bounds)


def solved(
    cost: Vector,
    equal: csr_array,
    comes_to: Vector,
    capped: csr_array,
    caps: Vector,
    bounds: Vector,
) -> Vector:
    """min cost·x with equal·x = comes_to, capped·x <= caps and the bounds."""
    found = linprog(
        cost,
        A_ub=capped,
        b_ub=caps,
        A_eq=equal,
        b_eq=comes_to,
        bounds=bounds,
        method="highs",
    )
    if found.x is None:
        raise ContradictionError(found.message)
    return np.asarray(found.x, dtype=float)


def systems(tables: LinkedTables) -> list[System]:
    """What is told exactly is a constant and ties nothing together."""
    known = {cell: told.lower for cell, told in tables.told.items() if told.is_exact}
    unknown = [cell for cell in tables.cells() if cell not in known]
    place = {cell: number for number, cell in enumerate(unknown)}
    equal, comes_to = _rows(((s.whole, *s.parts) for s in tables.sums), place, known)
    capped, caps = _rows(((a.cell, a.of) for a in tables.at_most), place, known)
    told = [tables.told.get(cell, Told()) for cell in unknown]
    bounds = np.array([(each.lower, min(each.upper, MOST_PEOPLE)) for each in told])
    part_of = _parts(equal, capped, len(unknown))
    return [
        _part(np.flatnonzero(part_of == number), unknown, equal, comes_to, capped, caps, bounds)
        for number in range(part_of.max(initial=-1) + 1)
    ]


def _rows(
    links: Iterable[Sequence[Cell]], place: Mapping[Cell, int], known: Mapping[Cell, float]
) -> tuple[csr_array, Vector]:
    """A row for each link with something unknown: the first cell less the others."""
    rows: list[int] = []
    columns: list[int] = []
    factors: list[float] = []
    constants: list[float] = []
    for first, *others in links:
        signed = [(first, 1.0), *((cell, -1.0) for cell in others)]
        unknown = [(place[cell], factor) for cell, factor in signed if cell in place]
        if not unknown:
            continue
        rows += [len(constants)] * len(unknown)
        columns += [column for column, _ in unknown]
        factors += [factor for _, factor in unknown]
        constants.append(-sum(factor * known[cell] for cell, factor in signed if cell in known))
    matrix = coo_array((factors, (rows, columns)), shape=(len(constants), len(place)))
    return csr_array(matrix), np.array(constants, dtype=float)


def _parts(equal: csr_array, capped: csr_array, width: int) -> NDArray[np.int64]:
    """The number of the part that each cell belongs to."""
    if not width:
        return np.array([], dtype=np.int64)
    links = abs(vstack([equal, capped], format="csr"))
    _count, labels = connected_components(links.T @ links, directed=False)
    return np.asarray(labels, dtype=np.int64)


def _part(
    columns: NDArray[np.int64],
    cells: Sequence[Cell],
    equal: csr_array,
    comes_to: Vector,
    capped: csr_array,
    caps: Vector,
    bounds: Vector,
) -> System:
    own_equal, own_capped = equal[:, columns], capped[:, columns]
    equal_rows = np.flatnonzero(np.diff(own_equal.indptr))
    capped_rows = np.flatnonzero(np.diff(own_capped.indptr))
    return System(
        place={cells[column]: number for number, column in enumerate(columns)},
        equal=own_equal[equal_rows],
        comes_to=comes_to[equal_rows],
        capped=own_capped[capped_rows],
        caps=caps[capped_rows],
        bounds=bounds[columns],
    )
