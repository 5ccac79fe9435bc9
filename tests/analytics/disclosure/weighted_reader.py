"""Somebody who knows of everybody who answered at which levels they stand, and so what each answer
weighs, and reads shares told to so many decimals."""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from highspy import Highs, HighsLp, HighsModelStatus, HighsVarType, MatrixFormat
from scipy.optimize import brentq
from scipy.sparse import csc_array

from analytics.stats.proportions import wilson_interval
from analytics.stats.shares import LEAST_LEFT

Line = tuple[Mapping[int, float], float, float]
"""A sum over unknown numbers by their places, and the least and the most it may be."""
SLACK = 1e-9
NONE, UNKNOWN = "none", "unknown"


@dataclass(frozen=True, kw_only=True)
class WeighedPlace:
    who: tuple[int, ...]
    beside: tuple[tuple[int, ...], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Told:
    decimals: int | None
    with_intervals: bool = False
    with_differences: bool = False


@dataclass(frozen=True, kw_only=True)
class Learned:
    open: int
    known: int
    undecided: int


@dataclass(frozen=True, kw_only=True)
class Reader:
    weights: np.ndarray
    satisfied: np.ndarray
    not_satisfied: np.ndarray
    places: Sequence[WeighedPlace]
    seconds: float = 6.0
    """At most so long each search takes."""

    def learns(self, groups: Mapping[Hashable, np.ndarray], told: Told) -> Learned:
        search = _Search(*self._programme(told), truth=self.truth, seconds=self.seconds)
        left, known, undecided = dict(groups), 0, 0
        while left:
            name, who = next(iter(left.items()))
            ends = [search.world(who, self._count(self.truth, who) + by) for by in (-1, 1)]
            for world in ends:
                if isinstance(world, np.ndarray):
                    left = {
                        each: of
                        for each, of in left.items()
                        if self._count(world, of) == self._count(self.truth, of)
                    }
            if left.pop(name, None) is not None:
                known += ends == [NONE, NONE]
                undecided += ends != [NONE, NONE]
        return Learned(open=len(groups) - known - undecided, known=known, undecided=undecided)

    @property
    def truth(self) -> np.ndarray:
        return np.concatenate([self.satisfied, self.not_satisfied])

    @staticmethod
    def _count(world: np.ndarray, who: np.ndarray) -> int:
        return round(world[who].sum())

    def _programme(self, told: Told) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        wide = len(self.weights)
        lines = [*self._lines(told), *(({n: 1.0, n + wide: 1.0}, 0.0, 1.0) for n in range(wide))]
        found: dict[bytes, tuple[np.ndarray, float, float]] = {}
        for terms, least, most in lines:
            row = np.zeros(2 * wide)
            row[list(terms)] = list(terms.values())
            scale = np.abs(row).max()
            row, least, most = row / scale, least / scale, most / scale
            _, before, after = found.get(row.tobytes(), (row, -np.inf, np.inf))
            found[row.tobytes()] = row, max(least, before), min(most, after)
        rows, least, most = zip(*found.values(), strict=True)
        return np.array(rows), np.array(least), np.array(most)

    def _lines(self, told: Told) -> Iterator[Line]:
        wide = len(self.weights)
        for place in self.places:
            for truth, offset in ((self.satisfied, 0), (self.not_satisfied, wide)):
                if told.decimals is None:
                    count = float(truth[list(place.who)].sum())
                    yield {n + offset: 1.0 for n in place.who}, count, count
                if told.decimals is None:
                    continue
                terms = self._terms(place.who, offset)
                share = sum(value * truth[n - offset] for n, value in terms.items())
                yield terms, *_within(share, told.decimals)
                if told.with_intervals and offset == 0:
                    yield terms, *self._by_interval(place.who, share, told.decimals)
            if told.decimals is not None and told.with_differences:
                yield from self._differences(place, told.decimals)

    def _terms(self, who: Sequence[int], offset: int = 0) -> dict[int, float]:
        total = self.weights[list(who)].sum()
        return {n + offset: self.weights[n] / total for n in who}

    def _by_interval(self, who: Sequence[int], share: float, decimals: int) -> tuple[float, float]:
        weights = self.weights[list(who)]
        total, squared = weights.sum(), (weights**2).sum()
        trials = total**2 / max(squared - total, LEAST_LEFT * squared)
        ends: list[Callable[[float], float]] = [
            lambda s: wilson_interval(successes=s * trials, trials=trials).lower,
            lambda s: wilson_interval(successes=s * trials, trials=trials).upper,
        ]
        least, most = 0.0, 1.0
        for end in ends:
            low, high = _within(end(share), decimals)
            least, most = max(least, _solve(end, low)), min(most, _solve(end, high))
        return least - SLACK, most + SLACK

    def _differences(self, place: WeighedPlace, decimals: int) -> Iterator[Line]:
        own = self._terms(place.who)
        for beside in place.beside:
            terms = dict(own)
            for n, value in self._terms(beside).items():
                terms[n] = terms.get(n, 0.0) - value
            truth = sum(value * self.satisfied[n] for n, value in terms.items())
            half = 1.4 / np.sqrt(len(place.who)) + 1.4 / np.sqrt(len(beside))
            for end in (0.0, -half, half):
                low, high = _within(truth + end, decimals)
                yield terms, low - end, high - end


def _within(share: float, decimals: int) -> tuple[float, float]:
    told, half = round(share, decimals), 0.5 * 10.0**-decimals + SLACK
    return told - half, told + half


def _solve(rises: Callable[[float], float], value: float) -> float:
    if value <= rises(0.0):
        return 0.0
    return 1.0 if value >= rises(1.0) else float(brentq(lambda s: rises(s) - value, 0.0, 1.0))


class _Search:
    def __init__(
        self,
        sums: np.ndarray,
        least: np.ndarray,
        most: np.ndarray,
        *,
        truth: np.ndarray,
        seconds: float,
    ) -> None:
        self._sums, self._least, self._most = sums, least - SLACK, most + SLACK
        self._truth, self._seconds = truth, seconds

    def world(self, who: np.ndarray, count: int) -> "np.ndarray | str":
        if not 0 <= count <= len(who) or self._solved(who, count, whole=False) is None:
            return NONE
        found = self._solved(who, count, whole=True)
        if found is None:
            return NONE
        world = found.round()
        sums = self._sums @ world if len(world) else np.array([np.inf])
        is_one = (sums >= self._least).all() and (sums <= self._most).all()
        return world if is_one and round(world[who].sum()) == count else UNKNOWN

    def _solved(self, who: np.ndarray, count: int, *, whole: bool) -> np.ndarray | None:
        row = np.zeros((1, len(self._truth)))
        row[0, who] = 1.0
        model = _model(
            csc_array(np.vstack([self._sums, row])),
            np.append(self._least, count),
            np.append(self._most, count),
        )
        model.col_cost_ = np.where(self._truth > 0, -1.0, 1.0)
        model.integrality_ = [HighsVarType.kInteger] * model.num_col_ if whole else []
        solver = Highs()
        for name, value in (
            ("output_flag", False), ("threads", 1), ("time_limit", self._seconds),
            ("mip_rel_gap", 100.0), ("mip_max_improving_sols", 1),
            ("mip_feasibility_tolerance", 1e-7), ("primal_feasibility_tolerance", 1e-8),
        ):  # fmt: skip
            solver.setOptionValue(name, value)
        solver.passModel(model)
        solver.run()
        if solver.getModelStatus() == HighsModelStatus.kInfeasible:
            return None
        return np.array(solver.getSolution().col_value)


def _model(sums: csc_array, least: np.ndarray, most: np.ndarray) -> HighsLp:
    rows, columns = sums.shape
    model = HighsLp()
    model.num_row_, model.num_col_ = rows, columns
    model.col_lower_, model.col_upper_ = np.zeros(columns), np.ones(columns)
    model.row_lower_, model.row_upper_ = least, most
    model.a_matrix_.format_ = MatrixFormat.kColwise
    model.a_matrix_.start_, model.a_matrix_.index_ = sums.indptr, sums.indices
    model.a_matrix_.value_ = sums.data
    return model
