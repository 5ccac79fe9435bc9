import csv
from io import StringIO

import pytest

from responses.case_files.faults import CaseFault, FaultCode
from responses.case_files.mapping_profile import parse_profile
from responses.case_files.reading import RowResult
from responses.case_files.rejected.layout import REASONS
from responses.case_files.rejected.rows import RejectedRows

OWN_NAMES = parse_profile('[columns]\n"Crime Ref" = "case_key"')


def rejected(*columns: str, row: int = 2, **record: str) -> RowResult:
    faults = [CaseFault(FaultCode.WRONG_TEXT, "a.csv", row, column=column) for column in columns]
    return RowResult(row, record, None, faults)


def written(*results: RowResult, **how: object) -> list[dict[str, str]]:
    file = StringIO()
    rows = RejectedRows(file, say=lambda fault: f"wrong {fault.column}", **how)
    for result in results:
        rows.write(result)
    assert rows.count == len(results)
    return list(csv.DictReader(StringIO(file.getvalue())))


def reasons(row: dict[str, str]) -> list[str]:
    return [cell for name, cell in row.items() if "reason" in name]


class TestRejectedRows:
    def test_name_the_row_and_keep_what_was_sent(self):
        (row,) = written(rejected("sex", row=7, case_key="A1", sex="x"))

        assert (next(iter(row.values())), row["case_key"], row["sex"]) == ("7", "A1", "x")

    def test_stand_under_one_header(self):
        first, second = written(rejected("sex", case_key="A1"), rejected("sex", case_key="A2"))

        assert (first["case_key"], second["case_key"]) == ("A1", "A2")

    @pytest.mark.parametrize("number", [1, REASONS - 1, REASONS])
    def test_have_a_cell_for_each_reason(self, number):
        columns = [f"c{n}" for n in range(number)]

        (row,) = written(rejected(*columns, case_key="A1"))

        assert reasons(row) == [
            *(f"{column}: wrong {column}" for column in columns),
            *[""] * (REASONS - number),
        ]

    def test_join_further_reasons_in_the_last_cell(self):
        columns = [f"c{n}" for n in range(REASONS + 1)]

        (row,) = written(rejected(*columns, case_key="A1"))

        assert reasons(row)[-2:] == ["c6: wrong c6", "c7: wrong c7 c8: wrong c8"]

    def test_call_columns_as_the_force_does(self):
        (row,) = written(rejected("case_key", case_key="A1"), profile=OWN_NAMES)

        assert row["Crime Ref"] == "A1"
        assert reasons(row)[0] == "Crime Ref: wrong case_key"

    def test_say_a_fault_of_the_whole_row_without_a_column(self):
        (row,) = written(rejected("", case_key="A1"))

        assert reasons(row)[0] == "wrong "

    def test_run_no_formula(self):
        (row,) = written(rejected("sex", case_key="=1+1"))

        assert row["case_key"] != "=1+1"
