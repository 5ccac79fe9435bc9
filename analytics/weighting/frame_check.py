"""Compares the frame that answers are weighted to with published national totals. Pure.

Errors in the case files go through the weights into every figure, so the case files of all forces
together are compared with the totals."""

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from analytics.tables import UNKNOWN, Dimension
from responses.extract_rows import FrameRow

TOTALS = Path(__file__).parents[1] / "data" / "national_totals.toml"
FAR = 2.0
"""A share this many times larger or smaller than the nation's is reported."""
LEAST_SHARE = 0.01
LEAST_RECORDED = 0.8
"""A characteristic recorded for a smaller share of cases may not be raked to."""
FIRST_STAGE = "ST1"
"""Every case has one event of this stage, on the day of its report."""
COLUMNS = {
    Dimension.CRIME_GROUP: "crime_group",
    Dimension.SEX: "sex",
    Dimension.ETHNICITY: "ethnicity_group",
}


@dataclass(frozen=True, kw_only=True)
class NationalTotal:
    """Published counts by level, what they count, their source and their date."""

    dimension: Dimension
    source: str
    of: str
    dated: date
    from_memory: bool
    counts: Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class LevelCheck:
    """Shares of those whose level is known and in the published table."""

    level: str
    frame: float
    nation: float

    @property
    def is_far(self) -> bool:
        """Small levels vary by themselves and are not reported; a large one that is missing is."""
        if self.nation < LEAST_SHARE:
            return False
        return not 1 / FAR <= self.frame / self.nation <= FAR


@dataclass(frozen=True, kw_only=True)
class FrameCheck:
    """`recorded` is the share of cases whose level the case files give."""

    total: NationalTotal
    cases: int
    recorded: float
    levels: tuple[LevelCheck, ...]

    @property
    def may_be_raked_to(self) -> bool:
        return self.recorded >= LEAST_RECORDED


@cache
def national_totals() -> tuple[NationalTotal, ...]:
    raw = tomllib.loads(TOTALS.read_text(encoding="utf-8"))
    return tuple(
        NationalTotal(**{**one, "dimension": Dimension(one["dimension"])}) for one in raw["totals"]
    )


def check_frame(frame: Iterable[FrameRow]) -> list[FrameCheck]:
    """The cases of all forces against every published table; tables without any case are left
    out."""
    counts: dict[Dimension, Counter[str]] = {dimension: Counter() for dimension in COLUMNS}
    for row in frame:
        if row.survey_stage == FIRST_STAGE:
            for dimension, column in COLUMNS.items():
                counts[dimension][getattr(row, column)] += row.events
    return [
        _checked(total, counts[total.dimension])
        for total in national_totals()
        if counts[total.dimension].total()
    ]


def _checked(total: NationalTotal, found: Counter[str]) -> FrameCheck:
    compared = sum(found[level] for level in total.counts)
    nation = sum(total.counts.values())
    return FrameCheck(
        total=total,
        cases=found.total(),
        recorded=1 - found[UNKNOWN] / found.total(),
        levels=tuple(
            LevelCheck(
                level=level,
                frame=found[level] / compared if compared else 0.0,
                nation=count / nation,
            )
            for level, count in total.counts.items()
        ),
    )
