import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.each import for_each
from ui.csv_files import GUARD, STARTS_A_FORMULA, guard

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


class TestGuard:
    @for_each("first", STARTS_A_FORMULA)
    def test_stands_before_whatever_starts_a_formula(self, first: str) -> None:
        assert guard(f"{first}1+1") == f"'{first}1+1"
        assert guard(f"  {first}1+1") == f"'  {first}1+1"

    @pytest.mark.parametrize("harmless", ["", "Yes", "1=1", "a-b", "£5", " word"])
    def test_does_not_stand_before_words(self, harmless: str) -> None:
        assert guard(harmless) == harmless

    @pytest.mark.parametrize("number", [-1, -0.5, 0, None])
    def test_leaves_numbers_alone(self, number: float | None) -> None:
        assert guard(number) is number

    @given(TEXTS)
    def test_is_taken_off_again_without_loss(self, text: str) -> None:
        guarded = str(guard(text))

        assert guarded.removeprefix(GUARD if guarded != text else "") == text

    @given(TEXTS)
    def test_leaves_no_formula(self, text: str) -> None:
        assert not str(guard(text)).lstrip(" ").startswith(STARTS_A_FORMULA)
