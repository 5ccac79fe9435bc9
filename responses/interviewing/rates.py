from collections.abc import Mapping
from dataclasses import dataclass

from responses.interviewing.dispositions import DispositionGroup

LEAST_TO_SHOW = 10
"""Fewer cases than this tell too much of each (decision 14)."""


@dataclass(frozen=True)
class CallRates:
    """Shares of 0 to 1."""

    response: float
    cooperation: float
    refusal: float
    contact: float


def call_rates(counts: Mapping[DispositionGroup, int]) -> CallRates | None:
    """None if fewer than ten cases have ended, or nobody was reached who could answer."""
    of = {group: counts.get(group, 0) for group in DispositionGroup}
    interviews = of[DispositionGroup.COMPLETE] + of[DispositionGroup.PARTIAL]
    reached = interviews + of[DispositionGroup.REFUSAL] + of[DispositionGroup.OTHER]
    everybody = reached + of[DispositionGroup.NON_CONTACT] + of[DispositionGroup.UNKNOWN]
    if everybody < LEAST_TO_SHOW or not reached:
        return None
    return CallRates(
        response=of[DispositionGroup.COMPLETE] / everybody,
        cooperation=of[DispositionGroup.COMPLETE] / reached,
        refusal=of[DispositionGroup.REFUSAL] / everybody,
        contact=reached / everybody,
    )
