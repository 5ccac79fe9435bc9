"""Which cells must be suppressed so that one cell can change? The cheapest set by linear
programming (Kelly, Golden & Assad 1992, Networks 22:397). All cells that change are suppressed, so
that a reader cannot tell the changed counts from the true ones. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import coo_array, hstack

from analytics.disclosure.methods.goals import TOLERANCE
from analytics.disclosure.methods.linked_tables import AtMost, Cell, Sum


@dataclass(frozen=True, kw_only=True)
class Slack:
    """How far a cell may change: people up, people down, and the price of each person."""

    up: float
    down: float
    price: float


def cells_that_move(
    cell: Cell,
    *,
    by: float,
    slacks: Mapping[Cell, Slack],
    sums: Sequence[Sum],
    at_most: Sequence[AtMost],
    people: Mapping[Cell, int],
) -> list[Cell] | None:
    """The cells that change when `cell` changes by `by` people and every sum still holds; None
    where it cannot change so far. Cells that are not in `slacks` do not change."""
    place = {each: number for number, each in enumerate(slacks)}
    equal = _rows([(link.whole, link.parts) for link in sums], place)
    capped = _rows([(link.cell, (link.of,)) for link in at_most], place)
    caps = [people.get(link.of, 0) - people.get(link.cell, 0) for link in at_most]
    prices = np.array([slack.price for slack in slacks.values()])
    found = linprog(
        np.concatenate([prices, prices]),
        A_ub=hstack([capped, -capped], format="csr"),
        b_ub=np.array(caps, dtype=float),
        A_eq=hstack([equal, -equal], format="csr"),
        b_eq=np.zeros(len(sums)),
        bounds=_bounds(slacks, place[cell], by),
        method="highs",
    )
    if found.x is None:
        return None
    net = np.abs(found.x[: len(place)] - found.x[len(place) :])
    return [each for each, number in place.items() if net[number] > TOLERANCE]


def _bounds(slacks: Mapping[Cell, Slack], here: int, by: float) -> NDArray[np.float64]:
    """How far each cell may go up and then down; the cell `here` goes `by` people and no other
    way."""
    up = np.array([slack.up for slack in slacks.values()])
    down = np.array([slack.down for slack in slacks.values()])
    count = len(slacks)
    bounds = np.column_stack([np.zeros(2 * count), np.concatenate([up, down])])
    bounds[here] = bounds[count + here] = (0.0, 0.0)
    bounds[here if by > 0 else count + here] = (abs(by), abs(by))
    return bounds


def _rows(links: Sequence[tuple[Cell, Sequence[Cell]]], place: Mapping[Cell, int]) -> coo_array:
    entries = [
        (row, place[cell], factor)
        for row, (first, others) in enumerate(links)
        for cell, factor in [(first, 1.0), *((other, -1.0) for other in others)]
        if cell in place
    ]
    rows, columns, factors = zip(*entries, strict=True) if entries else ((), (), ())
    return coo_array((factors, (rows, columns)), shape=(len(links), len(place)))
