"""A force beside a group of others, and by how much forces usually differ. Pure.

The group never includes the force: it is not compared with an average that it is part of. Nor does
the spread of the others: a force that is far off must not widen what it is tested against."""

from collections.abc import Collection, Mapping

import numpy as np
from numpy.typing import NDArray

from analytics.stats.judgement import ShareContrast
from analytics.stats.proportions import Proportion

FEWEST_MEMBERS = 2
WINSORISED = 0.1
PRIOR_AREAS = 10.0
"""What all items say together counts as so many areas beside an item's own."""
LEFT_OF_NORMAL: Mapping[int, float] = {
    2: 0.5, 3: 0.782, 4: 0.150, 5: 0.341, 6: 0.409, 7: 0.509, 8: 0.547, 9: 0.608, 10: 0.632,
}  # fmt: skip
"""The mean square that areas of ordinary spread keep when their scores are winsorised about the
median, by how many areas there are; from eleven on that of a large sample."""
LEFT_OF_MANY = 0.679
FEWEST_OTHERS = 2

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
    """For each item and area τ², the variance between the other areas on the arcsine scale.

        of one item: z = (asin √p - median) · 2√n, winsorised;  φ = mean z² / its mean in a normal
        sample of so many;  t = (φ - 1)(G - 1) / (Σw - Σw²/Σw),  w = 4n  (DerSimonian & Laird 1986)
        τ² = max(0, (ν t + 10 t̄) / (ν + 10)),  ν = G - 1,  t̄ the mean of t over the items

    of the G others. Five areas say little of their spread, and ten questions asked of the same
    areas say more: where areas are few most of τ² is t̄, where there are forty an item's own. In a
    small sample the lowest and the highest area are winsorised, so that a second odd area does not
    hide the first; three odd ones of six do. The median is of areas, whatever their size. Nought
    where fewer than two others are left."""
    own = {item: _of_others(areas) for item, areas in items.items()}
    prior = {
        area: float(np.mean([found[area] for found in own.values() if area in found]))
        for area in {area for found in own.values() for area in found}
    }
    return {
        item: {
            area: max(0.0, _drawn_together(found, prior[area], others=len(own[item]) - 1))
            for area, found in own[item].items()
        }
        for item in items
    }


def _drawn_together(own: float, prior: float, *, others: int) -> float:
    freedom = max(others - 1, 0)
    return (freedom * own + PRIOR_AREAS * prior) / (freedom + PRIOR_AREAS)


def _of_others(areas: Mapping[Area, Proportion]) -> dict[Area, float]:
    """By area t of the others, which may be below nought."""
    count = len(areas) - 1
    if count < FEWEST_OTHERS:
        return dict.fromkeys(areas, 0.0)
    others = np.array([[at for at in range(count + 1) if at != left] for left in range(count + 1)])
    angles = np.arcsin(np.sqrt([area.share for area in areas.values()]))[others]
    weights = 4 * np.array([area.trials for area in areas.values()])[others]
    scores = (angles - np.median(angles, axis=1, keepdims=True)) * np.sqrt(weights)
    dispersion = np.square(_winsorised(scores)).mean(axis=1) / _left(count)
    total = weights.sum(axis=1)
    room = total - np.square(weights).sum(axis=1) / total
    return dict(zip(areas, ((dispersion - 1) * (count - 1) / room).tolist(), strict=True))


def _winsorised(scores: Array) -> Array:
    cut = _cut(scores.shape[1])
    low, high = np.quantile(scores, (cut, 1 - cut), axis=1, keepdims=True)
    return np.clip(scores, low, high)


def _cut(areas: int) -> float:
    """The share cut off at each end: one area at least, none of two or three."""
    return max(WINSORISED, 1 / (areas - 1)) if areas > 3 else 0.0


def _left(areas: int) -> float:
    return LEFT_OF_NORMAL.get(areas, LEFT_OF_MANY)
