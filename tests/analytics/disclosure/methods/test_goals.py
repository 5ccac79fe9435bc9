from math import inf

import pytest

from analytics.disclosure.methods.goals import Exposure, goal_for

CELL = ("a", "cell")


class TestAGoal:
    @pytest.mark.parametrize(
        ("people", "most", "ends"),
        [
            (9, inf, (4, 14)), (5, inf, (0, 10)), (1, inf, (0, 6)), (8, 13, (3, 13)),
            (8, 10, (3, 10)), (8, 9, (3, 9)), (8, 8, (2, 8)), (3, 3, (0, 3)),
        ],
    )  # fmt: skip
    def test_is_five_to_either_side_or_six_wide_where_no_more_were_asked(self, people, most, ends):
        goal = goal_for(CELL, people, most=most)

        assert (goal.cell, goal.people) == (CELL, people)
        assert (goal.lower, goal.upper) == ends


class TestAnExposure:
    @pytest.mark.parametrize(("upper", "is_exact"), [(4, True), (4.9, True), (5, False)])
    def test_is_exact_where_one_number_is_left(self, upper, is_exact):
        assert Exposure(cell=CELL, people=4, lower=4, upper=upper).is_exact is is_exact
