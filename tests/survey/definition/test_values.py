"""Numbers, dates and words that an expression comes to."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.definition.values import NUMBERS, date_in, in_words, number_in


class TestInWords:
    @pytest.mark.parametrize(
        ("result", "words"),
        [
            ("yes", "yes"),
            (True, "true"),
            (False, "false"),
            (Decimal("3.50"), "3.5"),
            (Decimal("1E+3"), "1000"),
            (Decimal("-0"), "0"),
        ],
    )
    def test_is_as_an_answer_is_stored(self, result, words):
        assert in_words(result) == words

    @given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9))
    def test_gives_a_number_that_is_read_again(self, number):
        number = NUMBERS.plus(number)

        assert number_in(in_words(number)) == number

    def test_gives_the_longest_fraction_again(self):
        third = NUMBERS.divide(Decimal(1), Decimal(3))

        assert number_in(in_words(third)) == third


class TestNumberIn:
    @pytest.mark.parametrize(
        "text", ["", "one", "1e9", "NaN", "Infinity", "1_000", "٣", "1.", ".5", " 1", "9" * 60]
    )
    def test_is_none_in_what_is_not_plainly_one(self, text):
        assert number_in(text) is None

    def test_is_none_in_a_condition(self):
        assert number_in(True) is None


class TestDateIn:
    def test_is_an_iso_day(self):
        assert date_in("2026-02-28") == date(2026, 2, 28)

    @pytest.mark.parametrize("text", ["", "2026-02-29", "28/2/2026", "20260228", "2026-2-28"])
    def test_is_none_in_anything_else(self, text):
        assert date_in(text) is None
