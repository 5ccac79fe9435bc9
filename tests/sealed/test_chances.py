from dataclasses import replace
from math import inf
from statistics import NormalDist

import numpy as np
import pytest

from tests.sealed import chances
from tests.sealed.chances import NOT_COMPARED, TOGETHER, Claim

CONFIDENCE, ERROR = 0.99, 0.04
QUANTILE = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
SEEN = (QUANTILE + NormalDist().inv_cdf(chances.POWER)) * ERROR
"""What would have been seen of differences whose standard error is four points."""
ITEMS = [f"Q-{number}" for number in range(10)]
MANY = (400, 1600)
DRAWS = 2000
RARE = 0.0005


def claim(value, *, seen=SEEN):
    half = QUANTILE * ERROR
    word = chances.NONE if abs(value) <= half else "higher" if value > 0 else "lower"
    return Claim(
        word=word,
        difference=value,
        lower=value - half,
        upper=value + half,
        confidence=CONFIDENCE,
        seen=seen,
    )


def told(value, *, force="kent", seen=SEEN):
    return {(force, item): claim(value, seen=seen) for item in ITEMS}


def faults(found, *, planted=-0.2, bases=MANY):
    wanted = dict.fromkeys(found, planted)
    return list(chances.faults(found, wanted, dict.fromkeys(found, bases)))


def drawn(rng, truly):
    found = {}
    for force in ("kent", "gwent"):
        person = rng.standard_normal()
        for item in ITEMS:
            chance = TOGETHER**0.5 * person + (1 - TOGETHER) ** 0.5 * rng.standard_normal()
            found[force, item] = claim(truly + ERROR * chance)
    return found


class TestAPlantedDifference:
    def test_that_would_just_have_been_seen_is_found_four_times_in_five(self):
        assert 1 - chances.chance_to_miss(claim(0).surplus(-SEEN)) == pytest.approx(0.8)

    def test_is_likely_where_more_often_found_than_not(self):
        found = told(-0.2)
        assert chances.likely_of(found, dict.fromkeys(found, -0.11)).keys() == found.keys()
        assert not chances.likely_of(found, dict.fromkeys(found, -0.1))

    def test_is_found(self):
        assert not faults(told(-0.2))

    def test_may_be_missed_where_it_would_not_have_been_seen(self):
        assert not faults(told(-0.05), planted=-0.1)
        assert not faults(dict.fromkeys(told(0), NOT_COMPARED), bases=(40, 900))

    @pytest.mark.parametrize("found", [told(-0.05), told(0.0), told(0.2)])
    def test_is_not_missed_on_all_questions_where_it_would(self, found):
        assert faults(found)

    def test_is_not_missed_on_one_question_where_it_surely_would(self):
        found = told(-0.12)
        found["kent", "Q-3"] = claim(-0.05)
        wanted = dict.fromkeys(found, -0.12) | {("kent", "Q-3"): -0.4}

        [fault] = chances.faults(found, wanted, dict.fromkeys(found, MANY))
        assert "Q-3" in fault

    def test_may_be_missed_on_one_question_where_chance_has_it(self):
        found = told(-0.2)
        found["kent", "Q-3"] = claim(-0.05)

        assert not faults(found, planted=-0.15)

    def test_is_not_told_the_other_way(self):
        found = told(-0.15)
        found["kent", "Q-3"] = claim(0.15)

        assert any("higher" in fault for fault in faults(found, planted=-0.15))

    def test_is_compared_where_a_hundred_answered_on_either_side(self):
        assert len(faults(dict.fromkeys(told(0), NOT_COMPARED), bases=(100, 900))) == len(ITEMS)

    @pytest.mark.slow
    def test_of_a_sound_product_fails_no_check(self):
        rng = np.random.default_rng(5)
        for truly in (-0.08, -0.11, -0.14, -0.18, -0.25):
            failed = sum(bool(faults(drawn(rng, truly), planted=truly)) for _ in range(DRAWS // 10))
            assert not failed, truly

    @pytest.mark.slow
    def test_of_a_blind_product_fails_the_check(self):
        rng = np.random.default_rng(5)
        for truly, measured in ((-0.2, -0.08), (-0.25, -0.1), (-0.14, 0.14)):
            failed = sum(
                bool(faults(drawn(rng, measured), planted=truly)) for _ in range(DRAWS // 20)
            )
            assert failed >= 0.95 * DRAWS // 20, (truly, measured)


class TestTheMostThatChanceMisses:
    def test_is_binomial_for_independent_people(self):
        one_in_five = [[NormalDist().inv_cdf(0.8)]] * 20

        assert chances.most_missed(one_in_five, alarm=0.0001) == 12
        assert chances.most_missed([[3.0]] * 20, alarm=0.0001) == 2

    def test_is_more_where_the_same_people_answer(self):
        assert chances.most_missed([[1.5] * 20]) > chances.most_missed([[1.5]] * 20)

    def test_is_missed_by_no_more_than_so_many(self):
        rng, surplus = np.random.default_rng(3), [0.9, 1.2, 2.0, 2.5]
        most = chances.most_missed([surplus] * 3, alarm=RARE)
        people, own = rng.standard_normal((3, 100_000)), rng.standard_normal((4, 3, 100_000))
        chance = TOGETHER**0.5 * people + (1 - TOGETHER) ** 0.5 * own
        missed = (np.array(surplus)[:, None, None] + chance < 0).sum(axis=(0, 1))

        assert (missed > most).mean() < 1.5 * RARE
        assert (missed >= most).mean() > RARE / 1.5

    def test_is_none_where_nothing_is_planted(self):
        assert chances.most_missed([]) == 0


class TestAClearClaim:
    def test_is_so_where_its_interval_has_the_truth(self):
        found = told(-0.15) | told(-0.02, force="gwent")

        assert not chances.not_so(found, dict.fromkeys(found, -0.12))
        assert len(chances.not_so(found, dict.fromkeys(found, 0.0))) == len(ITEMS)
        assert len(chances.not_so(found, dict.fromkeys(found, 0.12))) == len(ITEMS)

    def test_is_not_so_by_chance_in_one_of_twenty(self):
        assert [chances.most_false(clear) for clear in (0, 1, 10, 20, 100)] == [0, 1, 5, 7, 16]


class TestEverythingPlanted:
    def test_is_measured_as_it_is(self):
        found = told(-0.12)

        assert chances.smaller(found, dict.fromkeys(found, -0.12)) == pytest.approx(0)
        assert chances.smaller(found, dict.fromkeys(found, -0.2)) == pytest.approx(20 / 32.5**0.5)
        assert chances.smaller(found, dict.fromkeys(found, -0.04)) < 0
        assert chances.smaller({}, {}) == 0

    def test_fails_if_half_is_found(self):
        found = told(-0.06) | told(0.06, force="gwent")
        wanted = {place: 0.16 if place[0] == "gwent" else -0.16 for place in found}

        assert not chances.outside(found, wanted)
        assert chances.smaller(found, wanted) > chances.FURTHEST

    @pytest.mark.slow
    def test_is_by_a_sound_product(self):
        rng = np.random.default_rng(8)
        off = [
            chances.smaller(found := drawn(rng, -0.1), dict.fromkeys(found, -0.1))
            for _ in range(DRAWS)
        ]

        assert np.std(off) == pytest.approx(1, abs=0.05)
        assert max(map(abs, off)) < chances.FURTHEST


class TestAnInterval:
    def test_has_the_truth_but_for_chance(self):
        found = told(-0.12)

        assert not chances.outside(found, dict.fromkeys(found, -0.15))
        assert len(chances.outside(found, dict.fromkeys(found, 0.0))) == len(ITEMS)
        assert 1 <= chances.most_outside(found) < len(ITEMS)

    def test_is_what_the_word_says(self):
        found = told(-0.12)
        found["kent", "Q-3"] = replace(found["kent", "Q-3"], word=chances.NONE)

        assert any("Q-3" in fault for fault in faults(found, planted=-0.12))

    def test_of_nothing_compared_may_be_outside_of_nothing(self):
        found = dict.fromkeys(told(0), NOT_COMPARED)

        assert not chances.outside(found, dict.fromkeys(found, 0.2))
        assert chances.most_outside(found) == 0


class TestWhatWouldHaveBeenSeen:
    def test_is_no_excuse_where_more_answered(self):
        found = told(-0.05, seen=0.4)

        assert not faults(found)
        assert chances.most_seen(MANY, spread=0.0) < 0.4
        assert chances.most_seen(MANY, spread=0.0) > SEEN

    def test_may_be_anything_where_nobody_answered(self):
        assert chances.most_seen((0, 900), spread=0.0) == inf


class TestIntervalsOfTwoStages:
    def test_stand_apart_as_far_as_they_do_in_truth(self):
        narrow, wide = {"lower": 0.4, "upper": 0.5}, {"lower": 0.5, "upper": 0.7}

        assert chances.surplus_of_intervals(-0.3, narrow, wide) > 1.5
        assert chances.surplus_of_intervals(0.16, narrow, wide) == pytest.approx(0.0, abs=1e-9)
