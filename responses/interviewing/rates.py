"""AAPOR's rates of a telephone survey, from counts of final dispositions. Pure.

Standard Definitions, 10th edition (2023): RR1, COOP1, REF1 and CON1, in each of which every case of
unknown eligibility counts as eligible: the lowest that the rate can be. Cases that are still open
are in none of them, so that a rate of a month in which many are open misleads: those who answer
soon are counted first."""

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
    """None where fewer than ten cases have an end, or nobody who was reached could answer."""
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
