"""SAF-17: a case file in .xls is read with what it hides and could not compute, as in .xlsx."""

from dataclasses import replace
from datetime import date

import pytest
import xlwt

from responses.case_files.faults import FaultCode
from responses.case_files.known_cells import KnownCells
from responses.case_files.mapping_profile import STANDARD, parse_profile
from responses.case_files.reading import read_rows
from responses.case_files.workbooks.rows import workbook_rows
from tests.each import for_each
from tests.responses.case_files.examples import RULES, record
from tests.responses.case_files.workbooks.books import table
from tests.survey.interchange.old_workbooks import old_book

pytestmark = pytest.mark.safety

NOT_AVAILABLE = 0x2A
"""The code of #N/A."""


def rows_of(content, *, profile=STANDARD, takes_hidden=False):
    rows = workbook_rows(
        content, file="x", profile=profile, takes_hidden=takes_hidden, note=lambda _note: None
    )
    return [raw for raw in rows if not raw.is_unread]


class TestAnOldWorkbook:
    @pytest.mark.slow
    def test_is_read(self):
        sent = {**record(), "reported_on": date(2026, 10, 1), "birth_year": 1980}

        (raw,) = rows_of(old_book({"Notes": [["x"]], "Cases": table(sent)}))

        assert raw.record == record(birth_year="1980")

    @pytest.mark.slow
    def test_hides_nothing_unasked(self):
        def hide(made):
            sheet = made.get_sheet("Cases")
            sheet.row(2).hidden = True
            sheet.col(0).hidden = True

        content = old_book({"Cases": table(record(), record(case_key="K2"))}, change=hide)

        (refused,) = rows_of(content)
        raws = list(rows_of(content, takes_hidden=True))

        assert [(fault.code, fault.terms["count"]) for fault in refused.faults] == [
            (FaultCode.HIDDEN_ROWS, "1"),
            (FaultCode.HIDDEN_COLUMNS, "1"),
        ]
        assert [raw.record["case_key"] for raw in raws] == ["K1", "K2"]

    @pytest.mark.slow
    @for_each("column", ["deceased", "exclude_code", "flag_stalking", "number_safe"])
    @for_each("is_error", [True, False])
    def test_has_no_blank_where_a_blank_would_invite(self, column, is_error):
        def fail(made):
            row = made.get_sheet("Cases").row(1)
            if is_error:
                row.set_cell_error(6, NOT_AVAILABLE)
            else:
                row.set_cell_formula(6, xlwt.Formula("1+1"))

        content = old_book(
            {"Cases": table({**record(), column: None})}, change=fail, names_engine=is_error
        )

        (read,) = read_rows(rows_of(content), file="x", rules=RULES)

        assert [(fault.code, fault.column) for fault in read.faults] == [
            (FaultCode.NOT_COMPUTED, column)
        ]

    def test_has_dates_whatever_the_profile_says_of_them(self):
        profile = parse_profile('dates = "MM/DD/YYYY"')
        sent = {**record(), "reported_on": date(2026, 10, 1), "stage_on": 46296}

        (read,) = read_rows(
            rows_of(old_book({"Cases": table(sent)}), profile=profile),
            file="x",
            rules=replace(RULES, profile=profile, known_cells=KnownCells()),
        )

        assert (read.case.reported_on, read.case.stage_on) == (date(2026, 10, 1), date(2026, 10, 1))
