from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from responses.case_files.cells.contacts import email, mobile
from responses.case_files.faults import CellError, FaultCode
from tests.each import for_each
from tests.responses.case_files.examples import numbers

letters = st.characters(categories=["Lu", "Ll", "Lo", "Lm"])
blanks = st.sampled_from(
    ["", " ", "\u00a0", "\u2009", "\t", "-", "\u2011", "\u2013", "\u2212", "."]
)
prefixes = st.sampled_from(["0", "+44", "44", "0044", "+44 (0)", "(+44) ", "+44 0", "", "(0)"])
written = st.text(st.characters(categories=["L", "N", "P"]), max_size=20)
unseen = st.sampled_from(["", "\u200b", "\u200e", "\u202a", "\u2066", "\ufeff", "\u00ad"])


def refused(read, value):
    with pytest.raises(CellError) as caught:
        read(value)
    return caught.value.code


def read_or_none(value):
    with suppress(CellError):
        return mobile(value)
    return None


class TestMobile:
    @for_each(
        "written",
        [
            "07700 900123", "07700900123", "+447700900123", "0044 7700 900123", "(07700) 900-123",
            "+44 (0)7700 900123", "+44(7700)900123", "447700900123", "+44 07700 900123",
            "07700.900.123", "0 7 7 0 0 9 0 0 1 2 3", "\u202a+44 7700 900123\u202c",
            "07700\u00a0900\u2011123", "\ufeff07700 900123", " 07700 900123\n",
        ],
    )  # fmt: skip
    def test_reads_a_number_however_it_is_written(self, written):
        assert mobile(written) == "+447700900123"

    def test_gives_back_the_nought_that_a_spreadsheet_took_off(self):
        assert mobile("7700900123") == "+447700900123"

    @given(numbers, prefixes, blanks, blanks, unseen)
    def test_is_one_number_in_all_its_forms(self, number, prefix, first, second, mark):
        written = f"{mark}{prefix}7700{first}900{second}{number:03}{mark}"

        assert mobile(written) == f"+447700900{number:03}"

    @for_each(
        "written",
        [
            "DO NOT TEXT 07700900123", "07700900123 DO NOT TEXT", "partner 07700 900123",
            "suspect: 07700900123", "07700 900123 (mum)", "0770O 900123", "07700 9001Z3",
            "07700 900123 x2", "07700900123;ext=2", "tel:07700900123", "07700 900123?",
            "07700 900123 *", "!07700 900123", "~07700900123", "07700 900123 -", "- 07700 900123",
            "07700 900123/4", "john", "none", "07700900123,", "07700 900123 ❌",
            "0770090012(3)", "07700 900123 (2)", "[07700 900123]", "\u202e321009 00770",
            "+44 7700 900123 or so", "0+7700900123", "++447700900123", "07700\n900123",
            "0800 REVERSE", "0" * 61,
        ],
    )  # fmt: skip
    def test_is_refused_with_anything_beside_it(self, written):
        assert refused(mobile, written) is FaultCode.WORDS_IN_PHONE

    @for_each(
        "written",
        [
            "07700900123; 07700900124", "07700 900123 / 07700 900124", "07700900123\n07700900124",
            "07700 900123 or 07700 900124", "07700 900123 07700 900124",
            "+447700900123+447700900124", "07700900123 +44 7700 900124",
            "0770090012307700900124", "old 07700 900123 new 07700 900124",
        ],
    )  # fmt: skip
    def test_is_refused_beside_another(self, written):
        assert refused(mobile, written) is FaultCode.TWO_NUMBERS

    @for_each(
        "written",
        [
            "4.47701E+11",
            "4,47701E+11",
            "4e11",
            "7700900123.0",
            "447700900123,0",
            f"447701{'0' * 6}",
            f"0770{'0' * 7}",
            "7.7009E+09",
            f"7701{'0' * 6}",
        ],
    )
    def test_is_refused_as_a_spreadsheet_shortens_it(self, written):
        assert refused(mobile, written) is FaultCode.ROUNDED_PHONE

    @for_each(
        "written",
        [
            "020 7946 0123", "12345", "07700 90012", "+44", "+4477009001234567", "٠٧٧٠٠٩٠٠١٢٣",
            "0800 123 4567", "15551234567", "+44 20 7946 0123", "0", "999",
        ],
    )  # fmt: skip
    def test_is_refused_where_it_is_none(self, written):
        assert refused(mobile, written) is FaultCode.WRONG_PHONE

    @given(st.text(max_size=12), letters, st.text(max_size=12), numbers)
    @example("", "x", "", 123)
    def test_with_a_letter_anywhere_is_never_read(self, before, letter, after, number):
        for written in (
            f"{before}{letter}{after}07700 900{number:03}",
            f"07700 900{number:03}{before}{letter}{after}",
            f"07700{before}{letter}{after}900{number:03}",
        ):
            assert read_or_none(written) is None

    @given(numbers, numbers, st.text(max_size=3))
    def test_with_a_second_number_is_never_read(self, first, second, between):
        written = f"07700 900{first:03}{between}07700 900{second:03}"

        assert read_or_none(written) is None

    @pytest.mark.slow
    @given(st.text(alphabet=st.sampled_from("0123456789+() -.\u2013\u00a0"), max_size=24))
    def test_has_the_digits_that_were_written(self, text):
        digits = "".join(c for c in text if c.isdigit())
        found = read_or_none(text)

        assert found is None or digits.endswith(found[-10:])

    @given(st.text(max_size=40))
    def test_is_a_number_or_a_fault_for_any_text(self, text):
        found = read_or_none(text)

        assert found is None or (found[0] == "+" and found[1:].isdecimal())


class TestEmail:
    @pytest.mark.parametrize(
        "written",
        [
            "a@example.org", "first.last+x@mail.example.org", "o'neil@example.org",
            "a" * 242 + "@example.org", "\u200ba@example.org ",
        ],
    )  # fmt: skip
    def test_reads_addresses(self, written):
        assert email(written) == written.strip("\u200b ")

    @for_each(
        ("written", "code"),
        [
            ("a", FaultCode.WRONG_EMAIL),
            ("a@b", FaultCode.WRONG_EMAIL),
            ("@", FaultCode.WRONG_EMAIL),
            ("a..b@example.org.", FaultCode.WORDS_IN_EMAIL),
            ("a" * 243 + "@example.org", FaultCode.WRONG_EMAIL),
            ("a b@example.org", FaultCode.WORDS_IN_EMAIL),
            ("partner: a@example.org", FaultCode.WORDS_IN_EMAIL),
            ("a@example.org (not safe)", FaultCode.WORDS_IN_EMAIL),
            ("mailto:a@example.org", FaultCode.WORDS_IN_EMAIL),
            ("<a@example.org>", FaultCode.WORDS_IN_EMAIL),
            ("(partner)a@example.org", FaultCode.WORDS_IN_EMAIL),
            ("a\u202e@example.org", FaultCode.WRONG_EMAIL),
            ("a@example.org;b@x.org", FaultCode.TWO_ADDRESSES),
            ("a@example.org b@example.org", FaultCode.TWO_ADDRESSES),
        ],
    )
    def test_is_refused_with_anything_beside_it(self, written, code):
        assert refused(email, written) is code

    @given(written, st.sampled_from(" ,;:()<>\n"), written)
    def test_with_words_about_it_is_never_read(self, before, between, after):
        for beside, cell in (
            (before, f"{before}{between}a@example.org"),
            (after, f"a@example.org{between}{after}"),
        ):
            with suppress(CellError):
                assert email(cell) == "a@example.org"
                assert not beside
