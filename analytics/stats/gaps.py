"""Do two groups of victims differ, and by how much once the kinds of case they bring are the same?
Pure.

A gap is an association. It does not say why."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from analytics.stats.case_mix import CaseMixModel, fit_case_mix
from analytics.stats.judgement import ModelContrast
from analytics.stats.mix_cells import LevelSums, MixCell, MixTable, as_table
from analytics.stats.proportions import (
    Proportion,
    ShareDifference,
    newcombe_difference,
    weighted_proportion,
)


@dataclass(frozen=True, kw_only=True)
class StandardisedGap:
    """A group's share less the reference's, as shares (0.05 is five points). `raw` is the observed
    gap with its 95 % interval; `standardised` the gap with the same cases in both groups, which
    is what is judged."""

    group: str
    reference: str
    people: int
    raw: ShareDifference
    standardised: ModelContrast


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
    none: the judgement says what would have been seen. Standardising may hide a disparity that is
    itself in the mix (who is asked about which stage), so both are shown."""
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
    return StandardisedGap(
        group=group,
        reference=reference,
        people=int(by_level[group].people),
        raw=newcombe_difference(first=ours, second=theirs),
        standardised=ModelContrast(value=value, error=error),
    )


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
