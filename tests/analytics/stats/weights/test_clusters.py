import pytest

from analytics.stats.weights.clusters import PersonScores


class TestTheCorrelation:
    def test_is_what_both_add_of_those_in_both_over_the_sizes_of_each(self) -> None:
        here = PersonScores.of([1, 2, 3], [0.0, 1.0, 5.0])
        there = PersonScores.of([2, 3, 4], [3.0, -1.0, -2.0])

        assert here.correlation(there) == pytest.approx(-6 / 14)
        assert there.correlation(here) == pytest.approx(-6 / 14)

    def test_is_one_of_an_estimate_with_a_multiple_of_itself(self) -> None:
        here = PersonScores.of([1, 2, 3], [0.0, 1.0, 5.0])
        there = PersonScores.of([1, 2, 3], [0.0, 3.0, 15.0])

        assert here.correlation(there) == pytest.approx(1)
