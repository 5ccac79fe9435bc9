import pytest

from responses.case_files import reading, tables
from responses.case_files.columns import COLUMNS
from responses.case_files.faults import FaultCode
from responses.case_files.tables import is_row_of_totals
from tests.responses.case_files.examples import RULES, csv_text, record


class TestARowOfTotals:
    @pytest.mark.parametrize(
        "first", ["Total", "GRAND TOTAL", "Total: 30", "Cyfanswm", "*** End of report ***"]
    )
    def test_is_known_by_its_first_cell(self, first):
        assert is_row_of_totals([first, "30", "", ""], width=4)
        assert is_row_of_totals(["", first, "", ""], width=4)

    @pytest.mark.parametrize(
        "cells", [["K1", "30", "", ""], ["Total", "28E", "REPORT"], [], ["", ""], ["Totalise", ""]]
    )
    def test_is_no_total_if_it_may_be_a_case(self, cells):
        assert not is_row_of_totals(cells, width=len(cells))

    def test_is_said_to_be_one_and_loads_nothing(self):
        text = csv_text([record()]) + "Total,1" + "," * (len(COLUMNS) - 2) + "\r\n"
        raws = tables.csv_rows(text.splitlines(keepends=True), file="a")

        good, bad = reading.read_rows(raws, file="a", rules=RULES)

        assert good.case
        assert [fault.code for fault in bad.faults] == [FaultCode.TOTALS_ROW]
