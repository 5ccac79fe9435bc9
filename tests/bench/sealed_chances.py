"""What chance lets be found of a sealed nation, and how often the checks of tests/sealed/ fail what
judges as the product does."""

import os
from collections import Counter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analytics.stats.judgement import Judged
from analytics.stats.rounding import whole_points
from tests.bench.judging import DESIGN, TOGETHER, judged_beside_others
from tests.sealed import chances
from tests.sealed.chances import Claim, Place, Told
from tests.sealed.nations import FOLDER, Nation, read_nation
from tests.sealed.truth import Truth
from tests.sealed.vocabulary import GOOD_AND_BAD, LEAST_POINTS

DRAWS = 150
ASKED = 0.87
"""Of the cases in which somebody may be asked, so many get a text: of the shipped nation 2,058, of
nine tenths of 2,640."""
NO_DIFFERENCE = LEAST_POINTS / 100
MOST = 0.8

Array = NDArray[np.float64]


def drawing_a_sealed_nation_again() -> None:
    nation = read_nation(Path(os.environ.get("SEALED_NATION") or FOLDER / "nation.toml"))
    answers = _answers(nation)
    shares, apart, planted = _told_by(nation)
    truly = _by_place(nation, apart)
    wanted = {place: truly[place] for place, is_so in _by_place(nation, planted).items() if is_so}
    bases = dict.fromkeys(truly, (int(answers.min()),) * 2)
    rng, found, clear, false, failed = np.random.default_rng(9), [], 0, 0, 0
    for _ in range(int(os.environ.get("DRAWS", DRAWS))):
        told = _told(nation, *_seen(rng, shares, answers / DESIGN))
        called = {place: one for place, one in told.items() if one.is_clear}
        not_so = chances.not_so(called, truly)
        found.append(sum(told[place].is_right(by) for place, by in wanted.items()) / len(wanted))
        clear, false = clear + len(called), false + len(not_so)
        is_wrong = len(not_so) > chances.most_false(len(called))
        is_wrong |= abs(chances.smaller(told, wanted)) > chances.FURTHEST
        is_wrong |= len(chances.outside(told, truly)) > chances.most_outside(told)
        failed += bool(is_wrong or list(chances.faults(told, wanted, bases)))
    print(
        f"{len(wanted)} planted, {answers.min():.0f} to {answers.max():.0f} answers a force: "
        f"{np.mean(found):.0%} found, four in five in {np.mean(np.array(found) >= MOST):.0%} of "
        f"{len(found)} draws; of {clear} called clear {false} are not so; {failed} draws would fail"
    )


def _by_place(nation: Nation, values: Array | NDArray[np.bool_]) -> dict[Place, float]:
    return {
        (force, item): float(values[row, column])
        for column, force in enumerate(nation.forces)
        for row, item in enumerate(GOOD_AND_BAD)
    }


def _told(nation: Nation, shares: Array, bases: Array) -> Told:
    codes = list(GOOD_AND_BAD)
    return {
        (nation.forces[force], codes[item]): _claim(judged)
        for (item, force), judged in judged_beside_others(shares, bases).items()
    }


def _claim(judged: Judged) -> Claim:
    word = "higher" if judged.difference.value > 0 else "lower"
    ends = whole_points.told_ends(judged.difference)
    return Claim(
        word=word if judged.is_clear else chances.NONE,
        difference=whole_points.told(judged.difference.value),
        lower=ends.lower,
        upper=ends.upper,
        confidence=judged.confidence,
        seen=whole_points.told_up(judged.detectable),
    )


def _answers(nation: Nation) -> Array:
    cases = Counter(victim.force for victim in nation.victims if victim.may_be_asked)
    each = [cases[force] for force in nation.forces]
    return np.array(each) * ASKED * float(nation.truth["answers"])


def _told_by(nation: Nation) -> tuple[Array, Array, NDArray[np.bool_]]:
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
