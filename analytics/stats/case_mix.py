"""A logistic model of satisfaction on cells of similar cases, fitted from additive sums."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analytics.stats.mix_cells import Ints, MixCell, MixTable, as_table

Array = NDArray[np.float64]

MOST_STEPS = 50
SETTLED = 1e-13
MOST_BITS = 62


@dataclass(frozen=True, kw_only=True)
class CaseMixModel:
    """`terms` names the coefficients (logits) relative to the reference level. `chances` are fitted
    shares by cell."""

    terms: tuple[str, ...]
    coefficients: Array
    covariance: Array
    chances: Array
    design: Array


def fit_case_mix(
    *,
    cells: MixTable | Sequence[MixCell],
    characteristics: Sequence[str],
    references: Mapping[str, str] | None = None,
    are_errors_modelled: bool = False,
) -> CaseMixModel:
    """Return a weighted logistic regression on main effects, with design-based standard errors.

        Σw (y - p̂) x = 0 by Fisher scoring; p̂ = 1 / (1 + exp(-xβ))
        V(β) = A⁻¹ (Σ_h n_h/(n_h - 1) Σ (u - ū_h)(u - ū_h)') A⁻¹, u = w (y - p̂) x,
        A = Σw p̂(1 - p̂) xx', strata h are the forces (Binder 1983, Int Stat Rev 51:279)

    Equals R's svyglm(family = quasibinomial) with forces as strata. At a level with uniform answers
    the fitted share is right, its standard error meaningless.

    If `are_errors_modelled`, Σw² p̂(1 - p̂) xx' is the middle term, which discloses nothing beyond
    the sums fitted.
    """
    table = as_table(cells)
    terms, design = _design(table, characteristics, references or {})
    weight = table.sum_w
    coefficients, chances = _fit_grouped(
        design=design, weight=weight, positive=table.positive[:, 1]
    )
    information = design.T @ (design * (weight * chances * (1 - chances))[:, None])
    bread = np.linalg.pinv(information)
    spread_of = _modelled_spread if are_errors_modelled else _score_covariance
    return CaseMixModel(
        terms=terms,
        coefficients=coefficients,
        covariance=bread @ spread_of(table, design, chances) @ bread,
        chances=chances,
        design=design,
    )


def _design(
    table: MixTable, characteristics: Sequence[str], references: Mapping[str, str]
) -> tuple[tuple[str, ...], Array]:
    terms, columns = ["intercept"], [np.ones(len(table))]
    for name in characteristics:
        column = table.levels[name]
        used = column.used()
        reference = references.get(name, column.names[used[0]])
        for level in used:
            if column.names[level] != reference:
                terms.append(f"{name}: {column.names[level]}")
                columns.append((column.codes == level).astype(np.float64))
    return tuple(terms), np.column_stack(columns)


def _fit_grouped(*, design: Array, weight: Array, positive: Array) -> tuple[Array, Array]:
    alike, at = _unlike(design)
    sums, found = (np.bincount(at, weights=part).astype(np.float64) for part in (weight, positive))
    share = found / sums
    coefficients = np.zeros(alike.shape[1])
    chances = np.full(len(share), 0.5)
    before = np.inf
    for _ in range(MOST_STEPS):
        information = alike.T @ (alike * (sums * chances * (1 - chances))[:, None])
        score = alike.T @ (sums * (share - chances))
        coefficients = coefficients + np.linalg.lstsq(information, score, rcond=None)[0]
        chances = 1 / (1 + np.exp(-np.clip(alike @ coefficients, -30, 30)))
        deviance = -float(sums @ (share * np.log(chances) + (1 - share) * np.log(1 - chances)))
        if abs(before - deviance) <= SETTLED * abs(deviance):
            break
        before = deviance
    return coefficients, chances[at]


def _unlike(design: Array) -> tuple[Array, Ints]:
    """np.unique(axis=0, return_inverse=True) for a 0/1 design, much faster."""
    width = design.shape[1]
    if width > MOST_BITS:
        rows, places = np.unique(design, axis=0, return_inverse=True)
        return rows, places.ravel()
    numbers = design.astype(np.int64) @ (1 << np.arange(width - 1, -1, -1, dtype=np.int64))
    _, first, places = np.unique(numbers, return_index=True, return_inverse=True)
    return design[first], places


def _modelled_spread(table: MixTable, design: Array, chances: Array) -> Array:
    spread: Array = design.T @ (design * (table.sum_w2 * chances * (1 - chances))[:, None])
    return spread


def _score_covariance(table: MixTable, design: Array, chances: Array) -> Array:
    """Return Σ_h n_h/(n_h - 1) (Σuu' - Σu Σu'/n_h) from the bins of the cells."""
    total = np.zeros((design.shape[1], design.shape[1]))
    first = table.positive[:, 1] - chances * table.sum_w
    second = table.positive[:, 2] * (1 - chances) ** 2 + table.other[:, 2] * np.square(chances)
    for force in table.force.used():
        rows = table.force.codes == force
        people = float(table.people[rows].sum())
        if people < 2:
            continue
        x = design[rows]
        sums = x.T @ first[rows]
        total += (
            people
            / (people - 1)
            * (x.T @ (x * second[rows][:, None]) - np.outer(sums, sums) / people)
        )
    return total
