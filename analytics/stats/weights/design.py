"""Design-based standard errors from additive sums alone. Pure."""

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
    """One force's part of a domain. `respondents` are all of the force's in the period, inside the
    domain or not; `bins` those inside, by choice; `frame` the victims they represent, given only
    where the figure is about exactly those victims."""

    respondents: int
    bins: Bins
    frame: float | None = None


@dataclass(frozen=True, kw_only=True)
class DomainEstimate:
    """A mean of scores in their unit (a share where they are 0 and 1), its standard error, the
    people in the domain, and the degrees of freedom: people less the number of forces they belong
    to."""

    value: float
    standard_error: float
    people: int
    freedom: int


def domain_mean(*, strata: Sequence[DomainStratum], scores: Mapping[str, float]) -> DomainEstimate:
    """Weighted mean of a domain with its linearised standard error, stratified by force.

        z = w (f(v) - μ) / Σw;   SE² = Σ_h (1 - n_h/N_h) n_h/(n_h - 1) (Σz² - (Σz)²/n_h)

    (Woodruff 1971, JASA 66:411.) `scores` gives each choice code its number; a choice without one
    is outside the domain. Only n, Σw and Σw² by choice are needed, so the error of any roll-up is
    one sum; the same as R's svyby to the last digits. Weights are taken as given, which after
    calibration makes the error a little too large (`calibrated_errors`). With `frame` the error is
    that of a statement about exactly those victims, as if who answered were chance; without it, of
    a statement about the service. No comparison or alert uses `frame`."""
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
    """Standard errors of domain means after raking or calibration, from residuals.

        z = D (y - ȳ)/N̂;  e = z - x'(X'WX)⁻¹X'Wz,  W the weights before calibration
        SE² = Σ_h n_h/(n_h - 1) Σ (Σ we of a person - mean)²    (Deville & Särndal 1992,
        JASA 87:376; the person as the cluster: Kish & Frankel 1974)

    One row an answer throughout, and `people` says which are of one person: who answered at two
    stages is not two people, and what they said twice tells less than two would have. `values` and
    `is_inside` have a column for each mean, so that many items cost one solution. R's calibrate()
    to the last digits; R's rake() takes residuals margin by margin, which differs by under 1 %
    overall and 3 % in small domains. Over all answers of different people it is not larger than
    `domain_mean` gives, unless the margins do not predict the answer at all.
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
    """The sums of each person's rows, and the stratum of each."""
    _, stratum = np.unique(np.asarray(strata), return_inverse=True)
    _, first, person = np.unique(np.asarray(people), return_index=True, return_inverse=True)
    sums = np.zeros((len(first), scores.shape[1]))
    np.add.at(sums, person, scores)
    return sums, stratum[first]


def _scored_bins(bins: Bins, scores: Mapping[str, float]) -> Array:
    """A row a choice of the domain: its score, people, Σw, Σw²."""
    rows = [(scores[choice], *bins[choice]) for choice in bins if choice in scores]
    return np.array(rows, dtype=float).reshape(len(rows), 4)


def _stratum_variance(stratum: DomainStratum, first: float, second: float) -> float:
    people = stratum.respondents
    left = 1 - people / stratum.frame if stratum.frame else 1.0
    # With one respondent a force has no variance of its own; the distance from the mean is used.
    if people < 2:
        return left * second
    return left * people / (people - 1) * (second - first * first / people)
