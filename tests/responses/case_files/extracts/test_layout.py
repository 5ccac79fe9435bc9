import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responses.case_files.columns import COLUMNS
from responses.case_files.extracts import layout
from responses.case_files.extracts.layout import Delimiter, Heading

NAMES = ("Ref", "Date", "Status")


def is_known(name: str) -> bool:
    return name in NAMES


def heading(*rows: str) -> Heading:
    numbered = [(number, row.split("|")) for number, row in enumerate(rows, 1) if row]
    return layout.find_heading(numbered, is_known=is_known)


class TestADelimiter:
    @pytest.mark.parametrize("delimiter", list(Delimiter))
    def test_is_the_one_with_the_most_known_headings(self, delimiter):
        lines = [f"A, title; with | all\tof them{end}" for end in "\n\n"]

        found = layout.find_delimiter([*lines, delimiter.join(NAMES)], is_known=is_known)

        assert found is delimiter

    def test_of_unknown_headings_gives_rows_equal_lengths(self):
        lines = ["a;b;c\n", "1,5;x, y;z\n", "2;x, y, w;z\n", "3;;\n"]

        assert layout.find_delimiter(lines, is_known=is_known) is Delimiter.SEMICOLON

    @pytest.mark.parametrize("lines", [[], ["word\n"], ['"' + "x" * 200_000]])
    def test_is_a_comma_where_nothing_tells(self, lines):
        assert layout.find_delimiter(lines, is_known=is_known) is Delimiter.COMMA

    @given(
        st.sampled_from(Delimiter),
        st.lists(
            st.lists(st.text("ab,;|\t\" '\n", max_size=5), min_size=3, max_size=3), max_size=5
        ),
    )
    def test_is_found_whatever_the_cells_hold(self, delimiter, rows):
        written = io.StringIO()
        csv.writer(written, delimiter=delimiter).writerows([NAMES, *rows])

        lines = written.getvalue().splitlines(keepends=True)

        assert layout.find_delimiter(lines, is_known=is_known) is delimiter


class TestHeadings:
    @pytest.mark.parametrize(
        ("rows", "found"),
        [
            (["Ref|Date|Status", "1|2|3"], Heading(1)),
            (["Weekly extract", "Ref|Date|Status", "1|2|3"], Heading(2)),
            (["Weekly extract|", "", "", "Ref|Date|Status|", "1|2|3"], Heading(4)),
            (["Weekly|extract||", "Made on|1 May||", "Ref|Date|Status|x"], Heading(3)),
        ],
        ids=["first", "title", "title-and-blank-rows", "two-titles"],
    )
    def test_stand_where_most_names_are_known(self, rows, found):
        assert heading(*rows) == found

    def test_over_two_rows_are_joined_where_one_alone_says_less(self):
        known = {"Victim Mobile", "Crime Ref"}
        rows = [(1, ["Crime", "Victim", ""]), (2, ["Ref", "Name", "Mobile"])]

        found = layout.find_heading(rows, is_known=known.__contains__)

        assert found == Heading(2, rows=2)
        assert layout.heading_names(rows, found) == ["Crime Ref", "Victim Name", "Victim Mobile"]

    def test_that_say_a_name_twice_in_one_row_are_told_apart_by_the_row_above(self):
        rows = [(1, ["Victim", "", "Suspect", ""]), (2, ["Name", "Ref", "Name", "Date"])]

        known = {"Ref", "Date", "Victim Ref", "Suspect Date"}

        found = layout.find_heading(rows, is_known=known.__contains__)

        assert found == Heading(2, rows=2)

    def test_are_never_below_a_row_that_may_be_a_case(self):
        assert heading("K1|1 May|Open", "Ref|Date|Status", "K2|2 May|Open") == Heading(1)

    def test_with_no_known_name_are_the_first_full_row_of_words(self):
        rows = ["Extract of 1 May||", "Alpha|Beta|Gamma", "1|x|2"]

        assert heading(*rows) == Heading(2)

    def test_of_nothing_are_in_the_first_row(self):
        assert heading() == Heading(1)
        assert heading("1|2|3") == Heading(1)

    def test_lose_blanks_at_their_end(self):
        assert layout.heading_names([(1, [" a ", "", "b", " ", ""])], Heading(1)) == ["a", "", "b"]

    @given(st.lists(st.lists(st.text("ab1 ", max_size=3), max_size=4), max_size=6))
    def test_stand_in_some_row(self, rows):
        numbered = list(enumerate(rows, 1))

        found = layout.find_heading(numbered, is_known=is_known)

        assert 1 <= found.row <= max(1, len(rows))
        assert 1 <= found.rows <= found.row


class TestANameByPlace:
    @pytest.mark.parametrize(
        ("place", "name"),
        [(0, "column A"), (25, "column Z"), (26, "column AA"), (701, "column ZZ")],
    )
    def test_has_the_letter_of_the_spreadsheet(self, place, name):
        assert layout.named_by_place("", place) == name
        assert layout.named_by_place("Date", place) == f"Date {name}"

    def test_is_no_column_of_ours(self):
        assert all(layout.named_by_place(name, 3) not in COLUMNS for name in COLUMNS)
