import io
from datetime import datetime
from typing import NamedTuple

import pytest
import xlsxwriter

from responses.case_files import file_kinds
from responses.case_files.extracts.examples import read_example
from responses.case_files.extracts.layout import Delimiter, Heading
from responses.case_files.extracts.samples import take_columns
from responses.case_files.extracts.text_lines import TextEncoding
from responses.case_files.faults import FaultCode, FileError
from responses.case_files.mapping_profile import force_profile
from tests.each import for_each
from tests.responses.case_files.examples import RULES
from tests.survey.interchange.old_workbooks import old_book

HEADINGS = ("Crime Ref", "HO code", "Date Reported", "Status", "Status date", "Mob", "Surname")
ROW = ("K-1001", "28E", "31/08/2026", "Charged", "01/09/2026", "07700 900123", "Synthetic")


class Sent(NamedTuple):
    content: bytes
    name: str = "weekly.csv"

    def open(self, mode):
        return io.BytesIO(self.content)


def text(*, delimiter=";", end="\r\n", titles=()) -> str:
    lines = [*titles, delimiter.join(HEADINGS), delimiter.join(ROW)]
    return end.join([*lines, delimiter * (len(ROW) - 1), ""])


def book(*sheets: tuple[str, list[list[object]]], hides: str = "") -> Sent:
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as workbook:
        days = workbook.add_format({"num_format": "dd/mm/yyyy"})
        for name, rows in sheets:
            sheet = workbook.add_worksheet(name)
            if name == hides:
                sheet.hide()
            for number, row in enumerate(rows):
                for place, cell in enumerate(row):
                    form = [days] if isinstance(cell, datetime) else []
                    sheet.write(number, place, cell, *form)
    return Sent(written.getvalue(), "weekly.xlsx")


def names(extract) -> list[str]:
    return [column.name for column in extract.columns]


class TestAText:
    @for_each("delimiter", list(Delimiter))
    @for_each("end", ["\r", "\n", "\r\n"])
    @for_each(
        ("written", "encoding"),
        [
            ("utf-8", TextEncoding.UTF_8), ("utf-8-sig", TextEncoding.UTF_8),
            ("cp1252", TextEncoding.WINDOWS_1252), ("utf-16", TextEncoding.UTF_16_LE),
            ("utf-16-be", TextEncoding.UTF_16_BE),
        ],
    )  # fmt: skip
    def test_is_laid_out_as_it_is_found(self, delimiter, end, written, encoding):
        content = text(delimiter=delimiter, end=end, titles=["Môn: weekly extract", ""])

        found = read_example(Sent(content.encode(written)))

        assert names(found) == list(HEADINGS)
        assert (found.heading, found.delimiter) == (Heading(3), delimiter)
        assert (found.encoding, found.rows) == (encoding, 1)

    def test_is_laid_out_as_its_profile_says(self):
        profile = force_profile('heading_row = 2\ndelimiter = "comma"', force="gwent")

        found = read_example(Sent(b"a;b,c\nd,e;f\nx,y\n"), profile=profile)

        assert names(found) == ["d", "e;f"]

    def test_gives_no_cell_of_a_column_that_names_a_person(self):
        found = read_example(Sent(text().encode()))

        assert found.column("Surname").is_unread
        assert "Synthetic" not in repr([dict(column.counts) for column in found.columns])

    def test_gives_no_cell_of_a_column_that_is_to_stay_unread(self):
        profile = force_profile('ignore = ["Mob"]', force="gwent")

        found = read_example(Sent(text().encode()), profile=profile)

        assert found.column("Mob").is_unread
        assert not found.column("Mob").counts

    def test_distinguishes_columns_with_one_name(self):
        found = read_example(Sent(b"Status;Date;;Date;\nOpen;1;x;2;\n"))

        assert names(found) == ["Status", "Date", "column C", "Date column D"]

    @pytest.mark.parametrize(
        ("content", "code"),
        [
            (b"", FaultCode.EMPTY_FILE),
            (b'{"a": 1}\n', FaultCode.UNKNOWN_KIND),
            (b'a,b\n1,"2"3\n', FaultCode.BROKEN_CSV),
            (b"%PDF-1.4", FaultCode.NOT_A_TABLE),
            (b"a,b," + b"c," * 200 + b"d\n", FaultCode.TOO_MANY_COLUMNS),
        ],
    )
    def test_that_cannot_be_read_is_a_fault(self, content, code):
        with pytest.raises(FileError) as caught:
            read_example(Sent(content))

        assert caught.value.fault.code is code


@pytest.mark.slow
class TestAWorkbook:
    NOTES = ("Notes", [["Made by the weekly job"], ["Ask the desk"]])

    def test_is_read_in_the_sheet_that_has_known_headings(self):
        found = read_example(book(self.NOTES, ("Data", [list(HEADINGS), list(ROW)])))

        assert (found.sheet, found.sheets) == ("Data", ("Notes", "Data"))
        assert names(found) == list(HEADINGS)

    def test_is_read_in_the_sheet_that_the_profile_names(self):
        sent = book(self.NOTES, ("Data", [list(HEADINGS), list(ROW)]))

        found = read_example(sent, profile=force_profile('sheet = "Notes"', force="gwent"))

        assert (found.sheet, found.sheets) == ("Notes", ("Notes", "Data"))

    def test_may_be_of_before_2007(self):
        content = old_book({"Notes": [["Made by a job"]], "Data": [list(HEADINGS), list(ROW)]})

        found = read_example(Sent(content, "weekly.xls"))

        assert (found.sheet, found.sheets) == ("Data", ("Notes", "Data"))
        assert names(found) == list(HEADINGS)

    def test_is_never_read_in_a_hidden_sheet(self):
        sent = book(self.NOTES, ("Data", [list(HEADINGS), list(ROW)]), hides="Data")

        assert read_example(sent).sheets == ("Notes",)

    def test_may_have_headings_merged_over_two_rows(self):
        rows = [
            ["Crime", "", "", "Victim", "", "Suspect", ""],
            ["Ref", "HO code", "Status", "Mobile", "Surname", "Mobile", "Surname"],
            ["K-1001", "28E", "Open", "07700 900123", "Synthetic", "07700 900124", "Invented"],
        ]

        found = read_example(book(("Data", [["Weekly extract"], *rows])))

        assert found.heading == Heading(3, rows=2)
        assert names(found)[3:] == [
            "Victim Mobile", "Victim Surname", "Suspect Mobile", "Suspect Surname",
        ]  # fmt: skip
        assert found.column("Suspect Mobile").is_unread

    def test_loads_by_the_profile_that_it_gave(self):
        day = datetime(2026, 8, 31)
        row = ["K-1001", "28E", day, "Charged", "01/09/2026", "07700 900123", "Synthetic"]
        sent = book(self.NOTES, ("Data", [["Weekly extract"], list(HEADINGS), row]))
        profile = force_profile(
            'sheet = "Data"\nignore = ["Surname"]\n[dates]\nreported_on = "DD/MM/YYYY"\n'
            'stage_on = "DD/MM/YYYY"\n[columns]\n"Crime Ref" = "case_key"\n'
            '"HO code" = "offence_code"\n"Date Reported" = "reported_on"\n"Status" = "stage"\n'
            '"Status date" = "stage_on"\n"Mob" = "contact_mobile"\n'
            '[values.stage]\nCharged = "CHARGED"\n',
            force="gwent",
        )
        rules = type(RULES)(force_codes=RULES.force_codes, today=RULES.today, profile=profile)

        [result] = file_kinds.read_cases(sent, rules=rules)

        assert result.faults == ()
        assert result.case.reported_on == day.date()
        assert result.case.stage_on.isoformat() == "2026-09-01"

    def test_without_the_sheet_that_the_profile_names_is_refused(self):
        sent = book(("Data", [list(HEADINGS), list(ROW)]))
        rules = type(RULES)(
            force_codes=RULES.force_codes,
            today=RULES.today,
            profile=force_profile('sheet = "Other"', force="gwent"),
        )

        [result] = file_kinds.read_cases(sent, rules=rules)

        assert result.faults[0].code is FaultCode.NO_SHEET


class TestAColumn:
    def test_is_read_unless_it_names_a_person(self):
        found = read_example(Sent(text().encode()))

        assert {one.name for one in found.columns if one.is_unread} == {"Surname"}

    def test_counts_how_often_each_value_stands_in_it(self):
        rows = [(1, ["Open", "x"]), (2, ["Open", ""]), (3, ["", " "]), (4, ["Closed", "x"])]

        columns, total = take_columns(rows, names=["Status", "Mark"], stays_unread=lambda _: False)

        assert [(one.name, one.counts) for one in columns] == [
            ("Status", {"Open": 2, "Closed": 1}),
            ("Mark", {"x": 2}),
        ]
        assert total == 3
