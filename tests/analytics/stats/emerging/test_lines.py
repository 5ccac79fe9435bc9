import math

import numpy as np
import pytest

from analytics.stats.emerging import lines
from analytics.stats.emerging.lines import Standing


def standing(
    score: float,
    *,
    ratio: float = 2.0,
    excess: float = 9,
    area: str | None = "kent",
    evidence: float = 0.0,
) -> Standing:
    return Standing(
        score=score, odds_ratio=ratio, excess=excess, area=area, evidence=evidence
    )  # fmt: skip


class TestRed:
    def test_is_what_stands_out_of_all_its_tier(self) -> None:
        week = {at: standing(0.5) for at in range(99)} | {99: standing(-4.5)}

        assert lines.red(week) == [99]

    def test_needs_a_change_that_matters(self) -> None:
        small = standing(6, ratio=1.2)
        few = standing(6, excess=4)
        fewer = standing(-6, ratio=1 / 1.31, excess=-5)

        assert lines.red({1: small, 2: few, 3: fewer}) == [3]

    def test_asks_more_of_one_among_many(self) -> None:
        alone, among = {1: standing(2.2)}, {at: standing(0.1) for at in range(2, 500)}

        assert lines.red(alone) == [1]
        assert lines.red(alone | among) == []

    def test_needs_evidence_where_two_looks_are_taken(self) -> None:
        week = {1: standing(4, evidence=lines.TWICE.evidence), 2: standing(4, evidence=29)}

        assert lines.red(week, lines.TWICE) == [1]
        assert lines.red(week, lines.ONCE) == [1, 2]

    def test_needs_no_evidence_where_ten_of_a_tier_are_called_together(self) -> None:
        week = {at: standing(4, evidence=5) for at in range(lines.TWICE.many)}
        fewer = {at: each for at, each in week.items() if at}

        assert len(lines.red(week, lines.TWICE)) == 10
        assert lines.red(fewer, lines.TWICE) == []


class TestEvidence:
    def test_is_even_where_nothing_was_said(self) -> None:
        assert lines.evidence(3.0, 0.0) == 1.0

    def test_is_against_a_change_where_the_score_is_nought(self) -> None:
        assert lines.evidence(0.0, 60.0) == pytest.approx(1 / 4)

    def test_is_what_a_normal_change_of_half_a_logit_makes_likelier(self) -> None:
        density = {sd: math.exp(-((3 / sd) ** 2) / 2) / sd for sd in (1, 2)}

        assert lines.evidence(-3.0, 12.0) == pytest.approx(density[2] / density[1])

    def test_is_slight_of_few_answers_however_far_out_and_of_many_that_moved_little(self) -> None:
        assert lines.evidence(5.0, 0.5) < 10 < lines.evidence(5.0, 10)
        assert lines.evidence(3.2, 1_600) < 10 < lines.evidence(3.2, 16)


class TestAmber:
    def test_is_five_a_force_and_ten_of_the_nation(self) -> None:
        week = {at: standing(2 + at / 100) for at in range(8)}
        week |= {100 + at: standing(-3, area=None) for at in range(12)}
        week |= {200: standing(2.1, area="city")}

        chosen = lines.amber(week)

        assert [key for key in chosen if key < 100] == [7, 6, 5, 4, 3]
        assert sum(100 <= key < 200 for key in chosen) == 10
        assert 200 in chosen

    def test_is_nothing_where_nothing_is_far(self) -> None:
        assert lines.amber({1: standing(1.9)}) == []


class TestTheDivisor:
    def test_is_one_for_scores_as_wide_as_a_normal(self) -> None:
        scores = np.random.default_rng(0).normal(0, 1, 20_000)

        assert lines.divisor([lines.tally(scores)]) == 1.0

    def test_draws_wider_scores_in(self) -> None:
        scores = np.random.default_rng(0).normal(0, 1.65, 20_000)

        assert lines.divisor([lines.tally(scores)]) == pytest.approx(1.5, abs=0.05)

    def test_waits_until_it_has_seen_enough(self) -> None:
        assert lines.divisor([lines.tally(np.full(300, 5.0))]) == 1.0
        assert lines.divisor([]) == 1.0


class TestSizeTiers:
    def test_begin_at_four_twelve_and_forty(self) -> None:
        bases = np.array([[3.0, 4.8], [4.0, 4.0], [12.0, 12.0], [39.0, 40.0], [40.0, 40.0]])

        assert list(lines.size_tiers(bases)) == [0, 1, 2, 2, 3]


class TestAPValue:
    def test_is_two_sided(self) -> None:
        assert lines.p_value(-1.959964) == pytest.approx(0.05)
        assert lines.p_value(1.959964) == pytest.approx(0.05)
