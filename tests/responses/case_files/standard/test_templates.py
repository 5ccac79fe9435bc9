from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from responses.case_files import tables
from responses.case_files.cells import contacts
from responses.case_files.columns import COLUMNS
from responses.case_files.faults import FaultCode
from responses.case_files.mapping_profile import STANDARD
from responses.case_files.reading import CaseFileRules, read_rows
from responses.case_files.standard import templates
from responses.case_files.standard.case_column import CellKind
from responses.case_files.workbooks.rows import CaseNote, NoteCode, workbook_rows
from responses.imports.standard_file import presenters
from tests.responses.case_files.examples import TODAY, record

RULES = CaseFileRules(force_codes=frozenset({"gwent"}), today=TODAY, is_simulated=True)


def read(rows):
    return list(read_rows(rows, file="file", rules=RULES))


def lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


class TestTheCsvTemplate:
    def test_has_every_column_and_no_row(self):
        (end,) = read(tables.csv_rows(lines(templates.csv_template()), file="file"))

        assert [fault.code for fault in end.faults] == [FaultCode.NO_ROWS]

    def test_is_loaded_with_a_row_in_it(self):
        header = templates.csv_template()
        row = record(force="gwent")
        filled = header + ",".join(row.get(name, "") for name in COLUMNS) + "\r\n"

        (one,) = read(tables.csv_rows(lines(filled), file="file"))

        assert one.case


class TestTheExample:
    def test_loads_where_people_are_simulated(self):
        example = lines(templates.example_file(force="gwent"))

        results = read(tables.csv_rows(example, file="file"))

        assert [one.faults for one in results] == [(), (), ()]
        assert {one.case.force for one in results} == {"gwent"}

    def test_has_numbers_that_belong_to_nobody(self):
        example = lines(templates.example_file(force="gwent"))
        cases = [one.case for one in read(tables.csv_rows(example, file="file"))]

        numbers = [case.contact_mobile for case in cases if case.contact_mobile]
        assert numbers
        assert all(map(contacts.is_simulated_number, numbers))


class TestTheWorkbook:
    @pytest.fixture(scope="class")
    @staticmethod
    def content() -> bytes:
        return presenters.workbook()

    @pytest.mark.slow
    def test_is_read_as_a_case_file_without_rows(self, content):
        notes: list[CaseNote] = []
        rows = workbook_rows(
            content, file="file", profile=STANDARD, takes_hidden=False, note=notes.append
        )

        (end,) = read(rows)

        assert [note.code for note in notes] == [NoteCode.SHEETS_NOT_READ]

        assert [fault.code for fault in end.faults] == [FaultCode.NO_ROWS]

    def test_has_a_list_for_every_column_of_one_code(self, content):
        sheet = ZipFile(BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
        lists = sheet.count('type="list"')

        assert lists == sum(bool(column.codes) for column in COLUMNS.values()) - len(
            ["access_needs"]
        )

    def test_holds_keys_and_numbers_as_text(self, content):
        book = ZipFile(BytesIO(content))
        sheet = book.read("xl/worksheets/sheet1.xml").decode()

        assert sheet.count("<col ") >= 2
        assert 'numFmtId="49"' in book.read("xl/styles.xml").decode()

    def test_formats_columns_of_days_as_days_and_the_others_as_text(self, content):
        sheet = load_workbook(BytesIO(content)).worksheets[0]

        formats = {
            sheet.cell(1, place).value: alike.number_format
            for alike in sheet.column_dimensions.values()
            for place in range(alike.min, alike.max + 1)
        }
        days = {name for name, column in COLUMNS.items() if column.kind is CellKind.DATE}
        assert days
        assert formats == {name: "yyyy-mm-dd" if name in days else "@" for name in COLUMNS}

    def test_is_the_same_each_time(self, content):
        assert presenters.workbook() == content
