import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.stats.emerging.log_odds import weighted_log_odds

few = st.integers(0, 50)


def odds(first: int, second: int, *, totals: tuple[int, int] = (100, 400)):
    return weighted_log_odds(
        first=first, first_total=totals[0], second=second, second_total=totals[1]
    )


class TestWeightedLogOdds:
    def test_are_as_by_hand(self):
        found = odds(10, 5)

        assert found.delta == pytest.approx(0.648695, abs=1e-6)
        assert found.z == pytest.approx(2.162318, abs=1e-6)

    def test_put_a_rare_word_behind_a_frequent_one(self):
        assert odds(2, 0).z < odds(60, 120).z

    def test_are_none_without_words(self):
        assert odds(0, 0) is None
        assert odds(0, 0, totals=(0, 0)) is None
        assert odds(100, 400) is None

    @given(few, few)
    def test_change_sign_with_the_texts(self, first, second):
        one, other = odds(first, second, totals=(90, 90)), odds(second, first, totals=(90, 90))
        if one and other:
            assert one.z == pytest.approx(-other.z)
