import pytest
from hypothesis import given
from hypothesis import strategies as st

from responses.case_files.extracts import proposals
from responses.case_files.extracts.masking import (
    LONGEST_MASKED,
    is_code,
    masked,
    may_be_mapped,
    shown_values,
)
from tests.each import for_each

WORDS = proposals.code_words()
PERSONAL = (
    "07700 900123", "someone@example.org", "LS1 4DY", "LS14DY", "12/05/1986", "1 Long Lane",
    "Synthia Example", "SYNTHIA", "o'example",
)  # fmt: skip


class TestAMask:
    def test_keeps_the_shape(self):
        assert masked("Ab-12 @c.uk") == "Xx-99 @x.xx"

    def test_cuts_what_is_long(self):
        assert masked("a" * 99) == "x" * LONGEST_MASKED + "…"

    @given(st.text(max_size=60))
    def test_says_nothing_of_what_it_hides(self, text):
        shape = masked(text)

        assert not any(c.isalpha() and c not in "xX" for c in shape)
        assert not any(c.isnumeric() and c != "9" for c in shape)
        assert shape.isprintable()


class TestAValue:
    @pytest.mark.parametrize(
        "value", ["F", "YES", "W1", "Under Investigation", "Filed NFA", "Outcome 16", "female"]
    )
    def test_is_a_code_by_its_words(self, value):
        assert is_code(value, code_words=WORDS)

    @for_each("value", PERSONAL)
    def test_is_no_code_where_it_may_be_personal(self, value):
        assert not is_code(value, code_words=WORDS)

    @for_each("value", ["Ann", "Lee", "ann"])
    def test_is_no_code_where_it_is_as_long_as_a_short_name(self, value):
        assert not is_code(value, code_words=WORDS)

    @pytest.mark.parametrize("value", PERSONAL[:-2])
    def test_is_not_shown_for_a_person_to_map_where_it_may_be_personal(self, value):
        assert not may_be_mapped(value, code_words=WORDS)

    @pytest.mark.parametrize("value", ["Pending", "With CPS lawyer", "Under Review", "T-3"])
    def test_is_shown_for_a_person_to_map_where_it_may_be_a_code(self, value):
        assert may_be_mapped(value, code_words=WORDS)


class TestShownValues:
    def shown(self, *values, is_private=False):
        counts = dict.fromkeys(values, 1)
        return shown_values(counts, most=5, code_words=WORDS, is_private=is_private)

    def test_are_codes_as_they_are(self):
        assert self.shown("Yes", "No") == ["Yes", "No"]

    def test_are_masked_where_one_of_them_is_no_code(self):
        assert self.shown("Yes", "Synthia") == ["Xxx", "Xxxxxxx"]

    def test_are_masked_where_the_column_is_private(self):
        assert self.shown("Yes", is_private=True) == ["Xxx"]

    def test_are_few_and_show_each_shape_once(self):
        assert self.shown(*(f"K{n}00" for n in range(9))) == ["X999"]
        assert len(self.shown(*"abcdefgh")) == 5

    @for_each("value", PERSONAL)
    def test_hold_nothing_personal(self, value):
        assert self.shown(value) == [masked(value)]
