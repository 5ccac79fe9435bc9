"""How far the weighted answers of one force's quarter can be trusted, worked out when they are
weighed, from the answers themselves. Pure."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from analytics.stats import design
from analytics.stats.design import Stratum
from analytics.stats.proportions import effective_base
from analytics.stats.suppression import may_compare
from analytics.stats.weighting import Margin
from responses.extract_rows import AnswerRow
from survey.definition import Meaning

Array = NDArray[np.float64]
Meanings = Mapping[str, Mapping[str, Meaning]]
"""Item, choice code: what the choice means."""


def error_ratios(
    *,
    rows: Sequence[AnswerRow],
    start: Array,
    weights: Array,
    margins: Sequence[Margin],
    meanings: Meanings,
) -> dict[str, float]:
    """By item, the standard error of the force's share positive that knows of the raking, over
    the one that additive sums give, which takes weights as given: under 1 by as much as crime,
    sex and age tell of the answer. Only where there are answers enough to compare."""
    said = {item: _said(rows, item, of_item) for item, of_item in meanings.items()}
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
    )
    return {
        item: float(after) / before
        for (item, before), after in zip(plain.items(), calibrated, strict=True)
    }


def _said(rows: Sequence[AnswerRow], item: str, meanings: Mapping[str, Meaning]) -> Array:
    """1 for a positive answer, 0 for another in the base, nan for none."""
    found = [meanings[picked[0]] if (picked := row.answers.get(item)) else None for row in rows]
    known = {Meaning.POSITIVE: 1.0, Meaning.NEUTRAL: 0.0, Meaning.NEGATIVE: 0.0}
    return np.array([known.get(one, np.nan) if one else np.nan for one in found])


def _plain_error(said: Array, weights: Array, *, respondents: int) -> float:
    """As the cube has it; nought where too few answered, or all of them alike."""
    bins = {
        name: (int(at.sum()), float(weights[at].sum()), float(np.square(weights[at]).sum()))
        for name, at in (("positive", said == 1), ("other", said == 0))
    }
    people, sum_w, sum_w2 = (sum(each) for each in zip(*bins.values(), strict=True))
    if not people or not may_compare(effective_base=effective_base(sum_w=sum_w, sum_w2=sum_w2)):
        return 0.0
    return design.domain_mean(
        strata=[Stratum(respondents=respondents, bins=bins)],
        scores={"positive": 1.0, "other": 0.0},
    ).standard_error
