from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class MixCell:
    """Use only characteristics that the force does not control. `positive` and `other` are people,
    Σw and Σw² of the base."""

    force: str
    levels: Mapping[str, str]
    positive: tuple[float, float, float]
    other: tuple[float, float, float]

    @property
    def people(self) -> float:
        return self.positive[0] + self.other[0]

    @property
    def sum_w(self) -> float:
        return self.positive[1] + self.other[1]

    @property
    def sum_w2(self) -> float:
        return self.positive[2] + self.other[2]


@dataclass(frozen=True)
class Column:
    """`codes` are positions in the alphabetical `names`, not all of which need be used."""

    names: tuple[str, ...]
    codes: Ints

    @classmethod
    def of(cls, values: Sequence[str]) -> "Column":
        names = tuple(sorted(set(values)))
        number = {name: at for at, name in enumerate(names)}
        return cls(names, np.array([number[value] for value in values], dtype=np.int64))

    @classmethod
    def numbered(cls, names: Sequence[str], places: Ints) -> "Column":
        used = np.unique(places).tolist()
        column = cls.of([names[place] for place in used])
        return cls(column.names, column.codes[np.searchsorted(used, places)])

    def where(self, rows: Flags | Ints) -> "Column":
        return Column(self.names, self.codes[rows])

    def at(self, name: str) -> Flags:
        return np.array([name == one for one in self.names], dtype=bool)[self.codes]

    def used(self) -> list[int]:
        found: list[int] = np.unique(self.codes).tolist()
        return found


@dataclass(frozen=True, kw_only=True)
class MixTable:
    """`positive` and `other` hold people, Σw and Σw² by cell."""

    force: Column
    levels: Mapping[str, Column]
    positive: Array
    other: Array

    @classmethod
    def of(cls, cells: Sequence[MixCell]) -> "MixTable":
        names = list(cells[0].levels) if cells else []
        return cls(
            force=Column.of([cell.force for cell in cells]),
            levels={name: Column.of([cell.levels[name] for cell in cells]) for name in names},
            positive=np.array([cell.positive for cell in cells], dtype=np.float64).reshape(
                len(cells), 3
            ),
            other=np.array([cell.other for cell in cells], dtype=np.float64).reshape(len(cells), 3),
        )

    @classmethod
    def summed(
        cls,
        *,
        force: Column,
        levels: Mapping[str, Column],
        is_positive: Flags,
        weight: Array,
        squared: Array,
    ) -> "MixTable":
        """Sum answers into cells ordered by force and levels."""
        keys = np.zeros(len(weight), dtype=np.int64)
        for column in (force, *levels.values()):
            keys = keys * max(len(column.names), 1) + column.codes
        cells, first, at = np.unique(keys, return_index=True, return_inverse=True)
        sums = [
            np.column_stack(
                [
                    np.bincount(at[rows], weights=values, minlength=len(cells))
                    for values in (None, weight[rows], squared[rows])
                ]
            ).astype(np.float64)
            for rows in (is_positive, ~is_positive)
        ]
        return cls(
            force=force.where(first),
            levels={name: column.where(first) for name, column in levels.items()},
            positive=sums[0],
            other=sums[1],
        )

    def __len__(self) -> int:
        return len(self.positive)

    @cached_property
    def people(self) -> Array:
        return self.positive[:, 0] + self.other[:, 0]

    @cached_property
    def sum_w(self) -> Array:
        return self.positive[:, 1] + self.other[:, 1]

    @cached_property
    def sum_w2(self) -> Array:
        return self.positive[:, 2] + self.other[:, 2]

    @property
    def is_mixed(self) -> bool:
        """Whether both answers occur."""
        return bool(self.positive[:, 0].any() and self.other[:, 0].any())

    def by_level(self, characteristic: str) -> dict[str, "LevelSums"]:
        return sums_by(self, self.levels[characteristic])

    def by_force(self) -> dict[str, "LevelSums"]:
        return sums_by(self, self.force)


@dataclass(frozen=True, kw_only=True)
class LevelSums:
    people: float
    sum_w: float
    sum_w2: float
    positive: float


def sums_by(table: MixTable, column: Column) -> dict[str, LevelSums]:
    parts = (table.people, table.sum_w, table.sum_w2, table.positive[:, 1])
    added = [np.bincount(column.codes, weights=part, minlength=len(column.names)) for part in parts]
    return {
        column.names[at]: LevelSums(
            people=float(added[0][at]),
            sum_w=float(added[1][at]),
            sum_w2=float(added[2][at]),
            positive=float(added[3][at]),
        )
        for at in column.used()
    }


def separable_levels(people: Mapping[str, int], *, least: int) -> frozenset[str]:
    """Each level has at least `least` people, and so do all others together unless empty; otherwise
    the smallest joins them. No term then fits a few people exactly (ADR 122)."""
    kept = [level for level, number in people.items() if number >= least]
    kept.sort(key=lambda level: (-people[level], level))
    over = sum(people.values()) - sum(people[level] for level in kept)
    while kept and 0 < over < least:
        over += people[kept.pop()]
    return frozenset(kept)


def as_table(cells: MixTable | Sequence[MixCell]) -> MixTable:
    return cells if isinstance(cells, MixTable) else MixTable.of(cells)
