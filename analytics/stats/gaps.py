"""Gaps between groups of victims, raw and standardised for case mix. Associations only."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from analytics.stats.case_mix import CaseMixModel, fit_case_mix
from analytics.stats.judgement import ModelContrast
from analytics.stats.mix_cells import Ints, LevelSums, MixCell, MixTable, as_table
from analytics.stats.proportions import (
    Proportion,
    ShareDifference,
    newcombe_difference,
    weighted_proportion,
)

Array = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class StandardisedGap:
    """As shares (0.05 is five points). `standardised` holds the case mix constant and is the one
    tested."""

    group: str
    reference: str
    people: int
    raw: ShareDifference
    standardised: ModelContrast


@dataclass(frozen=True, kw_only=True)
class GapModel:
    model: CaseMixModel
    table: MixTable
    characteristic: str
    reference: str


def gap_model(
    *,
    cells: MixTable | Sequence[MixCell],
    characteristic: str,
    reference: str,
    given: Sequence[str],
    are_errors_modelled: bool = False,
) -> GapModel:
    table = as_table(cells)
    model = fit_case_mix(
        cells=table,
        characteristics=(characteristic, *given),
        references={characteristic: reference},
        are_errors_modelled=are_errors_modelled,
    )
    return GapModel(model=model, table=table, characteristic=characteristic, reference=reference)


def gaps_between(found: GapModel, groups: Sequence[str]) -> list[StandardisedGap]:
    """Return the gaps of `groups`, in order, raw and standardised.

        raw: p₁ - p₀, Newcombe on the effective bases
        standardised: mean over all answers of p̂(group set) - p̂(reference set), from one
        weighted logistic model of the characteristic and what is given; SE by the delta method

    (g-computation: Robins 1986). Standardising can hide a disparity in the case mix itself, so show
    both.
    """
    return [_gap(found, group) for group in groups]


def expected_sums(found: GapModel) -> dict[tuple[str, str], tuple[float, float]]:
    """Return by force and level (Σw, Σw p̂₀), additive over forces. p̂₀ is the modelled chance of a
    positive answer in the reference group."""
    table, column = found.table, found.table.levels[found.characteristic]
    chances = _chances(found.model, _without(found))
    width = len(column.names)
    places = table.force.codes * width + column.codes
    sums = [
        np.bincount(places, weights=part, minlength=len(table.force.names) * width)
        for part in (table.sum_w, table.sum_w * chances)
    ]
    return {
        (table.force.names[at // width], column.names[at % width]): (
            float(sums[0][at]),
            float(sums[1][at]),
        )
        for at in np.unique(places).tolist()
    }


def _gap(found: GapModel, group: str) -> StandardisedGap:
    by_level = found.table.by_level(found.characteristic)
    ours, theirs = (_proportion(by_level[level]) for level in (group, found.reference))
    value, error = _average_marginal_effect(found, group)
    return StandardisedGap(
        group=group,
        reference=found.reference,
        people=int(by_level[group].people),
        raw=newcombe_difference(first=ours, second=theirs),
        standardised=ModelContrast(value=value, error=error),
    )


def _proportion(of: LevelSums) -> Proportion:
    return weighted_proportion(positive_w=of.positive, sum_w=of.sum_w, sum_w2=of.sum_w2)


def influences(
    found: GapModel, group: str, *, cells: Ints, weights: Array, are_positive: Array
) -> Array:
    """Return what each answer adds to the linearised standardised gap:

    g' A⁻¹ w (y - p̂) x, A = Σw p̂(1 - p̂) xx', g the slope of the gap in the coefficients

    `cells` are the answers' cells in the model. Sum by person for errors with repeated answers.
    """
    model = found.model
    spread = found.table.sum_w * model.chances * (1 - model.chances)
    bread = np.linalg.pinv(model.design.T @ (model.design * spread[:, None]))
    _, turn = _marginal_effect(found, group)
    along: Array = model.design @ (bread @ turn)
    return weights * (are_positive - model.chances[cells]) * along[cells]


def _average_marginal_effect(found: GapModel, group: str) -> tuple[float, float]:
    value, turn = _marginal_effect(found, group)
    variance = float(turn @ found.model.covariance @ turn)
    return value, sqrt(max(variance, 0.0))


def _marginal_effect(found: GapModel, group: str) -> tuple[float, Array]:
    model, weight = found.model, found.table.sum_w
    without = _without(found)
    with_it = without.copy()
    with_it[:, model.terms.index(f"{found.characteristic}: {group}")] = 1.0
    effects, slopes = [], []
    for design in (with_it, without):
        chances = _chances(model, design)
        effects.append(weight @ chances / weight.sum())
        slopes.append((weight * chances * (1 - chances)) @ design / weight.sum())
    return float(effects[0] - effects[1]), slopes[0] - slopes[1]


def _without(found: GapModel) -> Array:
    without = found.model.design.copy()
    for at, known in enumerate(found.model.terms):
        if known.startswith(f"{found.characteristic}: "):
            without[:, at] = 0.0
    return without


def _chances(model: CaseMixModel, design: Array) -> Array:
    chances: Array = 1 / (1 + np.exp(-(design @ model.coefficients)))
    return chances
