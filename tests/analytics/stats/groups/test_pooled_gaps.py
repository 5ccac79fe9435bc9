import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st

from analytics.stats.groups.pooled_gaps import QuarterPair, Side, pool_gaps
from analytics.stats.proportions import Proportion


def side(share: float, trials: float, *, expected: float = 0.5) -> Side:
    return Side(
        proportion=Proportion(successes=share * trials, trials=trials),
        people=round(trials),
        expected=expected,
    )


def pair(own: tuple[float, float], other: tuple[float, float], /, **expected: float) -> QuarterPair:
    return QuarterPair(
        own=side(*own, expected=expected.get("own", 0.5)),
        other=side(*other, expected=expected.get("other", 0.5)),
    )


class TestAPooledGap:
    def test_of_one_quarter_is_that_quarters(self):
        found = pool_gaps([pair((0.4, 60), (0.6, 140))])

        assert found.own.share == pytest.approx(0.4)
        assert (found.own.trials, found.other.trials) == pytest.approx((60, 140))
        assert found.raw.value == pytest.approx(-0.2)
        assert (found.people, found.other_people) == (60, 140)

    def test_adds_the_bases_of_equal_quarters(self):
        found = pool_gaps([pair((0.4, 30), (0.6, 90))] * 4)

        assert (found.own.trials, found.other.trials) == pytest.approx((120, 360))

    def test_is_none_where_only_the_quarters_differ(self):
        found = pool_gaps([pair((0.5, 90), (0.5, 10)), pair((0.9, 10), (0.9, 90))])

        assert found.raw.value == pytest.approx(0)

    def test_loses_what_the_mix_of_cases_explains(self):
        found = pool_gaps([pair((0.4, 100), (0.6, 100), own=0.45, other=0.55)])

        moved = found.standardised.difference(confidence=0.95)

        assert moved.value == pytest.approx(-0.1)
        assert found.raw.value == pytest.approx(-0.2)

    def test_ends_at_nobody_and_at_everybody(self):
        found = pool_gaps([pair((0.05, 60), (0.2, 100), own=0.6, other=0.4)])

        assert found.standardised.first.share == 0

    @given(
        st.lists(
            st.tuples(st.floats(0, 1), st.floats(1, 500), st.floats(0, 1), st.floats(1, 500)),
            min_size=1,
            max_size=4,
        )
    )
    def test_is_the_coefficient_of_a_regression_with_a_term_a_quarter(self, rows):
        found = pool_gaps([pair((p, n), (q, m)) for p, n, q, m in rows])

        shares = [share for p, _, q, _ in rows for share in (p, q)]
        weights = [trials for _, n, _, m in rows for trials in (n, m)]
        quarters = np.kron(np.eye(len(rows)), np.ones((2, 1)))
        is_own = np.tile([1.0, 0.0], len(rows))
        fitted = sm.WLS(shares, np.column_stack([is_own, quarters]), weights=weights).fit()
        assert found.raw.value == pytest.approx(fitted.params[0], abs=1e-8)
