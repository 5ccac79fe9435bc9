"""What a model of all that is shown says of a force at a level where few answered. Pure.

    logit p = m(quarter) + λ(level) + g(level, quarter)
              + a(force) + d(force, quarter) + b(force, level) + e(force, level, quarter)

m and λ are free; the others are normal about nought with variances that are estimated, so each is
drawn to nought by how little is known of it (penalised likelihood; Breslow & Clayton 1993, JASA
88:9). A hidden place is known by other levels of its force, by earlier quarters in which it was
shown, and by what the nation says at its level. Variances are those of
shown places alone: no hidden answer moves them. With one level alone a + d is the force, drawn to
the nation."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from analytics.stats.modelled import known
from analytics.stats.modelled.known import Array, KnownQuarter, KnownTable

PLACE_QUARTER, LEVEL_QUARTER = 3, 4
"""The places of e and g among the five that follow."""
USUAL = np.array([0.25, 0.15, 0.25, 0.15, 0.1])
"""What the standard deviations (logits) of a, d, b, e and g are thought to be before anything is
seen of them: the modes of their priors, which keep them from nought (Chung et al. 2013,
Psychometrika 78:685)."""
NOT_TOLD = 1e-4
FREE_PRECISION = 0.01
SEARCHES = (0.7, 0.35, 0.17)
"""The steps of log σ by which the standard deviations are looked for, each after ROUNDS of
scoring."""
ROUNDS = 3
MOST_LOGIT = 6.0
LEAST_CHANCE = 0.02
STEP, LEAST_CURVED = 0.1, 0.5
SMALL = 1e-9
QUANTILE = 1.96


@dataclass(frozen=True, kw_only=True)
class Effects:
    """`common` are m, λ and g; `own` (force, effect) a, d and b."""

    common: Array
    own: Array


@dataclass(frozen=True, kw_only=True)
class Observed:
    """Shares about the present chances: `left` is what they say of their logits, in shares, `slope`
    how a logit moves them; `trials` are effective bases, `noise` the variance of one answer,
    `spread` that of logits that no effect stands for."""

    left: Array
    slope: Array
    trials: Array
    noise: Array
    spread: Array

    @property
    def weight(self) -> Array:
        found: Array = self.trials / (self.noise + self.trials * self.slope**2 * self.spread)
        return found


@dataclass(frozen=True, kw_only=True)
class Solved:
    """`common_covariance` is that of m, λ and g, `own_covariance` that of the effects of each force
    given those, and `lean` (force, own effect, common effect) how the ones give way to the
    others."""

    effects: Effects
    common_covariance: Array
    own_covariance: Array
    lean: Array
    likelihood: float


@dataclass(frozen=True, kw_only=True)
class Fitted:
    """`logit` and `error` are of the last quarter by force and level, `sigma` the standard
    deviations."""

    table: KnownTable
    sigma: Array
    effects: Effects
    logit: Array
    error: Array

    @property
    def share(self) -> Array:
        return expit(self.logit)

    @property
    def lower(self) -> Array:
        """The lower end of the 95 % interval; `upper` is its other end."""
        return expit(self.logit - QUANTILE * self.error)

    @property
    def upper(self) -> Array:
        return expit(self.logit + QUANTILE * self.error)


def fit(quarters: Sequence[KnownQuarter]) -> Fitted:
    """Quarters oldest first; figures are of the last."""
    table = known.table_of(quarters)
    effects = Effects(
        common=np.zeros(common_picks(table).shape[-1]),
        own=np.zeros((table.shape[1], own_picks(table).shape[-1])),
    )
    sigma, shown = np.where(_told(table), USUAL, NOT_TOLD), table.shown_alone
    for step in SEARCHES:
        effects = _scored(shown, effects, sigma)
        sigma = _variances(shown, effects, sigma, step)
    unsure = _unsure(shown, effects, sigma)
    return _fitted(table, _scored(table, effects, sigma), sigma, unsure)


def _scored(table: KnownTable, effects: Effects, sigma: Array) -> Effects:
    for _ in range(ROUNDS):
        effects = solve(table, effects, sigma).effects
    return effects


def expit(logit: Array) -> Array:
    chance: Array = 1 / (1 + np.exp(-np.clip(logit, -MOST_LOGIT, MOST_LOGIT)))
    return chance


def logits(table: KnownTable, effects: Effects) -> Array:
    """By quarter, force and level, without e."""
    found: Array = (common_picks(table) @ effects.common)[:, None] + _own(table, effects)
    return found


def common_picks(table: KnownTable) -> Array:
    """Which of m, λ and g make the logit of a place, by quarter and level."""
    quarters, _, levels = table.shape
    found = np.zeros((quarters, levels, quarters + levels + quarters * levels))
    for quarter in range(quarters):
        first = quarters + levels + quarter * levels
        found[quarter, :, quarter] = 1.0
        found[quarter, :, quarters : quarters + levels] = np.eye(levels)
        found[quarter, :, first : first + levels] = np.eye(levels)
    return found


def own_picks(table: KnownTable) -> Array:
    """Which of a, d and b of its force."""
    quarters, _, levels = table.shape
    found = np.zeros((quarters, levels, 1 + quarters + levels))
    found[..., 0] = 1.0
    for quarter in range(quarters):
        found[quarter, :, 1 + quarter] = 1.0
    found[..., 1 + quarters :] = np.eye(levels)
    return found


def places_of(table: KnownTable, effects: Effects, sigma: Array) -> Observed:
    """The shown places, by force and then quarter and level; e is noise of theirs."""
    logit = logits(table, effects)
    spread = np.full(logit.shape, sigma[PLACE_QUARTER] ** 2)
    return _observed(*(_forces_first(each) for each in (table.cells, logit, spread)))


def rests_of(table: KnownTable, effects: Effects, sigma: Array) -> Observed:
    """What the nation leaves of each level, by quarter and level. The forces in it are taken to be
    what they are thought to be, and as unlike as forces are."""
    own = (table.parts * _own(table, effects)).sum(axis=1)
    logit = common_picks(table) @ effects.common + own
    spread = np.square(table.parts).sum(axis=1) * np.square(sigma[:LEVEL_QUARTER]).sum()
    seen = _observed(*(each.reshape(-1, *each.shape[2:]) for each in (table.rests, logit, spread)))
    return replace(seen, left=seen.left - seen.slope * own.reshape(-1))


def solve(table: KnownTable, effects: Effects, sigma: Array) -> Solved:
    """One step of scoring from these effects: those that the variances σ² allow, common and own at
    once (Henderson 1975, Biometrics 31:423)."""
    places, rests = places_of(table, effects, sigma), rests_of(table, effects, sigma)
    common, own = (of(table).reshape(rests.left.size, -1) for of in (common_picks, own_picks))
    of_own, of_common = _priors(table, sigma)
    size, told = places.weight * places.slope**2, places.weight * places.slope * places.left
    sized, said = rests.weight * rests.slope**2, rests.weight * rests.slope * rests.left
    information = (own.T * size[:, None]) @ own + np.diag(of_own)
    covariance = np.asarray(np.linalg.inv(information), dtype=np.float64)
    score = told @ own
    crossed = (own.T * size[:, None]) @ common
    lean: Array = covariance @ crossed
    together = np.diag(of_common) + (common.T * (size.sum(axis=0) + sized)) @ common
    together -= crossed.reshape(-1, len(of_common)).T @ lean.reshape(-1, len(of_common))
    wanted = (told.sum(axis=0) + said) @ common - np.einsum("rkj,rk->j", lean, score)
    of_all = np.linalg.inv(together)
    found = of_all @ wanted
    by_itself = np.einsum("rkl,rl->rk", covariance, score)
    missed = (places.weight * places.left**2).sum() + (rests.weight * rests.left**2).sum()
    likelihood = 0.5 * (
        _log(places.weight) + _log(rests.weight) + len(score) * _log(of_own) + _log(of_common)
        - np.linalg.slogdet(information)[1].sum() - np.linalg.slogdet(together)[1]
        - missed + (by_itself * score).sum() + found @ wanted
    )  # fmt: skip
    return Solved(
        effects=Effects(common=found, own=by_itself - lean @ found),
        common_covariance=of_all,
        own_covariance=covariance,
        lean=lean,
        likelihood=float(likelihood),
    )


def following(table: KnownTable, solved: Solved) -> Array:
    """How each logit of the last quarter follows m, λ and g, its own effects giving way: by force,
    level and common effect."""
    found: Array = common_picks(table)[-1] - own_picks(table)[-1] @ solved.lean
    return found


def _fitted(table: KnownTable, effects: Effects, sigma: Array, unsure: Array) -> Fitted:
    """With e of the last quarter: of a place that is shown a part κ of what it says beyond the
    other effects, of a hidden one nothing."""
    solved, pick = solve(table, effects, sigma), own_picks(table)[-1]
    follows = following(table, solved)
    given = np.einsum("ck,rkl,cl->rc", pick, solved.own_covariance, pick, optimize=True)
    of_all = np.einsum("rck,kl,rcl->rc", follows, solved.common_covariance, follows, optimize=True)
    given = given + of_all + 2 * _of_variances(table, effects, sigma, unsure)
    seen = places_of(table, effects, sigma)
    said, slope, weight = (
        each[:, -table.shape[2] :] for each in (seen.left, seen.slope, seen.weight)
    )
    logit, e = logits(table, effects)[-1], sigma[PLACE_QUARTER] ** 2
    kept = e * slope**2 * weight
    return Fitted(
        table=table,
        sigma=sigma,
        effects=effects,
        logit=logit + kept * (said / slope - logit),
        error=np.sqrt((1 - kept) ** 2 * given + e * (1 - kept)),
    )


def _of_variances(table: KnownTable, effects: Effects, sigma: Array, unsure: Array) -> Array:
    """What not knowing the variances adds: g₃ of Prasad & Rao (1990, JASA 85:163), (∂η/∂θ)² Var θ
    with θ = log σ. It is counted twice, once for what an estimated variance leaves out."""
    found = np.zeros(table.shape[1:])
    for at in _free(sigma):
        up, down = (
            logits(table, solve(table, effects, _scaled(sigma, at, by)).effects)[-1]
            for by in (STEP, -STEP)
        )
        found += np.square((up - down) / (2 * STEP)) * unsure[at]
    return found


def _unsure(table: KnownTable, effects: Effects, sigma: Array) -> Array:
    """Var θ, from the curve of the penalised likelihood."""
    found, middle = np.zeros(len(sigma)), _penalised(table, effects, sigma)
    for at in _free(sigma):
        high, low = (_penalised(table, effects, _scaled(sigma, at, by)) for by in (STEP, -STEP))
        found[at] = 1 / max((2 * middle - high - low) / STEP**2, LEAST_CURVED)
    return found


def _variances(table: KnownTable, effects: Effects, sigma: Array, step: float) -> Array:
    """The standard deviations that make the penalised likelihood largest, by trying each in turn
    a step up or down until none is better."""
    best = _penalised(table, effects, sigma)
    moves = [(at, by) for at in _free(sigma) for by in (step, -step)]
    since = 0
    while since < len(moves):
        for at, by in moves:
            tried = _scaled(sigma, at, by)
            found = _penalised(table, effects, tried)
            since += 1
            if found > best + SMALL:
                sigma, best, since = tried, found, 0
    return sigma


def _penalised(table: KnownTable, effects: Effects, sigma: Array) -> float:
    """With the log of a gamma density of shape 2 for each σ that is told."""
    told = sigma > NOT_TOLD
    prior = (np.log(sigma) - sigma / USUAL)[told].sum()
    return solve(table, effects, sigma).likelihood + float(prior)


def _told(table: KnownTable) -> known.Flags:
    """Which of a, d, b, e and g the table can tell apart: one quarter knows no habit, and one
    level no place."""
    quarters, _, levels = table.shape
    has_past, has_places = quarters > 1, levels > 1
    return np.array([True, has_past, has_places, *[has_past and has_places] * 2])


def _free(sigma: Array) -> list[int]:
    return [int(at) for at in np.flatnonzero(sigma > NOT_TOLD)]


def _scaled(sigma: Array, at: int, by: float) -> Array:
    found = sigma.copy()
    found[at] *= np.exp(by)
    return found


def _priors(table: KnownTable, sigma: Array) -> tuple[Array, Array]:
    """Precisions of the own and of the common effects."""
    quarters, _, levels = table.shape
    own = np.repeat(sigma[:PLACE_QUARTER], [1, quarters, levels])
    free = np.full(quarters + levels, FREE_PRECISION)
    moves = np.full(quarters * levels, sigma[LEVEL_QUARTER] ** -2.0)
    return own**-2.0, np.concatenate([free, moves])


def _own(table: KnownTable, effects: Effects) -> Array:
    found: Array = np.einsum("tck,rk->trc", own_picks(table), effects.own)
    return found


def _observed(sums: Array, logit: Array, spread: Array) -> Observed:
    chance = expit(logit)
    slope, kept = chance * (1 - chance), np.clip(chance, LEAST_CHANCE, 1 - LEAST_CHANCE)
    return Observed(
        left=known.shares_of(sums) - chance + slope * logit,
        slope=slope,
        trials=known.trials_of(sums),
        noise=kept * (1 - kept),
        spread=spread,
    )


def _forces_first(each: Array) -> Array:
    """(quarter, force, level, …) as (force, quarter and level, …)."""
    moved = np.swapaxes(each, 0, 1)
    return moved.reshape(len(moved), -1, *moved.shape[3:])


def _log(each: Array) -> float:
    return float(np.log(each[each > 0]).sum())
