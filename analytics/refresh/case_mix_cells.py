"""From the ledger of the cube to cells of similar cases, for standardising and for gaps. No
database here."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from analytics.cube import cells
from analytics.cube.cells import Codebook
from analytics.cube.ledger_entries import LedgerEntry
from analytics.stats.case_mix import MixCell
from analytics.tables import TABLES, Dimension
from survey.definition.types import Meaning

CASE_MIX = (Dimension.CRIME_GROUP, Dimension.STAGE, Dimension.SEX, Dimension.AGE_BAND)
"""What a force does not control. Never speed, updates, conduct or outcome."""
GIVEN = (Dimension.CRIME_GROUP, Dimension.STAGE)
"""The characteristics of a case that are held the same when a gap is standardised."""
NOT_STATED = "unsaid"


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightedResponse:
    """One response: its weight, its level by dimension, its choice by item."""

    force: str
    weight: float
    levels: Mapping[str, str]
    choices: Mapping[str, str]


def weighted_responses(
    entries: Iterable[LedgerEntry], *, codebook: Codebook
) -> list[WeightedResponse]:
    return [
        WeightedResponse(
            force=entry.force,
            weight=entry.weight / cells.UNITS,
            levels=dict(codebook.levels[place] for place in entry.levels),
            choices=dict(codebook.bins[place] for place in entry.bins),
        )
        for entry in entries
    ]


def reference_of(dimension: Dimension) -> str:
    """The level that the others of a characteristic are held against."""
    table = TABLES[dimension]
    return table.reference or table.levels[0]


def mix_cells(
    rows: Iterable[WeightedResponse],
    *,
    item: str,
    meanings: Mapping[str, Meaning],
    by: Sequence[Dimension],
    needs: Dimension | None = None,
) -> list[MixCell]:
    """Answers to an item in its base, by force and by the dimensions `by`. Respondents who did not
    state a level have a level of their own, except in the dimension `needs`, where they are left
    out."""
    sums: dict[tuple[str, ...], list[list[float]]] = defaultdict(
        lambda: [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
    )
    for row in rows:
        meaning = meanings.get(row.choices.get(item, ""), Meaning.OUT_OF_BASE)
        if meaning is Meaning.OUT_OF_BASE or (needs is not None and needs not in row.levels):
            continue
        key = (row.force, *(row.levels.get(dimension, NOT_STATED) for dimension in by))
        bin_ = sums[key][meaning is not Meaning.POSITIVE]
        for place, more in enumerate((1.0, row.weight, row.weight**2)):
            bin_[place] += more
    return [
        MixCell(
            force=force,
            levels={dimension.value: level for dimension, level in zip(by, levels, strict=True)},
            positive=(positive[0], positive[1], positive[2]),
            other=(other[0], other[1], other[2]),
        )
        for (force, *levels), (positive, other) in sorted(sums.items())
    ]
