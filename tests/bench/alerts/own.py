"""Our own generator, of another mechanism: sixteen questions in 43 forces of one to 150 answers a
week."""

from dataclasses import dataclass

import numpy as np

from analytics.stats.emerging.tier import Array, SeriesTier
from tests.bench.alerts.world import World

ITEMS, FORCES, STRATA = 16, 43, 3
WEEKS, FIRST_SCORED = 156, 112
GAPS = np.array([0.0, 0.5, -0.4])
EFFECTS = (0.35, 0.5, 0.7, 1.0)
SHARE_WITH_ISSUE = 0.2
SERIAL, WEEK_EFFECT = 0.6, 0.08
NEW_WORDING, EVENT = 0.25, 0.3
BLOCK, SLIDE = 0.1, 0.1


@dataclass(frozen=True, kw_only=True)
class Issues:
    onset: np.ndarray
    last: np.ndarray
    sign: Array
    by_week: Array


def own_world(seed: int) -> World:
    chance = np.random.default_rng(seed)
    item = np.repeat(np.arange(ITEMS), FORCES)
    size = np.tile(np.exp(chance.uniform(np.log(1), np.log(150), FORCES)), ITEMS)
    issues = _issues(chance, len(item))
    events = _events(chance)
    felt = chance.uniform(0.5, 1.5, (len(item), 1))
    common = _seasons(chance, ITEMS)[item] + felt * events[item] + _wordings(chance)[item]
    alone = (
        _seasons(chance, len(item)) + _slides(chance, len(item)) + _week_effects(chance, len(item))
    )
    level = chance.normal(0.6, 0.5, ITEMS)[item] + chance.normal(0, 0.25, len(item))
    odds = level[:, None] + common + alone + issues.by_week
    mix, has_jump = _mix(chance, len(item))
    answers = chance.poisson(mix * (size[:, None] * _calendar(chance))[None])
    share = 1 / (1 + np.exp(-(odds[None] + GAPS[:, None, None])))
    positive = chance.binomial(answers, share)
    return World(
        name="own", onset=issues.onset, last=issues.last, is_rise=issues.sign, size=size,
        as_known=_known(positive, answers, item), weeks=range(FIRST_SCORED, WEEKS),
        is_touched=has_jump.astype(float),
        is_event=(events != 0).any(axis=0)[FIRST_SCORED:].astype(float),
    )  # fmt: skip


def _known(positive: Array, answers: Array, item: np.ndarray):  # type: ignore[no-untyped-def]
    year = np.arange(WEEKS) % 52 + 1
    whole = SeriesTier(positive=positive, answers=answers, week_of_year=year, item=item)
    return whole.as_of


def _issues(chance: np.random.Generator, series: int) -> Issues:
    onset = np.where(
        chance.random(series) < SHARE_WITH_ISSUE,
        chance.integers(FIRST_SCORED + 1, WEEKS - 12, series), -1,
    )  # fmt: skip
    sign = chance.choice([-1.0, 1.0], series)
    effect, shape = chance.choice(EFFECTS, series), chance.integers(0, 3, series)
    since = np.arange(WEEKS)[None, :] - onset[:, None]
    is_on = (since >= 0) & (onset[:, None] >= 0)
    grown = np.stack([np.ones_like(since), np.minimum(1, (since + 1) / 8), since < 6])
    by_week = effect[:, None] * sign[:, None] * is_on * grown[shape, np.arange(series)]
    return Issues(
        onset=onset, last=np.where(shape == 2, onset + 5, WEEKS), sign=sign, by_week=by_week
    )


def _seasons(chance: np.random.Generator, rows: int) -> Array:
    week = np.arange(WEEKS) % 52
    summer, december = (week >= 30) & (week < 36), week >= 48
    depth = chance.normal(0, BLOCK, (2, rows, 1))
    seasons: Array = depth[0] * summer + depth[1] * december
    return seasons


def _slides(chance: np.random.Generator, series: int) -> Array:
    slope = chance.choice([0, 0, SLIDE, -SLIDE], series)
    slides: Array = slope[:, None] * np.arange(WEEKS) / 52
    return slides


def _events(chance: np.random.Generator) -> Array:
    moved = np.zeros((ITEMS, WEEKS))
    for item in range(0, ITEMS, 3):
        for begin in chance.integers(0, WEEKS - 8, 4):
            lasting = chance.integers(4, 9)
            moved[item, begin : begin + lasting] += chance.choice([-EVENT, EVENT])
    return moved


def _wordings(chance: np.random.Generator) -> Array:
    moved = np.zeros((ITEMS, WEEKS))
    for item in range(1, ITEMS, 4):
        moved[item, chance.integers(FIRST_SCORED, WEEKS - 6) :] += chance.choice(
            [-NEW_WORDING, NEW_WORDING]
        )
    return moved


def _week_effects(chance: np.random.Generator, series: int) -> Array:
    effects = np.zeros((series, WEEKS))
    for week in range(1, WEEKS):
        fresh = chance.normal(0, WEEK_EFFECT * np.sqrt(1 - SERIAL**2), series)
        effects[:, week] = SERIAL * effects[:, week - 1] + fresh
    return effects


def _mix(chance: np.random.Generator, series: int) -> tuple[Array, np.ndarray]:
    walk = chance.normal(0, 0.03, (STRATA, series, WEEKS)).cumsum(axis=2)
    has_jump = chance.random(series) < 1 / 7
    at = chance.integers(FIRST_SCORED - 4, WEEKS - 6, series)
    after = np.arange(WEEKS)[None, :] >= at[:, None]
    walk[1] += np.where(has_jump, chance.choice([-1.0, 1.0], series), 0.0)[:, None] * after
    weights = np.exp(walk + np.log([0.5, 0.3, 0.2])[:, None, None])
    shares: Array = weights / weights.sum(axis=0)
    return shares, has_jump


def _calendar(chance: np.random.Generator) -> Array:
    week = np.arange(WEEKS) % 52
    calendar: Array = np.where(week >= 51, 0.6, 1.0) * chance.gamma(40, 1 / 40, WEEKS)
    return calendar
