import numpy as np
import pytest

from analytics.stats.emerging.counts import CountedWeeks, CountScores, score_counts
from analytics.stats.emerging.tier import Array

SERIES, WEEKS, EXPOSURE = 60, 130, 400.0


def scored(
    *, rate: Array | float = 0.05, spread: float = 0.0, seed: int = 0, weeks: int = WEEKS
) -> CountScores:
    chance = np.random.default_rng(seed)
    mean = EXPOSURE * np.broadcast_to(np.asarray(rate), (SERIES, WEEKS))
    felt = chance.gamma(1 / spread, spread, mean.shape) if spread else 1.0
    exposure = np.full(mean.shape, EXPOSURE)
    exposure[:, : WEEKS - weeks] = 0
    counts = chance.poisson(mean * felt) * (exposure > 0)
    year = np.arange(WEEKS) % 52 + 1
    return score_counts(CountedWeeks(counts=counts, exposure=exposure, week_of_year=year))


@pytest.mark.slow
class TestAQuietCount:
    def test_has_scores_about_standard_normal(self) -> None:
        scores = np.concatenate([scored(seed=seed).score for seed in range(4)])

        assert abs(scores.mean()) < 0.15
        assert 0.8 < scores.std() < 1.2

    def test_stays_so_where_weeks_vary_more_than_chance(self) -> None:
        made = scored(spread=0.1)

        assert 0.75 < made.score.std() < 1.25
        assert made.dispersion.mean() == pytest.approx(3.0, abs=0.4)

    def test_follows_season_and_trend(self) -> None:
        weeks = np.arange(WEEKS)
        rate = 0.05 * np.exp(0.3 * np.cos(2 * np.pi * weeks / 52) + 0.2 * (weeks - WEEKS) / 52)

        assert abs(scored(rate=rate).score.mean()) < 0.4


@pytest.mark.slow
class TestAChange:
    @pytest.mark.parametrize("times", [1.8, 0.45])
    def test_is_seen_either_way(self, times: float) -> None:
        rate = np.full(WEEKS, 0.05)
        rate[-4:] *= times

        scores = scored(rate=rate).score

        assert np.sign(scores).mean() == np.sign(times - 1)
        assert abs(np.median(scores)) > 3

    def test_is_not_hidden_by_a_past_one(self) -> None:
        rate = np.full(WEEKS, 0.05)
        rate[60:66] *= 4
        rate[-4:] *= 1.8

        assert np.median(scored(rate=rate).score) > 2.5


class TestACountWithLittleToGoBy:
    def test_of_a_short_history_has_no_score(self) -> None:
        made = scored(weeks=30)

        assert made.is_short.all()
        assert np.isnan(made.score).all()

    def test_of_less_than_a_year_and_a_half_has_no_season(self) -> None:
        assert scored(weeks=60).score.std() == pytest.approx(1, abs=0.25)

    def test_of_hardly_anybody_has_no_score(self) -> None:
        assert scored(rate=0.00002).is_short.all()
