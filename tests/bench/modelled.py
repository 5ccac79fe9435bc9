"""Estimates where few answered."""

import time
from collections.abc import Callable, Iterator

import numpy as np
import statsmodels.api as sm
from statsmodels.genmod.bayes_mixed_glm import BinomialBayesMixedGLM

from analytics.refresh.modelled_shares import MOST_MOVED
from analytics.stats.modelled import known, levels, nine_answers
from analytics.stats.modelled.known import Array
from tests.analytics.stats.modelled.worlds import World, as_shown, quarters_of, world

NATIONS = 20
BASES = ((1, 9), (10, 29), (30, 10_000))
LEVELS_OF = {"ten levels, as stages": 10, "five": 5, "two": 2}
OF_SMALL_FORCES = 600
INTERACTIONS = {"force and level interact": 0.25, "they add up": 0.0}


def modelling_where_few_answered() -> None:
    for of, count in LEVELS_OF.items():
        for named, habit in INTERACTIONS.items():
            made = [
                world(s, levels=count, habit=habit, passing=0.6 * habit) for s in range(NATIONS)
            ]
            print(f"{of}; {named}; {NATIONS} nations of 5,500 answers in 44 forces")
            for name, estimate in _ways().items():
                _measure(name, estimate, made)
            if count == max(LEVELS_OF.values()) and habit:
                _measure("one of them by a mixed GLM, every answer", _mixed, made[:1])
            _say_what_is_shown(made)

    made = [world(s, levels=1, answers=OF_SMALL_FORCES) for s in range(NATIONS)]
    print(f"forces by themselves; {NATIONS} nations of {OF_SMALL_FORCES} answers in 44 forces")
    for name in ("direct", "ours, of shown figures alone"):
        _measure(name, _ways()[name], made)


def _measure(name: str, estimate: Callable[[World], tuple[Array, ...]], made: list[World]) -> None:
    began = time.perf_counter()
    found = [estimate(one) for one in made]
    _say(name, made, found, (time.perf_counter() - began) / len(made))


def _ways() -> dict[str, Callable[[World], tuple[Array, ...]]]:
    return {
        "direct": _direct,
        "plain GLM: force + level": _plain,
        "ours, every answer": _every_answer,
        "ours, of shown figures alone": _shown_alone,
    }


def _direct(made: World) -> tuple[Array, ...]:
    return (known.shares_of(made.sums()[-1]),)


def _plain(made: World) -> tuple[Array, ...]:
    sums = made.sums()[-1]
    forces, count = sums.shape[:2]
    trials = known.trials_of(sums).reshape(-1)
    rows = np.argwhere(np.ones((forces, count)))
    design = np.hstack([np.eye(forces)[rows[:, 0]], np.eye(count)[rows[:, 1]][:, 1:]])
    seen = trials > 0
    penalised = sm.GLM(
        known.shares_of(sums).reshape(-1)[seen], design[seen], sm.families.Binomial(),
        freq_weights=trials[seen],
    ).fit_regularized(alpha=1e-6, L1_wt=0.0)  # fmt: skip
    logit = (design @ np.asarray(penalised.params)).reshape(forces, count)
    return (levels.expit(logit),)


def _mixed(made: World) -> tuple[Array, ...]:
    _, forces, count = made.truth.shape
    force, level = made.place[:, 1], made.place[:, 2]
    random = np.hstack([np.eye(forces)[force], np.eye(forces * count)[force * count + level]])
    full = BinomialBayesMixedGLM(
        made.is_positive.astype(float), np.eye(count)[level], random,
        np.repeat([0, 1], [forces, forces * count]), vcp_p=0.5,
    ).fit_vb()  # fmt: skip
    place = slice(forces, None)
    logit = full.fe_mean + full.vc_mean[:forces, None]
    logit = logit + full.vc_mean[place].reshape(forces, count)
    variance = full.vc_sd[place].reshape(forces, count) ** 2 + full.vc_sd[:forces, None] ** 2
    half = levels.QUANTILE * np.sqrt(variance + full.fe_sd**2)
    return levels.expit(logit), levels.expit(logit - half), levels.expit(logit + half)


def _every_answer(made: World) -> tuple[Array, ...]:
    fitted = levels.fit(quarters_of(made.sums(), [people > 0 for people in made.people]))
    return fitted.share, fitted.lower, fitted.upper


def _shown_alone(made: World) -> tuple[Array, ...]:
    fitted = levels.fit(as_shown(made)[0])
    return fitted.share, fitted.lower, fitted.upper


def _say(name: str, made: list[World], found: list[tuple[Array, ...]], took: float) -> None:
    told = []
    for least, most in BASES:
        where = [(one.people[-1] >= least) & (one.people[-1] <= most) for one in made]
        error = np.concatenate(
            [(own[0] - one.truth[-1])[at] for own, one, at in zip(found, made, where, strict=True)]
        )
        told.append(f"{100 * np.sqrt(np.mean(error**2)):5.1f}{_cover(made, found, where)}")
    print(f"  {name:46} {' '.join(told)}  {took:6.2f} s an item")


def _cover(made: list[World], found: list[tuple[Array, ...]], where: list[np.ndarray]) -> str:
    if len(found[0]) == 1:
        return " " * 9
    inside = np.concatenate(list(_inside(made, found, where)))
    return f" ({100 * inside.mean():4.1f} %)"


def _inside(
    made: list[World], found: list[tuple[Array, ...]], where: list[np.ndarray]
) -> Iterator[np.ndarray]:
    for one, (_share, lower, upper), at in zip(made, found, where, strict=True):
        yield ((lower <= one.truth[-1]) & (one.truth[-1] <= upper))[at]


def _say_what_is_shown(made: list[World]) -> None:
    places = answers = of_places = of_answers = 0
    for one in made:
        quarters, shown = as_shown(one)
        moved = nine_answers.moved(levels.fit(quarters))
        hidden = ~shown[-1] & (one.people[-1] > 0)
        steady = hidden & (moved < MOST_MOVED)
        places, of_places = places + steady.sum(), of_places + hidden.sum()
        answers, of_answers = (
            answers + one.people[-1][steady].sum(), of_answers + one.people[-1][hidden].sum(),
        )  # fmt: skip
    print(
        f"  of {of_places / len(made):.0f} hidden places a nation {100 * places / of_places:.0f} % "
        f"have a modelled figure, with {100 * answers / of_answers:.0f} % of their answers"
    )
