"""Which words are used more than before: weighted log-odds with an informative Dirichlet prior.
Pure."""

from dataclasses import dataclass
from math import log, sqrt

PRIOR_PEOPLE = 500.0
"""The weight of the prior: as if so many words had been read beforehand, spread as all are."""


@dataclass(frozen=True, kw_only=True)
class LogOdds:
    """`delta` is how much higher the log-odds of the word are in the first text than in the
    second, `z` that over its error."""

    delta: float
    z: float


def weighted_log_odds(
    *, first: int, first_total: int, second: int, second_total: int, prior: float = PRIOR_PEOPLE
) -> LogOdds | None:
    """δ = ln((y₁ + α)/(n₁ + α₀ − y₁ − α)) − ln((y₂ + α)/(n₂ + α₀ − y₂ − α)), its variance
    1/(y₁ + α) + 1/(y₂ + α), z = δ/σ, with α₀ = `prior` and α the share of it that the word has of
    both texts together (Monroe, Colaresi and Quinn 2008, Political Analysis 16:372). None where
    there is no word, or no other.

    A rare word is drawn to no difference by the prior, where plain odds would put it first. It says
    that a word is used more, not why, nor that one thing is meant by it; words of one text are no
    draws apart from each other, so z is a rank before it is a test."""
    total = first_total + second_total
    if not total or not first + second or first + second == total:
        return None
    weight = prior * (first + second) / total
    one, other = first + weight, second + weight
    delta = log(one / (first_total + prior - one)) - log(other / (second_total + prior - other))
    return LogOdds(delta=delta, z=delta / sqrt(1 / one + 1 / other))
