from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from analytics.answer_modes import WEB_MODES
from analytics.cube import cells
from analytics.cube.cells import Bin, Codebook, Level
from analytics.items import item_codes
from analytics.tables import (
    EVERYBODY,
    KIND_PAIRS,
    LEVELS,
    MOST_LOCAL_AREAS,
    SELF_REPORTED,
    TABLES,
    UNKNOWN,
    YEARLY,
    Dimension,
    pair_level,
    self_reported_level,
)
from responses.extract_rows import AnswerRow

Place = tuple[str, int]
"""Force and level number."""
_COLUMNS = {of: table.column for of, table in TABLES.items() if table.column}
_KNOWN_LEVELS = {of: frozenset(levels) for of, levels in LEVELS.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """`weight` in whole units; `levels` and `bins` by codebook number."""

    response_id: int
    force: str
    weight: int
    levels: NDArray[np.uint16]
    bins: NDArray[np.uint16]


def countable(rows: Iterable[AnswerRow]) -> Iterator[AnswerRow]:
    return (row for row in rows if row.mode in WEB_MODES and row.is_in_frame)


def levels_of(row: AnswerRow) -> dict[Dimension, str]:
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
        if level is not None and _is_known(dimension, level)
    }


def _is_known(dimension: Dimension, level: str) -> bool:
    if dimension in YEARLY:
        return level != UNKNOWN
    return level in _KNOWN_LEVELS[dimension]


def with_local_areas(rows: Sequence[AnswerRow]) -> list[AnswerRow]:
    """Areas of forces that name too many are left out."""
    named = defaultdict[str, set[str]](set)
    for row in rows:
        named[row.force].add(row.local_area)
    too_many = {
        force for force, areas in named.items() if len(areas - {UNKNOWN}) > MOST_LOCAL_AREAS
    }
    return [replace(row, local_area=UNKNOWN) if row.force in too_many else row for row in rows]


def bins_of(row: AnswerRow) -> Iterator[Bin]:
    for item in item_codes():
        if picked := row.answers.get(item):
            yield item, picked[0]


def entry_of(row: AnswerRow, *, weight: float, codebook: Codebook) -> LedgerEntry:
    """Raises cells.UnknownPlaceError."""
    return LedgerEntry(
        response_id=row.response_id,
        force=row.force,
        weight=cells.weight_in_units(weight),
        levels=codebook.level_places(levels_of(row).items()),
        bins=codebook.bin_places(bins_of(row)),
    )


def every_level() -> tuple[Level, ...]:
    return tuple((d.value, level) for d in Dimension for level in LEVELS[d])
