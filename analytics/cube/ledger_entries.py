"""What one response adds to the cube: its bins, its levels and its weight. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analytics.cube import cells
from analytics.cube.cells import Bin, Codebook, Level, Sums
from analytics.items import item_codes
from analytics.modes import WEB_MODES
from analytics.tables import (
    EVERYBODY,
    KIND_PAIRS,
    LEVELS,
    SELF_REPORTED,
    TABLES,
    Dimension,
    pair_level,
    self_reported_level,
)
from responses.extract_rows import AnswerRow

Place = tuple[str, int]
"""Force and the number of a level."""
_COLUMNS = {of: table.column for of, table in TABLES.items() if table.column}
_KNOWN_LEVELS = {of: frozenset(levels) for of, levels in LEVELS.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """`weight` in whole units; `levels` and `bins` by their numbers in the codebook."""

    response_id: int
    force: str
    weight: int
    levels: NDArray[np.uint16]
    bins: NDArray[np.uint16]

    @property
    def content(self) -> tuple[int, bytes, bytes]:
        """Equal for two entries that add the same to the cells of a force."""
        return self.weight, cells.packed_places(self.levels), cells.packed_places(self.bins)


def countable(rows: Iterable[AnswerRow]) -> Iterator[AnswerRow]:
    """Web answers to events in the frame: those that the weights are made for."""
    return (row for row in rows if row.mode in WEB_MODES and row.is_in_frame)


def levels_of(row: AnswerRow) -> dict[Dimension, str]:
    """The level of the response in each table; tables in which it has none are left out."""
    found: dict[Dimension, str | None] = {Dimension.ALL: EVERYBODY}
    found |= {of: getattr(row, column) for of, column in _COLUMNS.items()}
    found |= {of: self_reported_level(row.answers, of) for of in SELF_REPORTED}
    found |= {
        pair: pair_level(row.crime_kind, level)
        for pair, of in KIND_PAIRS.items()
        if (level := found[of]) is not None
    }
    return {
        dimension: level
        for dimension, level in found.items()
        if level is not None and level in _KNOWN_LEVELS[dimension]
    }


def bins_of(row: AnswerRow) -> Iterator[Bin]:
    for item in item_codes():
        if picked := row.answers.get(item):
            yield item, picked[0]


def entry_of(row: AnswerRow, *, weight: float, codebook: Codebook) -> LedgerEntry:
    """The entry of a response. Raises cells.UnknownPlaceError for a choice that no published
    instrument has. Tables newer than the codebook are left out until the next rebuild."""
    levels = (level for level in levels_of(row).items() if level[0] in codebook.tables)
    return LedgerEntry(
        response_id=row.response_id,
        force=row.force,
        weight=cells.weight_in_units(weight),
        levels=codebook.level_places(levels),
        bins=codebook.bin_places(bins_of(row)),
    )


EVERY_CLASS = ""


def weight_class(row: AnswerRow) -> str:
    """The weighting class of a response: stage, crime group, sex and age. Between two weightings
    a new response gets the weight that its class had at the last one."""
    return "|".join((row.survey_stage, row.crime_group, row.sex, row.age_band))


def weight_between_runs(row: AnswerRow, factors: Mapping[str, float]) -> float:
    """Design weight × the factor of its class; × the factor of its force where nobody of the class
    had answered; the design weight alone before the first weighting."""
    overall = factors.get(EVERY_CLASS, 1.0)
    return factors.get(weight_class(row), overall) * row.design_weight


def cell_changes(
    *, added: Iterable[LedgerEntry], taken: Iterable[LedgerEntry], codebook: Codebook
) -> Mapping[Place, Sums]:
    """What a batch changes in each cell: the sums of `added` less those of `taken`. The order
    within and between batches makes no difference."""
    changed: dict[Place, Sums] = defaultdict(lambda: cells.empty_cell(codebook))
    for entries, sign in ((added, 1), (taken, -1)):
        for entry in entries:
            one = sign * cells.contribution(entry.weight)
            for level in entry.levels.tolist():
                changed[entry.force, level][entry.bins] += one
    return changed


def every_level() -> tuple[Level, ...]:
    return tuple((d.value, level) for d in Dimension for level in LEVELS[d])
