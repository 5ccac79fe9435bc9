from dataclasses import replace

import numpy as np

from analytics.stats.emerging.design import common_columns
from analytics.stats.emerging.fit import AT_ONCE, WARM_STEPS, SomeSeries, shares, solved
from analytics.stats.emerging.pooled import Prior, prior_of
from analytics.stats.emerging.score import Scores
from analytics.stats.emerging.tier import Array, SeriesTier, Whole

GUARD = 12
"""Weeks left out, so that the forecast does not follow a recent change."""


def forecast(tier: SeriesTier, scores: Scores, chosen: Whole) -> Array:
    """Return the expected positive answers of the `chosen` series by column, from weeks before the
    newest twelve and the siblings' move."""
    prior, columns = prior_of(tier), common_columns(tier.week_of_year, tier.weeks_each)
    parts = [
        _forecast(tier, scores, prior, columns, chosen[at : at + AT_ONCE])
        for at in range(0, len(chosen), AT_ONCE)
    ]
    return np.concatenate([np.zeros((0, columns.shape[0])), *parts])


def _forecast(
    tier: SeriesTier, scores: Scores, prior: Prior, columns: Array, chosen: Whole
) -> Array:
    answers, positive = (
        counts[:, chosen].astype(float) for counts in (tier.answers, tier.positive)
    )
    guarded = slice(-(GUARD // tier.weeks_each), None)
    all_ = answers.copy()
    answers[:, :, guarded] = positive[:, :, guarded] = 0
    part = SomeSeries.of(
        replace(tier, answers=answers, positive=positive, item=tier.item[chosen]),
        Prior(mean=prior.mean[chosen], precision=prior.precision[chosen]),
        scores.fitted.of(chosen),
        slice(None),
    )
    found = shares(solved(part, columns, steps=2 * WARM_STEPS), columns)
    moved = (all_ * found * (1 - found)).sum(axis=0) * scores.moves[chosen]
    expected: Array = np.clip((all_ * found).sum(axis=0) + moved, 0.0, all_.sum(axis=0))
    return expected
