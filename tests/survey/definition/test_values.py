from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.definition.expressions import Operator
from survey.definition.values import (
    NUMBERS,
    OPERATORS,
    date_in,
    format_date,
    in_words,
    negative,
    number,
    number_in,
    whole,
)
from tests.each import for_each


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
    @for_each(
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


ORDER = (Operator.LESS, Operator.AT_MOST, Operator.EQUAL, Operator.UNEQUAL, Operator.AT_LEAST,
         Operator.MORE)  # fmt: skip
LESS = {Operator.LESS, Operator.AT_MOST, Operator.UNEQUAL}
SAME = {Operator.AT_MOST, Operator.EQUAL, Operator.AT_LEAST}
MORE = {Operator.MORE, Operator.UNEQUAL, Operator.AT_LEAST}
APART = {Operator.UNEQUAL}


class TestComparing:
    @for_each(
        ("left", "right", "true"),
        [
            (Decimal(9), Decimal(10), LESS), (Decimal(10), Decimal(10), SAME),
            (Decimal(11), Decimal(10), MORE), ("9", Decimal(10), LESS), ("10", Decimal(10), SAME),
            (Decimal(11), "10", MORE), ("9", "10", LESS), ("2026-01-31", "2026-02-01", LESS),
            ("2026-02-01", "2026-02-01", SAME), ("2026-02-02", "2026-02-01", MORE),
            ("", Decimal(0), APART), (Decimal(0), "", APART), ("", "2026-02-01", APART),
            ("2026-02-01", "", APART), ("b", "a", APART), ("a", "a", {Operator.EQUAL}),
            ("9", "2026-02-01", APART), (True, "true", APART), (True, True, {Operator.EQUAL}),
        ],
    )  # fmt: skip
    def test_is_by_number_or_by_day_and_what_has_no_order_is_neither_less_nor_more(
        self, left, right, true
    ):
        assert {operator for operator in ORDER if OPERATORS[operator](left, right)} == true


class TestReckoning:
    @for_each(
        ("left", "operator", "right", "result"),
        [
            (Decimal("0.1"), Operator.PLUS, Decimal("0.2"), Decimal("0.3")),
            ("7", Operator.MINUS, "9", Decimal(-2)),
            ("7", Operator.TIMES, "-9", Decimal(-63)),
            ("7", Operator.DIVIDED_BY, "2", Decimal("3.5")),
            ("7", Operator.REMAINDER, "4", Decimal(3)),
            ("7", Operator.DIVIDED_BY, "0", ""),
            ("", Operator.PLUS, "1", ""),
            ("1", Operator.PLUS, "", ""),
            ("2026-02-27", Operator.PLUS, "2", "2026-03-01"),
            ("2026-03-01", Operator.MINUS, "2", "2026-02-27"),
            ("2026-03-01", Operator.MINUS, "2026-02-27", Decimal(2)),
            ("2026-03-01", Operator.PLUS, "2026-02-27", ""),
            ("2026-03-01", Operator.MINUS, "", ""),
            ("2026-03-01", Operator.PLUS, "", ""),
            ("2", Operator.MINUS, "2026-02-27", ""),
            ("2", Operator.PLUS, "2026-02-27", ""),
            ("9999-12-31", Operator.PLUS, "1", ""),
            ("0001-01-01", Operator.MINUS, "1", ""),
        ],
    )
    def test_is_of_numbers_and_of_days_and_else_of_nothing(self, left, operator, right, result):
        assert OPERATORS[operator](left, right) == result

    @pytest.mark.parametrize(
        ("text", "cut", "turned", "read"),
        [
            ("-3.7", Decimal(-3), Decimal("3.7"), Decimal("-3.7")),
            ("3.7", Decimal(3), Decimal("-3.7"), Decimal("3.7")),
            ("0", 0, 0, 0),
            ("three", "", "", ""),
            ("", "", "", ""),
        ],
    )
    def test_cuts_turns_and_reads_numbers(self, text, cut, turned, read):
        assert (whole(text), negative(text), number(text)) == (cut, turned, read)


class TestFormatDate:
    @pytest.mark.parametrize(
        ("form", "words"),
        [
            ("%Y-%m-%d", "2006-03-05"), ("%e/%n/%y", "5/3/06"), ("%Q", ""), ("in %Y", "in 2006"),
        ],
    )  # fmt: skip
    def test_writes_the_parts_that_it_knows(self, form, words):
        assert format_date("2006-03-05", form) == words

    def test_is_nothing_of_what_is_no_day(self):
        assert format_date("soon", "%Y") == ""
