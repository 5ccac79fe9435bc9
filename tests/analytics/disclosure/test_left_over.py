from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.disclosure.suppression.remainders import (
    Answers,
    is_safe,
    meets_minimum,
    unions,
    width,
)
from tests.analytics.disclosure.worlds import STAFF


class TestWidth:
    @given(st.integers(1, 6), st.integers(0, 6), st.data())
    def test_is_what_all_ways_to_answer_leave_open(self, size, others, data):
        people = size + others
        given_by = data.draw(st.integers(0, people))

        counts = {
            sum(person < size for person in chosen)
            for chosen in combinations(range(people), given_by)
        }

        assert width(size, people, given_by) == max(counts) - min(counts)


class TestMayStand:
    @pytest.mark.parametrize(
        ("people", "positive", "negative", "stands"),
        [(9, 4, 5, False), (10, 4, 6, True), (19, 19, 0, False), (19, 0, 10, False),
         (19, 10, 0, False), (20, 20, 0, True)],
    )  # fmt: skip
    def test_needs_ten_people_who_do_not_all_agree(self, people, positive, negative, stands):
        assert meets_minimum(Answers(people, (positive, negative)), STAFF) is stands


class TestIsSafe:
    TOTAL = Answers(100, (50, 50))

    @pytest.mark.parametrize(
        ("left", "sizes", "is_open"),
        [
            (Answers(9, (4, 5)), [9], False),
            (Answers(12, (6, 6)), [6, 6], True),
            (Answers(12, (6, 6)), [9, 3], False),
            (Answers(14, (0, 9)), [7, 7], False),
            (Answers(40, (2, 30)), [8, 32], False),
            (Answers(40, (6, 30)), [8, 32], True),
        ],
        ids=["few", "halves", "nearly all", "none positive", "two in forty", "six in forty"],
    )
    def test_leaves_each_small_group_open(self, left, sizes, is_open):
        assert is_safe(left, self.TOTAL, sizes, STAFF) is is_open

    def test_asks_no_more_than_the_total_leaves(self):
        assert is_safe(Answers(40, (2, 30)), Answers(41, (2, 31)), [8, 32], STAFF)
        assert is_safe(Answers(5, (0, 5)), Answers(5, (0, 5)), [5], STAFF)


class TestUnions:
    @given(st.lists(st.integers(0, 12), max_size=7))
    def test_are_the_sums_of_all_small_parts(self, sizes):
        small = [size for size in sizes if 0 < size <= 9]
        expected = {
            sum(chosen)
            for count in range(1, len(small) + 1)
            for chosen in combinations(small, count)
        }

        assert unions(sizes, at_most=9) == sorted(size for size in expected if size <= 9)
