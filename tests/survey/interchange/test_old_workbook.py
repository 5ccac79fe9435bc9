import struct
from contextlib import suppress
from datetime import date, datetime, time

import pytest
import xlrd
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st

from survey.interchange.faults import FormError, Reason
from survey.interchange.workbooks.opening import read_sheets
from survey.interchange.workbooks.reading import read_content
from survey.interchange.workbooks.sheet_facts import JOINED, NOT_COMPUTED, STRUCK_OUT
from survey.interchange.workbooks.sheets import EPOCH, TABLE, SheetRow
from survey.interchange.workbooks.shown import SHOWN_OTHERWISE, UNSEEN
from survey.interchange.workbooks.workbook_facts import EPOCH_1904
from tests.each import for_each
from tests.survey.interchange.old_workbooks import (
    NO_RESULT,
    NOT_RECALCULATED,
    add_records,
    comment,
    of_kind,
    old_book,
)

pytestmark = pytest.mark.safety

FILLED = [["a", "b", "c"], ["x", "y", "z"], ["x", "y", "z"]]


def read(rows, **given):
    (sheet,) = read_content(old_book({"a": rows}, **given), is_csv=False, bounds=TABLE)
    return sheet


def changed(change, rows=FILLED):
    return read(rows, change=lambda book: change(book.get_sheet(0)))


def cells_of(content):
    (sheet,) = read_content(content, is_csv=False, bounds=TABLE)
    return [row.cells for row in sheet.rows]


def reason_of(content):
    with pytest.raises(FormError) as refused:
        read_sheets("cases.xls", content, bounds="table")
    (fault,) = refused.value.faults
    return fault.reason


class TestOldWorkbook:
    def test_is_read_as_its_author_sees_it(self):
        sheet = read(
            [
                ["text ", 5, 2.5, True],
                [],
                [447700900123, date(2026, 3, 31), time(9, 30), datetime(2026, 3, 31, 9, 30)],
            ]
        )

        assert sheet.rows == (
            SheetRow(1, ("text", "5", "2.5", "TRUE")),
            SheetRow(
                3,
                ("447700900123", "2026-03-31", "09:30:00", "2026-03-31 09:30:00"),
                frozenset({1, 3}),
            ),
        )
        assert sheet.epoch == EPOCH

    def test_counts_days_from_where_it_says(self):
        sheet = read([[date(2026, 3, 31)]], counts_from_1904=True)

        assert sheet.rows[0].cells == ("2026-03-31",)
        assert sheet.epoch == EPOCH_1904

    def test_gives_a_number_that_is_no_date_as_it_is(self):
        style = xlwt.easyxf(num_format_str="dd/mm/yyyy")

        sheet = changed(lambda made: made.write(0, 3, 9e99, style))

        assert sheet.rows[0].cells[3].isdigit()

    def test_may_hold_a_chart_of_its_own(self):
        content = of_kind(old_book({"chart": [], "a": FILLED}), 2)

        assert len(cells_of(content)) == 3


class TestWhatCouldNotBeComputed:
    @pytest.mark.parametrize(("code", "error"), sorted(xlrd.error_text_from_code.items()))
    def test_stands_in_the_cell_as_its_error(self, code, error):
        sheet = changed(lambda made: made.row(5).set_cell_error(1, code))

        assert sheet.rows[-1] == SheetRow(6, ("", error))

    @for_each("result", [NO_RESULT, bytes(8), b"\x03\7\7\7\7\7\xff\xff"])
    @for_each(("flags", "names_engine"), [(0, False), (1, False), (1, True), (2, True)])
    def test_is_a_formula_without_a_result_that_nothing_computed(self, result, flags, names_engine):
        assert self.formula(result, flags, names_engine=names_engine) == NOT_COMPUTED

    @pytest.mark.parametrize("flags", [0, 1, 2])
    @pytest.mark.parametrize("names_engine", [False, True])
    def test_is_no_formula_that_has_a_result(self, flags, names_engine):
        result = struct.pack("<d", 7)

        assert self.formula(result, flags, names_engine=names_engine) == "7"

    @pytest.mark.parametrize(("result", "cell"), [(NO_RESULT, ""), (bytes(8), "0")])
    def test_is_no_formula_of_a_workbook_that_was_computed(self, result, cell):
        assert self.formula(result, 0, names_engine=True) == cell

    def test_is_every_formula_of_a_sheet_that_was_not_recalculated(self):
        result = struct.pack("<d", 7)

        assert self.formula(result, 0, names_engine=True, more=NOT_RECALCULATED) == NOT_COMPUTED

    @pytest.mark.slow
    @pytest.mark.parametrize("write", [
        lambda made: made.row(1).set_cell_error(1, 0x2A),
        lambda made: made.row(1).set_cell_formula(1, xlwt.Formula("1+1")),
    ])  # fmt: skip
    def test_is_known_by_its_place_in_a_form(self, write):
        content = old_book(
            {"survey": []},
            change=lambda book: write(book.get_sheet(0)),
            names_engine=False,
        )

        (sheet,) = read_sheets("form.xls", content)

        assert [(row.number, row.uncomputed) for row in sheet.rows] == [(2, frozenset({1}))]

    def formula(self, result, flags, *, names_engine, more=b""):
        def write(book):
            sheet = book.get_sheet(0)
            sheet.write(0, 0, xlwt.Formula("1+1"))
            sheet.write(0, 1, "x")
            add_records(sheet, "Worksheet", "calc_settings", more)

        content = old_book({"a": []}, change=write, names_engine=names_engine)
        assert content.count(NO_RESULT + bytes(2)) == 1
        stored = result + struct.pack("<H", flags)
        ((cell, _shown),) = cells_of(content.replace(NO_RESULT + bytes(2), stored))
        return cell


class TestWhatIsHidden:
    def test_is_a_row_that_says_so_or_has_no_height(self):
        def hide(made):
            made.row(1).hidden = True
            made.row(2).height_mismatch = True
            made.row(2).height = 20

        assert changed(hide).hidden_rows == {2, 3}

    def test_is_every_row_without_a_height_of_its_own_where_the_usual_one_is_none(self):
        def hide(made):
            made.row_default_height = 0
            for number in (0, 2):
                made.row(number).has_default_height = 1

        assert changed(hide).hidden_rows == {1, 3}

    def test_is_no_blank_row(self):
        def hide(made):
            made.row(1).hidden = True

        assert not changed(hide, [["a"], [], ["x"]]).hidden_rows

    def test_is_a_column_that_says_so_or_has_no_width(self):
        def hide(made):
            made.col(0).hidden = True
            made.col(2).width = 0

        assert changed(hide).hidden_columns == {0, 2}

    @pytest.mark.parametrize("visibility", [1, 2])
    def test_is_a_sheet_hidden_from_the_eye_or_from_the_menu(self, visibility):
        def hide(book):
            book.get_sheet(0).visibility = visibility

        content = old_book({"old": FILLED, "a": FILLED}, change=hide)

        sheets = read_content(content, is_csv=False, bounds=TABLE)
        assert [sheet.is_hidden for sheet in sheets] == [True, False]


class TestCells:
    def test_that_show_nothing_or_are_struck_out_say_so(self):
        def write(made):
            made.write(0, 0, "x", xlwt.easyxf(num_format_str=";;;"))
            made.write(0, 1, 7, xlwt.easyxf("font: struck_out on"))
            made.write(0, 2, None, xlwt.easyxf("font: struck_out on"))
            made.write(0, 3, "x")

        assert changed(write, []).rows[0].cells == (UNSEEN, STRUCK_OUT, "", "x")

    def test_that_hold_a_nought_on_a_sheet_that_shows_none_say_so(self):
        def hide(made):
            made.show_zero_values = False

        assert changed(hide, [[0, 5, "0"]]).rows[0].cells == (UNSEEN, "5", "0")

    def test_that_show_other_words_or_are_struck_out_in_part_say_so(self):
        def write(made):
            warning = xlwt.easyxf(num_format_str='"DO NOT TEXT "0')
            made.write(0, 0, 447700900123, warning)
            made.write(0, 1, "447700900123", warning)
            struck = xlwt.easyfont("struck_out on")
            made.write_rich_text(0, 2, ["07700 900123 ", ("07700 900124", struck)])
            made.write_rich_text(0, 3, ["07700 ", ("900123", xlwt.easyfont("bold on"))])

        assert changed(write, []).rows[0].cells == (
            SHOWN_OTHERWISE, "447700900123", STRUCK_OUT, "07700 900123",
        )  # fmt: skip

    def test_over_which_a_picture_lies_are_on_a_sheet_with_drawings(self):
        pixel = bytes(4)
        bitmap = b"BM" + struct.pack("<I4xIIIIHH24x", 58, 54, 40, 1, 1, 1, 24) + pixel

        drawn = changed(lambda made: made.insert_bitmap_data(bitmap, 1, 1))

        assert drawn.has_drawings
        assert not changed(lambda _made: None).has_drawings

    def test_that_are_joined_say_so_in_all_but_the_first(self):
        def write(made):
            made.write_merge(1, 2, 0, 1, "x")
            made.write_merge(8, 9, 0, 1, "")

        assert [
            row.cells for row in changed(write, [["a", "b", "c"], [None] * 2 + ["z"]]).rows
        ] == [
            ("a", "b", "c"),
            ("x", JOINED, "z"),
        ]

    def test_that_hold_nothing_but_0_or_no_are_a_row_too(self):
        assert [row.cells for row in read([["a"], [0], [False]]).rows] == [
            ("a",),
            ("0",),
            ("FALSE",),
        ]

    def test_beside_which_there_is_a_comment_are_named(self):
        sheet = changed(
            lambda made: add_records(made, "Worksheet", "merged", comment(6, 1) + comment(0, 27))
        )

        assert sheet.comments == ("B7", "AB1")


class TestHostileFiles:
    @pytest.mark.slow
    @pytest.mark.parametrize("kind", [1, 6])
    def test_with_a_sheet_of_macros_are_refused(self, kind):
        assert reason_of(of_kind(old_book({"a": FILLED, "b": []}), kind)) is Reason.MACRO

    @pytest.mark.slow
    def test_with_a_sheet_of_no_known_kind_are_refused(self):
        assert reason_of(of_kind(old_book({"a": FILLED, "b": FILLED}), 9)) is Reason.DAMAGED

    @pytest.mark.slow
    def test_with_a_password_are_refused(self):
        def close(book):
            add_records(book, "Workbook", "bof", struct.pack("<HHHHH", 0x002F, 6, 0, 1, 1))

        assert reason_of(old_book({"a": FILLED}, change=close)) is Reason.ENCRYPTED

    @pytest.mark.slow
    @pytest.mark.parametrize("part", [600, 3_000, 4_400])
    def test_cut_short_are_refused(self, part):
        assert reason_of(old_book({"a": FILLED * 50})[:part]) is Reason.DAMAGED

    @pytest.mark.slow
    def test_with_a_cell_at_the_far_end_are_refused(self):
        content = old_book({"a": []}, change=lambda book: book.get_sheet(0).write(65_535, 255, "x"))

        assert reason_of(content) is Reason.TOO_MANY_ROWS

    @pytest.mark.slow
    @given(st.data())
    @settings(max_examples=25)
    def test_with_any_bytes_wrong_are_read_or_refused(self, data):
        content = bytearray(old_book({"a": FILLED}))
        for place in data.draw(st.lists(st.integers(8, len(content) - 1), min_size=20)):
            content[place] = data.draw(st.integers(0, 255))

        with suppress(FormError):
            assert read_sheets("cases.xls", bytes(content), bounds="table") is not None
