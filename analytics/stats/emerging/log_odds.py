from dataclasses import dataclass
from math import log, sqrt

PRIOR_PEOPLE = 500.0
"""The prior weight, in words."""


@dataclass(frozen=True, kw_only=True)
class LogOdds:
    delta: float
    z: float


def weighted_log_odds(
    *, first: int, first_total: int, second: int, second_total: int, prior: float = PRIOR_PEOPLE
) -> LogOdds | None:
    """Return δ = ln((y₁ + α)/(n₁ + α₀ − y₁ − α)) − ln((y₂ + α)/(n₂ + α₀ − y₂ − α)), its variance
    1/(y₁ + α) + 1/(y₂ + α), z = δ/σ, with α₀ = `prior` and α the word's share of it in both texts
    together (Monroe, Colaresi and Quinn 2008, Political Analysis 16:372). None if the word, or
    every other word, is absent. A ranking only: words in a text are not independent."""
    total = first_total + second_total
    if not total or not first + second or first + second == total:
        return None
    weight = prior * (first + second) / total
    one, other = first + weight, second + weight
    delta = log(one / (first_total + prior - one)) - log(other / (second_total + prior - other))
    return LogOdds(delta=delta, z=delta / sqrt(1 / one + 1 / other))
