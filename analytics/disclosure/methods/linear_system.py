"""Linked tables as matrices, split into parts that share no unknown cell. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import coo_array, csr_array, vstack
from scipy.sparse.csgraph import connected_components

from analytics.disclosure.methods.linked_tables import Cell, CellBounds, LinkedTables

MOST_PEOPLE = 1e6
"""Used where there is no upper bound."""
Vector = NDArray[np.float64]


class ContradictionError(ValueError):
    """No counts agree with the published numbers: the model of the tables is wrong."""


@dataclass(frozen=True, kw_only=True)
class LinearSystem:
    """Unknown cells that are linked to each other: all counts x with E x = e, C x <= c and lower <=
    x <= upper."""

    place: Mapping[Cell, int]
    equal: csr_array
    equal_to: Vector
    capped: csr_array
    caps: Vector
    bounds: Vector
    """Lower and upper of each cell."""

    def minimise(self, cost: Vector) -> Vector:
        """The counts with the least cost; the exact optimum."""
        return solve(cost, self.equal, self.equal_to, self.capped, self.caps, self.bounds)


def solve(
    cost: Vector,
    equal: csr_array,
    equal_to: Vector,
    capped: csr_array,
    caps: Vector,
    bounds: Vector,
) -> Vector:
    """min cost·x with equal·x = equal_to, capped·x <= caps and the bounds. Raises
    ContradictionError."""
    found = linprog(
        cost,
        A_ub=capped,
        b_ub=caps,
        A_eq=equal,
        b_eq=equal_to,
        bounds=bounds,
        method="highs",
    )
    if found.x is None:
        raise ContradictionError(found.message)
    return np.asarray(found.x, dtype=float)


def linear_systems(tables: LinkedTables) -> list[LinearSystem]:
    """The independent systems of the tables. A cell that is published exactly is a constant and
    links nothing."""
    known = {
        cell: published.lower for cell, published in tables.published.items() if published.is_exact
    }
    unknown = [cell for cell in tables.cells() if cell not in known]
    place = {cell: number for number, cell in enumerate(unknown)}
    equal, equal_to = _rows(((s.whole, *s.parts) for s in tables.sums), place, known)
    capped, caps = _rows(((a.cell, a.of) for a in tables.at_most), place, known)
    published = [tables.published.get(cell, CellBounds()) for cell in unknown]
    bounds = np.array([(each.lower, min(each.upper, MOST_PEOPLE)) for each in published])
    part_of = _parts(equal, capped, len(unknown))
    return [
        _part(np.flatnonzero(part_of == number), unknown, equal, equal_to, capped, caps, bounds)
        for number in range(part_of.max(initial=-1) + 1)
    ]


def _rows(
    links: Iterable[Sequence[Cell]], place: Mapping[Cell, int], known: Mapping[Cell, float]
) -> tuple[csr_array, Vector]:
    """A row for each link with an unknown cell: the first cell less the others."""
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
    equal_to: Vector,
    capped: csr_array,
    caps: Vector,
    bounds: Vector,
) -> LinearSystem:
    own_equal, own_capped = equal[:, columns], capped[:, columns]
    equal_rows = np.flatnonzero(np.diff(own_equal.indptr))
    capped_rows = np.flatnonzero(np.diff(own_capped.indptr))
    return LinearSystem(
        place={cells[column]: number for number, column in enumerate(columns)},
        equal=own_equal[equal_rows],
        equal_to=equal_to[equal_rows],
        capped=own_capped[capped_rows],
        caps=caps[capped_rows],
        bounds=bounds[columns],
    )
