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
    """No weights can meet the frame at this margin and level."""

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
    """Names the level with the largest discrepancy."""


@dataclass(frozen=True, kw_only=True)
class Margin:
    """The level of each respondent, and the frame's people by level. "Not recorded" is a level. If
    ordered, only neighbours are merged."""

    name: str
    levels: Sequence[str]
    totals: Mapping[str, float]
    is_ordered: bool = False


@dataclass(frozen=True, kw_only=True)
class WeightResult:
    """`weights` sum to `frame_total` (people). `raked_to` joins merged levels by " + "; `left_out`
    are margins that clashed."""

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
    """Merge the smallest level with the next smallest (its smaller neighbour if ordered) until all
    have `at_least` respondents."""
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
    """Return raking ratio weights (Deming & Stephan 1940; Deville & Särndal 1992, JASA 87:376).

       over the margins in turn: w ← w · T(level) / Σ w(level), until every relative
       difference from the frame is under 1e-10

    Raises WeightingRefusedError if a level is only in the frame or only in the answers, and
    MarginsClashError if margins cannot be met together.
    """
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
    """0/1 columns, one a level of each margin in turn."""
    return np.column_stack(
        [
            np.asarray(margin.levels) == level
            for margin in margins
            for level in sorted(set(margin.levels))
        ]
    ).astype(float)


def trim(*, weights: Array, at: float = TRIM_AT) -> tuple[Array, int]:
    """Capped at `at` × their median; also the number capped."""
    limit = at * float(np.median(weights))
    return np.minimum(weights, limit), int(np.count_nonzero(weights > limit * (1 + 1e-12)))


def kish_deff(*, weights: Array) -> float:
    """(Kish 1965): n Σw² / (Σw)² = 1 + cv²(w), at least 1."""
    return float(len(weights) * np.square(weights).sum() / weights.sum() ** 2)


def weigh(*, start: Sequence[float] | Array, margins: Sequence[Margin]) -> WeightResult:
    """Collapse, rake, trim at 5 × the median, rake again. Leaves out margins that clash. Raises
    WeightingRefusedError if a level is missing from the frame or there are no answers."""
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
    """SHA-256 of everything the weights depend on."""
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
