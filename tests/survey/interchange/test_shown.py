import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.interchange.workbooks.shown import (
    SHOWN_OTHERWISE,
    UNSEEN,
    mark_by_format,
    mark_by_text,
    may_mark,
)
from tests.each import for_each

POSITIVE, NEGATIVE, NOUGHT, TEXT = 7.0, -7.0, 0.0, None


class TestANumberFormat:
    @for_each(
        "code",
        [
            "", "0", "General", "@", "0.00E+00", "#,##0.00;[Red]-#,##0.00", "00000000000", "0%",
            "[$£-809]#,##0.00", "0000 000000", "General;General;General;@",
        ],
    )  # fmt: skip
    def test_shows_what_it_holds(self, code):
        assert not may_mark(code)

    @pytest.mark.parametrize(
        "code",
        [
            "dd/mm/yyyy", "[$-409]d mmmm yyyy;@", 'd "of" mmmm', 'yyyy-mm-dd"T"hh:mm:ss', "[h]:mm",
            'd"th" mmm', "hh:mm AM/PM",
        ],
    )  # fmt: skip
    def test_shows_a_date_with_words_that_join_it(self, code):
        assert not may_mark(code)

    @for_each(
        ("code", "value", "mark"),
        [
            ('"DO NOT TEXT "0', POSITIVE, SHOWN_OTHERWISE),
            ('"DO NOT TEXT "0', TEXT, ""),
            (r"\n\o\t\ 0", POSITIVE, SHOWN_OTHERWISE),
            ('"not safe"', POSITIVE, SHOWN_OTHERWISE),
            ('"not safe "@', TEXT, SHOWN_OTHERWISE),
            ("[$do not text ]0", POSITIVE, SHOWN_OTHERWISE),
            ("✗ 0", POSITIVE, SHOWN_OTHERWISE),
            ('"+44"0', POSITIVE, SHOWN_OTHERWISE),
            ('0;"no";0', NEGATIVE, SHOWN_OTHERWISE),
            ('0;"no";0', POSITIVE, ""),
            ('0;0;"-"', NOUGHT, SHOWN_OTHERWISE),
            ("0;-0;", NOUGHT, UNSEEN),
            ("0;-0;;@", NOUGHT, UNSEEN),
            ("0;-0;;@", POSITIVE, ""),
            ("#", NOUGHT, UNSEEN),
            (";;;", POSITIVE, UNSEEN),
            (";;;", TEXT, UNSEEN),
            (";;;@", POSITIVE, UNSEEN),
            (";;;@", TEXT, ""),
            ("0;0;0;", TEXT, UNSEEN),
            ('[=1]"no";0', NEGATIVE, SHOWN_OTHERWISE),
            ('"cancelled "dd/mm/yyyy', POSITIVE, SHOWN_OTHERWISE),
        ],
    )
    def test_may_hide_or_change_what_it_holds(self, code, value, mark):
        assert mark_by_format(code, value) == mark

    @given(st.text(max_size=30), st.sampled_from([POSITIVE, NEGATIVE, NOUGHT, TEXT]))
    def test_is_read_whatever_it_says(self, code, value):
        assert mark_by_format(code, value) in {"", UNSEEN, SHOWN_OTHERWISE}

    @given(st.text("abcdefghijklmnopqrstuvwxyz ", min_size=1).filter(str.strip))
    def test_shows_no_number_as_it_is_with_a_word_beside_it(self, word):
        assert mark_by_format(f'"{word}"0', POSITIVE) == SHOWN_OTHERWISE


class TestAText:
    @given(st.integers(-(10**12), 10**12).map(float))
    def test_that_is_a_number_shows_that_number_and_no_other(self, value):
        assert mark_by_text(value, str(int(value)), f"{int(value):,}") == ""
        assert mark_by_text(value, str(int(value)), f"{int(value) + 1:,}")

    @given(st.text(max_size=20))
    def test_shows_a_text_only_where_it_is_the_same(self, shown):
        same = shown.split() == ["07700900123"]

        assert (mark_by_text("07700900123", "07700900123", shown) == "") is same
