import contextlib
import datetime
import io
import subprocess
import sys

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from survey.interchange.faults import FormError, FormFault, Reason
from survey.interchange.workbooks import opening
from survey.interchange.workbooks.opening import read_file, read_sheets
from survey.interchange.workbooks.reading import read_content
from survey.interchange.workbooks.sheets import (
    FORM,
    MOST_ROWS,
    TABLE,
    Bounds,
    SheetRow,
    WorkbookSheet,
)
from tests.each import for_each
from tests.survey.interchange import workbooks

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 200


def refusal(content, name="form.xlsx"):
    with pytest.raises(FormError) as error:
        read_sheets(name, content)
    [fault] = error.value.faults
    return fault


class TestWorkbook:
    @pytest.mark.slow
    def test_is_read_as_text_with_the_numbers_of_its_rows(self):
        content = workbooks.xlsx(survey=[[], ["type", "name"], [], [" text ", "a"]])

        [sheet] = read_sheets("form.xlsx", content)

        assert sheet.rows == (SheetRow(2, ("type", "name")), SheetRow(4, ("text", "a")))

    @pytest.mark.slow
    def test_shows_cells_as_their_author_sees_them(self):
        content = io.BytesIO()
        with xlsxwriter.Workbook(content) as workbook:
            sheet = workbook.add_worksheet("survey")
            day = workbook.add_format({"num_format": "yyyy-mm-dd"})
            sheet.write_row(0, 0, [5, 2.5, True])
            sheet.write_datetime(0, 3, datetime.datetime(2026, 3, 31), day)
            sheet.write_formula(0, 4, "=A1+1", None, 6)
            sheet.write_string(0, 5, "two\r\nlines")

        [sheet] = read_sheets("form.xlsx", content.getvalue())

        assert sheet.rows[0].cells == ("5", "2.5", "TRUE", "2026-03-31", "6", "two\nlines")

    def test_may_hold_a_link_that_a_person_presses(self):
        content = workbooks.with_relationship("hyperlink", "http://example.org/")

        assert read_content(content, is_csv=False)

    def test_may_remember_the_workbook_that_a_list_was_copied_from(self):
        content = workbooks.with_parts(
            workbooks.with_relationship("externalLinkPath", "file:///C:/Form.xlsx"),
            {"xl/externalLinks/externalLink1.xml": "<externalLink/>"},
        )

        assert read_content(content, is_csv=False)
        with pytest.raises(FormError, match=Reason.EXTERNAL_LINK):
            read_content(content, is_csv=False, bounds=TABLE)


OLD = "questionnaires/xlsforms_pyxform_tests/example_xls__group.xls"
TEXT_CELL = b"\xfd\x00\x0a\x00"


class TestOldWorkbook:
    def test_is_read(self, shared_data):
        [sheet] = read_file(shared_data / OLD)

        assert sheet.rows[-1] == SheetRow(6, ("end group",))

    def test_cut_short_is_refused(self, shared_data):
        content = (shared_data / OLD).read_bytes()

        assert refusal(content[:3_000], "form.xls").reason is Reason.DAMAGED

    @pytest.mark.slow
    def test_with_a_cell_at_the_far_end_is_refused(self, shared_data):
        content = bytearray((shared_data / OLD).read_bytes())
        place = content.rindex(TEXT_CELL) + len(TEXT_CELL)
        content[place : place + 4] = b"\xff\xff\xff\x00"

        assert refusal(bytes(content), "form.xls").reason in {
            Reason.TOO_COSTLY, Reason.TOO_MANY_ROWS,
        }  # fmt: skip

    @pytest.mark.slow
    @given(st.randoms(use_true_random=False))
    @settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_with_any_bytes_wrong_is_read_or_refused(self, shared_data, random):
        content = bytearray((shared_data / OLD).read_bytes())
        for _ in range(20):
            content[random.randrange(8, len(content))] = random.randrange(256)

        with contextlib.suppress(FormError):
            assert read_sheets("form.xls", bytes(content)) is not None


class TestCsv:
    @pytest.mark.slow
    def test_holds_all_sheets_one_after_the_other(self):
        text = "\ufeffsurvey,,\n,type,name\n,text,a\n,,\nchoices,,\n,list_name,name\n"

        survey, choices = read_sheets("form.csv", text.encode())

        assert survey == WorkbookSheet(
            "survey", (SheetRow(2, ("type", "name")), SheetRow(3, ("text", "a")))
        )
        assert choices.rows == (SheetRow(6, ("list_name", "name")),)

    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("content", "fault"),
        [
            (b"name,label\na,b\n", FormFault(Reason.CSV_SHEETS, row=1)),
            (b",type\nsurvey,\n", FormFault(Reason.CSV_SHEETS, row=1)),
            (b"survey,\n,caf\xe9\n", FormFault(Reason.NOT_UTF8)),
            (b'survey,\n,"open\n', FormFault(Reason.DAMAGED)),
            (b"survey,\n,a\0b\n", FormFault(Reason.NOT_A_SPREADSHEET)),
            (b"survey,\n,a\x07b\n", FormFault(Reason.UNPRINTABLE, "survey", 2)),
        ],
    )
    def test_that_is_none_is_refused(self, content, fault):
        assert refusal(content, "form.csv") == fault

    @pytest.mark.slow
    def test_of_too_many_lines_is_refused_at_the_first_of_them(self):
        fault = refusal(b"survey,\n" + b",a\n" * 1_000_000, "form.csv")

        assert (fault.reason, fault.row) == (Reason.TOO_MANY_ROWS, MOST_ROWS + 1)


class TestFile:
    @pytest.mark.slow
    @for_each(
        ("name", "content", "reason"),
        [
            ("form.xlsx", b"", Reason.EMPTY_FILE),
            ("form.csv", b" \n", Reason.EMPTY_FILE),
            ("form.pdf", b"%PDF", Reason.UNKNOWN_EXTENSION),
            ("form.xlsx", PNG, Reason.NOT_A_SPREADSHEET),
            ("form.xls", PNG, Reason.NOT_A_SPREADSHEET),
            ("form.xlsx", b"survey,\n,type\n", Reason.NOT_A_SPREADSHEET),
            ("form.csv", PNG, Reason.NOT_UTF8),
            ("form.xlsx", b"x" * (opening.LARGEST + 1), Reason.FILE_TOO_LARGE),
        ],
    )
    def test_that_is_no_form_is_refused(self, name, content, reason):
        assert refusal(content, name).reason is reason

    def test_that_is_not_there_is_refused(self, tmp_path):
        with pytest.raises(FormError) as error:
            read_file(tmp_path / "none.xlsx")

        assert error.value.faults[0].reason is Reason.NO_FILE


HOSTILE = {
    "a bomb": (workbooks.bomb, Reason.UNPACKS_TOO_LARGE),
    "a bomb that lies about its size": (workbooks.bomb_that_lies, Reason.UNPACKS_TOO_LARGE),
    "a part that lies about its size": (
        lambda: workbooks.bomb_that_lies(true_size=5_000),
        Reason.DAMAGED,
    ),
    "a million rows": (workbooks.million_rows, Reason.TOO_MANY_ROWS),
    "millions of empty rows": (workbooks.empty_rows, Reason.TOO_COSTLY),
    "one cell at the far end": (workbooks.far_cell, Reason.TOO_MANY_ROWS),
    "one text in every cell": (workbooks.one_text_everywhere, Reason.TOO_COSTLY),
    "a document type": (workbooks.with_document_type, Reason.DOCUMENT_TYPE),
    "a document type in other letters": (
        lambda: workbooks.with_document_type(encoding="utf-16"),
        Reason.DOCUMENT_TYPE,
    ),
    "a document type in a picture": (
        workbooks.with_document_type_elsewhere,
        Reason.DOCUMENT_TYPE,
    ),
    "tags within tags": (workbooks.deep, Reason.TOO_DEEP),
    "a connection to a database": (
        lambda: workbooks.with_parts(workbooks.xlsx(), {"xl/connections.xml": "<connections/>"}),
        Reason.EXTERNAL_LINK,
    ),
    "a picture from elsewhere": (
        lambda: workbooks.with_relationship("image", "http://example.org/a.png"),
        Reason.EXTERNAL_LINK,
    ),
    "macros": (
        lambda: workbooks.with_parts(workbooks.xlsx(), {"xl/vbaProject.bin": b"\0"}),
        Reason.MACRO,
    ),
    "too many parts": (
        lambda: workbooks.with_parts(workbooks.xlsx(), {f"a/{n}": b"" for n in range(600)}),
        Reason.TOO_MANY_PARTS,
    ),
    "a password": (workbooks.encrypted_package, Reason.ENCRYPTED),
    "a password on its parts": (workbooks.flagged_as_encrypted, Reason.ENCRYPTED),
    "another kind of document": (
        lambda: workbooks.with_parts(workbooks.xlsx(), {"xl/workbook.xml": None}),
        Reason.NOT_A_SPREADSHEET,
    ),
    "half a file": (lambda: workbooks.xlsx()[:3_000], Reason.DAMAGED),
    "broken XML": (
        lambda: workbooks.with_parts(workbooks.xlsx(), {workbooks.WORKSHEET: "<worksheet><a>"}),
        Reason.DAMAGED,
    ),
    "too many sheets": (
        lambda: workbooks.xlsx(**{f"s{n}": [["a"]] for n in range(30)}),
        Reason.TOO_MANY_SHEETS,
    ),
    "too many columns": (
        lambda: workbooks.xlsx(survey=[["a"] * 1_001]),
        Reason.TOO_MANY_COLUMNS,
    ),
    "an endless cell": (
        lambda: workbooks.xlsx(survey=[["a" * 20_000]]),
        Reason.CELL_TOO_LONG,
    ),
}


class TestHostileWorkbook:
    @pytest.mark.slow
    @for_each("name", HOSTILE)
    def test_is_refused_within_bounds(self, name):
        make, reason = HOSTILE[name]

        assert refusal(make()).reason is reason

    def test_ends_the_process_that_opens_it_and_nothing_else(self, monkeypatch):
        monkeypatch.setitem(opening.BOUNDS, "form", Bounds(seconds=-0.999))

        assert refusal(workbooks.xlsx()).reason is Reason.TOO_COSTLY


IN_BOUNDS = """
from survey.interchange.workbooks import sheets, worker
worker.take_upon_itself(sheets.FORM)
"""


class TestBoundsOfAProcess:
    def test_are_ten_seconds_and_half_a_gigabyte(self):
        assert FORM.patience <= 10
        assert FORM.memory <= 512 * 1024 * 1024

    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("greed", "end"),
        [
            ("bytearray(sheets.FORM.memory)", "MemoryError"),
            (
                "import resource; print(resource.getrlimit(resource.RLIMIT_CPU))",
                f"({FORM.seconds}, {FORM.seconds})",
            ),
        ],
    )
    def test_are_taken_by_the_process_itself(self, greed, end):
        done = subprocess.run(
            [sys.executable, "-c", IN_BOUNDS + greed],
            cwd=opening.ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip

        assert end in done.stdout + done.stderr
