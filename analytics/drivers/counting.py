"""Yearly drivers of overall satisfaction by stage, as far as they may be shown."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analytics.items import headline, item_codes
from analytics.journey import stages
from analytics.stats import judgement
from analytics.stats.importance import shapley
from analytics.stats.judgement import Judged, ModelContrast
from analytics.stats.proportions import Interval, ShareDifference, normal_quantile
from responses.extract_rows import AnswerRow
from survey.definition.types import Meaning

FEWEST_PEOPLE = 1000
"""The fewest people: with fewer, a share's margin would exceed ten points, so few drivers could
be distinguished, and a few people could change it.
"""
PEOPLE_STEP = 100
LEFT_OUT, MOST_MOVED = 9, 0.02
"""No group of this many people may change a share or R² by more (figures.md, 5)."""
GROUPS = 40
"""Groups of people, by reading order, for the jackknife error of the shares."""
CONFIDENCE = 0.95
WHAT_FOLLOWS = ("Q-CNF-1",)
"""Intentions for next time are not part of how victims were treated."""
SCORES: Mapping[Meaning, float] = {Meaning.POSITIVE: 1.0, Meaning.NEUTRAL: 0.5, Meaning.NEGATIVE: 0}

Meanings = Mapping[str, Mapping[str, Meaning]]
Array = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Driver:
    item: str
    share: float
    lower: float
    upper: float
    sign: int
    behind: Judged | None = None


@dataclass(frozen=True, kw_only=True)
class DriverFigures:
    people: int
    explained: float
    drivers: tuple[Driver, ...]


def question_codes() -> tuple[str, ...]:
    overall = headline().code
    return (overall, *(item for item in item_codes() if item not in {overall, *WHAT_FOLLOWS}))


@dataclass
class StageAnswers:
    scores: list[tuple[float, ...]]
    weights: list[float]


def answers_by_stage(
    weighed: Iterable[tuple[AnswerRow, float]], meanings: Meanings
) -> Mapping[str, StageAnswers]:
    places = {level: stage.code for stage in stages.row() for level in stage.levels}
    codes = question_codes()
    found: dict[str, StageAnswers] = defaultdict(lambda: StageAnswers([], []))
    for row, weight in weighed:
        scores = tuple(_score(row, code, meanings) for code in codes)
        if row.survey_stage in places and not np.isnan(scores[0]):
            at = found[places[row.survey_stage]]
            at.scores.append(scores)
            at.weights.append(weight)
    return found


def _score(row: AnswerRow, code: str, meanings: Meanings) -> float:
    picked = row.answers.get(code) or ()
    means = meanings.get(code, {}).get(picked[0]) if len(picked) == 1 else None
    return SCORES.get(means, np.nan) if means is not None else np.nan


def figures_of(answers: StageAnswers) -> DriverFigures | None:
    """Return None if too few answered, or if nine of them could change the result."""
    scores, weights = np.array(answers.scores, dtype=float), np.array(answers.weights)
    if len(scores) < FEWEST_PEOPLE:
        return None
    kept = shapley.usable_columns(shapley.moments_of(scores, weights))
    if len(kept) < 2:
        return None
    scores = scores[:, kept]
    parts = [shapley.moments_of(scores[at::GROUPS], weights[at::GROUPS]) for at in range(GROUPS)]
    total = sum(parts[1:], parts[0])
    found = shapley.importance(total.correlations)
    if found is None or shapley.largest_moves(scores, weights, people=LEFT_OUT).max() > MOST_MOVED:
        return None
    without = shapley.jackknifed_shares(parts, total)
    items = [question_codes()[at] for at in kept[1:]]
    return DriverFigures(
        people=len(scores) // PEOPLE_STEP * PEOPLE_STEP,
        explained=found.explained,
        drivers=tuple(_drivers(items, found.shares, found.signs, without)),
    )


def _drivers(items: Sequence[str], shares: Array, signs: Array, without: Array) -> Iterator[Driver]:
    order = np.argsort(-shares, kind="stable")
    first, z = order[0], normal_quantile(confidence=CONFIDENCE)
    behind = judgement.judge(
        {
            at: ModelContrast(
                value=float(shares[first] - shares[at]),
                error=shapley.jackknife_error(without[:, first] - without[:, at]),
            )
            for at in order[1:].tolist()
        }
    )
    for at in order.tolist():
        half = z * shapley.jackknife_error(without[:, at])
        yield Driver(
            item=items[at],
            share=float(shares[at]),
            lower=max(0.0, float(shares[at]) - half),
            upper=min(1.0, float(shares[at]) + half),
            sign=int(signs[at]),
            behind=behind.get(at),
        )


def packed(figures: DriverFigures) -> list[dict[str, object]]:
    return [
        {
            "item": each.item,
            "share": each.share,
            "lower": each.lower,
            "upper": each.upper,
            "sign": each.sign,
            "behind": _packed_judged(each.behind) if each.behind else None,
        }
        for each in figures.drivers
    ]


def _packed_judged(judged: Judged) -> list[float]:
    interval = judged.difference.interval
    return [
        judged.difference.value,
        interval.lower,
        interval.upper,
        judged.confidence,
        judged.detectable,
    ]


def unpacked(stored: Iterable[Mapping[str, Any]]) -> tuple[Driver, ...]:
    return tuple(
        Driver(**{**each, "behind": _judged(*each["behind"]) if each["behind"] else None})
        for each in stored
    )


def _judged(
    value: float, lower: float, upper: float, confidence: float, detectable: float
) -> Judged:
    difference = ShareDifference(value=value, interval=Interval(lower=lower, upper=upper))
    return Judged(difference=difference, confidence=confidence, detectable=detectable)
