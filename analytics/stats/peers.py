"""A force beside a group of others, and by how much forces usually differ. Pure.

The group never includes the force: it is not compared with an average that it is part of. Nor does
the spread of the others: a force that is far off must not widen what it is tested against, and
several that are must not hide one another."""

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
"""The values of τ that are weighed, on the arcsine scale, where .05 is some five points."""
NO_SPREAD, ORDINARY = 0.5, 0.04
"""Before anything is known: the chance that τ is nought, and the half-normal that it is of else."""
ODD = np.array([0.02, 0.25])
ODD_CHANCES = np.array([0.1, 0.9])[:, None, None, None]
"""How many of the areas may be odd, and how likely each is before anything is known."""
ODD_BY, ODD_WITHIN = 0.16, 0.05
"""How far off an odd area is, up or down."""
ALIKE, NARROWEST, APART = 0.25, 0.002, 0.05
"""An item's τ is that of all items within so much of it, or stands apart with the last chance."""
HEARD = 0.6
"""What the other items say counts for so much, since the same people of the same forces answer."""
CAUTION = 0.85
MIDDLES, FURTHEST = 41, 5.0
"""The values of μ, and how many errors of a median they reach on either side."""
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
    """Each force of one item and the pool of its group, on effective bases cut down by τ², the
    ordinary variance between forces (Spiegelhalter 2005, Stat Med 24:1185).

        pool: p = Σ nᵢpᵢ / Σ nᵢ;  var(asin √p) ≈ Σ (nᵢ/Σn)² (1/4nᵢ + τ²) = 1/4n*
        force: 1/4n + τ² = 1/4n*

    A clear difference is then larger than forces usually differ, not only larger than chance.
    `spread` is τ² of all the others (`spreads_of_others`), because seven are too few to estimate
    it; `groups` may name forces without figures, and only forces in it are answered for. None for a
    group of fewer than two: one force is not a group, and the pool would show its figure. It
    misleads where the members serve other victims than the force does; the standardised figures are
    for that."""
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
            first=_cut_down(force, between=spread[name]),
            second=_of(share=float(shares[at]), trials=float(1 / (4 * variances[at]))),
        )
        for at, (name, force) in enumerate(forces.items())
        if name in groups
    }


def _cut_down(force: Proportion, *, between: float) -> Proportion:
    return _of(share=force.share, trials=1 / (1 / force.trials + 4 * between))


def _of(*, share: float, trials: float) -> Proportion:
    return Proportion(successes=min(max(share, 0.0), 1.0) * trials, trials=trials)


def spreads_of_others(
    items: Mapping[Item, Mapping[Area, Proportion]],
) -> dict[Item, dict[Area, float]]:
    """For each item and area τ², the variance between the other areas on the arcsine scale: no
    smaller than it is, with a chance of .85.

        y = asin √p,  v = 1/4n
        f = (1 - ε) N(μ, v + τ²) + ε/2 N(μ - .16, v + .05²) + ε/2 N(μ + .16, v + .05²)
        of one item: L(τ, ε) = ∫ Π f(y) dμ over the others
        P(τ) ∝ Σ over ε and τ₀ of P(ε) P(τ₀) · L(τ, ε) P(τ | τ₀) · Π Mⱼ^.6 over other items j,
        Mⱼ = Σ Lⱼ(τ, ε) P(τ | τ₀);  P(τ | τ₀) = .95 N(τ₀, (τ₀/4 + .002)²) + .05 P(τ₀)

    (a normal mixture of random effects: Beath 2014, Res Synth Methods 5:285; odd areas are far off
    and not in between, so that in between is spread: Johnson & Rossell 2010, JRSS B 72:143.) Five
    areas say little of their spread, and ten questions asked of the same areas say more: where
    areas are few most of τ comes from all items, where there are forty an item's own. Of what τ
    may be it takes the upper end, since the test that follows takes it for known. Where half of the
    areas are odd, odd is what is usual. Nought where fewer than two others are left."""
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
    """τ² of the others by item (row) and area (column); a place without a figure is NaN in both
    that are given, and means nothing in what is found."""
    logs = _log_likelihoods(angles, variances)
    own = np.exp(logs - logs.max(axis=(0, -1), keepdims=True))
    each = np.log(own @ NEAR.T + LEAST)
    rest = HEARD * (each.sum(axis=1, keepdims=True) - each)
    around = np.exp(rest - rest.max(axis=(0, -1), keepdims=True)) * ODD_CHANCES * PRIOR
    chances = (own * (around @ NEAR)).sum(axis=0)
    ends = _upper_end(chances / chances.sum(axis=-1, keepdims=True))
    return np.square(ends)


def _log_likelihoods(angles: Array, variances: Array) -> Array:
    """log L by the share of odd areas, item, area that is left out, and τ."""
    off = np.abs(angles[:, :, None] - _middles(angles, variances))
    own = variances[:, :, None]
    odd = own + ODD_WITHIN**2
    far = (_normal(off - ODD_BY, odd) + _normal(off + ODD_BY, odd)) / 2
    found = np.empty((len(ODD), *angles.shape, len(SPREADS)))
    for at, spread in enumerate(SPREADS):
        near = _normal(off, own + spread**2)
        for which, share in enumerate(ODD):
            each = np.nan_to_num(np.log((1 - share) * near + share * far + LEAST))
            found[which, :, :, at] = _log_mean(each.sum(axis=1, keepdims=True) - each)
    return found


def _log_mean(logs: Array) -> Array:
    highest: Array = logs.max(axis=-1, keepdims=True)
    means: Array = highest[..., 0] + np.log(np.exp(logs - highest).mean(axis=-1))
    return means


def _middles(angles: Array, variances: Array) -> Array:
    """By item, values of μ about the median of the areas, which are averaged over."""
    median = np.nanmedian(angles, axis=1, keepdims=True)
    apart = 1.4826 * np.nanmedian(np.abs(angles - median), axis=1, keepdims=True)
    apart = np.maximum(apart, np.sqrt(np.nanmedian(variances, axis=1, keepdims=True)))
    others = np.sum(~np.isnan(angles), axis=1, keepdims=True) - 1
    width = FURTHEST * apart / np.sqrt(others)
    middles: Array = median + width * np.linspace(-1, 1, MIDDLES)
    return middles[:, None, :]


def _normal(off: Array, variance: Array) -> Array:
    density: Array = np.exp(-np.square(off) / (2 * variance)) / np.sqrt(variance)
    return density


def _upper_end(chances: Array) -> Array:
    """The τ under which most of the chances lie, between two values by interpolation."""
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


def _near() -> Array:
    """The chance of each τ of an item (column) where that of all is τ₀ (row)."""
    within = (ALIKE * SPREADS + NARROWEST)[:, None]
    chances = np.exp(-np.square((SPREADS - SPREADS[:, None]) / within) / 2) * np.gradient(SPREADS)
    near: Array = (1 - APART) * chances / chances.sum(axis=1, keepdims=True) + APART * PRIOR
    return near


PRIOR = _prior()
NEAR = _near()
