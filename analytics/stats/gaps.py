"""Do two groups of victims differ, and by how much once the kinds of case they bring are the same?
Pure.

A gap is an association. It does not say why."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

import numpy as np

from analytics.stats.case_mix import CaseMixModel, fit_case_mix
from analytics.stats.mix_cells import LevelSums, MixCell, MixTable, as_table
from analytics.stats.proportions import (
    Interval,
    Proportion,
    ShareDifference,
    newcombe_difference,
    normal_quantile,
    weighted_proportion,
)

POWER = 0.8


@dataclass(frozen=True, kw_only=True)
class StandardisedGap:
    """A group's share less the reference's, as shares (0.05 is five points). `raw` is the observed
    gap; `standardised` the gap with the same cases in both groups, its `p_value` against no
    difference; `detectable` the smallest raw gap that this many answers would find four times in
    five."""

    group: str
    reference: str
    people: int
    raw: ShareDifference
    standardised: ShareDifference
    p_value: float
    detectable: float


def gaps_between(
    *,
    cells: MixTable | Sequence[MixCell],
    characteristic: str,
    groups: Sequence[str],
    reference: str,
    given: Sequence[str],
) -> list[StandardisedGap]:
    """The gaps of `groups`, in their order, raw and with the mix of cases held.

        raw: p₁ - p₀, Newcombe on the effective bases
        standardised: mean over all answers of p̂(group set) - p̂(reference set), from one
        weighted logistic model of the characteristic and `given`; SE by the delta method

    (g-computation: Robins 1986; the average marginal effect.) `cells` may hold further levels of
    the characteristic; their answers count in the average. A small gap is no proof that there is
    none: compare it with `detectable`. Standardising may hide a disparity that is itself in the mix
    (who is asked about which stage), so both are shown."""
    if not groups:
        return []
    table = as_table(cells)
    model = fit_case_mix(
        cells=table,
        characteristics=(characteristic, *given),
        references={characteristic: reference},
    )
    return [_gap(model, table, characteristic, group, reference) for group in groups]


def _gap(
    model: CaseMixModel, table: MixTable, characteristic: str, group: str, reference: str
) -> StandardisedGap:
    by_level = table.by_level(characteristic)
    ours, theirs = (_proportion(by_level[level]) for level in (group, reference))
    value, error = _average_marginal_effect(
        model, table, term=f"{characteristic}: {group}", name=characteristic
    )
    half = normal_quantile(confidence=0.95) * error
    return StandardisedGap(
        group=group,
        reference=reference,
        people=int(by_level[group].people),
        raw=newcombe_difference(first=ours, second=theirs),
        standardised=ShareDifference(
            value=value, interval=Interval(lower=value - half, upper=value + half)
        ),
        p_value=2 * NormalDist().cdf(-abs(value) / error) if error > 0 else 1.0,
        detectable=smallest_detectable_gap(first=ours, second=theirs),
    )


def smallest_detectable_gap(
    *, first: Proportion, second: Proportion, confidence: float = 0.95, power: float = POWER
) -> float:
    """The true gap (in shares) that would be found with `power`: (z_{.975} + z_{.8}) · SE.

    SE is of a difference where both have the pooled share. A gap on the page smaller than this may
    be real and too small to be found. A planning figure: near 0 and 100 % the normal form is rough.
    """
    pooled = (first.successes + second.successes) / (first.trials + second.trials)
    error = sqrt(pooled * (1 - pooled) * (1 / first.trials + 1 / second.trials))
    return (normal_quantile(confidence=confidence) + NormalDist().inv_cdf(power)) * error


def _proportion(of: LevelSums) -> Proportion:
    return weighted_proportion(positive_w=of.positive, sum_w=of.sum_w, sum_w2=of.sum_w2)


def _average_marginal_effect(
    model: CaseMixModel, table: MixTable, *, term: str, name: str
) -> tuple[float, float]:
    """The average effect on the share, and its standard error, of setting `term` on against all
    terms of its characteristic off."""
    weight = table.sum_w
    without = model.design.copy()
    for at, known in enumerate(model.terms):
        if known.startswith(f"{name}: "):
            without[:, at] = 0.0
    with_it = without.copy()
    with_it[:, model.terms.index(term)] = 1.0
    effects, slopes = [], []
    for design in (with_it, without):
        chances = 1 / (1 + np.exp(-(design @ model.coefficients)))
        effects.append(weight @ chances / weight.sum())
        slopes.append((weight * chances * (1 - chances)) @ design / weight.sum())
    turn = slopes[0] - slopes[1]
    variance = float(turn @ model.covariance @ turn)
    return float(effects[0] - effects[1]), sqrt(max(variance, 0.0))
