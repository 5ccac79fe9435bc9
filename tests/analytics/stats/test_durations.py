from collections import Counter

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from statsmodels.duration.survfunc import SurvfuncRight

from analytics.stats.durations import MedianDays, median_days

SPANS = st.lists(st.tuples(st.integers(1, 60), st.booleans()), min_size=2, max_size=80)


def or_none(value: float) -> int | None:
    return int(value) if np.isfinite(value) else None


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
class TestMedianDays:
    @given(SPANS.filter(lambda spans: any(is_over for _, is_over in spans)))
    def test_are_those_of_statsmodels(self, spans):
        spans = [*spans, (61, False)]
        over, waiting = (
            Counter(days for days, is_over in spans if is_over is which) for which in (True, False)
        )
        curve = SurvfuncRight(
            np.array([days for days, _ in spans]), np.array([int(is_over) for _, is_over in spans])
        )
        # There statsmodels waits for the day after which fewer than half are left.
        assume(not np.isclose(curve.surv_prob, 0.5).any())
        lower, upper = curve.quantile_ci(0.5)

        assert median_days(over, waiting) == MedianDays(
            median=or_none(curve.quantile(0.5)), lower=or_none(lower), upper=or_none(upper)
        )

    def test_count_who_waits_as_waiting(self):
        over, waiting = {1: 5, 2: 5, 40: 1}, {30: 10}

        assert median_days(over, {}).median == 2
        assert median_days(over, waiting).median == 40

    def test_are_none_where_nothing_is_over(self):
        assert median_days({}, {7: 3}) == MedianDays(median=None, lower=None, upper=None)
