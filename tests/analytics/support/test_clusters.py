from collections import Counter

import numpy as np
import pytest

from analytics.support import counting
from analytics.support.counting import NOT_OFFERED, SUPPORTED, SupportFigures
from responses.extract_rows import AnswerRow
from tests.analytics.modes.test_clusters import Z95
from tests.analytics.support.test_counting import ITEM, MEANINGS, half_good, said, told

PEOPLE, MOST_EVENTS = 600, 4
RISE, SPREAD = 0.5, 2.5
"""In logits: how much more kindly those with support answer, and how unlike people are."""
STAYS = 0.8
"""Whoever had support once, or had not, mostly has again, or has not again: the chance of it."""


def a_year(seed: int) -> list[AnswerRow]:
    rng, rows = np.random.default_rng(seed), []
    for person in range(PEOPLE):
        leaning, usually = rng.normal(0, SPREAD), rng.random() < 0.4
        for _ in range(rng.integers(1, MOST_EVENTS + 1)):
            has = usually if rng.random() < STAYS else not usually
            is_good = rng.random() < 1 / (1 + np.exp(-(leaning + RISE * has)))
            rows.append(
                said(len(rows), "yes" if has else "not_offered", is_good=is_good, person=person)
            )
    return rows


def strangers(rows: list[AnswerRow]) -> list[AnswerRow]:
    return [
        said(at, row.support_referral, is_good=row.answers == rows[0].answers, person=at)
        for at, row in enumerate(rows)
    ]


def error_of_share(found: SupportFigures, level: str) -> float:
    interval = found.shares[ITEM][level].interval
    return (interval.upper - interval.lower) / (2 * Z95)


def true_difference() -> float:
    leanings = np.random.default_rng(0).normal(0, SPREAD, 2_000_000)
    with_it, without = (1 / (1 + np.exp(-(leanings + rise))) for rise in (RISE, 0))
    return float((with_it - without).mean())


class TestPeople:
    def test_are_counted_once_however_often_they_answered(self):
        rows = [said(at, "yes", is_good=at % 2 == 0, person=at % 40) for at in range(120)]

        assert told(rows).shares[ITEM][SUPPORTED].people == 40

    def test_of_whom_fewer_than_thirty_answered_often_are_hidden(self):
        rows = [said(at, "yes", is_good=at % 2 == 0, person=at % 29) for at in range(290)]

        assert not told(rows).shares

    def test_who_are_left_over_are_not_told_by_the_others(self):
        rows = half_good(60, "yes")
        rows += [said(100 + at, "not_offered", is_good=True, person=100 + at % 5)
                 for at in range(40)]  # fmt: skip

        assert not told(rows).shares

    def test_too_few_of_whom_answered_often_enough_are_not_compared(self):
        few = [said(at, "yes", is_good=at % 30 < 15, person=at % 30) for at in range(90)]
        rows = few + [said(1000 + at, "not_offered", is_good=at % 2 == 0) for at in range(300)]

        assert not told(rows).gaps
        assert counting.figures(strangers(rows), Counter(), MEANINGS).gaps


class TestAShare:
    @pytest.mark.slow
    def test_is_less_sure_where_people_answered_more_than_once(self):
        rows = a_year(1)
        one, apart = told(rows), told(strangers(rows))

        for level in (SUPPORTED, NOT_OFFERED):
            assert one.shares[ITEM][level].share in {
                apart.shares[ITEM][level].share, 1 - apart.shares[ITEM][level].share
            }  # fmt: skip
            assert error_of_share(one, level) > 1.15 * error_of_share(apart, level)


class TestADifference:
    def test_of_different_people_has_the_error_of_the_model(self):
        found = told(half_good(400, "yes") + [said(1000 + at, "not_offered", is_good=at % 3 == 0)
                                              for at in range(600)])  # fmt: skip

        expected = np.sqrt(0.25 / 400 + (1 / 3) * (2 / 3) / 600)
        assert found.gaps[ITEM].held.error == pytest.approx(expected, rel=0.01)

    def test_is_surer_where_one_person_answered_with_support_and_without(self):
        rows = [
            said(2 * person + at, ("yes", "not_offered")[at], is_good=(person * 7 + at) % 10 < 5,
                 person=person)
            for person in range(200) for at in (0, 1)
        ]  # fmt: skip

        assert told(rows).gaps[ITEM].held.error < 0.75 * told(strangers(rows)).gaps[ITEM].held.error

    @pytest.mark.slow
    def test_is_less_sure_where_whoever_has_support_mostly_has_it_again(self):
        rows = a_year(1)

        one, apart = (told(each).gaps[ITEM].held.error for each in (rows, strangers(rows)))
        assert one > 1.1 * apart

    @pytest.mark.nightly
    def test_varies_as_much_as_it_says_and_holds_the_truth_as_often(self):
        years = [a_year(seed) for seed in range(200)]
        held = [told(rows).gaps[ITEM].held for rows in years]
        apart = [told(strangers(rows)).gaps[ITEM].held.error for rows in years]

        varies = np.std([one.value for one in held], ddof=1)
        assert np.mean([one.error for one in held]) == pytest.approx(varies, rel=0.12)
        assert np.mean(apart) < 0.9 * varies
        true = true_difference()
        inside = [abs(one.value - true) <= Z95 * one.error for one in held]
        assert 182 <= sum(inside) <= 198
