from hypothesis import given
from hypothesis import strategies as st

from analytics.releases.tables import middle_ratio

RATIOS = [0.951, 0.957, 0.961, 0.962, 0.966, 0.967, 0.969, 0.973, 0.981, 0.99]


class TestTheMiddleForcesErrorRatio:
    def test_is_told_in_twentieths(self):
        assert middle_ratio(RATIOS) == 0.95
        assert middle_ratio([each + 0.03 for each in RATIOS]) == 1.0

    def test_is_not_told_of_few_forces(self):
        assert middle_ratio(RATIOS[1:]) is None
        assert middle_ratio([]) is None

    @given(st.integers(0, 9), st.floats(0.5, 1.5))
    def test_is_the_same_whatever_is_answered_in_one_of_them(self, force: int, ratio: float):
        assert middle_ratio([*RATIOS[:force], ratio, *RATIOS[force + 1 :]]) == 0.95
