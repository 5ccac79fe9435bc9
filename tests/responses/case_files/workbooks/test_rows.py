import pytest

from responses.case_files.faults import FaultCode
from responses.case_files.mapping_profile import STANDARD
from responses.case_files.workbooks.rows import workbook_rows
from tests.responses.case_files.examples import record, workbook
from tests.survey.interchange import workbooks


def rows_of(content, *, profile=STANDARD, takes_hidden=False, note=lambda _note: None):
    return workbook_rows(content, file="x", profile=profile, takes_hidden=takes_hidden, note=note)


def faults(raws):
    return [(fault.code, fault.row) for raw in raws for fault in raw.faults]


class TestWorkbook:
    def test_gives_days_times_and_numbers_as_the_case_file_writes_them(self):
        sent = record(birth_year="1980", safe_contact_from="09:30", area="7")

        (raw,) = rows_of(workbook([sent]))

        assert raw.record == sent

    def test_counts_rows_as_the_spreadsheet_does(self):
        raws = rows_of(workbook([record(), {}, record()]))

        assert [raw.row for raw in raws] == [2, 4]

    def test_is_as_wide_as_its_header(self):
        raws = list(rows_of(workbook([record(sex=""), record(sex="female")])))

        assert [raw.record["sex"] for raw in raws] == ["", "female"]
        assert not faults(raws)

    def test_without_a_cell_is_refused(self):
        assert faults(rows_of(workbooks.xlsx(Extract=[[]])))[0][0] is FaultCode.EMPTY_FILE

    @pytest.mark.parametrize(
        "content", [b"PK\x03\x04 not a workbook", workbooks.with_document_type()]
    )
    def test_that_is_hostile_or_broken_is_refused_whole(self, content):
        (raw,) = rows_of(content)

        assert raw.is_end
        assert raw.faults[0].code is FaultCode.WORKBOOK
