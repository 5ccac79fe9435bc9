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
"""A level is reported if its share is this many times larger or smaller than the nation's."""
LEAST_SHARE = 0.01
LEAST_RECORDED = 0.8
"""The minimum proportion recorded for raking to a characteristic."""
FIRST_STAGE = "ST1"
"""Each case has one event of this stage."""
COLUMNS = {
    Dimension.CRIME_GROUP: "crime_group",
    Dimension.SEX: "sex",
    Dimension.ETHNICITY: "ethnicity_group",
}


@dataclass(frozen=True, kw_only=True)
class NationalTotal:
    dimension: Dimension
    source: str
    of: str
    dated: date
    from_memory: bool
    counts: Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class LevelCheck:
    level: str
    frame: float
    nation: float

    @property
    def is_far(self) -> bool:
        if self.nation < LEAST_SHARE:
            return False
        return not 1 / FAR <= self.frame / self.nation <= FAR


@dataclass(frozen=True, kw_only=True)
class FrameCheck:
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
