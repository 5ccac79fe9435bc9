"""Weights that make the respondents represent the frame. Pure and deterministic: the same rows and
the same frame give the same weights."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

LEAST_RESPONDENTS = 20
TRIM_AT = 5.0
TOLERANCE = 1e-10
MOST_ROUNDS = 2000

Array = NDArray[np.float64]


class WeightingRefusedError(ValueError):
    """No weights meet the frame. Names the margin and the level where it fails."""

    def __init__(self, *, margin: str, level: str, why: str) -> None:
        super().__init__(f"{margin}, level {level}: {why}")
        self.margin = margin
        self.level = level
        self.why = why

    def in_force(self, force: str) -> "WeightingRefusedError":
        return WeightingRefusedError(
            margin=f"{force}, {self.margin}", level=self.level, why=self.why
        )


class MarginsClashError(WeightingRefusedError):
    """Each margin could be met alone, but not all together; names the level where they disagree
    most."""


@dataclass(frozen=True, kw_only=True)
class Margin:
    """What the frame knows of one characteristic: the level of each respondent, in the order of the
    respondents, and the number of people of the frame at each level. "Not recorded" is a level like
    any other. Where levels have an order (age), only neighbours are merged."""

    name: str
    levels: Sequence[str]
    totals: Mapping[str, float]
    is_ordered: bool = False


@dataclass(frozen=True, kw_only=True)
class WeightResult:
    """`weights` in the order of the respondents, summing to `frame_total` (people).
    `raked_to` are the margins with their levels merged, merged ones joined by " + "; `left_out` the
    margins that could not be met together with the others, and were not raked to."""

    weights: Array
    frame_total: float
    design_effect: float
    effective_base: float
    trimmed: int
    raked_to: tuple[Margin, ...]
    left_out: tuple[str, ...]

    @property
    def margins(self) -> Mapping[str, tuple[str, ...]]:
        return {margin.name: tuple(_level_names(margin)) for margin in self.raked_to}

    @property
    def note(self) -> str:
        return f"not raked to: {', '.join(self.left_out)}" if self.left_out else ""


def collapse_levels(*, margin: Margin, at_least: int = LEAST_RESPONDENTS) -> Margin:
    """The margin with every level of fewer than `at_least` respondents merged.

    The smallest level is merged with the next smallest (where ordered: with its smaller neighbour)
    until all are large enough or one is left. Merged levels keep their names, joined by " + ".
    Merged levels are no longer corrected for: a small group that answers differently stays biased.
    """
    counts = Counter(margin.levels)
    order = list(margin.totals) + sorted(set(counts) - set(margin.totals))
    groups: list[tuple[str, ...]] = [(level,) for level in order]

    def respondents(group: tuple[str, ...]) -> int:
        return sum(counts[level] for level in group)

    while len(groups) > 1 and min(respondents(group) for group in groups) < at_least:
        small = min(range(len(groups)), key=lambda at: respondents(groups[at]))
        partners = [at for at in range(len(groups)) if at != small]
        if margin.is_ordered:
            partners = [at for at in partners if abs(at - small) == 1]
        partner = min(partners, key=lambda at: respondents(groups[at]))
        first, second = sorted((small, partner))
        groups[first] = groups[first] + groups[second]
        del groups[second]
    names = {level: " + ".join(group) for group in groups for level in group}
    totals: dict[str, float] = {}
    for level in order:
        totals[names[level]] = totals.get(names[level], 0.0) + margin.totals.get(level, 0.0)
    return Margin(
        name=margin.name,
        levels=[names[level] for level in margin.levels],
        totals=totals,
        is_ordered=margin.is_ordered,
    )


def rake(*, start: Array, margins: Sequence[Margin]) -> Array:
    """Raking ratio weights (Deming & Stephan 1940; Deville & Särndal 1992, JASA 87:376).

        over the margins in turn: w ← w · T(level) / Σ w(level), until every relative
        difference from the frame is under 1e-10

    `start` are positive design weights (1 / probability of selection); totals are people and the
    same in every margin. Raises WeightingRefusedError, naming the level, where the frame has people
    and nobody answered or someone answered from a level the frame lacks, and MarginsClashError
    where the margins cannot be met together. It corrects only for what the margins hold: people who
    answer for a reason that is not in the case file stay over-represented."""
    coded = [_level_codes(margin) for margin in margins]
    weights = np.asarray(start, dtype=float).copy()
    worst, at = np.inf, (0, 0)
    for _ in range(MOST_ROUNDS):
        worst = 0.0
        for number, (codes, totals) in enumerate(coded):
            sums = np.bincount(codes, weights=weights, minlength=len(totals))
            factors = totals / sums
            gaps = np.abs(factors - 1)
            if gaps.max() > worst:
                worst, at = float(gaps.max()), (number, int(gaps.argmax()))
            weights *= factors[codes]
        if worst < TOLERANCE:
            return weights
    margin = margins[at[0]]
    raise MarginsClashError(
        margin=margin.name, level=_level_names(margin)[at[1]], why="cannot be met with the others"
    )


def indicators(margins: Sequence[Margin]) -> Array:
    """A row a respondent, a column a level of each margin in turn: 1 where the respondent is at the
    level."""
    return np.column_stack(
        [
            np.asarray(margin.levels) == level
            for margin in margins
            for level in sorted(set(margin.levels))
        ]
    ).astype(float)


def trim(*, weights: Array, at: float = TRIM_AT) -> tuple[Array, int]:
    """Weights cut to `at` × their median, and how many were cut. It trades bias for precision: the
    weights that are cut are of the few who represent many."""
    limit = at * float(np.median(weights))
    return np.minimum(weights, limit), int(np.count_nonzero(weights > limit * (1 + 1e-12)))


def kish_deff(*, weights: Array) -> float:
    """Design effect of unequal weights (Kish 1965): n Σw² / (Σw)² = 1 + cv²(w), at least 1."""
    return float(len(weights) * np.square(weights).sum() / weights.sum() ** 2)


def weigh(*, start: Sequence[float] | Array, margins: Sequence[Margin]) -> WeightResult:
    """Weights of one force's quarter: collapse, rake, trim at 5 × the median, rake again. `start`
    are design weights, times the response factors where there are any.

    A margin that cannot be met together with the others is left out and named in the result; a
    level that the frame lacks, or a quarter that nobody answered, raises WeightingRefusedError."""
    start = np.asarray(start, dtype=float)
    _refuse_bad_input(start=start, margins=margins)
    used = [collapse_levels(margin=margin) for margin in margins]
    left_out: list[str] = []
    while True:
        try:
            trimmed, cut = trim(weights=rake(start=start, margins=used))
            weights = rake(start=trimmed, margins=used)
        except MarginsClashError as refusal:
            used = [margin for margin in used if margin.name != refusal.margin]
            left_out.append(refusal.margin)
        else:
            break
    return WeightResult(
        weights=weights,
        frame_total=float(sum(margins[0].totals.values())),
        design_effect=kish_deff(weights=weights),
        effective_base=float(weights.sum() ** 2 / np.square(weights).sum()),
        trimmed=cut,
        raked_to=tuple(used),
        left_out=tuple(left_out),
    )


def inputs_hash(*, start: Sequence[float] | Array, margins: Sequence[Margin]) -> str:
    """SHA-256 of everything that the weights depend on. Nothing is random, so no seed is part of
    it: the same hash means the same weights."""
    digest = sha256(repr((LEAST_RESPONDENTS, TRIM_AT, TOLERANCE)).encode())
    digest.update(np.asarray(start, dtype="<f8").tobytes())
    for one in margins:
        digest.update(repr((one.name, list(one.totals.items()), one.is_ordered)).encode())
        digest.update("\n".join(one.levels).encode())
    return digest.hexdigest()


def _refuse_bad_input(*, start: Array, margins: Sequence[Margin]) -> None:
    if len(start) == 0:
        raise WeightingRefusedError(margin="all", level="all", why="nobody answered")
    if not (start > 0).all() or not np.isfinite(start).all():
        raise WeightingRefusedError(
            margin="all", level="all", why="a design weight is not positive"
        )
    frame = sum(margins[0].totals.values())
    for margin in margins:
        if len(margin.levels) != len(start):
            raise WeightingRefusedError(margin=margin.name, level="all", why="rows are missing")
        if abs(sum(margin.totals.values()) - frame) > 1e-6 * frame:
            raise WeightingRefusedError(
                margin=margin.name, level="all", why="its total is not that of the other margins"
            )


def _level_names(margin: Margin) -> list[str]:
    """The levels that must be met: those with people in the frame or with answers."""
    answered = set(margin.levels)
    return [
        level
        for level in [*margin.totals, *sorted(answered - set(margin.totals))]
        if margin.totals.get(level, 0) > 0 or level in answered
    ]


def _level_codes(margin: Margin) -> tuple[NDArray[np.intp], Array]:
    names = _level_names(margin)
    answered = set(margin.levels)
    for level in names:
        if level not in answered:
            raise WeightingRefusedError(
                margin=margin.name, level=level, why="the frame has people, nobody answered"
            )
        if margin.totals.get(level, 0) <= 0:
            raise WeightingRefusedError(
                margin=margin.name, level=level, why="someone answered, the frame has nobody"
            )
    place = {level: at for at, level in enumerate(names)}
    codes = np.array([place[level] for level in margin.levels], dtype=np.intp)
    return codes, np.array([margin.totals[level] for level in names], dtype=float)
