from dataclasses import replace

import numpy as np
import pytest

from analytics.stats.emerging.score import Scores, forecast, score, without_skewness
from analytics.stats.emerging.tier import Array, SeriesTier

FORCES, ITEMS, WEEKS = 40, 5, 120
SERIES = FORCES * ITEMS


def tier(
    *,
    odds: Array | float = 0.8,
    share_of_second: Array | float = 0.3,
    mean: float = 20,
    seed: int = 0,
) -> SeriesTier:
    chance = np.random.default_rng(seed)
    size = np.full((SERIES, WEEKS), mean)
    second = chance.poisson(size * share_of_second)
    first = chance.poisson(size * (1 - np.asarray(share_of_second)))
    answers = np.stack([first, second]).astype(float)
    logit = np.broadcast_to(odds, (SERIES, WEEKS))
    share = 1 / (1 + np.exp(-np.stack([logit, logit - 0.7])))
    return SeriesTier(
        positive=chance.binomial(answers.astype(int), share).astype(float), answers=answers,
        week_of_year=np.arange(WEEKS) % 52 + 1, item=np.repeat(np.arange(ITEMS), FORCES),
    )  # fmt: skip


def shifted(by: float, *, of: slice, weeks: int = 6) -> Array:
    odds = np.full((SERIES, WEEKS), 0.8)
    odds[of, -weeks:] += by
    return odds


def jumped() -> SeriesTier:
    mix = np.full((SERIES, WEEKS), 0.1)
    mix[3, -6:] = 0.9
    return tier(share_of_second=mix, mean=150)


class TestAQuietTier:
    @pytest.mark.slow
    def test_has_scores_about_standard_normal(self) -> None:
        scores = np.concatenate([score(tier(seed=seed)).score for seed in range(3)])

        assert abs(scores.mean()) < 0.15
        assert 0.85 < scores.std() < 1.1

    @pytest.mark.slow
    def test_stays_so_where_weeks_vary_more_than_chance(self) -> None:
        noise = np.random.default_rng(5).normal(0, 0.2, (SERIES, WEEKS))

        scores = score(tier(odds=0.8 + noise, mean=100)).score

        assert 0.8 < scores.std() < 1.15

    def test_follows_a_season(self) -> None:
        season = 0.3 * np.cos(2 * np.pi * np.arange(WEEKS) / 52)

        scores = score(tier(odds=0.8 + np.broadcast_to(season, (SERIES, WEEKS)))).score

        assert abs(scores.mean()) < 0.3


class TestAChange:
    @pytest.mark.slow
    def test_of_one_series_is_seen_and_only_there(self) -> None:
        scores = score(tier(odds=shifted(-0.9, of=slice(7, 8)), mean=60)).score

        assert int(np.argmin(scores)) == 7
        assert scores[7] < -3.5

    @pytest.mark.slow
    def test_the_other_way_is_as_far_from_nought(self) -> None:
        given = tier(odds=shifted(-0.9, of=slice(7, 8)))

        turned = score(replace(given, positive=given.answers - given.positive)).score

        assert turned == pytest.approx(-score(given).score, abs=1e-6)

    @pytest.mark.slow
    def test_of_all_siblings_is_their_parents(self) -> None:
        given = tier(odds=shifted(-0.5, of=slice(0, FORCES)))

        made = score(given)

        assert abs(made.score[:FORCES].mean()) < 1
        assert made.moves[:FORCES, -3:].mean() < -0.2
        alone = score(replace(given, has_parent=False))
        assert alone.score[:FORCES].mean() < made.score[:FORCES].mean() - 0.8

    def test_of_the_mix_alone_is_none(self) -> None:
        assert abs(score(jumped()).score[3]) < 2

    def test_of_the_mix_that_nobody_measures_looks_like_one(self) -> None:
        given = jumped()
        merged = replace(
            given,
            positive=given.positive.sum(axis=0)[None],
            answers=given.answers.sum(axis=0)[None],
        )

        assert score(merged).score[3] < -3


class TestASeries:
    @pytest.mark.slow
    def test_with_a_short_history_has_no_score(self) -> None:
        given = tier()
        given.answers[:, 4, :-20] = given.positive[:, 4, :-20] = 0

        made = score(given)

        assert made.is_short[4]
        assert np.isnan(made.score[4])
        assert made.is_short.sum() == 1

    @pytest.mark.slow
    def test_without_answers_lately_is_not_far_from_nought(self) -> None:
        given = tier()
        given.answers[:, 4, -20:] = given.positive[:, 4, -20:] = 0

        assert score(given).score[4] == 0

    @pytest.mark.slow
    def test_has_the_same_score_in_any_position(self) -> None:
        given = tier(mean=8)
        order = np.random.default_rng(1).permutation(SERIES)
        shuffled = replace(
            given, positive=given.positive[:, order], answers=given.answers[:, order],
            item=given.item[order],
        )  # fmt: skip

        assert score(shuffled).score == pytest.approx(score(given).score[order], abs=1e-6)


class TestNextWeek:
    @pytest.mark.slow
    def test_is_as_near_from_last_weeks_fit_as_from_nothing(self) -> None:
        given = tier()
        last: Scores = score(given.as_of(WEEKS - 2))

        warm, cold = score(given, last.fitted), score(given)

        assert warm.score == pytest.approx(cold.score, abs=0.05)


class TestSkewness:
    def test_takes_from_a_rise_that_a_rare_finding_makes_likely(self) -> None:
        taken = without_skewness(np.array([3.0, -3.0]), np.array([0.6, 0.6]))

        assert taken == pytest.approx([2.8, -3.2])

    def test_takes_no_more_beyond_its_bend(self) -> None:
        taken = without_skewness(np.array([10.0]), np.array([1.0]))

        assert taken == pytest.approx([10 - 0.25 * 0.25 * 99 / 6])


class TestWhatWasExpected:
    @pytest.mark.slow
    def test_leaves_out_weeks_that_may_contain_the_change(self) -> None:
        given = tier(odds=shifted(-1.2, of=slice(7, 8), weeks=10), mean=60)

        expected = forecast(given, score(given), np.array([7]))[0]

        before = given.positive[:, 7, :-12].sum() / given.answers[:, 7, :-12].sum()
        newest, all_ = slice(-12, None), slice(None)
        for weeks in (newest, all_):
            share = expected[weeks].sum() / given.bases[7, weeks].sum()
            assert share == pytest.approx(before, abs=0.05)

    @pytest.mark.slow
    def test_moves_with_the_siblings(self) -> None:
        given = tier(odds=shifted(-0.6, of=slice(0, FORCES)), mean=60)

        alone = replace(given, has_parent=False)

        chosen = np.arange(FORCES)
        together = forecast(given, score(given), chosen)[:, -3:].sum()
        assert together < forecast(alone, score(alone), chosen)[:, -3:].sum()
