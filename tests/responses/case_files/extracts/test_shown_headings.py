import pytest
from hypothesis import given
from hypothesis import strategies as st

from responses.case_files.columns import COLUMNS
from responses.case_files.extracts.masking import are_headings, shown_heading
from tests.responses.case_files.examples import mobiles

OURS = list(COLUMNS)
OWN = ["Crime Ref", "HO code", "Date Reported", "Status", "Mob", "Vulnerable?", "Beat", ""]
VICTIM = ["Zelda Quux", "28E", "REPORT", "Leeds", "Aron Vee", "yes", "email", "2026-09-01"]
names = st.text("abcdefghijklmnopqrstuvwxyzABC '-", min_size=1, max_size=30)


class TestARowOfHeadings:
    @pytest.mark.parametrize("row", [OURS, OWN, ["case_key", "colour"], ["Mobile"]])
    def test_is_known_by_names_of_our_columns(self, row):
        assert are_headings(row)

    @pytest.mark.parametrize("row", [VICTIM, [], [""], ["F1", "F2"], ["Victim", "direct"]])
    def test_is_none_where_too_few_are_known(self, row):
        assert not are_headings(row)

    def test_is_none_for_one_name_among_many_cells(self):
        assert not are_headings(["phone", "email", *VICTIM])


class TestAHeading:
    @pytest.mark.parametrize("name", ["surname", "Date of birth", "Suspect name", "case_key"])
    def test_of_known_words_is_shown_in_any_place(self, name):
        assert shown_heading(name, among=VICTIM) == name

    @pytest.mark.parametrize("name", ["flag_arson", "Vulnerable?", "Mob\nile", "Beat column C"])
    def test_of_other_words_is_shown_beside_known_ones(self, name):
        assert shown_heading(name, among=OWN) == " ".join(name.split())

    @pytest.mark.safety
    @given(names)
    def test_that_may_be_a_name_is_never_shown_in_a_file_without_headings_saf_15(self, name):
        said = shown_heading(f"Qz{name}", among=[f"Qz{name}", *VICTIM[1:]])

        assert not any(word in said for word in ("Qz", "Zelda", "Quux"))

    @pytest.mark.safety
    @given(mobiles)
    def test_is_never_a_number_saf_15(self, number):
        for among in (OURS, OWN, VICTIM):
            assert number[3:] not in shown_heading(number, among=among)

    @pytest.mark.safety
    @pytest.mark.parametrize("cell", ["someone@example.org", "x" * 41, "LS1 4AP", "2026-01-01"])
    def test_is_no_cell_even_beside_known_ones_saf_15(self, cell):
        assert cell not in shown_heading(cell, among=OURS)

    def test_keeps_its_place_where_it_is_masked(self):
        assert shown_heading("Zelda column C", among=VICTIM) == "Xxxxx column C"
        assert shown_heading("column C", among=VICTIM) == "column C"

    @given(st.text(max_size=200))
    def test_can_be_printed(self, name):
        assert shown_heading(name, among=OURS).isprintable()
        assert shown_heading(name, among=[name]).isprintable()
