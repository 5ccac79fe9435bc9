import pytest

from responses.case_files.columns import REQUIRED
from responses.case_files.faults import FaultCode, FileError
from responses.case_files.mapping_profile import STANDARD, force_profile
from responses.case_files.workbooks.rows import choose_sheet
from survey.interchange.workbooks.sheets import SheetRow, WorkbookSheet


def sheet(name, *header, is_hidden=False):
    rows = (SheetRow(1, header), SheetRow(2, ("x",))) if header else ()
    return WorkbookSheet(name, rows, is_hidden=is_hidden)


NOTES = sheet("Notes", "How to read this")
CASES = sheet("Cases", *REQUIRED)
OLD = sheet("Old", *REQUIRED, is_hidden=True)
EMPTY = sheet("Sheet3")


def refused(*sheets):
    with pytest.raises(FileError) as caught:
        choose_sheet(sheets, profile=STANDARD)
    return caught.value.fault


class TestTheSheetOfAWorkbook:
    @pytest.mark.parametrize(
        "sheets", [(CASES,), (NOTES, CASES), (CASES, NOTES), (OLD, CASES), (EMPTY, NOTES, CASES)]
    )
    def test_is_the_one_with_the_header_of_a_case_file(self, sheets):
        assert choose_sheet(sheets, profile=STANDARD).sheet is CASES

    def test_is_the_only_one_that_is_shown_whatever_its_header(self):
        assert choose_sheet((NOTES, OLD, EMPTY), profile=STANDARD).sheet is NOTES

    def test_leaves_the_others_that_hold_something(self):
        choice = choose_sheet((OLD, NOTES, EMPTY, CASES), profile=STANDARD)

        assert choice.others == (OLD, NOTES)

    def test_is_found_by_the_names_of_a_profile(self):
        profile = force_profile(
            '[columns]\n"Ref" = "case_key"\n"Reported" = "reported_on"\n"State" = "stage"',
            force="gwent",
        )
        own = sheet("Extract", "Ref", "Reported", "State")

        assert choose_sheet((NOTES, own), profile=profile).sheet is own

    def test_is_asked_for_where_several_fit(self):
        again = sheet("Cases (2)", *REQUIRED)
        fault = refused(CASES, NOTES, again)

        assert fault.code is FaultCode.SEVERAL_SHEETS
        assert fault.terms == {"sheets": "Cases, Cases (2)"}

    def test_is_asked_for_where_none_fits(self):
        fault = refused(NOTES, sheet("Codes", "code", "meaning"), OLD)

        assert fault.code is FaultCode.NO_SHEET
        assert fault.terms == {"sheets": "Notes, Codes"}

    def test_is_never_one_that_is_hidden(self):
        fault = refused(OLD, EMPTY)

        assert fault.code is FaultCode.ONLY_HIDDEN_SHEETS
        assert fault.terms == {"sheets": "Old"}

    @pytest.mark.parametrize("sheets", [(), (EMPTY,), (EMPTY, EMPTY)])
    def test_is_none_of_a_workbook_without_a_cell(self, sheets):
        assert refused(*sheets).code is FaultCode.EMPTY_FILE
