"""Agreement beyond chance."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

from analytics.stats.proportions import Interval, normal_quantile, wilson_interval


@dataclass(frozen=True, kw_only=True)
class Kappa:
    value: float
    interval: Interval


def cohens_kappa(
    pairs: Mapping[tuple[str, str], int], *, confidence: float = 0.95, is_of_margins: bool = False
) -> Kappa | None:
    """κ = (p - e) / (1 - e), with p the agreement and e that expected by chance (Cohen 1960, Educ
    Psychol Meas 20:37), from people by pair of ratings. The interval is Fleiss, Cohen and Everitt's
    (1969, Psychol Bull 72:323), cut at -1 and 1; with full agreement its lower end is the κ of
    Wilson's lower limit. None without people, or if chance alone gives full agreement. If
    `is_of_margins`, the error is Cohen's first, √(p(1 - p) / n) / (1 - e), which discloses no pair
    of levels. As R's psych::cohen.kappa."""
    people = sum(pairs.values())
    first, second = _shares(pairs, 0, people), _shares(pairs, 1, people)
    levels = first.keys() | second.keys()
    chance = sum(first.get(level, 0) * second.get(level, 0) for level in levels)
    if not people or 1 - chance < 1e-12:
        return None
    agreed = sum(pairs.get((level, level), 0) for level in levels) / people
    value = (agreed - chance) / (1 - chance)
    spread = sum(
        count / people * _leverage(one, other, first, second, value)
        for (one, other), count in pairs.items()
    )
    variance = (spread - (value - chance * (1 - value)) ** 2) / (people * (1 - chance) ** 2)
    if is_of_margins:
        variance = agreed * (1 - agreed) / (people * (1 - chance) ** 2)
    half = normal_quantile(confidence=confidence) * sqrt(max(variance, 0.0))
    lower = value - half
    if agreed == 1:
        at_least = wilson_interval(successes=people, trials=people, confidence=confidence).lower
        lower = (at_least - chance) / (1 - chance)
    return Kappa(
        value=value, interval=Interval(lower=max(lower, -1.0), upper=min(value + half, 1.0))
    )


def one_against_others(
    pairs: Mapping[tuple[str, str], int], level: str
) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for (one, other), count in pairs.items():
        key = (str(one == level), str(other == level))
        found[key] = found.get(key, 0) + count
    return found


def _shares(pairs: Mapping[tuple[str, str], int], side: int, people: int) -> dict[str, float]:
    found: dict[str, float] = {}
    for pair, count in pairs.items():
        found[pair[side]] = found.get(pair[side], 0.0) + count / people
    return found


def _leverage(
    one: str, other: str, first: Mapping[str, float], second: Mapping[str, float], value: float
) -> float:
    margins = second.get(one, 0.0) + first.get(other, 0.0)
    return float(((one == other) - margins * (1 - value)) ** 2)
