"""Codes that people type (decision 41)."""

import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responses.invitations import tokens

CODES = st.integers(min_value=0, max_value=2**tokens.CODE_BITS - 1).map(tokens.code_of)
SLOPPY = {"0": "0oOＯ", "1": "1iIlL", "7": "7７٧۷৭"}
BETWEEN = st.sampled_from(["", "-", " ", "–", "\u2011", "\u00a0", " - ", "\u00ad"])


@st.composite
def as_people_type(draw, code: str) -> str:
    typed = [
        draw(BETWEEN) + draw(st.sampled_from(sorted({each, each.lower(), *SLOPPY.get(each, "")})))
        for each in code
    ]
    return "".join(typed) + draw(BETWEEN)


class TestACode:
    @given(CODES)
    def test_is_twelve_characters_that_nobody_confuses(self, code):
        assert len(code) == 12
        assert not set(code) & set("ILOU" + "abcdefghijklmnopqrstuvwxyz")

    @given(CODES, CODES)
    def test_differs_where_its_number_differs(self, one, other):
        assert (one == other) == (tokens.read_code(one) == tokens.read_code(other))

    def test_has_sixty_random_bits(self):
        assert len(tokens.CODE_ALPHABET) ** tokens.CODE_LENGTH == 2**tokens.CODE_BITS == 2**60
        assert len({tokens.code_of(2**bit) for bit in range(60)}) == 60

    def test_is_shown_in_groups_of_four(self):
        assert tokens.grouped("K7M2P9QX4TRD") == "K7M2-P9QX-4TRD"


class TestReadingACode:
    @given(st.data(), CODES)
    def test_understands_whatever_people_make_of_it(self, data, code):
        assert tokens.read_code(data.draw(as_people_type(code))) == code

    def test_understands_what_is_shown(self):
        assert tokens.read_code(tokens.grouped("K7M2P9QX4TRD")) == "K7M2P9QX4TRD"

    @pytest.mark.parametrize(
        "typed", ["", "K7M2", "K7M2P9QX4TRDD", "K7M2P9QX4TRU", "K7M2P9QX4TR!", "é" * 12, "<b>" * 4]
    )
    def test_finds_none_in_anything_else(self, typed):
        assert tokens.read_code(typed) is None

    @given(st.text())
    def test_finds_a_code_or_none_in_any_text(self, typed):
        read = tokens.read_code(typed)

        assert read is None or (len(read) == 12 and set(read) <= set(tokens.CODE_ALPHABET))


class TestTheHashOfACode:
    def test_needs_the_key(self):
        code = tokens.code_of(secrets.randbits(60))

        assert tokens.hash_code(code, key=b"one") != tokens.hash_code(code, key=b"other")
        assert tokens.hash_code(code, key=b"one") != tokens.hash_token(code)
