import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from analytics.stats import judgement

P_VALUES = st.lists(st.floats(0, 1), min_size=1, max_size=60)


class TestBenjaminiHochberg:
    def test_agrees_with_r(self):
        # R 4.5.0: p.adjust(c(.001, .02, .04, .03, .9, .2), "BH")
        adjusted = judgement.benjamini_hochberg([0.001, 0.02, 0.04, 0.03, 0.9, 0.2])

        assert adjusted == pytest.approx([0.006, 0.06, 0.06, 0.06, 0.9, 0.24])

    @given(P_VALUES)
    def test_agrees_with_statsmodels(self, p_values):
        adjusted = judgement.benjamini_hochberg(p_values)

        assert adjusted == pytest.approx(list(multipletests(p_values, method="fdr_bh")[1]))

    @given(P_VALUES)
    def test_keeps_the_order_and_never_helps(self, p_values):
        adjusted = judgement.benjamini_hochberg(p_values)

        order = np.argsort(p_values, kind="stable")
        assert (np.diff(np.array(adjusted)[order]) >= 0).all()
        assert all(
            after >= before * (1 - 1e-12) for before, after in zip(p_values, adjusted, strict=True)
        )

    def test_of_nothing_is_nothing(self):
        assert judgement.benjamini_hochberg([]) == []
