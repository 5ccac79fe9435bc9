"""The group's mean and spread exclude the force, so an outlier does not widen its own test."""

from collections.abc import Collection, Mapping

import numpy as np
from numpy.typing import NDArray

from analytics.stats.judgement import ShareContrast
from analytics.stats.proportions import Proportion

FEWEST_MEMBERS = 2
FEWEST_OTHERS = 2
SPREADS = np.array(
    (0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 60, 70, 80, 100, 120, 150, 200, 300)
) / 1000  # fmt: skip
"""The grid of τ on the arcsine scale, where 0.05 is about five points."""
NO_SPREAD, ORDINARY = 0.5, 0.04
"""The prior probability that τ is 0, and the scale of its half-normal prior otherwise."""
ODD = np.array([0.02, 0.25])
ODD_CHANCES = np.array([0.1, 0.9])[:, None, None, None]
"""The proportions of outlying areas and their prior probabilities."""
ODD_BY, ODD_WITHIN = 0.16, 0.05
"""The mean distance of outlying areas in either direction, and its standard deviation."""
ALIKE, NARROWEST, APART = 0.25, 0.002, 0.05
"""The prior of an item's τ given that of all items: a normal of standard deviation τ/4 + .002 or,
with probability .05, the prior of τ."""
HEARD = 0.6
"""The weight of other items' likelihoods, because the same people answer them."""
CAUTION = 0.85
MIDDLES, FURTHEST = 41, 5.0
"""The number of grid values of μ, and their reach in standard errors of the median."""
LEAST = 1e-9

Array = NDArray[np.float64]
Item = str
Area = str


def contrasts_with_groups(
    forces: Mapping[str, Proportion],
    *,
    groups: Mapping[str, Collection[str]],
    spread: Mapping[str, float],
) -> dict[str, ShareContrast | None]:
    """Return the contrast of each force with its pooled group, on effective bases reduced by τ²,
    the usual variance between forces (Spiegelhalter 2005, Stat Med 24:1185).

        pool: p = Σ nᵢpᵢ / Σ nᵢ; var(asin √p) ≈ Σ (nᵢ/Σn)² (1/4nᵢ + τ²) = 1/4n*
        force: 1/4n + τ² = 1/4n*

    τ² is that of all the others, because a group is too small to estimate it. None for groups of
    fewer than two, whose pool would disclose the one member.
    """
    names = list(forces)
    place = {name: at for at, name in enumerate(names)}
    members = np.zeros((len(names), len(names)))
    for name, at in place.items():
        members[at, [place[one] for one in groups.get(name, ()) if one in place]] = 1.0
        members[at, at] = 0.0
    trials = np.array([force.trials for force in forces.values()])
    successes = np.array([force.successes for force in forces.values()])
    between = np.array([spread[name] for name in names])
    counts, totals = members.sum(axis=1), np.maximum(members @ trials, 1.0)
    variances = (totals / 4 + between * (members @ np.square(trials))) / np.square(totals)
    shares = members @ successes / totals
    return {
        name: None
        if counts[at] < FEWEST_MEMBERS
        else ShareContrast(
            first=_proportion_of(
                share=force.share, trials=1 / (1 / force.trials + 4 * spread[name])
            ),
            second=_proportion_of(share=float(shares[at]), trials=float(1 / (4 * variances[at]))),
        )
        for at, (name, force) in enumerate(forces.items())
        if name in groups
    }


def _proportion_of(*, share: float, trials: float) -> Proportion:
    return Proportion(successes=min(max(share, 0.0), 1.0) * trials, trials=trials)


def spreads_of_others(
    items: Mapping[Item, Mapping[Area, Proportion]],
) -> dict[Item, dict[Area, float]]:
    """Return by item and area τ², the variance between the other areas on the arcsine scale: the
    85% quantile of its posterior.

        y = asin √p, v = 1/4n
        f = (1 - ε) N(μ, v + τ²) + ε/2 N(μ - .16, v + .05²) + ε/2 N(μ + .16, v + .05²)
        of one item: L(τ, ε) = ∫ Π f(y) dμ over the others
        P(τ) ∝ Σ over ε and τ₀ of P(ε) P(τ₀) · L(τ, ε) P(τ | τ₀) · Π Mⱼ^.6 over other items j,
        Mⱼ = Σ Lⱼ(τ, ε) P(τ | τ₀); P(τ | τ₀) = .95 N(τ₀, (τ₀/4 + .002)²) + .05 P(τ₀)

    A normal mixture of random effects (Beath 2014, Res Synth Methods 5:285) whose outliers are far
    from the centre (Johnson & Rossell 2010, JRSS B 72:143).
    """
    found = {item: dict.fromkeys(areas, 0.0) for item, areas in items.items()}
    told = [item for item, areas in items.items() if len(areas) > FEWEST_OTHERS]
    if not told:
        return found
    names = sorted({area for item in told for area in items[item]})
    each = [[items[item].get(name) for name in names] for item in told]
    shares = np.array([[one.share if one else np.nan for one in row] for row in each])
    trials = np.array([[one.trials if one else np.nan for one in row] for row in each])
    squares = between_others(np.arcsin(np.sqrt(shares)), 1 / (4 * trials))
    for item, row in zip(told, squares.tolist(), strict=True):
        found[item] = {name: of for name, of in zip(names, row, strict=True) if name in items[item]}
    return found


def between_others(angles: Array, variances: Array) -> Array:
    """By item (row) and area (column). Ignore results of missing areas (NaN)."""
    logs = _log_likelihoods(angles, variances)
    own = np.exp(logs - logs.max(axis=(0, -1), keepdims=True))
    each = np.log(own @ NEAR.T + LEAST)
    rest = HEARD * (each.sum(axis=1, keepdims=True) - each)
    around = np.exp(rest - rest.max(axis=(0, -1), keepdims=True)) * ODD_CHANCES * PRIOR
    chances = (own * (around @ NEAR)).sum(axis=0)
    ends = _upper_end(chances / chances.sum(axis=-1, keepdims=True))
    return np.square(ends)


def _log_likelihoods(angles: Array, variances: Array) -> Array:
    """By proportion of outlying areas, item, area left out, and τ."""
    median = np.nanmedian(angles, axis=1, keepdims=True)
    apart = 1.4826 * np.nanmedian(np.abs(angles - median), axis=1, keepdims=True)
    apart = np.maximum(apart, np.sqrt(np.nanmedian(variances, axis=1, keepdims=True)))
    others = np.sum(~np.isnan(angles), axis=1, keepdims=True) - 1
    width = FURTHEST * apart / np.sqrt(others)
    middles: Array = median + width * np.linspace(-1, 1, MIDDLES)
    off = np.abs(angles[:, :, None] - middles[:, None, :])
    own = variances[:, :, None]
    odd = own + ODD_WITHIN**2
    far = (_normal(off - ODD_BY, odd) + _normal(off + ODD_BY, odd)) / 2
    found = np.empty((len(ODD), *angles.shape, len(SPREADS)))
    for at, spread in enumerate(SPREADS):
        near = _normal(off, own + spread**2)
        for which, share in enumerate(ODD):
            each = np.nan_to_num(np.log((1 - share) * near + share * far + LEAST))
            logs = each.sum(axis=1, keepdims=True) - each
            highest: Array = logs.max(axis=-1, keepdims=True)
            means: Array = highest[..., 0] + np.log(np.exp(logs - highest).mean(axis=-1))
            found[which, :, :, at] = means
    return found


def _normal(off: Array, variance: Array) -> Array:
    density: Array = np.exp(-np.square(off) / (2 * variance)) / np.sqrt(variance)
    return density


def _upper_end(chances: Array) -> Array:
    under: Array = chances.cumsum(axis=-1)
    at = np.argmax(under >= CAUTION, axis=-1)
    reached = np.take_along_axis(under, at[..., None], axis=-1)[..., 0]
    before = reached - np.take_along_axis(chances, at[..., None], axis=-1)[..., 0]
    lower = SPREADS[np.maximum(at - 1, 0)]
    end: Array = lower + (CAUTION - before) / (reached - before) * (SPREADS[at] - lower)
    return end


def _prior() -> Array:
    slab = np.exp(-np.square(SPREADS / ORDINARY) / 2) * np.gradient(SPREADS)
    chances: Array = (1 - NO_SPREAD) * slab / slab.sum()
    chances[0] += NO_SPREAD
    return chances


def _conditional_prior() -> Array:
    within = (ALIKE * SPREADS + NARROWEST)[:, None]
    chances = np.exp(-np.square((SPREADS - SPREADS[:, None]) / within) / 2) * np.gradient(SPREADS)
    near: Array = (1 - APART) * chances / chances.sum(axis=1, keepdims=True) + APART * PRIOR
    return near


PRIOR = _prior()
NEAR = _conditional_prior()
