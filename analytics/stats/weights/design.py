"""Design-based standard errors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from analytics.stats.shares import Bins
from analytics.stats.weights.weighting import Margin, indicators

Array = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class DomainStratum:
    """One force's part of a domain. `respondents` are all of the force's; `bins` those in the
    domain, by choice; `frame` the victims they represent, if the figure describes exactly those."""

    respondents: int
    bins: Bins
    frame: float | None = None


@dataclass(frozen=True, kw_only=True)
class DomainEstimate:
    """In the unit of the scores; degrees of freedom are people less forces."""

    value: float
    standard_error: float
    people: int
    freedom: int


def domain_mean(*, strata: Sequence[DomainStratum], scores: Mapping[str, float]) -> DomainEstimate:
    """z = w (f(v) - μ) / Σw; SE² = Σ_h (1 - n_h/N_h) n_h/(n_h - 1) (Σz² - (Σz)²/n_h)

    (Woodruff 1971, JASA 66:411; as R's svyby.) Choices without a score are outside the domain. With
    `frame` the error is about exactly those victims, otherwise about the service; comparisons and
    alerts never use `frame`.
    """
    known = [_scored_bins(stratum.bins, scores) for stratum in strata]
    people = sum(int(part[:, 1].sum()) for part in known)
    sum_w = sum(float(part[:, 2].sum()) for part in known)
    value = sum(float(part[:, 0] @ part[:, 2]) for part in known) / sum_w
    variance = 0.0
    for stratum, part in zip(strata, known, strict=True):
        off = (part[:, 0] - value) / sum_w
        first, second = float(off @ part[:, 2]), float(np.square(off) @ part[:, 3])
        variance += _stratum_variance(stratum, first, second)
    return DomainEstimate(
        value=value,
        standard_error=sqrt(max(variance, 0.0)),
        people=people,
        freedom=people - sum(1 for part in known if part[:, 1].sum()),
    )


def calibrated_errors(
    *,
    values: Array,
    is_inside: NDArray[np.bool_],
    base_weights: Array,
    weights: Array,
    margins: Sequence[Margin],
    strata: Sequence[str],
    people: Sequence[int],
) -> Array:
    """z = D (y - ȳ)/N̂; e = z - x'(X'WX)⁻¹X'Wz, W the weights before calibration
        SE² = Σ_h n_h/(n_h - 1) Σ (Σ we of a person - mean)² (Deville & Särndal 1992,
        JASA 87:376; the person as the cluster: Kish & Frankel 1974)

    Rows are answers; `values` and `is_inside` have a column for each mean. Equals R's calibrate().
    """
    inside = np.asarray(is_inside, dtype=float)
    totals = weights @ inside
    z = inside * (values - weights @ (inside * values) / totals) / totals
    x, root = indicators(margins), np.sqrt(base_weights)[:, None]
    explained = np.linalg.lstsq(x * root, z * root, rcond=None)[0]
    scores = weights[:, None] * (z - x @ explained)
    scores, at = _by_person(scores, strata, people)
    variances = np.zeros(scores.shape[1])
    for stratum in range(at.max() + 1):
        own = scores[at == stratum]
        off = own - own.mean(axis=0)
        variances += np.square(off).sum(axis=0) * len(own) / max(len(own) - 1, 1)
    errors: Array = np.sqrt(variances)
    return errors


def _by_person(
    scores: Array, strata: Sequence[str], people: Sequence[int]
) -> tuple[Array, NDArray[np.int_]]:
    _, stratum = np.unique(np.asarray(strata), return_inverse=True)
    _, first, person = np.unique(np.asarray(people), return_index=True, return_inverse=True)
    sums = np.zeros((len(first), scores.shape[1]))
    np.add.at(sums, person, scores)
    return sums, stratum[first]


def _scored_bins(bins: Bins, scores: Mapping[str, float]) -> Array:
    """By choice of the domain: score, people, Σw and Σw²."""
    rows = [(scores[choice], *bins[choice]) for choice in bins if choice in scores]
    return np.array(rows, dtype=float).reshape(len(rows), 4)


def _stratum_variance(stratum: DomainStratum, first: float, second: float) -> float:
    people = stratum.respondents
    left = 1 - people / stratum.frame if stratum.frame else 1.0
    # One respondent has no variance: the distance from the mean is used.
    if people < 2:
        return left * second
    return left * people / (people - 1) * (second - first * first / people)
