"""One logistic model of satisfaction over groups of similar cases, fitted from additive sums alone.
Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

MOST_STEPS = 50
SETTLED = 1e-13


@dataclass(frozen=True, kw_only=True)
class MixCell:
    """The answers to one item from the cases of one force with the same characteristics. `levels`
    maps each characteristic to its level: only what the force does not control (crime, stage, age),
    never speed, updates or conduct. `positive` and `other` are bins (people, Σw, Σw²) of the
    answers in the base."""

    force: str
    levels: Mapping[str, str]
    positive: tuple[float, float, float]
    other: tuple[float, float, float]

    @property
    def people(self) -> float:
        return self.positive[0] + self.other[0]

    @property
    def sum_w(self) -> float:
        return self.positive[1] + self.other[1]

    @property
    def sum_w2(self) -> float:
        return self.positive[2] + self.other[2]


@dataclass(frozen=True, kw_only=True)
class CaseMixModel:
    """`terms` name the coefficients (logits): "intercept", then "characteristic: level" against its
    reference level. `chances` are the fitted shares positive, one a cell, 0 to 1."""

    terms: tuple[str, ...]
    coefficients: Array
    covariance: Array
    chances: Array = field(repr=False)
    design: Array = field(repr=False)


def fit_case_mix(
    *,
    cells: Sequence[MixCell],
    characteristics: Sequence[str],
    references: Mapping[str, str] | None = None,
) -> CaseMixModel:
    """Weighted logistic regression on main effects, with design-based standard errors.

        Σw (y - p̂) x = 0 by Fisher scoring;  p̂ = 1 / (1 + exp(-xβ))
        V(β) = A⁻¹ (Σ_h n_h/(n_h - 1) Σ (u - ū_h)(u - ū_h)') A⁻¹,  u = w (y - p̂) x,
        A = Σw p̂(1 - p̂) xx',  strata h are the forces  (Binder 1983, Int Stat Rev 51:279)

    It needs only Σw and Σw² of either answer, so the cost depends on the number of cells and not of
    answers. The same as R's svyglm(family = quasibinomial) with forces as strata. It misleads where
    satisfaction depends on two characteristics jointly (no interactions). A level where all gave
    the same answer gets a large coefficient: its fitted share is right, its standard error means
    nothing."""
    terms, design = _design(cells, characteristics, references or {})
    weight = np.array([cell.sum_w for cell in cells])
    positive = np.array([cell.positive[1] for cell in cells])
    coefficients, chances = _fit_grouped(design=design, weight=weight, positive=positive)
    information = design.T @ (design * (weight * chances * (1 - chances))[:, None])
    bread = np.linalg.pinv(information, hermitian=True)
    return CaseMixModel(
        terms=terms,
        coefficients=coefficients,
        covariance=bread @ _score_covariance(cells, design, chances) @ bread,
        chances=chances,
        design=design,
    )


def _design(
    cells: Sequence[MixCell], characteristics: Sequence[str], references: Mapping[str, str]
) -> tuple[tuple[str, ...], Array]:
    terms, columns = ["intercept"], [np.ones(len(cells))]
    for name in characteristics:
        at = [cell.levels[name] for cell in cells]
        levels = sorted(set(at))
        reference = references.get(name, levels[0])
        for level in levels:
            if level != reference:
                terms.append(f"{name}: {level}")
                columns.append(np.array([float(one == level) for one in at]))
    return tuple(terms), np.column_stack(columns)


def _fit_grouped(*, design: Array, weight: Array, positive: Array) -> tuple[Array, Array]:
    """Fitted on the sums of cells that have the same row of the design, such as those of two forces
    with the same levels: the same coefficients from a fraction of the rows."""
    alike, at = np.unique(design, axis=0, return_inverse=True)
    at = at.ravel()
    sums, found = (np.bincount(at, weights=part).astype(np.float64) for part in (weight, positive))
    coefficients, chances = _fit(design=alike, weight=sums, share=found / sums)
    return coefficients, chances[at]


def _fit(*, design: Array, weight: Array, share: Array) -> tuple[Array, Array]:
    """Coefficients and fitted shares by Fisher scoring, until the deviance no longer changes."""
    coefficients = np.zeros(design.shape[1])
    chances = np.full(len(share), 0.5)
    before = np.inf
    for _ in range(MOST_STEPS):
        information = design.T @ (design * (weight * chances * (1 - chances))[:, None])
        score = design.T @ (weight * (share - chances))
        coefficients = coefficients + np.linalg.lstsq(information, score, rcond=None)[0]
        chances = 1 / (1 + np.exp(-np.clip(design @ coefficients, -30, 30)))
        deviance = -float(weight @ (share * np.log(chances) + (1 - share) * np.log(1 - chances)))
        if abs(before - deviance) <= SETTLED * abs(deviance):
            break
        before = deviance
    return coefficients, chances


def _score_covariance(cells: Sequence[MixCell], design: Array, chances: Array) -> Array:
    """Σ_h n_h/(n_h - 1) (Σuu' - Σu Σu'/n_h), from the bins of the cells."""
    total = np.zeros((design.shape[1], design.shape[1]))
    forces = [cell.force for cell in cells]
    for force in dict.fromkeys(forces):
        rows = [at for at, one in enumerate(forces) if one == force]
        people = sum(cells[at].people for at in rows)
        if people < 2:
            continue
        x, p = design[rows], chances[rows]
        first = np.array([cells[at].positive[1] for at in rows]) - p * [
            cells[at].sum_w for at in rows
        ]
        second = np.array([cells[at].positive[2] for at in rows]) * (1 - p) ** 2 + np.array(
            [cells[at].other[2] for at in rows]
        ) * np.square(p)
        sums = x.T @ first
        total += (
            people / (people - 1) * (x.T @ (x * second[:, None]) - np.outer(sums, sums) / people)
        )
    return total
