from collections.abc import Mapping
from dataclasses import dataclass

from analytics.stats.shares import Bins
from survey.definition.types import Meaning

CellKey = tuple[str, str, str]
"""Force, dimension, level."""
Cells = Mapping[CellKey, Mapping[str, Bins]]
Coverages = Mapping[CellKey, Mapping[str, int]]
Meanings = Mapping[str, Mapping[str, Meaning]]


@dataclass(frozen=True, kw_only=True)
class QuarterCounts:
    cells: Cells
    coverage: Coverages
