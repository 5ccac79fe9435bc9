"""Is a force's quarter reliable enough to be published? About precision, not about disclosure.
Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

LEAST_PUBLISHED = 100
"""Effective base of all answers of an area under which nothing of it is published: the interval of
a share would be twenty points wide."""
MOST_DESIGN_EFFECT = 1.5
"""Above it a third of the precision is lost to unequal weights: a warning, not a refusal."""


@dataclass(frozen=True, kw_only=True)
class WeightingSummary:
    """The result of weighting one force's quarter."""

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
    """The effective base of several forces or quarters together: (ΣN)² / Σ N²/n, since the weights
    of each add up to its frame N and Kish's n is N² over the sum of their squares. 0 where there is
    none."""
    known = [run for run in runs if run.frame_total]
    total = sum(run.frame_total for run in known)
    squares = sum(run.frame_total**2 / run.effective_base for run in known)
    return total**2 / squares if squares else 0.0


def is_withheld(runs: Iterable[WeightingSummary]) -> bool:
    return effective_base(runs) < LEAST_PUBLISHED


def withheld(
    quarters: Sequence[Mapping[str, WeightingSummary]], areas: Mapping[str, Iterable[str]]
) -> frozenset[str]:
    """The areas of which nothing is published, given the forces of each area: for one quarter, or
    for several taken together."""
    return frozenset(
        area
        for area, forces in areas.items()
        if is_withheld(
            quarter[force] for force in forces for quarter in quarters if force in quarter
        )
    )
