"""Small area estimation from published figures alone.

    logit p = m(quarter) + λ(level) + g(level, quarter)
              + a(force) + d(force, quarter) + b(force, level) + e(force, level, quarter)

m and λ are fixed effects. The others are random, normal about 0 with estimated variances (penalised
quasi-likelihood; Breslow & Clayton 1993, JASA 88:9). Variances are estimated from shown cells
alone, so hidden answers do not affect them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from analytics.stats.modelled import known
from analytics.stats.modelled.known import Array, KnownQuarter, KnownTable

PLACE_QUARTER, LEVEL_QUARTER = 3, 4
"""The positions of e and g in USUAL."""
USUAL = np.array([0.25, 0.15, 0.25, 0.15, 0.1])
"""Prior modes of the standard deviations (logits) of a, d, b, e and g, which keep them from 0
(Chung et al. 2013, Psychometrika 78:685)."""
NOT_TOLD = 1e-4
FREE_PRECISION = 0.01
SEARCHES = (0.7, 0.35, 0.17)
"""The steps of log σ in the search, each after ROUNDS of scoring."""
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
    """`left` is the working response, `slope` its derivative in the logit, `noise` the variance of
    one answer, `spread` the logit variance that no effect represents."""

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
    """`lean` (force, own effect, common effect) is the regression of own on common effects."""

    effects: Effects
    common_covariance: Array
    own_covariance: Array
    lean: Array
    likelihood: float


@dataclass(frozen=True, kw_only=True)
class Fitted:
    """Of the last quarter by force and level; `sigma` are standard deviations."""

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
        return expit(self.logit - QUANTILE * self.error)

    @property
    def upper(self) -> Array:
        return expit(self.logit + QUANTILE * self.error)


def fit(quarters: Sequence[KnownQuarter]) -> Fitted:
    table = known.table_of(quarters)
    effects = Effects(
        common=np.zeros(common_picks(table).shape[-1]),
        own=np.zeros((table.shape[1], own_picks(table).shape[-1])),
    )
    sigma, shown = np.where(_is_estimated(table), USUAL, NOT_TOLD), table.shown_alone
    for step in SEARCHES:
        effects = _score_effects(shown, effects, sigma)
        sigma = _search_sigma(shown, effects, sigma, step)
    found, middle = np.zeros(len(sigma)), _penalised(shown, effects, sigma)
    for at in _free_places(sigma):
        high, low = (_penalised(shown, effects, _scaled(sigma, at, by)) for by in (STEP, -STEP))
        found[at] = 1 / max((2 * middle - high - low) / STEP**2, LEAST_CURVED)
    unsure = found
    return _fitted(table, _score_effects(table, effects, sigma), sigma, unsure)


def _score_effects(table: KnownTable, effects: Effects, sigma: Array) -> Effects:
    for _ in range(ROUNDS):
        effects = solve(table, effects, sigma).effects
    return effects


def expit(logit: Array) -> Array:
    chance: Array = 1 / (1 + np.exp(-np.clip(logit, -MOST_LOGIT, MOST_LOGIT)))
    return chance


def logits(table: KnownTable, effects: Effects) -> Array:
    found: Array = (common_picks(table) @ effects.common)[:, None] + _own(table, effects)
    return found


def common_picks(table: KnownTable) -> Array:
    quarters, _, levels = table.shape
    found = np.zeros((quarters, levels, quarters + levels + quarters * levels))
    for quarter in range(quarters):
        first = quarters + levels + quarter * levels
        found[quarter, :, quarter] = 1.0
        found[quarter, :, quarters : quarters + levels] = np.eye(levels)
        found[quarter, :, first : first + levels] = np.eye(levels)
    return found


def own_picks(table: KnownTable) -> Array:
    quarters, _, levels = table.shape
    found = np.zeros((quarters, levels, 1 + quarters + levels))
    found[..., 0] = 1.0
    for quarter in range(quarters):
        found[quarter, :, 1 + quarter] = 1.0
    found[..., 1 + quarters :] = np.eye(levels)
    return found


def places_of(table: KnownTable, effects: Effects, sigma: Array) -> Observed:
    """By force, then quarter and level; e counts as noise."""
    logit = logits(table, effects)
    spread = np.full(logit.shape, sigma[PLACE_QUARTER] ** 2)
    return _observed(*(_forces_first(each) for each in (table.cells, logit, spread)))


def rests_of(table: KnownTable, effects: Effects, sigma: Array) -> Observed:
    """Forces in a rest have their estimated proportions and the usual variance between forces."""
    own = (table.parts * _own(table, effects)).sum(axis=1)
    logit = common_picks(table) @ effects.common + own
    spread = np.square(table.parts).sum(axis=1) * np.square(sigma[:LEVEL_QUARTER]).sum()
    seen = _observed(*(each.reshape(-1, *each.shape[2:]) for each in (table.rests, logit, spread)))
    return replace(seen, left=seen.left - seen.slope * own.reshape(-1))


def solve(table: KnownTable, effects: Effects, sigma: Array) -> Solved:
    """One scoring step for the variances σ² (mixed model equations: Henderson 1975, Biometrics
    31:423)."""
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
    """The derivative of each last-quarter logit in m, λ and g: by force, level and common
    effect."""
    found: Array = common_picks(table)[-1] - own_picks(table)[-1] @ solved.lean
    return found


def _fitted(table: KnownTable, effects: Effects, sigma: Array, unsure: Array) -> Fitted:
    """Add e of the last quarter: a part κ of a shown cell's residual, 0 for a hidden one."""
    solved, pick = solve(table, effects, sigma), own_picks(table)[-1]
    follows = following(table, solved)
    given = np.einsum("ck,rkl,cl->rc", pick, solved.own_covariance, pick, optimize=True)
    of_all = np.einsum("rck,kl,rcl->rc", follows, solved.common_covariance, follows, optimize=True)
    given = given + of_all + 2 * _variance_uncertainty(table, effects, sigma, unsure)
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


def _variance_uncertainty(
    table: KnownTable, effects: Effects, sigma: Array, unsure: Array
) -> Array:
    """g₃ of Prasad & Rao (1990, JASA 85:163), (∂η/∂θ)² Var θ with θ = log σ. Counted twice, for the
    bias of the estimate."""
    found = np.zeros(table.shape[1:])
    for at in _free_places(sigma):
        up, down = (
            logits(table, solve(table, effects, _scaled(sigma, at, by)).effects)[-1]
            for by in (STEP, -STEP)
        )
        found += np.square((up - down) / (2 * STEP)) * unsure[at]
    return found


def _search_sigma(table: KnownTable, effects: Effects, sigma: Array, step: float) -> Array:
    best = _penalised(table, effects, sigma)
    moves = [(at, by) for at in _free_places(sigma) for by in (step, -step)]
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
    told = sigma > NOT_TOLD
    prior = (np.log(sigma) - sigma / USUAL)[told].sum()
    return solve(table, effects, sigma).likelihood + float(prior)


def _is_estimated(table: KnownTable) -> known.Flags:
    quarters, _, levels = table.shape
    has_past, has_places = quarters > 1, levels > 1
    return np.array([True, has_past, has_places, *[has_past and has_places] * 2])


def _free_places(sigma: Array) -> list[int]:
    return [int(at) for at in np.flatnonzero(sigma > NOT_TOLD)]


def _scaled(sigma: Array, at: int, by: float) -> Array:
    found = sigma.copy()
    found[at] *= np.exp(by)
    return found


def _priors(table: KnownTable, sigma: Array) -> tuple[Array, Array]:
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
    moved = np.swapaxes(each, 0, 1)
    return moved.reshape(len(moved), -1, *moved.shape[3:])


def _log(each: Array) -> float:
    return float(np.log(each[each > 0]).sum())
