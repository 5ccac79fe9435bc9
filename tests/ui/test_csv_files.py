"""What a spreadsheet would run, it shows."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.csv_files import GUARD, STARTS_A_FORMULA, guard, unguard, write_csv

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


class TestGuard:
    @pytest.mark.parametrize("first", STARTS_A_FORMULA)
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
        assert unguard(str(guard(text))) == text

    @given(TEXTS)
    def test_leaves_no_formula(self, text: str) -> None:
        assert not str(guard(text)).lstrip(" ").startswith(STARTS_A_FORMULA)


class TestWriteCsv:
    @given(st.lists(st.lists(TEXTS, min_size=2, max_size=2), max_size=5))
    def test_gives_back_every_text(self, rows: list[list[str]]) -> None:
        written = read(write_csv(["a", "b"], rows))

        assert written[0] == ["a", "b"]
        assert [[unguard(cell) for cell in row] for row in written[1:]] == rows

    def test_writes_lines_as_the_standard_says(self) -> None:
        assert write_csv(["n", "text"], [[-1, "=A1"], [2, 'a "b", c']]) == (
            f'n,text\r\n-1,{GUARD}=A1\r\n2,"a ""b"", c"\r\n'
        )
