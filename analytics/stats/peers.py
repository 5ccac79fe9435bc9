"""A force beside a group of others, and by how much forces usually differ. Pure.

The group never includes the force: it is not compared with an average that it is part of."""

from collections.abc import Collection, Mapping

import numpy as np

from analytics.stats.judgement import ShareContrast
from analytics.stats.proportions import Proportion

FEWEST_MEMBERS = 2


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
    `spread` is τ² of all the others (`spread`), because seven are too few to estimate it; `groups`
    may name forces without figures. None for a group of fewer than two: one force is not a group,
    and the pool would show its figure. It misleads where the members serve other victims than the
    force does; the standardised figures are for that. Only forces in `groups` are answered for."""
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
