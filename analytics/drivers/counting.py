"""From the answers of a year to what may be shown of the questions that go with being satisfied
overall, stage by stage. Pure.

An answer counts as 1 where it is positive, ½ where neutral and 0 where negative, by what its choice
means; one outside the base of a figure is none."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analytics.disclosure.places import NATION
from analytics.items import headline, item_codes
from analytics.journey import stages
from analytics.stats import judgement
from analytics.stats.importance import shapley
from analytics.stats.judgement import Judged, ModelContrast
from analytics.stats.proportions import Interval, ShareDifference, normal_quantile
from responses.extract_rows import AnswerRow
from survey.definition.types import Meaning

FEWEST_PEOPLE = 1000
"""Of fewer nothing is said: a share would be sure to no better than ten points each way, so that
hardly any could be told apart, and a few people could move it."""
PEOPLE_STEP = 100
LEFT_OUT, MOST_MOVED = 9, 0.02
"""No so many people, whoever they are, move a share or R² by more (figures.md, 5)."""
GROUPS = 40
"""Of people, drawn by the order in which they were read: the error is seen in the shares without
each."""
CONFIDENCE = 0.95
WHAT_FOLLOWS = ("Q-CNF-1",)
"""What people would do another time is no part of how they were treated."""
SCORES: Mapping[Meaning, float] = {Meaning.POSITIVE: 1.0, Meaning.NEUTRAL: 0.5, Meaning.NEGATIVE: 0}

Meanings = Mapping[str, Mapping[str, Meaning]]
Array = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Driver:
    """`share` is of what all together explain, 0 to 1. `sign` is 1 where more of it goes with being
    more satisfied, -1 where with less. `behind` is the first one's share less this one's; None of
    the first."""

    item: str
    share: float
    lower: float
    upper: float
    sign: int
    behind: Judged | None = None


@dataclass(frozen=True, kw_only=True)
class DriverFigures:
    """Of one area and stage; `drivers` are those with the largest share first. `explained` is R².
    At least so many `people` answered the overall question, in whole hundreds: where stages stand
    together the exact number would tell how many answered at one that is hidden."""

    people: int
    explained: float
    drivers: tuple[Driver, ...]


def question_codes() -> tuple[str, ...]:
    """The overall question first, then those that may go with it, in the order they are asked."""
    overall = headline().code
    return (overall, *(item for item in item_codes() if item not in {overall, *WHAT_FOLLOWS}))


@dataclass
class StageAnswers:
    """Of those at one place of the journey who answered the overall question."""

    forces: list[str]
    scores: list[tuple[float, ...]]
    weights: list[float]


def answers_by_stage(
    weighed: Iterable[tuple[AnswerRow, float]], meanings: Meanings
) -> Mapping[str, StageAnswers]:
    places = {level: stage.code for stage in stages.row() for level in stage.levels}
    codes = question_codes()
    found: dict[str, StageAnswers] = defaultdict(lambda: StageAnswers([], [], []))
    for row, weight in weighed:
        scores = tuple(_score(row, code, meanings) for code in codes)
        if row.survey_stage in places and not np.isnan(scores[0]):
            at = found[places[row.survey_stage]]
            at.forces.append(row.force)
            at.scores.append(scores)
            at.weights.append(weight)
    return found


def _score(row: AnswerRow, code: str, meanings: Meanings) -> float:
    picked = row.answers.get(code) or ()
    means = meanings.get(code, {}).get(picked[0]) if len(picked) == 1 else None
    return SCORES.get(means, np.nan) if means is not None else np.nan


def drivers_by_area(
    answers: StageAnswers, regions: Mapping[str, Sequence[str]]
) -> Iterator[tuple[str, DriverFigures]]:
    """The drivers of the nation, each region and each force that may be shown beside the others."""
    scores, weights = np.array(answers.scores, dtype=float), np.array(answers.weights)
    forces, people = np.array(answers.forces), Counter(answers.forces)
    members = {**regions, **{force: [force] for force in sorted(people)}, NATION: list(people)}
    found: dict[str, DriverFigures] = {}
    for area, within in members.items():
        chosen = np.isin(forces, list(within))
        if figures := figures_of(scores[chosen], weights[chosen]):
            found[area] = figures
    for area in standing_together(found, people, regions):
        yield area, found[area]


def standing_together(
    found: Collection[str], people: Mapping[str, int], regions: Mapping[str, Sequence[str]]
) -> list[str]:
    """Which of the areas may be shown beside one another, by the `people` of each force and by
    nothing that they said: whatever is left over of one when those shown within it are taken away
    is nobody, or as many as are shown by themselves. A region yields to its forces, and to the
    nation whatever is smallest."""
    forces = {force for force in people if force in found}
    parts = {force: people[force] for force in forces}
    shown = list(forces)
    for region, members in regions.items():
        within = forces & set(members)
        size = sum(people.get(force, 0) for force in members)
        if region in found and (not within or _is_open(size - sum(people[f] for f in within))):
            shown.append(region)
            parts = {area: count for area, count in parts.items() if area not in within}
            parts[region] = size
    if NATION not in found:
        return shown
    total = sum(people.values())
    while parts and not _is_open(total - sum(parts.values())):
        smallest = min(parts, key=lambda area: (parts[area], area))
        del parts[smallest]
        shown = [
            area for area in shown if area != smallest and area not in regions.get(smallest, ())
        ]
    return [*shown, NATION]


def _is_open(left_over: int) -> bool:
    return left_over == 0 or left_over >= FEWEST_PEOPLE


def figures_of(scores: Array, weights: Array) -> DriverFigures | None:
    """None where too few answered, or nine of them could move what is said."""
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
    """The drivers as they are stored."""
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
