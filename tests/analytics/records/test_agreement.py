"""κ beside statsmodels' own, which is checked there against SAS and R."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from statsmodels.stats.inter_rater import cohens_kappa as their_kappa

from analytics.records.agreement import cohens_kappa, one_against_others

LEVELS = "abc"
OTHERWISE = (0, 1, -1, 1, -1, 0, -1, 0, 1)
"""What differs between two worlds of which each level has as many people, said and recorded."""
TABLES = st.lists(st.integers(0, 40), min_size=9, max_size=9)


def pairs(counts: list[int]) -> Counter[tuple[str, str]]:
    names = [(one, other) for one in LEVELS for other in LEVELS]
    return Counter({name: count for name, count in zip(names, counts, strict=True) if count})


class TestKappa:
    @given(TABLES)
    def test_is_that_of_statsmodels(self, counts):
        table = np.array(counts).reshape(3, 3)
        assume(sum(row.any() for row in table) > 1 and sum(row.any() for row in table.T) > 1)
        assume(table.sum() > np.trace(table))
        theirs = their_kappa(table)
        ours = cohens_kappa(pairs(counts))

        assert ours is not None
        assert ours.value == pytest.approx(theirs.kappa, abs=1e-9)
        assert ours.interval.lower == pytest.approx(max(theirs.kappa_low, -1), abs=1e-7)
        assert ours.interval.upper == pytest.approx(min(theirs.kappa_upp, 1), abs=1e-7)

    def test_is_no_point_where_nobody_disagrees(self):
        found = cohens_kappa(pairs([20, 0, 0, 0, 20, 0, 0, 0, 0]))

        assert found is not None
        assert found.value == found.interval.upper == 1
        assert found.interval.lower == pytest.approx((0.9124 - 0.5) / 0.5, abs=1e-3)

    def test_of_one_level_is_that_of_it_against_all_others(self):
        found = cohens_kappa(one_against_others(pairs([20, 3, 2, 6, 5, 2, 4, 3, 5]), "a"))

        assert found is not None
        assert found.value == pytest.approx((35 / 50 - 0.5) / 0.5)

    def test_is_none_where_all_say_the_same(self):
        assert cohens_kappa({("a", "a"): 30}) is None
        assert cohens_kappa({}) is None

    @given(TABLES, st.integers(1, 40))
    def test_of_margins_tells_of_no_pair_of_levels(self, counts, by):
        first = [count + by if at in {2, 4, 6} else count for at, count in enumerate(counts)]
        other = [count + by * by_place for count, by_place in zip(first, OTHERWISE, strict=True)]

        one, two = (cohens_kappa(pairs(each), is_of_margins=True) for each in (first, other))

        assert one is not None
        assert two is not None
        assert one.value == pytest.approx(two.value)
        assert one.interval.lower == pytest.approx(two.interval.lower)
        assert one.interval.upper == pytest.approx(two.interval.upper)

    def test_of_each_pair_would_tell(self):
        first = [40, 1, 6, 1, 8, 1, 6, 1, 1]
        other = [count + 6 * by for count, by in zip(first, OTHERWISE, strict=True)]

        one, two = (cohens_kappa(pairs(each)) for each in (first, other))

        assert one is not None
        assert two is not None
        assert one.value == pytest.approx(two.value)
        assert one.interval.lower - two.interval.lower > 0.005
