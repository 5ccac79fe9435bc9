from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responses.case_files.api_records import json_rows
from responses.case_files.faults import FaultCode
from responses.case_files.mapping_profile import parse_profile
from responses.case_files.tables import csv_rows
from tests.each import for_each
from tests.responses.case_files.examples import csv_lines, csv_text, json_lines, record

PROFILE = parse_profile('ignore = ["Batch"]\n[columns]\n"Crime Ref" = "case_key"')


def faults(raws):
    return [(fault.code, fault.row) for raw in raws for fault in raw.faults]


class TestJsonLines:
    def read(self, text):
        return list(json_rows(text.splitlines(keepends=True), file="x"))

    def test_are_rows_numbered_by_line(self):
        assert [raw.row for raw in self.read("\n" + json_lines([record(), record()]))] == [2, 3]

    def test_take_what_json_has_for_yes_number_and_blank(self):
        line = json_lines([{"flag_fgm": True, "birth_year": 1980, "sex": None}])

        assert self.read(line)[0].record == {"flag_fgm": "yes", "birth_year": "1980", "sex": ""}

    @for_each(
        ("line", "code"),
        [
            ("{", FaultCode.BROKEN_JSON),
            ("[" * 100_000, FaultCode.BROKEN_JSON),
            ("[1]", FaultCode.NOT_A_ROW),
            ('{"sex": 1.5}', FaultCode.NOT_TEXT),
            ('{"sex": {}}', FaultCode.NOT_TEXT),
            ('{"sex": "a", "sex": "b"}', FaultCode.DUPLICATE_COLUMN),
            ('{"shoe_size": 7}', FaultCode.UNKNOWN_COLUMN),
            ('{"surname": "x"}', FaultCode.PERSON_COLUMN),
        ],
    )
    def test_that_are_wrong_leave_the_next_ones_right(self, line, code):
        raws = self.read(f"{json_lines([record()])}{line}\n{json_lines([record()])}")

        assert faults(raws) == [(code, 2)]
        assert not raws[1].is_end
        assert raws[2].record == record()

    def test_take_a_number_of_any_length_as_text(self):
        (raw,) = self.read('{"birth_year": ' + "9" * 4_000 + "}")

        assert set(raw.record["birth_year"]) == {"9"}

    @pytest.mark.slow
    @given(st.lists(st.text(max_size=60), max_size=6))
    def test_of_any_text_are_rows_or_faults(self, lines):
        assert list(json_rows(lines, file="x"))


class TestProfileOfAForce:
    def test_renames_columns_and_leaves_out_what_it_says(self):
        sent = {"Crime Ref": "K1", "Batch": "7", **record()}
        del sent["case_key"]

        (*_unread, raw) = csv_rows(csv_lines(sent), file="x", profile=PROFILE)

        assert raw.record == record()

    def test_still_refuses_a_column_that_it_does_not_know(self):
        sent = {"Crime Ref": "K1", "Shoe size": "7", **record()}
        del sent["case_key"]

        (*_unread, raw) = csv_rows(csv_lines(sent), file="x", profile=PROFILE)

        assert [(fault.code, fault.column) for fault in raw.faults] == [
            (FaultCode.UNKNOWN_COLUMN, "Shoe size")
        ]

    def test_refuses_two_columns_that_become_one(self):
        sent = {"Crime Ref": "K1", **record()}

        (*_unread, raw) = csv_rows(csv_lines(sent), file="x", profile=PROFILE)

        assert raw.faults[0].code is FaultCode.DUPLICATE_COLUMN

    def test_gives_its_force_to_rows_without_one(self):
        sent = record()
        del sent["force"]
        profile = replace(PROFILE, force="gwent")

        (row,) = csv_rows(csv_lines(sent), file="x", profile=profile)
        (line,) = json_rows([json_lines([sent])], file="x", profile=profile)

        assert row.record["force"] == line.record["force"] == "gwent"


class TestAHeader:
    def test_is_that_of_nothing_where_there_is_no_line(self):
        (raw,) = csv_rows([], file="x")

        assert (raw.row, raw.record, raw.is_end) == (1, {}, True)
        assert raw.faults[0].code is FaultCode.EMPTY_FILE

    def test_that_is_wrong_ends_the_file_in_its_first_row(self):
        header, row = csv_lines(record())

        (*_unread, raw) = csv_rows([header.replace("stage,", "shoe_size,"), row], file="x")

        assert (raw.row, raw.record, raw.is_end) == (1, {}, True)
        assert {(fault.code, fault.row) for fault in raw.faults} == {
            (FaultCode.UNKNOWN_COLUMN, 1),
            (FaultCode.MISSING_COLUMN, 1),
        }

    def test_may_have_a_column_twice_that_is_left_out(self):
        sent = {"Crime Ref": "K1", **record()}
        del sent["case_key"]
        header, row = csv_lines(sent)

        (raw,) = csv_rows([f"Batch,Batch,{header}", f"7,8,{row}"], file="x", profile=PROFILE)

        assert raw.record == record()


class TestOurOwnFileOfRejectedRows:
    def test_is_read_without_what_we_added(self):
        header, row = csv_lines(record(area="-1"))

        (raw,) = csv_rows([f"rejected_row,{header}", f"2,{row}".replace(",-1", ",'-1")], file="x")

        assert raw.record == record(area="-1")

    def test_alone_has_apostrophes_that_we_added(self):
        (raw,) = csv_rows(csv_lines(record(area="'s-Hertogenbosch")), file="x")

        assert raw.record["area"] == "'s-Hertogenbosch"

    def test_is_read_in_our_layout_whatever_the_profile_says_of_the_extract(self):
        header, row = csv_lines(record())
        profile = parse_profile('heading_row = 3\ndelimiter = "tab"')

        (raw,) = csv_rows([f"rejected_row,{header}", f"2,{row}"], file="x", profile=profile)

        assert raw.record == record()


class TestBlankRows:
    def test_are_passed_over_and_counted(self):
        header, row = csv_lines(record())

        raws = list(csv_rows([header, "\n", row, ",,\n", row], file="x"))

        assert [raw.row for raw in raws] == [3, 5]

    def test_alone_are_rows_without_a_fault(self):
        header, _ = csv_lines(record())

        assert list(csv_rows([header, "\n"], file="x")) == []


class TestRowOfAnotherLength:
    def test_that_is_too_short_has_blanks_at_its_end(self):
        header, row = csv_lines(record())

        (raw,) = csv_rows([header, row.rsplit(",", 1)[0]], file="x")

        assert [(fault.code, fault.row) for fault in raw.faults] == [(FaultCode.ROW_LENGTH, 2)]
        assert raw.faults[0].terms == {"found": "5", "expected": "6"}
        assert list(raw.record) == list(record())
        assert list(raw.record.values())[-1] == ""

    def test_separates_only_cells_past_the_header(self):
        header, row = csv_lines(record())

        (raw,) = csv_rows([header, row.strip() + ",x,y"], file="x")

        assert raw.record == {**record(), "rejected_more": "x | y"}

    def test_keeps_every_cell_for_whoever_corrects_it(self):
        text = csv_text([record()]).replace("REPORT", "REPORT,x,y")

        (raw,) = csv_rows(text.splitlines(keepends=True), file="x")

        assert raw.faults[0].code is FaultCode.ROW_LENGTH
        assert "2026-10-01" in raw.record["rejected_more"]


class TestALayoutThatNobodyDescribed:
    @pytest.mark.parametrize("delimiter", [";", "\t", "|", ","])
    def test_is_read_whatever_separates_its_cells(self, delimiter):
        text = csv_text([record(area="7")]).replace(",", delimiter)

        (raw,) = csv_rows(text.splitlines(keepends=True), file="x")

        assert raw.record == record(area="7")

    def test_has_titles_above_its_headings_and_blank_columns_after_them(self):
        lines = [line.replace("\r\n", ",,\r\n") for line in csv_lines(record(), record())]

        raws = list(csv_rows(["Weekly extract,,,\n", "\n", *lines, ",,,,,,,\n"], file="x"))

        assert [raw.row for raw in raws] == [4, 5]
        assert [raw.record for raw in raws] == [record(), record()]

    def test_tells_faults_of_its_header_in_their_row(self):
        header, row = csv_lines(record())

        (raw,) = csv_rows(["Weekly extract\n", header.replace("area", "x"), row], file="x")

        assert raw.record == record()
        (*_unread, raw) = csv_rows(["Weekly\n", header.replace("stage,", "shoe,"), row], file="x")
        assert {fault.row for fault in raw.faults} == {2}

    def test_with_a_cell_under_no_heading_loses_nothing(self):
        header, row = csv_lines(record())

        raws = list(csv_rows([f",{header}", f",{row}", f"x,{row}"], file="x"))

        assert raws[0].record == record()
        assert not raws[0].faults
        assert raws[1].record == {**record(), "rejected_more": "x"}
        assert raws[1].faults[0].terms == {"found": "7", "expected": "6"}

    def test_is_read_as_its_profile_says(self):
        header, row = csv_lines(record())
        profile = parse_profile('heading_row = 2\ndelimiter = "comma"')

        (raw,) = csv_rows([row, header, row], file="x", profile=profile)

        assert (raw.row, raw.record) == (3, record())


class TestAColumnThatStaysUnread:
    LEFT = parse_profile('ignore = ["Surname"]')

    def test_reaches_no_record(self):
        (raw,) = csv_rows(csv_lines(record(Surname="Synthetic")), file="x", profile=self.LEFT)

        assert raw.record == record()

    @pytest.mark.parametrize("row", ["x,y,{}", "{}"])
    def test_reaches_none_where_a_row_is_shifted_either(self, row):
        header, cells = csv_lines(record())
        lines = [f"Surname,{header}", row.format(cells).replace("K1", "Synthetic")]

        (raw,) = csv_rows(lines, file="x", profile=self.LEFT)

        assert raw.faults[0].code is FaultCode.ROW_LENGTH
        assert raw.record == {}

    def test_reaches_no_record_of_json_either(self):
        (raw,) = json_rows([json_lines([record(Surname="Synthetic")])], file="x", profile=self.LEFT)

        assert raw.record == record()
