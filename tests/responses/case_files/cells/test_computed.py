import pytest
from hypothesis import given
from hypothesis import strategies as st

from responses.case_files.cells.computed import check_written
from responses.case_files.columns import COLUMNS
from responses.case_files.faults import CellError, FaultCode
from survey.interchange.workbooks.sheet_facts import JOINED, NOT_COMPUTED, STRUCK_OUT
from survey.interchange.workbooks.shown import SHOWN_OTHERWISE, UNSEEN
from tests.each import for_each


def fault(text, column="case_key"):
    try:
        check_written(column, text)
    except CellError as error:
        return error.code
    return None


class TestAnErrorOfASpreadsheet:
    @for_each(
        "error",
        [
            "#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!",
            "#CALC!", "#GETTING_DATA", "#BUSY!", "#n/a", "#NV", "#WERT!", "#BEZUG!", "#N/D",
            "#¡REF!", "#¿NOMBRE?", "#DZIEL/0!", "#ДЕЛ/0!", "#####", "#ERROR!", "Err:502",
            "Fehler:504", "Błąd:508", "Loading...", NOT_COMPUTED,
        ],
    )  # fmt: skip
    def test_is_a_fault_and_no_blank(self, error):
        assert fault(error) is FaultCode.NOT_COMPUTED

    def test_is_a_fault_in_every_column(self):
        assert {fault("#N/A", column) for column in COLUMNS} == {FaultCode.NOT_COMPUTED}

    @pytest.mark.parametrize("text", ["#12", "12#34", "K#N/A", "ABC:502", "Err", "", "Errand:502"])
    def test_is_not_seen_in_what_a_person_writes(self, text):
        assert fault(text) is None


class TestAFormula:
    @for_each(
        "text",
        [
            '=HYPERLINK("http://example.org")', "=A1", "+A1", "-A1", "@SUM(A1)", "=", "＝A1",
            "+cmd|' /C calc'!A0", '="07700900123"',
        ],
    )  # fmt: skip
    def test_is_refused_as_one(self, text):
        assert fault(text) is FaultCode.FORMULA

    @pytest.mark.parametrize("text", ["-1", "+447700900123", "-", "+44 (0)7700 900123", "a=b"])
    def test_is_not_seen_in_a_number_with_a_sign(self, text):
        assert fault(text) is None

    def test_leaves_a_number_with_words_to_its_own_reader(self):
        assert fault("+447700900123 partner", "contact_mobile") is None
        assert fault("=07700900123", "contact_mobile") is FaultCode.FORMULA

    @given(st.text(max_size=20))
    def test_is_known_by_its_first_sign(self, rest):
        assert fault(f"={rest}") is FaultCode.FORMULA


def test_a_cell_that_is_joined_struck_out_or_does_not_show_what_it_holds_is_a_fault():
    assert fault(JOINED) is FaultCode.JOINED_CELLS
    assert fault(UNSEEN) is FaultCode.UNSEEN_CELL
    assert fault(SHOWN_OTHERWISE) is FaultCode.SHOWN_OTHERWISE
    assert fault(STRUCK_OUT) is FaultCode.STRUCK_OUT
