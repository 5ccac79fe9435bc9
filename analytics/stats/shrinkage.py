"""A force's share, drawn towards the nation's as far as its answers are few; and how little its
rank is known. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analytics.stats.proportions import Interval, Proportion
from analytics.stats.special import beta_quantile, digamma, log_gamma, trigamma

Array = NDArray[np.float64]

DRAWS = 10_000
SEED = 20_051_004
"""Fixed, so that a page shows the same ranks every time."""
MOST_STEPS = 100
SETTLED, ROUNDING = 1e-10, 1e-13
LONGEST_STEP, AT_END = 2.0, 1e-9
MOST_SPREAD, NO_SPREAD = 2.0, 1e5
"""a + b of a flat spread, the widest that is taken, and from which chance explains all."""


@dataclass(frozen=True, kw_only=True)
class Spread:
    """Forces' true shares as a beta distribution of `a` and `b`: mean a/(a+b), and a + b is the
    number of answers that the nation's share weighs against a force's own."""

    a: float
    b: float

    @property
    def mean(self) -> float:
        return self.a / (self.a + self.b)

    @property
    def strength(self) -> float:
        return self.a + self.b


@dataclass(frozen=True, kw_only=True)
class Shrunk:
    """`share` between the force's own and the nation's (0 to 1); `own` is the weight of its own
    answers in it, 0 to 1."""

    share: float
    interval: Interval
    own: float


@dataclass(frozen=True, kw_only=True)
class Rank:
    """1 is the highest share. Never shown without its interval."""

    middle: int
    lowest: int
    highest: int


def spread_of(forces: Mapping[str, Proportion]) -> Spread:
    """The beta-binomial's a and b by maximum likelihood (Skellam 1948, JRSS B 10:257).

        maximise Σ ln B(r + a, n - r + b) - ln B(a, b),  r successes of n effective people

    By Newton's steps on logit(mean) and ln(a + b), which stays within 2 and 100,000. With a handful
    of forces a + b is little more than a guess; where they differ by chance alone it runs to
    100,000, and every force is then drawn all the way to the nation.
    """
    r = np.array([force.successes for force in forces.values()], dtype=float)
    n = np.array([force.trials for force in forces.values()], dtype=float)
    # Half an answer is kept off either end: nobody satisfied so far is not nobody ever.
    edge = np.log(2 * n.sum())
    low, high = np.array([-edge, np.log(MOST_SPREAD)]), np.array([edge, np.log(NO_SPREAD)])
    mean = (r.sum() + 0.5) / (n.sum() + 1)
    at = np.clip([np.log(mean / (1 - mean)), np.log(100.0)], low, high)
    best = _log_likelihood(at, r, n)
    for _ in range(MOST_STEPS):
        step = _newton_step(at, r, n, low=low, high=high)
        after = np.clip(at + step, low, high)
        # A step too far is halved; differences in the last digits are rounding, not hills.
        while (found := _log_likelihood(after, r, n)) < best - ROUNDING * abs(best):
            step = step / 2
            after = np.clip(at + step, low, high)
        moved = np.abs(after - at).max()
        at, best = after, max(best, found)
        if moved < SETTLED:
            break
    share, strength = 1 / (1 + np.exp(-at[0])), np.exp(at[1])
    return Spread(a=float(share * strength), b=float((1 - share) * strength))


def shrink(forces: Mapping[str, Proportion], *, confidence: float = 0.95) -> dict[str, Shrunk]:
    """Each force's share and the nation's, by how much each knows (empirical Bayes).

        (r + a) / (n + a + b);  interval by the quantiles of Beta(r + a, n - r + b)

    The right figure for "what would we expect of this force next quarter". a and b are taken as
    known, so with few forces, or where they are all alike, the intervals are too narrow. It
    misleads where a force is truly unlike the rest: it is drawn in as if it were one of them.
    """
    if not forces:
        return {}
    spread = spread_of(forces)
    tail = (1 - confidence) / 2
    shrunk = {}
    for code, force in forces.items():
        a, b = force.successes + spread.a, force.trials - force.successes + spread.b
        shrunk[code] = Shrunk(
            share=a / (a + b),
            interval=Interval(lower=beta_quantile(tail, a, b), upper=beta_quantile(1 - tail, a, b)),
            own=force.trials / (force.trials + spread.strength),
        )
    return shrunk


def rank_intervals(
    forces: Mapping[str, Proportion], *, confidence: float = 0.95, seed: int = SEED
) -> dict[str, Rank]:
    """How far up each force may stand (Goldstein & Spiegelhalter 1996, JRSS A 159:385; Marshall
    & Spiegelhalter 1998, BMJ 316:1701): ranks in 10,000 draws of all forces' shares from
    their Beta(r + a, n - r + b), the middle one and those that bound `confidence` of draws.

    The seed is fixed: the same forces give the same ranks. Forces all alike have ranks that
    reach from first to last, which is the point of showing them.
    """
    if not forces:
        return {}
    spread = spread_of(forces)
    a = np.array([force.successes + spread.a for force in forces.values()])
    b = np.array([force.trials - force.successes + spread.b for force in forces.values()])
    drawn = np.random.default_rng(seed).beta(a, b, size=(DRAWS, len(a)))
    ranks = (-drawn).argsort(axis=1).argsort(axis=1) + 1
    tail = (1 - confidence) / 2
    lowest, middle, highest = np.quantile(
        ranks, [tail, 0.5, 1 - tail], axis=0, method="inverted_cdf"
    )
    return {
        code: Rank(middle=int(middle[at]), lowest=int(lowest[at]), highest=int(highest[at]))
        for at, code in enumerate(forces)
    }


def _log_likelihood(at: Array, r: Array, n: Array) -> float:
    a, b = _shapes(at)
    return float(
        (
            log_gamma(r + a)
            + log_gamma(n - r + b)
            - log_gamma(n + a + b)
            + log_gamma(a + b)
            - log_gamma(a)
            - log_gamma(b)
        ).sum()
    )


def _shapes(at: Array) -> tuple[float, float]:
    strength = float(np.exp(at[1]))
    return strength / (1 + float(np.exp(-at[0]))), strength / (1 + float(np.exp(at[0])))


def _newton_step(at: Array, r: Array, n: Array, *, low: Array, high: Array) -> Array:
    """Uphill, and no further than the nearest end: a step cut short in one direction alone might
    lead down."""
    slope, curve = _slope_and_curve(at, r, n)
    step = _uphill(slope, curve)
    # What stands at an end and would leave it is held there, and the other goes on alone.
    held = ((at < low + AT_END) & (step < 0)) | ((at > high - AT_END) & (step > 0))
    if held.any():
        either = held[:, None] | held[None, :]
        step = _uphill(np.where(held, 0.0, slope), np.where(either, -np.eye(2), curve))
    size = np.maximum(np.abs(step), 1e-300)
    room = np.where(step > 0, high - at, at - low)
    return step * float(min(1.0, (LONGEST_STEP / size).min(), (room / size)[~held].min(initial=1)))


def _uphill(slope: Array, curve: Array) -> Array:
    """Newton's step, uphill also where the likelihood is not yet round: every curvature counts as
    downwards."""
    values, vectors = np.linalg.eigh(curve)
    step: Array = vectors @ ((vectors.T @ slope) / np.maximum(np.abs(values), 1e-9))
    return step


def _slope_and_curve(at: Array, r: Array, n: Array) -> tuple[Array, Array]:
    a, b = _shapes(at)
    all_in = digamma(a + b) - digamma(n + a + b)
    by_a = float((digamma(r + a) - digamma(a) + all_in).sum())
    by_b = float((digamma(n - r + b) - digamma(b) + all_in).sum())
    both = trigamma(a + b) - trigamma(n + a + b)
    aa = float((trigamma(r + a) - trigamma(a) + both).sum())
    bb = float((trigamma(n - r + b) - trigamma(b) + both).sum())
    ab = float(both.sum())
    # a = M·m, b = M·(1 - m): the slopes by logit m and by ln M.
    m, strength = a / (a + b), a + b
    turn = strength * m * (1 - m)
    slope = np.array([turn * (by_a - by_b), a * by_a + b * by_b])
    bend = turn * (1 - 2 * m)
    curve = np.array(
        [
            [
                turn**2 * (aa - 2 * ab + bb) + bend * (by_a - by_b),
                turn * (a * (aa - ab) + b * (ab - bb)) + turn * (by_a - by_b),
            ],
            [0.0, a * a * aa + 2 * a * b * ab + b * b * bb + a * by_a + b * by_b],
        ]
    )
    curve[1, 0] = curve[0, 1]
    return slope, curve
