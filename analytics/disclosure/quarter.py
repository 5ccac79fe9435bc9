"""How many people stand at each place of a quarter: for what may change in it from one month to the
next. Pure.

A measure is an item, or the number who answered at all."""

from collections.abc import Mapping
from dataclasses import dataclass

from analytics.tables import ALSO_RECORDED, EVERYBODY, Dimension

ANSWERED = "answered"
"""The measure of how many answered at all: response rate × number asked."""
TOTAL = (Dimension.ALL.value, EVERYBODY)
Cell = tuple[str, str, str, str]
"""Measure, area, dimension, level."""


def coverage_dimension(dimension: str) -> str:
    """The name of the table of response rates for a dimension of coverage. For characteristics that
    people also state themselves the case file has a table of its own; the others are the same
    table."""
    return f"case_{dimension}" if dimension in ALSO_RECORDED else str(dimension)


@dataclass(frozen=True, kw_only=True)
class QuarterTables:
    """The counts of a quarter, most of which are not shown as numbers."""

    forces: tuple[str, ...]
    people: Mapping[Cell, int]
    """What is missing is nobody."""
