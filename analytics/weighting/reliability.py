from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

LEAST_PUBLISHED = 100
"""The minimum effective base of an area: below it intervals are twenty points wide."""
MOST_DESIGN_EFFECT = 1.5
"""Above this a third of the precision is lost to unequal weights, which causes a warning."""


@dataclass(frozen=True, kw_only=True)
class WeightingSummary:
    respondents: int
    frame_total: float
    design_effect: float

    @property
    def effective_base(self) -> float:
        return self.respondents / self.design_effect

    @property
    def is_uneven(self) -> bool:
        return self.design_effect > MOST_DESIGN_EFFECT

    @property
    def is_withheld(self) -> bool:
        return is_withheld([self])


def effective_base(runs: Iterable[WeightingSummary]) -> float:
    """(ΣN)² / Σ N²/n, of runs with frames N and Kish bases n; 0 without any."""
    known = [run for run in runs if run.frame_total]
    total = sum(run.frame_total for run in known)
    squares = sum(run.frame_total**2 / run.effective_base for run in known)
    return total**2 / squares if squares else 0.0


def is_withheld(runs: Iterable[WeightingSummary]) -> bool:
    return effective_base(runs) < LEAST_PUBLISHED


def withheld(
    quarters: Sequence[Mapping[str, WeightingSummary]], areas: Mapping[str, Iterable[str]]
) -> frozenset[str]:
    return frozenset(
        area
        for area, forces in areas.items()
        if is_withheld(
            quarter[force] for force in forces for quarter in quarters if force in quarter
        )
    )
