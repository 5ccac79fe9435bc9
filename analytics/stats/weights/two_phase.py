"""Shares estimated from those who were asked in a second phase, out of all who answered. Pure.

First phase: everybody who answered, with the weights that they have. Second phase: those of them
who chose to say more, whose weights are raked to what all answered. Out of either some are asked a
question, by chance or by how far they got (a draw, below). Särndal, Swensson & Wretman 1992, Model
Assisted Survey Sampling, chapter 9: the two-phase regression estimator."""

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
"""However few somebody shares a margin with, so much of their residual counts as left."""


@dataclass(frozen=True)
class Stratum:
    """The places of the respondents of a force, and an indicator a level of each margin that their
    weights were raked to."""

    places: Places
    margins: Array


@dataclass(frozen=True, kw_only=True)
class Draw:
    """Who of `among` was asked, and the weights: `before` of each of those, `weights` of who was
    asked. `classes` are those of `among`, within which who was asked stands for who was not."""

    among: Places
    asked: Places
    """Places in `among`."""
    before: Array
    weights: Array
    classes: NDArray[np.intp]

    @property
    def places(self) -> Places:
        return self.among[self.asked]


def draw(
    *, among: Places, asked: Places, before: Array, chances: Array, classes: Sequence[str]
) -> Draw:
    """Weights before / chance, then by a ratio in each class to the weight of all of the class.

        w = w₀/c · Σ_class w₀ / Σ_asked w₀/c

    Classes with fewer than 20 asked are merged. The ratio corrects for a draw that came out uneven
    and for who broke off before the question; of those within a class it takes who broke off to be
    like who did not."""
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
    """The linearised scores of domain shares, a column each: z = D (y - p) / Σ w D, p = Σ wDy / ΣwD
    (Woodruff 1971). All are nought in a domain without people."""
    inside = is_inside.astype(float)
    totals = weights @ inside
    safe = np.where(totals > 0, totals, 1.0)
    shares = weights @ (inside * values[:, None]) / safe
    scores: Array = inside * (values[:, None] - shares) / safe
    return scores


def scores_of_draw(scores: Array, drawn: Draw) -> Array:
    """From the scores of who was asked to those of all whom the draw was among.

        η = m + δ (w/w₀)(z - m),  m the weighted mean of z in the class, δ 1 for who was asked

    so that Σ w₀η varies as the estimate does by who came into the first phase and by who was
    asked."""
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
    """Who of the first phase said more (`chosen`, places), their raked weights, and indicators of
    the margins raked to, of everybody."""

    chosen: Places
    before: Array
    weights: Array
    margins: Array
    projection: Array
    """(X'WX)⁻X'W of who said more, W the weights of the first phase."""
    left_free: Array
    """Of who said more, what `_left_free` says."""

    def scores(self, scores: Array) -> Array:
        """From the scores of who said more to those of everybody.

        η = x'B + δ (w₂/w₁)(z - x'B)/(1 - h),  B = (X'WX)⁻¹X'Wz
        (Särndal, Swensson & Wretman 1992, result 9.7.1; h as in `_left_free`)
        """
        found: Array = self.margins @ (self.projection @ scores)
        ratio = (self.weights / self.before / self.left_free)[:, None]
        found[self.chosen] += ratio * (scores - found[self.chosen])
        return found


def second_phase(
    *, weights: Array, chosen: Places, margins: Sequence[Margin], rake_to: Array | None = None
) -> SecondPhase:
    """Rake the weights of who said more to what all of the first phase are at each margin.

    `margins` hold the levels of everybody. Levels with few who said more are merged, weights cut at
    5 × the median and raked again (weighting.weigh). It corrects for whatever decides to say more
    that the margins tell: not for what they do not. `rake_to` are weights to take instead."""
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
    """A margin of everybody as one for who said more: their levels, and the weights of all."""
    levels, codes = np.unique(np.asarray(margin.levels), return_inverse=True)
    totals = np.bincount(codes, weights=weights)
    return Margin(
        name=margin.name,
        levels=[margin.levels[place] for place in chosen],
        totals=dict(zip(levels.tolist(), totals.tolist(), strict=True)),
    )


def _columns(everybody: Margin, used: Margin) -> Array:
    """An indicator a level raked to, merged ones together, of everybody."""
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
    """Everybody who answered, by force, as raked to the frame."""

    weights: Array
    strata: tuple[_Projected, ...]

    def errors(self, scores: Array) -> Array:
        """The standard error of each column of scores of everybody.

            SE² = Σ_h n_h/(n_h - 1) Σ (we - mean)²,  e = (η - x'(X'WX)⁻¹X'Wη)/(1 - h) by force

        Residuals of the first raking; through η it holds what both phases add (Kim, Navarro &
        Fuller 2006, JASA 101:312). People are taken as drawn independently, without finite
        population correction."""
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
    """(X'WX)⁻X'W."""
    root = np.sqrt(weights)[:, None]
    found: Array = np.asarray(np.linalg.pinv(margins * root) * root.T, dtype=float)
    return found


def _left_free(margins: Array, projection: Array) -> Array:
    """1 - h of each person, h = x'(X'WX)⁻¹xw the leverage: the share of a residual that the margins
    leave. They pull the estimate towards each of the few whom they are raked by, so that residuals
    are too small; over 1 - h they are near those of a jackknife (Valliant 2002, Survey Meth
    28:103). Never under LEAST_FREE: of somebody alone at a level nothing is left."""
    leverages = np.einsum("ij,ji->i", margins, projection)
    free: Array = np.maximum(1 - leverages, LEAST_FREE)
    return free


def effective_base(*, share: float, error: float, kish: float) -> float:
    """The number of equally weighted answers that would be as precise: p(1 - p)/SE², and at most
    Kish's (Korn & Graubard 1998, Survey Meth 24:193). The error of few people is itself uncertain,
    and one that came out small by chance would promise too much. Where all gave one answer it is
    nought and says nothing."""
    if error <= 0 or not 0 < share < 1:
        return kish
    return min(share * (1 - share) / error**2, kish)
