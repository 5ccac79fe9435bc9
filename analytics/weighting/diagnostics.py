from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from analytics.stats.mix_cells import MixCell
from analytics.stats.proportions import effective_base
from analytics.stats.suppression import may_compare
from analytics.stats.weights import design, nonresponse
from analytics.stats.weights.design import DomainStratum
from analytics.stats.weights.weighting import Margin
from responses.extract_rows import AnswerRow
from survey.definition.types import Meaning

Array = NDArray[np.float64]
Meanings = Mapping[str, Mapping[str, Meaning]]
"""Item, choice code: meaning."""
P = TypeVar("P", bound=tuple[str, ...])
Bin = tuple[int, float, float]
"""People, Σw, Σw²."""
LEAST_IN_LEVEL = 30
"""Respondents that a level needs to have its own term in the response model."""
MERGED = "merged"


@dataclass(frozen=True, kw_only=True)
class ResponseModel:
    """`levels` have their own terms."""

    asked: float
    mean: float
    variance: float
    by_chance: float
    levels: Mapping[str, Sequence[str]]


def error_ratios(
    *,
    rows: Sequence[AnswerRow],
    start: Array,
    weights: Array,
    margins: Sequence[Margin],
    meanings: Meanings,
) -> dict[str, float]:
    """By item, the standard error after raking over that from additive sums."""
    said = {item: _positive_indicator(rows, item, of_item) for item, of_item in meanings.items()}
    plain = {
        item: error
        for item, column in said.items()
        if (error := _plain_error(column, weights, respondents=len(rows)))
    }
    if not plain:
        return {}
    values = np.column_stack([said[item] for item in plain])
    calibrated = design.calibrated_errors(
        values=np.nan_to_num(values),
        is_inside=~np.isnan(values),
        base_weights=start,
        weights=weights,
        margins=margins,
        strata=[row.force for row in rows],
        people=[row.person for row in rows],
    )
    return {
        item: float(after) / before
        for (item, before), after in zip(plain.items(), calibrated, strict=True)
    }


def response_model(
    *, margins: Sequence[str], asked: Mapping[P, int], answered: Mapping[P, int]
) -> ResponseModel | None:
    """None if too few or all answered. Merges small levels, so as not to disclose their
    respondents."""
    total = sum(answered.values())
    if not may_compare(effective_base=total) or total >= sum(asked.values()):
        return None
    kept = {
        name: [
            level for level, people in _by_level(answered, at).items() if people >= LEAST_IN_LEVEL
        ]
        for at, name in enumerate(margins)
    }
    model = nonresponse.representativity(
        cells=_response_cells(margins, kept, asked, answered), characteristics=margins
    )
    return ResponseModel(
        asked=model.asked,
        mean=model.mean,
        variance=model.variance,
        by_chance=model.by_chance,
        levels=kept,
    )


def _response_cells(
    margins: Sequence[str],
    kept: Mapping[str, Sequence[str]],
    asked: Mapping[P, int],
    answered: Mapping[P, int],
) -> list[MixCell]:
    yes, no = Counter[tuple[str, ...]](), Counter[tuple[str, ...]]()
    for profile in {*asked, *answered}:
        place = tuple(
            level if level in kept[name] else MERGED
            for name, level in zip(margins, profile, strict=True)
        )
        yes[place] += answered.get(profile, 0)
        no[place] += max(asked.get(profile, 0) - answered.get(profile, 0), 0)
    return [
        MixCell(
            force="",
            levels=dict(zip(margins, place, strict=True)),
            positive=(yes[place],) * 3,
            other=(no[place],) * 3,
        )
        for place in sorted(yes)
        if yes[place] + no[place]
    ]


def _by_level(counts: Mapping[P, int], at: int) -> Counter[str]:
    levels = Counter[str]()
    for profile, people in counts.items():
        levels[profile[at]] += people
    return levels


def late_answers(
    *, rows: Sequence[AnswerRow], weights: Array, meanings: Meanings
) -> dict[str, tuple[Bin, ...]]:
    """By item: positive and other answers within a week of the invitation, then later."""
    late = np.array([row.is_late for row in rows])
    found = {}
    for item, of_item in meanings.items():
        said = _positive_indicator(rows, item, of_item)
        found[item] = tuple(
            _bin(weights, is_then & (said == value))
            for is_then in (~late, late)
            for value in (1.0, 0.0)
        )
    return found


def _bin(weights: Array, at: NDArray[np.bool_]) -> Bin:
    return int(at.sum()), float(weights[at].sum()), float(np.square(weights[at]).sum())


def _positive_indicator(
    rows: Sequence[AnswerRow], item: str, meanings: Mapping[str, Meaning]
) -> Array:
    found = [meanings[picked[0]] if (picked := row.answers.get(item)) else None for row in rows]
    known = {Meaning.POSITIVE: 1.0, Meaning.NEUTRAL: 0.0, Meaning.NEGATIVE: 0.0}
    return np.array([known.get(one, np.nan) if one else np.nan for one in found])


def _plain_error(said: Array, weights: Array, *, respondents: int) -> float:
    bins = {name: _bin(weights, at) for name, at in (("positive", said == 1), ("other", said == 0))}
    people, sum_w, sum_w2 = (sum(each) for each in zip(*bins.values(), strict=True))
    if not people or not may_compare(effective_base=effective_base(sum_w=sum_w, sum_w2=sum_w2)):
        return 0.0
    return design.domain_mean(
        strata=[DomainStratum(respondents=respondents, bins=bins)],
        scores={"positive": 1.0, "other": 0.0},
    ).standard_error
