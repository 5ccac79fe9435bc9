"""Estimation from a second phase: respondents who chose further questions, raked to the first.
Either phase may ask a question of a random subsample. Two-phase regression estimator: Särndal,
Swensson & Wretman 1992, Model Assisted Survey Sampling, chapter 9."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analytics.stats.weights import weighting
from analytics.stats.weights.weighting import Margin

Array = NDArray[np.float64]
Places = NDArray[np.intp]
Flags = NDArray[np.bool_]
LEAST_FREE = 0.2
"""The minimum of 1 - h, where h is a respondent's leverage."""


@dataclass(frozen=True)
class Stratum:
    places: Places
    margins: Array


@dataclass(frozen=True, kw_only=True)
class Draw:
    """`before` holds the weights of `among`, the eligible, `weights` those of the subsample. Within
    a class it represents the rest."""

    among: Places
    asked: Places
    """Positions in `among`."""
    before: Array
    weights: Array
    classes: NDArray[np.intp]

    @property
    def places(self) -> Places:
        return self.among[self.asked]


def draw(
    *, among: Places, asked: Places, before: Array, chances: Array, classes: Sequence[str]
) -> Draw:
    """Return a subsample with weights w₀ / chance, calibrated by class to the weight of the
    eligible.

        w = w₀/c · Σ_class w₀ / Σ_asked w₀/c

    Classes with fewer than 20 asked are merged.
    """
    start = before[asked] / chances
    totals: dict[str, float] = {}
    for name, weight in zip(classes, before.tolist(), strict=True):
        totals[name] = totals.get(name, 0.0) + weight
    margin = weighting.collapse_levels(
        margin=Margin(name="class", levels=[classes[at] for at in asked], totals=totals)
    )
    merged = {part: level for level in margin.totals for part in level.split(" + ")}
    names = {level: number for number, level in enumerate(margin.totals)}
    codes = np.array([names[merged[name]] for name in classes], dtype=np.intp)
    wanted = np.array(list(margin.totals.values()))
    found = np.bincount(codes[asked], weights=start, minlength=len(wanted))
    factors = np.divide(wanted, found, out=np.ones_like(wanted), where=found > 0)
    return Draw(
        among=among,
        asked=asked,
        before=before,
        weights=start * factors[codes[asked]],
        classes=codes,
    )


def scores_of(*, values: Array, is_inside: Flags, weights: Array) -> Array:
    """z = D (y - p) / Σ w D, p = Σ wDy / ΣwD (Woodruff 1971)"""
    inside = is_inside.astype(float)
    totals = weights @ inside
    safe = np.where(totals > 0, totals, 1.0)
    shares = weights @ (inside * values[:, None]) / safe
    scores: Array = inside * (values[:, None] - shares) / safe
    return scores


def scores_of_draw(scores: Array, drawn: Draw) -> Array:
    """η = m + δ (w/w₀)(z - m), m the weighted class mean of z, δ = 1 if asked

    Σ w₀η then has the variance of both the first phase and the draw.
    """
    means = _class_means(scores, drawn)[drawn.classes]
    ratio = (drawn.weights / drawn.before[drawn.asked])[:, None]
    means[drawn.asked] += ratio * (scores - means[drawn.asked])
    return means


def _class_means(scores: Array, drawn: Draw) -> Array:
    own = drawn.classes[drawn.asked]
    many = int(drawn.classes.max(initial=0)) + 1
    totals = np.bincount(own, weights=drawn.weights, minlength=many)
    sums = np.zeros((many, scores.shape[1]))
    np.add.at(sums, own, drawn.weights[:, None] * scores)
    means: Array = sums / np.where(totals > 0, totals, 1.0)[:, None]
    return means


@dataclass(frozen=True, kw_only=True)
class SecondPhase:
    """`chosen` are row numbers of second-phase respondents; `margins` indicators of all first-phase
    ones."""

    chosen: Places
    before: Array
    weights: Array
    margins: Array
    projection: Array
    """(X'WX)⁻X'W of the second phase, W the first-phase weights."""
    left_free: Array
    """1 - h of each second-phase respondent."""

    def scores(self, scores: Array) -> Array:
        """η = x'B + δ (w₂/w₁)(z - x'B)/(1 - h), B = (X'WX)⁻¹X'Wz (Särndal, Swensson & Wretman 1992,
        result 9.7.1)"""
        found: Array = self.margins @ (self.projection @ scores)
        ratio = (self.weights / self.before / self.left_free)[:, None]
        found[self.chosen] += ratio * (scores - found[self.chosen])
        return found


def second_phase(
    *, weights: Array, chosen: Places, margins: Sequence[Margin], rake_to: Array | None = None
) -> SecondPhase:
    """Merges small levels and trims weights as weighting.weigh does; `rake_to` replaces the first
    phase's weights. Corrects only for selection that the margins explain."""
    own = [margin_of_chosen(margin, weights, chosen) for margin in margins]
    if rake_to is None:
        found = weighting.weigh(start=weights[chosen], margins=own)
        raked, used = found.weights, found.raked_to
    else:
        raked, used = rake_to, tuple(own)
    by_name = {margin.name: margin for margin in margins}
    everybody = np.column_stack([_columns(by_name[one.name], one) for one in used])
    projection = _projection(everybody[chosen], weights[chosen])
    return SecondPhase(
        chosen=chosen,
        before=weights[chosen],
        weights=raked,
        margins=everybody,
        projection=projection,
        left_free=_left_free(everybody[chosen], projection),
    )


def margin_of_chosen(margin: Margin, weights: Array, chosen: Places) -> Margin:
    levels, codes = np.unique(np.asarray(margin.levels), return_inverse=True)
    totals = np.bincount(codes, weights=weights)
    return Margin(
        name=margin.name,
        levels=[margin.levels[place] for place in chosen],
        totals=dict(zip(levels.tolist(), totals.tolist(), strict=True)),
    )


def _columns(everybody: Margin, used: Margin) -> Array:
    merged = {part: level for level in used.totals for part in level.split(" + ")}
    levels = np.array([merged[level] for level in everybody.levels])
    columns: Array = np.column_stack([levels == level for level in used.totals]).astype(float)
    return columns


@dataclass(frozen=True)
class _Projected:
    places: Places
    margins: Array
    projection: Array
    left_free: Array


@dataclass(frozen=True)
class FirstPhase:
    weights: Array
    strata: tuple[_Projected, ...]

    def errors(self, scores: Array) -> Array:
        """SE² = Σ_h n_h/(n_h - 1) Σ (we - mean)², e = (η - x'(X'WX)⁻¹X'Wη)/(1 - h) by force

        Covers both phases through η (Kim, Navarro & Fuller 2006, JASA 101:312).
        """
        variances = np.zeros(scores.shape[1])
        for one in self.strata:
            own = scores[one.places]
            left = own - one.margins @ (one.projection @ own)
            left *= (self.weights[one.places] / one.left_free)[:, None]
            people = len(one.places)
            off = left - left.mean(axis=0)
            variances += np.square(off).sum(axis=0) * people / max(people - 1, 1)
        errors: Array = np.sqrt(variances)
        return errors


def first_phase(*, weights: Array, strata: Sequence[Stratum]) -> FirstPhase:
    return FirstPhase(weights, tuple(_projected(one, weights[one.places]) for one in strata))


def _projected(one: Stratum, weights: Array) -> _Projected:
    projection = _projection(one.margins, weights)
    return _Projected(one.places, one.margins, projection, _left_free(one.margins, projection))


def _projection(margins: Array, weights: Array) -> Array:
    root = np.sqrt(weights)[:, None]
    found: Array = np.asarray(np.linalg.pinv(margins * root) * root.T, dtype=float)
    return found


def _left_free(margins: Array, projection: Array) -> Array:
    """1 - h, h = x'(X'WX)⁻¹xw the leverage."""
    leverages = np.einsum("ij,ji->i", margins, projection)
    free: Array = np.maximum(1 - leverages, LEAST_FREE)
    return free


def effective_base(*, share: float, error: float, kish: float) -> float:
    """p(1 - p)/SE², at most Kish's base (Korn & Graubard 1998, Survey Meth 24:193), because the
    standard error of a few people is itself uncertain."""
    if error <= 0 or not 0 < share < 1:
        return kish
    return min(share * (1 - share) / error**2, kish)
