"""Cells of similar cases, for standardising and for gaps."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analytics.cube import cells
from analytics.cube.cells import Codebook
from analytics.cube.ledger_entries import LedgerEntry
from analytics.stats.groups.intersections import Strata, strata_of
from analytics.stats.mix_cells import Column, MixTable
from analytics.tables import COMBINED, Dimension
from survey.definition.types import Meaning

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

CASE_MIX = (Dimension.CRIME_GROUP, Dimension.STAGE, Dimension.SEX, Dimension.AGE_BAND)
"""Characteristics outside a force's control. Never speed, updates, conduct or outcome."""
GIVEN = (Dimension.CRIME_GROUP, Dimension.STAGE)
"""Case characteristics held constant when a gap is standardised."""
NOT_STATED = "unsaid"
OTHERS = "others"
"""Victims at levels the nation does not show, or who stated none: the total less the shown
levels.
"""
Levels = Set[tuple[Dimension, str]]
NOTHING_PICKED = -1


@dataclass(frozen=True, kw_only=True)
class WeightedResponses:
    force: Column
    weight: Floats
    squared: Floats
    levels: Mapping[str, Column]
    choices: Mapping[str, Ints]
    """Index into `codebook.bins`; NOTHING_PICKED for an unanswered item."""
    codebook: Codebook


def weighted_responses(entries: Iterable[LedgerEntry], *, codebook: Codebook) -> WeightedResponses:
    rows = list(entries)
    weights = [row.weight / cells.UNITS for row in rows]
    levels = _spread([row.levels for row in rows], [of for of, _ in codebook.levels])
    return WeightedResponses(
        force=Column.of([row.force for row in rows]),
        weight=np.array(weights, dtype=np.float64),
        squared=np.array([weight**2 for weight in weights], dtype=np.float64),
        levels={of: _level_column(places, codebook) for of, places in levels.items()},
        choices=_spread([row.bins for row in rows], [item for item, _ in codebook.bins]),
        codebook=codebook,
    )


def _spread(places: Sequence[NDArray[np.uint16]], names: Sequence[str]) -> dict[str, Ints]:
    number = {name: at for at, name in enumerate(dict.fromkeys(names))}
    columns = np.full((len(number), len(places)), NOTHING_PICKED, dtype=np.int64)
    if places:
        flat = np.concatenate(places)
        row = np.repeat(np.arange(len(places)), [len(each) for each in places])
        columns[np.array([number[name] for name in names], dtype=np.int64)[flat], row] = flat
    return {name: columns[at] for name, at in number.items()}


def _level_column(places: Ints, codebook: Codebook) -> Column:
    # The last name is for NOTHING_PICKED.
    names = [*(level for _, level in codebook.levels), NOT_STATED]
    return Column.numbered(names, places % len(names))


def mix_cells(
    rows: WeightedResponses,
    *,
    item: str,
    meanings: Mapping[str, Meaning],
    by: Sequence[Dimension],
    shown: Levels,
) -> MixTable:
    """Count answers in an item's base by force and by the dimensions `by`."""
    is_positive, inside = _positive_and_base(rows, item, meanings)
    levels = {
        of.value: _merge_hidden_levels(
            rows.levels.get(of.value) or _unstated(rows),
            {level for dimension, level in shown if dimension is of},
        )
        for of in by
    }
    return MixTable.summed(
        force=rows.force.where(inside),
        levels={name: column.where(inside) for name, column in levels.items()},
        is_positive=is_positive[inside],
        weight=rows.weight[inside],
        squared=rows.squared[inside],
    )


def _merge_hidden_levels(column: Column, shown: Set[str]) -> Column:
    names = [name if name in shown else OTHERS for name in column.names]
    used = list(dict.fromkeys(names))
    at = np.array([used.index(name) for name in names], dtype=np.int64)
    return Column.numbered(used, at[column.codes]) if len(column.codes) else column


def combined_strata(
    rows: WeightedResponses, *, item: str, meanings: Mapping[str, Meaning]
) -> Strata:
    """Count answers in an item's base by the combined characteristics, if all are stated."""
    is_positive, inside = _positive_and_base(rows, item, meanings)
    levels = [rows.levels.get(of.value) or _unstated(rows) for of in COMBINED]
    for column in levels:
        inside = inside & ~column.at(NOT_STATED)
    return strata_of(
        levels=[column.where(inside) for column in levels],
        is_positive=is_positive[inside],
        weight=rows.weight[inside],
    )


def _positive_and_base(
    rows: WeightedResponses, item: str, meanings: Mapping[str, Meaning]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    picked = rows.choices.get(item)
    if picked is None:
        nobody = np.zeros(len(rows.weight), dtype=bool)
        return nobody, nobody
    known = [
        meanings.get(choice, Meaning.OUT_OF_BASE) if of == item else Meaning.OUT_OF_BASE
        for of, choice in rows.codebook.bins
    ]
    # The last entry is for unanswered items.
    meant = [*known, Meaning.OUT_OF_BASE]
    is_positive = np.array([meaning is Meaning.POSITIVE for meaning in meant])
    inside = np.array([meaning is not Meaning.OUT_OF_BASE for meaning in meant])
    return is_positive[picked], inside[picked]


def _unstated(rows: WeightedResponses) -> Column:
    return Column.numbered([NOT_STATED], np.zeros(len(rows.weight), dtype=np.int64))
