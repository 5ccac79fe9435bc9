"""What chance lets be found of a sealed nation: its truth, answered again and again without pages.
`SEALED_NATION` takes another, as in tests/sealed/, before a night goes on it."""

import os
from collections import Counter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tests.bench.judging import DESIGN, TOGETHER, called_clear
from tests.sealed.nations import FOLDER, Nation, read_nation
from tests.sealed.truth import Truth
from tests.sealed.vocabulary import GOOD_AND_BAD, LEAST_POINTS

DRAWS = 150
ASKED = 0.87
"""Of the cases in which somebody may be asked, so many get a text: of the shipped nation 2,058, of
nine tenths of 2,640."""
NO_DIFFERENCE = LEAST_POINTS / 100
FOUND = {0.7: "seven in ten", 0.8: "four in five"}
"""tests/sealed/ wants the first."""

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
    mostly = ", ".join(
        f"{name} in {sum(one >= share for one in found) / DRAWS:.0%}"
        for share, name in FOUND.items()
    )
    print(
        f"{planted.sum()} planted, {answers.min():.0f} to {answers.max():.0f} answers a force: "
        f"{np.mean(found):.0%} found, {mostly} of {DRAWS} draws; "
        f"{false / max(clear, 1):.1%} of what is clear is not so"
    )


def _answers(nation: Nation) -> Array:
    cases = Counter(victim.force for victim in nation.victims if victim.may_be_asked)
    each = [cases[force] for force in nation.forces]
    return np.array(each) * ASKED * float(nation.truth["answers"])


def _told_by(nation: Nation) -> tuple[Array, Array, NDArray[np.bool_]]:
    """By question and force: the share in truth, by how much it is off the others, and whether
    that is planted."""
    truth, size = Truth(nation), (len(GOOD_AND_BAD), len(nation.forces))
    shares, apart, planted = np.zeros(size), np.zeros(size), np.zeros(size, dtype=bool)
    for column, force in enumerate(nation.forces):
        events = [event for event in truth.events if event.force == force]
        for row, item in enumerate(GOOD_AND_BAD):
            shares[row, column] = np.mean(
                [
                    truth.share(item, force=force, stage=event.stage, groups=event.groups)
                    for event in events
                ]
            )
            apart[row, column] = truth.beside_others(force, item)
            planted[row, column] = truth.is_planted(force=force, item=item)
    return shares, apart, planted & (np.abs(apart) >= NO_DIFFERENCE)


def _seen(rng: np.random.Generator, shares: Array, bases: Array) -> tuple[Array, Array]:
    people, answers = rng.standard_normal(bases.shape), rng.standard_normal(shares.shape)
    chance = np.sqrt(TOGETHER) * people + np.sqrt(1 - TOGETHER) * answers
    seen = shares + np.sqrt(shares * (1 - shares) / bases) * chance
    return np.clip(seen, 0.005, 0.995), np.broadcast_to(bases, shares.shape)
