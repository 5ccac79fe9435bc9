"""Complementary suppression in one table with known margins: which further cells must be suppressed
so that no small one can be computed? A quick choice by swaps; the audit decides whether it is
enough. Pure.

A swap moves some people between two suppressed cells of a row and back between the same columns of
another row (+ - / - +). Every margin stays the same, so a reader cannot tell the two tables apart.
The suppression is enough when each small cell can be swapped up and down as far as it must be
uncertain (the hypercube idea of Repsilber 1994; costs as in Kelly, Golden & Assad 1992)."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]
Flags = NDArray[np.bool_]
UNREACHABLE = np.inf


@dataclass(frozen=True, kw_only=True)
class Need:
    """How far a cell must be able to change, in people up and down."""

    row: int
    column: int
    up: int
    down: int


@dataclass
class Grid:
    """Rows by columns. `people` may leave each cell, `spare` more may enter it. Where two margins
    are suppressed too (`loose`), one swap between them is enough: two columns of one row, or two
    rows of one column."""

    people: Counts
    spare: Counts
    hidden: Flags
    loose_rows: Flags
    loose_columns: Flags
    known: Flags
    """Cells that readers have seen before: suppressing them now protects nothing."""

    def hide_for(self, needs: Iterable[Need]) -> None:
        """Suppress the cheapest cells that each need lacks; a need that cannot be met is left."""
        for need in sorted(needs, key=lambda need: -max(need.up, need.down)):
            self._meet(need, need.up, is_up=True)
            self._meet(need, need.down, is_up=False)

    def _meet(self, need: Need, wanted: int, *, is_up: bool) -> None:
        leaves, comes = self.people.copy(), self.spare.copy()
        if not is_up:
            leaves[need.row, need.column] = max(leaves[need.row, need.column], wanted)
        while wanted > 0:
            amounts = np.minimum(self._amounts(need, leaves, comes, is_up=is_up), wanted)
            price = self._price(need, amounts)
            row, column = np.unravel_index(int(np.argmin(price)), price.shape)
            if not np.isfinite(price[row, column]):
                return
            amount = int(amounts[row, column])
            self._swap(need, int(row), int(column), amount if is_up else -amount, leaves, comes)
            wanted -= amount

    def _amounts(self, need: Need, leaves: Counts, comes: Counts, *, is_up: bool) -> Counts:
        """How many people a swap with each row and column can move. The need's own row or column
        stands for a swap without a second one, which is possible where both margins are loose."""
        gives, takes = (comes, leaves) if is_up else (leaves, comes)
        row, column = need.row, need.column
        across = np.minimum(gives[row, column], takes[row, :])
        back = np.minimum(takes[:, [column]], gives)
        amounts: Counts = np.minimum(across[None, :], back)
        down = np.minimum(gives[row, column], takes[:, column])
        amounts[row, :] = np.where(self.loose_columns & self.loose_columns[column], across, 0)
        amounts[:, column] = np.where(self.loose_rows & self.loose_rows[row], down, 0)
        amounts[row, column] = 0
        return amounts

    def _price(self, need: Need, amounts: Counts) -> NDArray[np.float64]:
        """The cost of what would have to be suppressed, log(1 + people) a cell, per person
        moved."""
        cost = np.where(self.hidden, 0.0, np.log1p(self.people) + 1.0)
        cost[self.known] = UNREACHABLE
        price = cost + cost[need.row, :][None, :] + cost[:, need.column][:, None]
        price[need.row, :] = cost[need.row, :]
        price[:, need.column] = cost[:, need.column]
        can = (amounts > 0) & np.isfinite(price)
        return np.where(can, (price + 1e-3) / np.maximum(amounts, 1), UNREACHABLE)

    def _swap(
        self, need: Need, row: int, column: int, amount: int, leaves: Counts, comes: Counts
    ) -> None:
        moves = [(need.row, need.column, amount)]
        if column != need.column:
            moves.append((need.row, column, -amount))
        if row != need.row:
            moves.append((row, need.column, -amount))
        if row != need.row and column != need.column:
            moves.append((row, column, amount))
        for at_row, at_column, change in moves:
            self.hidden[at_row, at_column] = True
            leaves[at_row, at_column] += change
            comes[at_row, at_column] -= change
