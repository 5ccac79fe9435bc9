"""Which further cells must be hidden so that one cell can be moved? The least costly way to move
it, by linear programming (Kelly, Golden & Assad 1992, Networks 22:397): every cell that moves with
it is hidden, so that a reader cannot tell the moved world from the true one. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array, hstack

from analytics.disclosure.methods.goals import TOLERANCE
from analytics.disclosure.methods.linked_tables import AtMost, Cell, Sum


@dataclass(frozen=True, kw_only=True)
class Room:
    """How a cell may move: so many people up, so many down, at a price the person."""

    up: float
    down: float
    price: float


def moved_with(
    cell: Cell,
    *,
    by: float,
    rooms: Mapping[Cell, Room],
    sums: Sequence[Sum],
    at_most: Sequence[AtMost],
    people: Mapping[Cell, int],
) -> list[Cell] | None:
    """The cells that move when `cell` moves `by` so many people and every sum still holds; None
    where it cannot move so far. What has no room stays as it is."""
    place = {each: number for number, each in enumerate(rooms)}
    count = len(place)
    equal = _rows([(link.whole, link.parts) for link in sums], place)
    capped = _rows([(link.cell, (link.of,)) for link in at_most], place)
    caps = [people.get(link.of, 0) - people.get(link.cell, 0) for link in at_most]
    up = np.array([room.up for room in rooms.values()])
    down = np.array([room.down for room in rooms.values()])
    bounds = np.column_stack([np.zeros(2 * count), np.concatenate([up, down])])
    here = place[cell]
    bounds[here] = bounds[count + here] = (0.0, 0.0)
    bounds[here if by > 0 else count + here] = (abs(by), abs(by))
    prices = np.array([room.price for room in rooms.values()])
    found = linprog(
        np.concatenate([prices, prices]),
        A_ub=hstack([capped, -capped], format="csr"),
        b_ub=np.array(caps, dtype=float),
        A_eq=hstack([equal, -equal], format="csr"),
        b_eq=np.zeros(len(sums)),
        bounds=bounds,
        method="highs",
    )
    if found.x is None:
        return None
    net = np.abs(found.x[:count] - found.x[count:])
    return [each for each, number in place.items() if net[number] > TOLERANCE]


def _rows(links: Sequence[tuple[Cell, Sequence[Cell]]], place: Mapping[Cell, int]) -> coo_array:
    entries = [
        (row, place[cell], factor)
        for row, (first, others) in enumerate(links)
        for cell, factor in [(first, 1.0), *((other, -1.0) for other in others)]
        if cell in place
    ]
    rows, columns, factors = zip(*entries, strict=True) if entries else ((), (), ())
    return coo_array((factors, (rows, columns)), shape=(len(links), len(place)))
