"""What chance lets be missed, and be falsely called clear, of what an outside nation plants, and
whether more than that is so."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import comb, erfc, hypot, inf, sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

ALARM, ALARM_OF_ALL = 0.00001, 0.0003
"""Each check of a sound product fails by chance in so many nations at most, and each of the two of
everything planted together: with some twenty, a nation in fewer than one of a thousand."""
POWER = 0.8
"""How often a difference that “would have been seen” is called clear."""
LIKELY = 0.5
"""From this chance on a planted difference counts among those that are to be found. One of the
smallest that would have been seen has a chance of .8."""
TOGETHER = 0.25
"""The correlation of what one person answers to two questions, a little more than truth.py gives
them: whoever answered moves all the questions of a place one way."""
FALSE_SHARE = 0.05
"""Of what is called clear, so much may be chance on average: all that is promised of it."""
USUAL = NormalDist().inv_cdf(0.975)
MOODS = np.linspace(-5, 5, 81)
"""Values of a standard normal, by which the people of a place may stand apart from all."""
HEIGHTS = np.exp(-np.square(MOODS) / 2)
HOW_LIKELY = HEIGHTS / HEIGHTS.sum()
TOO_FEW, NONE, CLEAR = "too few", "no clear difference", frozenset({"higher", "lower"})
FURTHEST = NormalDist().inv_cdf(1 - ALARM_OF_ALL / 2)
"""So many standard errors a sum may be off."""
SHOWN_FROM = 100
"""Where so many answered on either side, a comparison is to be made."""
DESIGN = 1.5
"""By so much at most weights may make the variance of a share larger."""
MOST_COMPARED = 1000
"""Differences that are judged together, at most."""
ROUNDED = 0.01
"""What is told of a difference that would have been seen is rounded up to whole points."""

Array = NDArray[np.float64]
Place = tuple[str, ...]
Truly = Mapping[Place, float]
Bases = tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Claim:
    word: str
    difference: float = 0.0
    lower: float = 0.0
    upper: float = 0.0
    confidence: float = 0.0
    seen: float = 0.0

    @property
    def is_clear(self) -> bool:
        return self.word in CLEAR

    @property
    def leaves_out_nought(self) -> bool:
        return self.lower * self.upper > 0

    def is_right(self, truly: float) -> bool:
        return self.word == ("higher" if truly > 0 else "lower")

    @property
    def quantile(self) -> float:
        return NormalDist().inv_cdf((1 + self.confidence) / 2)

    @property
    def error(self) -> float:
        return self.seen / (self.quantile + NormalDist().inv_cdf(POWER))

    def surplus(self, truly: float) -> float:
        return abs(truly) / self.error - self.quantile


Told = Mapping[Place, Claim]
NOT_COMPARED = Claim(word=TOO_FEW)


def faults(told: Told, planted: Truly, bases: Mapping[Place, Bases]) -> Iterator[str]:
    likely = likely_of(told, planted)
    yield from _missed(told, planted, likely)
    for place in planted:
        claim = told.get(place, NOT_COMPARED)
        if not _is_compared(told, place):
            if min(bases[place]) >= SHOWN_FROM:
                yield f"{place} is not compared, and {bases[place]} answered"
        elif claim.is_clear is not claim.leaves_out_nought:
            yield f"{place} is called {claim.word}, and its interval says otherwise: {claim}"
        elif place in likely and claim.is_clear and not claim.is_right(planted[place]):
            yield f"{place} is called {claim.word}, which is {planted[place]:+.3f}"


def _missed(told: Told, planted: Truly, likely: Mapping[Place, float]) -> Iterator[str]:
    missed = [place for place in likely if not told[place].is_right(planted[place])]
    most = most_missed_of(likely)
    if len(missed) > most:
        yield f"of {len(likely)} likely to be found {len(missed)} are missed, by chance {most}"
    for place in missed:
        if len(likely) * chance_to_miss(likely[place]) < ALARM:
            yield f"{place} is missed, which is {planted[place]:+.3f}: {told[place]}"


def likely_of(told: Told, planted: Truly) -> dict[Place, float]:
    surplus = {
        place: told[place].surplus(truly)
        for place, truly in planted.items()
        if _is_compared(told, place)
    }
    return {place: of for place, of in surplus.items() if 1 - chance_to_miss(of) >= LIKELY}


def _is_compared(told: Told, place: Place) -> bool:
    return told.get(place, NOT_COMPARED).word not in {TOO_FEW, ""}


def chance_to_miss(surplus: float) -> float:
    return NormalDist().cdf(-surplus)


def most_missed_of(surplus: Mapping[Place, float], *, alarm: float = ALARM) -> int:
    found: dict[Place, list[float]] = {}
    for place, of in surplus.items():
        found.setdefault(place[:-1], []).append(of)
    return most_missed(found.values(), alarm=alarm)


def most_missed(clusters: Collection[Sequence[float]], *, alarm: float = ALARM) -> int:
    missed = np.ones(1)
    for cluster in clusters:
        missed = np.convolve(missed, _misses(cluster))
    return _last_likely(missed, alarm)


def _misses(cluster: Sequence[float]) -> Array:
    number = np.zeros((len(MOODS), len(cluster) + 1))
    number[:, 0] = 1.0
    for surplus in cluster:
        apart = (surplus + sqrt(TOGETHER) * MOODS) / sqrt(1 - TOGETHER)
        chance = np.array([[erfc(each / sqrt(2)) / 2] for each in apart])
        more = number[:, :-1] * chance
        number *= 1 - chance
        number[:, 1:] += more
    mean: Array = HOW_LIKELY @ number
    return mean


def most_false(clear: int) -> int:
    chances = [
        comb(clear, of) * FALSE_SHARE**of * (1 - FALSE_SHARE) ** (clear - of)
        for of in range(clear + 1)
    ]
    return _last_likely(np.array(chances), ALARM)


def _last_likely(chances: Array, alarm: float) -> int:
    more = chances[::-1].cumsum()[::-1]
    return int((more >= alarm).sum()) - 1


def not_so(told: Told, truly: Truly) -> list[Place]:
    return [place for place in outside(told, truly) if told[place].is_clear]


def outside(told: Told, truly: Truly) -> list[Place]:
    return [
        place
        for place, claim in told.items()
        if _is_compared(told, place)
        and not claim.lower - ROUNDED / 2 <= truly[place] <= claim.upper + ROUNDED / 2
    ]


def most_outside(told: Told) -> int:
    return most_missed_of(
        {
            place: NormalDist().inv_cdf(claim.confidence)
            for place, claim in told.items()
            if _is_compared(told, place)
        }
    )


def smaller(told: Told, planted: Truly) -> float:
    by_people: dict[Place, list[float]] = {}
    for place, truly in planted.items():
        if _is_compared(told, place):
            error = told[place].error * (1 if truly > 0 else -1)
            off = (truly - told[place].difference) / error
            by_people.setdefault(place[:-1], []).append(off)
    sizes = [len(each) for each in by_people.values()]
    variance = sum(size * (1 + (size - 1) * TOGETHER) for size in sizes)
    return sum(map(sum, by_people.values())) / sqrt(variance) if sizes else 0.0


def surplus_of_intervals(
    truly: float, low: Mapping[str, float], high: Mapping[str, float]
) -> float:
    halves = [(one["upper"] - one["lower"] + ROUNDED) / 2 for one in (low, high)]
    return float((abs(truly) - sum(halves)) * USUAL / hypot(*halves))


def most_seen(bases: Bases, *, spread: float) -> float:
    if not min(bases):
        return inf
    quantile = NormalDist().inv_cdf(1 - FALSE_SHARE / MOST_COMPARED / 2)
    variance = DESIGN * sum(0.25 / base for base in bases) + 2 * spread**2
    return (quantile + NormalDist().inv_cdf(POWER)) * sqrt(variance) + ROUNDED
