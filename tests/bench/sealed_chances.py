"""What chance lets be found of a sealed nation: its truth, answered again and again without pages.
`SEALED_NATION` takes another, as in tests/sealed/, before a night goes on it."""

import os
from collections import Counter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tests.bench.judging import DESIGN, TOGETHER, called_clear
from tests.sealed.nations import FOLDER, Nation, read_nation
from tests.sealed.truth import GOOD_AND_BAD, Truth

DRAWS = 150
ASKED = 0.78
"""Of a nation's cases, so many get a text: 2,058 of the shipped one's 2,640."""
NO_DIFFERENCE, FOUND = 0.03, 0.8
"""As tests/sealed/ has them."""

Array = NDArray[np.float64]


def drawing_a_sealed_nation_again() -> None:
    nation = read_nation(Path(os.environ.get("SEALED_NATION") or FOLDER / "nation.toml"))
    answers = _answers(nation)
    shares, apart, planted = _told_by(nation)
    rng, found, clear, false = np.random.default_rng(9), [], 0, 0
    for _ in range(DRAWS):
        called = called_clear(*_seen(rng, shares, answers / DESIGN))
        is_so = (called == np.sign(apart)) & (np.abs(apart) >= NO_DIFFERENCE)
        found.append(float((is_so & planted).sum() / planted.sum()))
        clear += int((called != 0).sum())
        false += int(((called != 0) & ~is_so).sum())
    mostly = sum(one >= FOUND for one in found) / DRAWS
    print(
        f"{planted.sum()} planted, {answers.min():.0f} to {answers.max():.0f} answers a force: "
        f"{np.mean(found):.0%} found, four in five in {mostly:.0%} of {DRAWS} draws; "
        f"{false / max(clear, 1):.1%} of what is clear is not so"
    )


def _answers(nation: Nation) -> Array:
    cases = Counter(victim.force for victim in nation.victims)
    each = [cases[force] for force in nation.forces]
    return np.array(each) * ASKED * float(nation.truth["answers"])


def _told_by(nation: Nation) -> tuple[Array, Array, NDArray[np.bool_]]:
    """By question and force: the share in truth, by how much it is off the others, and whether
    that is planted."""
    truth, size = Truth(nation), (len(GOOD_AND_BAD), len(nation.forces))
    shares, apart, planted = np.zeros(size), np.zeros(size), np.zeros(size, dtype=bool)
    for column, force in enumerate(nation.forces):
        events = [
            (stage, truth.is_disabled(victim))
            for victim in nation.victims
            if victim.force == force and not victim.trouble
            for stage in victim.stages
        ]
        for row, item in enumerate(GOOD_AND_BAD):
            each = [
                truth.share(item, force=force, stage=stage, is_disabled=is_disabled)
                for stage, is_disabled in events
            ]
            shares[row, column] = np.mean(each)
            apart[row, column] = truth.beside_others(force, item)
            planted[row, column] = truth.is_planted(force=force, item=item)
    return shares, apart, planted & (np.abs(apart) >= NO_DIFFERENCE)


def _seen(rng: np.random.Generator, shares: Array, bases: Array) -> tuple[Array, Array]:
    people, answers = rng.standard_normal(bases.shape), rng.standard_normal(shares.shape)
    chance = np.sqrt(TOGETHER) * people + np.sqrt(1 - TOGETHER) * answers
    seen = shares + np.sqrt(shares * (1 - shares) / bases) * chance
    return np.clip(seen, 0.005, 0.995), np.broadcast_to(bases, shares.shape)
