from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responses.case_files.columns import COLUMNS
from responses.case_files.faults import FaultCode
from responses.case_files.known_cells import KnownCells
from responses.case_files.mapping_profile import STANDARD, parse_profile
from responses.case_files.reading import read_rows
from responses.case_files.workbooks.rows import NoteCode, spans, workbook_rows
from tests.each import for_each
from tests.responses.case_files.examples import RULES, record, workbook
from tests.responses.case_files.workbooks.books import book, table
from tests.survey.interchange import workbooks
from tests.survey.interchange.open_documents import cell as open_cell
from tests.survey.interchange.open_documents import document, package, records
from tests.survey.interchange.open_documents import row as open_row
from tests.survey.interchange.open_documents import table as open_table

SENT = record(
    contact_mobile="07700 900123", contact_email="a@example.org", number_safe="yes",
    safe_contact_channel="sms", flag_stalking="no", deceased="no", exclude_code="TRIAL",
    exclude_by="s7", exclude_on="2026-03-04",
)  # fmt: skip
STRUCK = (
    '<style:style style:name="struck" style:family="table-cell">'
    '<style:text-properties style:text-line-through-style="solid"/></style:style>'
)


def rows_of(content, *, profile=STANDARD, takes_hidden=False, note=lambda _note: None):
    rows = workbook_rows(content, file="x", profile=profile, takes_hidden=takes_hidden, note=note)
    return [raw for raw in rows if not raw.is_unread]


def faults(raws):
    return [(fault.code, fault.row) for raw in raws for fault in raw.faults]


class TestWorkbook:
    @pytest.mark.slow
    def test_gives_days_times_and_numbers_as_the_case_file_writes_them(self):
        sent = record(birth_year="1980", safe_contact_from="09:30", area="7")

        (raw,) = rows_of(workbook([sent]))

        assert raw.record == sent

    @pytest.mark.slow
    def test_counts_rows_as_the_spreadsheet_does(self):
        raws = rows_of(workbook([record(), {}, record()]))

        assert [raw.row for raw in raws] == [2, 4]

    @pytest.mark.slow
    def test_is_as_wide_as_its_header(self):
        raws = list(rows_of(workbook([record(sex=""), record(sex="female")])))

        assert [raw.record["sex"] for raw in raws] == ["", "female"]
        assert not faults(raws)

    @pytest.mark.slow
    def test_without_a_cell_is_refused(self):
        assert faults(rows_of(workbooks.xlsx(Extract=[[]])))[0][0] is FaultCode.EMPTY_FILE

    @pytest.mark.parametrize(
        "content", [b"PK\x03\x04 not a workbook", workbooks.with_document_type()]
    )
    def test_that_is_hostile_or_broken_is_refused_whole(self, content):
        (raw,) = rows_of(content)

        assert raw.is_end
        assert raw.faults[0].code is FaultCode.WORKBOOK


class TestWhatAWorkbookHides:
    @pytest.mark.slow
    def test_refuses_it_whole_and_says_how_much(self):
        def hide(made):
            sheet = made.get_worksheet_by_name("Cases")
            for number in (2, 3, 6):
                sheet.set_row(number, None, None, {"hidden": True})

        content = book({"Cases": table(*[record()] * 8)}, change=hide)

        (raw,) = rows_of(content)

        assert raw.is_end
        (fault,) = raw.faults
        assert fault.code is FaultCode.HIDDEN_ROWS
        assert fault.terms == {"count": "3", "rows": "3–4, 7"}

    @pytest.mark.slow
    def test_may_be_columns(self):
        content = book(
            {"Cases": table(record(deceased="yes", area="A"))},
            change=lambda made: made.get_worksheet_by_name("Cases").set_column(
                6, 7, None, None, {"hidden": True}
            ),
        )

        (raw,) = rows_of(content)

        assert raw.faults[0].code is FaultCode.HIDDEN_COLUMNS
        assert raw.faults[0].terms == {"count": "2", "columns": "deceased, area"}

    @pytest.mark.slow
    def test_is_no_column_that_the_profile_leaves_out(self):
        content = book(
            {"Cases": table({**record(), "Batch": "7"})},
            change=lambda made: made.get_worksheet_by_name("Cases").set_column(
                6, 6, None, None, {"hidden": True}
            ),
        )

        (raw,) = rows_of(content, profile=parse_profile('ignore = ["Batch"]'))

        assert raw.record == record()

    @pytest.mark.slow
    def test_is_loaded_where_somebody_says_so_and_named_then_too(self):
        def hide(made):
            sheet = made.get_worksheet_by_name("Cases")
            sheet.set_row(1, None, None, {"hidden": True})
            sheet.set_column(0, 0, 0)

        notes = []
        content = book({"Cases": table(record())}, change=hide)

        (raw,) = rows_of(content, takes_hidden=True, note=notes.append)

        assert raw.record == record()
        assert [(note.code, note.terms) for note in notes] == [
            (NoteCode.HIDDEN_ROWS_LOADED, {"count": "1", "rows": "2"}),
            (NoteCode.HIDDEN_COLUMNS_LOADED, {"count": "1", "columns": "case_key"}),
        ]

    @pytest.mark.slow
    def test_is_named_where_it_is_a_sheet(self):
        def hide(made):
            made.get_worksheet_by_name("Cases").activate()
            made.get_worksheet_by_name("Old").very_hidden()

        notes = []
        content = book(
            {"Old": table(record(case_key="OLD")), "Notes": [["x"]], "Cases": table(record())},
            change=hide,
        )

        (raw,) = rows_of(content, note=notes.append)

        assert raw.record["case_key"] == "K1"
        assert [(note.code, note.terms["sheets"]) for note in notes] == [
            (NoteCode.SHEETS_NOT_READ, "Notes"),
            (NoteCode.HIDDEN_SHEETS, "Old"),
        ]


@pytest.mark.safety
class TestARowLikeThoseOfOurSheetOfCodes:
    @pytest.mark.slow
    @pytest.mark.parametrize(
        "cells", [["07700 900123 no text"], ["Meaning", "do not contact 07700 900123"]]
    )
    def test_saf_17_is_searched_where_it_may_name_a_person(self, cells):
        notes = []
        written = [["column", "code"], ["deceased", "yes", *cells]]

        rows_of(book({"Cases": table(record()), "Codes": written}), note=notes.append)

        assert NoteCode.FORBIDDING_SHEETS in [note.code for note in notes]


class TestCommentsBesideCells:
    @pytest.mark.slow
    def test_are_named_and_not_read(self):
        notes = []
        content = book(
            {"Cases": table(record())},
            change=lambda made: made.get_worksheet_by_name("Cases").write_comment("A2", "Checked"),
        )

        (raw,) = rows_of(content, note=notes.append)

        assert raw.record == record()
        assert [(note.code, note.terms) for note in notes] == [
            (NoteCode.COMMENTS, {"count": "1", "cells": "A2"})
        ]

    @pytest.mark.safety
    @pytest.mark.slow
    def test_saf_17_are_named_where_they_forbid_contact(self):
        notes = []
        content = book(
            {"Cases": table(record())},
            change=lambda made: made.get_worksheet_by_name("Cases").write_comment("A2", "no text"),
        )

        (raw,) = rows_of(content, note=notes.append)

        assert raw.is_warned
        assert [(note.code, note.terms) for note in notes] == [
            (NoteCode.FORBIDDING_COMMENTS, {"count": "1", "cells": "Cases A2"})
        ]


class TestWhatAWorkbookCouldNotCompute:
    @pytest.mark.slow
    def test_is_a_fault_in_every_column(self):
        def fail(made):
            for place in range(len(COLUMNS)):
                sheet = made.get_worksheet_by_name("Cases")
                sheet.write_formula(place + 1, place, "=NA()", None, "#N/A")

        blank = dict.fromkeys(COLUMNS)
        sent = [
            {**blank, **record(case_key=f"K{at}"), name: None} for at, name in enumerate(COLUMNS)
        ]
        content = book({"Cases": table(*sent)}, change=fail)

        read = list(read_rows(rows_of(content), file="x", rules=RULES))

        found = [
            [fault.column for fault in row.faults if fault.code is FaultCode.NOT_COMPUTED]
            for row in read
        ]
        assert found == [[column] for column in COLUMNS]

    @pytest.mark.slow
    @pytest.mark.parametrize("column", ["deceased", "exclude_code", "flag_stalking", "number_safe"])
    def test_is_no_blank_where_a_blank_would_invite(self, column):
        def fail(made):
            made.get_worksheet_by_name("Cases").write_formula(1, 6, "=VLOOKUP(1,2,3)", None, "")

        content = book({"Cases": table({**record(), column: None})}, change=fail)

        (read,) = read_rows(rows_of(content), file="x", rules=RULES)

        assert [(fault.code, fault.column) for fault in read.faults] == [
            (FaultCode.NOT_COMPUTED, column)
        ]

    @pytest.mark.slow
    def test_is_a_joined_cell_too(self):
        content = book(
            {"Cases": table({**record(case_key="K1"), "deceased": ""}, record(case_key="K2"))},
            change=lambda made: made.get_worksheet_by_name("Cases").merge_range(1, 6, 2, 6, "yes"),
        )

        first, second = read_rows(rows_of(content), file="x", rules=RULES)

        assert first.case.is_deceased
        assert [fault.code for fault in second.faults] == [FaultCode.JOINED_CELLS]


CAREFUL = (
    "case_key", "contact_mobile", "contact_email", "number_safe", "safe_contact_channel",
    "flag_stalking", "exclude_code", "deceased",
)  # fmt: skip


@pytest.mark.safety
class TestACellThatDoesNotShowWhatItHolds:
    @for_each(
        ("look", "code"),
        [
            ({"num_format": '"not "0;"not "0;"not "0;"not "@'}, FaultCode.SHOWN_OTHERWISE),
            ({"num_format": ";;;"}, FaultCode.UNSEEN_CELL),
            ({"font_strikeout": True}, FaultCode.STRUCK_OUT),
        ],
    )
    @pytest.mark.slow
    def test_saf_17_is_a_fault_of_its_cell(self, look, code):
        sent = [{**SENT, "case_key": f"K{place}"} for place in range(len(CAREFUL))]

        def write(made):
            sheet, names = made.get_worksheet_by_name("Cases"), list(SENT)
            for row, column in enumerate(CAREFUL, start=1):
                said = sent[row - 1][column]
                sheet.write_string(row, names.index(column), said, made.add_format(look))

        content = book({"Cases": table(*sent)}, change=write)

        read = read_rows(rows_of(content), file="x", rules=RULES)

        found = [[(fault.code, fault.column) for fault in row.faults] for row in read]
        assert found == [[(code, column)] for column in CAREFUL]

    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("said", "code"),
        [
            ('table:style-name="struck"', FaultCode.STRUCK_OUT),
            ('office:value-type="string" office:string-value="07700 900123"',
             FaultCode.SHOWN_OTHERWISE),
        ],
    )  # fmt: skip
    def test_saf_17_is_a_fault_in_an_open_document_too(self, said, code):
        sent = SENT | {"contact_mobile": ""}
        cells = [open_cell(text) for text in sent.values()]
        cells[list(sent).index("contact_mobile")] = open_cell("07700 900123 not safe", said=said)
        rows = [open_row(*map(open_cell, sent)), open_row(*cells)]

        (read,) = read_rows(
            rows_of(package(document(open_table("Cases", *rows), styles=STRUCK))),
            file="x",
            rules=RULES,
        )

        assert [(fault.code, fault.column) for fault in read.faults] == [(code, "contact_mobile")]

    @pytest.mark.slow
    def test_saf_17_is_named_where_it_may_be_a_text_box(self):
        notes = []
        content = book(
            {"Cases": table(record())},
            change=lambda made: made.get_worksheet_by_name("Cases").insert_textbox(
                1, 3, "DO NOT CONTACT"
            ),
        )

        (raw,) = rows_of(content, note=notes.append)

        assert raw.record == record()
        assert [(note.code, note.terms) for note in notes] == [
            (NoteCode.FORBIDDING_TEXTS, {"count": "1"}),
            (NoteCode.DRAWINGS, {"sheet": "Cases"}),
        ]


class TestADateOfAWorkbook:
    DAY = date(2026, 3, 4)

    @pytest.mark.slow
    @pytest.mark.parametrize("form", ["DD/MM/YYYY", "MM/DD/YYYY", "YYYY-DD-MM", "DD-MON-YYYY"])
    def test_is_a_date_whatever_form_the_profile_says(self, form):
        profile = parse_profile(f'dates = "{form}"')
        sent = {**record(), "reported_on": self.DAY, "stage_on": self.DAY}

        (read,) = read_rows(
            rows_of(book({"Cases": table(sent)}), profile=profile),
            file="x",
            rules=replace(RULES, profile=profile, known_cells=KnownCells()),
        )

        assert (read.case.reported_on, read.case.stage_on) == (self.DAY, self.DAY)

    @pytest.mark.slow
    @pytest.mark.parametrize(("counts_from_1904", "number"), [(False, 46085), (True, 44623)])
    def test_may_be_the_number_of_a_day(self, counts_from_1904, number):
        sent = {**record(), "reported_on": number, "stage_on": str(number)}
        content = book({"Cases": table(sent)}, counts_from_1904=counts_from_1904)

        (raw,) = rows_of(content)

        assert raw.record["reported_on"] == raw.record["stage_on"] == "2026-03-04"

    @pytest.mark.slow
    def test_loses_its_time_of_day(self):
        sent = {**record(), "reported_on": datetime(2026, 3, 4, 14, 30), "stage_on": 46085.75}

        (raw,) = rows_of(book({"Cases": table(sent)}))

        assert raw.record["reported_on"] == raw.record["stage_on"] == "2026-03-04"

    @pytest.mark.slow
    @pytest.mark.parametrize("number", [2026, 1, 20260304])
    def test_is_no_other_number(self, number):
        sent = {**record(), "reported_on": number}

        (raw,) = rows_of(book({"Cases": table(sent)}))

        assert raw.record["reported_on"] == str(number)

    @pytest.mark.slow
    def test_comes_back_from_the_file_of_rejected_rows_in_the_form_of_the_profile(self):
        profile = parse_profile('dates = "DD/MM/YYYY"')
        sent = {**record(), "reported_on": self.DAY}

        (raw,) = rows_of(book({"Cases": table(sent)}), profile=profile)

        assert raw.record["reported_on"] == "04/03/2026"


class TestSpans:
    @pytest.mark.slow
    @given(st.sets(st.integers(1, 60)))
    def test_name_every_number_once(self, numbers):
        found = spans(sorted(numbers), most=60)
        named = [
            number
            for part in found.split(", ")
            if part
            for first, _, last in [part.partition("–")]
            for number in range(int(first), int(last or first) + 1)
        ]

        assert named == sorted(numbers)

    def test_end_somewhere(self):
        assert spans([1, 3, 5, 7], most=2) == "1, 3, …"


class TestAnOpenDocument:
    @pytest.mark.slow
    def test_is_read_as_a_workbook_is(self):
        sent = [record(area="A"), record(case_key="K2", deceased="yes")]

        raws = list(rows_of(package(document(open_table("Cases", *records(*sent))))))

        assert [{name: cell for name, cell in raw.record.items() if cell} for raw in raws] == sent

    @pytest.mark.slow
    def test_hides_nothing_unasked(self):
        lines = records(record(), record(case_key="K2"))
        lines[1] = lines[1].replace(
            "<table:table-row ", '<table:table-row table:visibility="filter" '
        )

        (raw,) = rows_of(package(document(open_table("Cases", *lines))))

        assert raw.faults[0].terms == {"count": "1", "rows": "2"}


class TestFilesThatAreNoWorkbook:
    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            (b"\x89PNG\r\n\x1a\n" + bytes(200), "not_a_spreadsheet"),
            (b"PK\x05\x06" + bytes(18), "not_a_spreadsheet"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "damaged"),
            (
                b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
                "encrypted",
            ),
        ],
    )
    def test_are_refused_with_the_reason(self, content, reason):
        (raw,) = rows_of(content)

        assert raw.faults[0].terms["reason"] == reason
