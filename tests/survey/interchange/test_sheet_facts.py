import datetime
import io
import zipfile

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from survey.interchange.faults import FormError, Reason
from survey.interchange.workbooks.reading import read_content
from survey.interchange.workbooks.sheet_facts import (
    JOINED,
    NOT_COMPUTED,
    STRUCK_OUT,
    Place,
    SheetFacts,
    areas_of,
    place_of,
    with_facts,
)
from survey.interchange.workbooks.sheets import FORM, TABLE
from survey.interchange.workbooks.shown import SHOWN_OTHERWISE, UNSEEN
from tests.survey.interchange import workbooks

WORKBOOK = "xl/workbook.xml"
SHEETS = '<sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets>'
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def cell(place, inside, kind=""):
    return f'<c r="{place}"{f" t={kind!r}" if kind else ""}>{inside}</c>'.replace("'", '"')


def row(number, *cells, **attributes):
    more = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f'<row r="{number}"{more}>{"".join(cells)}</row>'


def content_of(*rows, before="", after="", workbook=""):
    sheet = (
        f'<worksheet xmlns="{workbooks.NAMESPACE}">{before}'
        f"<sheetData>{''.join(rows)}</sheetData>{after}</worksheet>"
    )
    book = (
        f'<workbook xmlns="{workbooks.NAMESPACE}" xmlns:r="{RELATIONS}">{workbook}{SHEETS}'
        "</workbook>"
    )
    made = workbooks.xlsx(a=[["x"]])
    return workbooks.with_parts(made, {workbooks.WORKSHEET: sheet, WORKBOOK: book})


def sheet_of(*rows, **parts):
    (sheet,) = read_content(content_of(*rows, **parts), is_csv=False, bounds=TABLE)
    return sheet


def cells_of(*rows, **parts):
    return [row.cells for row in sheet_of(*rows, **parts).rows]


TEXT = "<is><t>x</t></is>"
SHOWN = row(1, cell("A1", TEXT, "inlineStr"))


def test_a_nought_on_a_sheet_that_shows_none_says_so():
    cells = row(1, cell("A1", "<v>0</v>"), cell("B1", "<v>5</v>"), cell("C1", "<v>0.0</v>", "n"))
    view = '<sheetViews><sheetView showZeros="0" workbookViewId="0"/></sheetViews>'

    assert cells_of(cells, before=view) == [(UNSEEN, "5", UNSEEN)]


class TestWhatCouldNotBeComputed:
    @pytest.mark.parametrize("error", ["#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!"])
    def test_stands_in_the_cell_as_its_error(self, error):
        assert cells_of(row(1, cell("B1", f"<v>{error}</v>", "e"))) == [("", error)]

    @pytest.mark.parametrize(
        "inside", ["<f>1+1</f>", "<f>1+1</f><v/>", "<f>1+1</f><v></v>", "<f/>", "<f>1</f><v> </v>"]
    )
    def test_is_a_formula_without_a_result(self, inside):
        assert cells_of(row(1, cell("A1", inside))) == [(NOT_COMPUTED,)]

    def test_is_an_error_without_a_name(self):
        assert cells_of(row(1, cell("A1", "", "e"))) == [(NOT_COMPUTED,)]

    def test_is_a_result_that_stands_before_its_formula(self):
        assert cells_of(row(1, cell("A1", "<v>5</v><f>2+3</f>"))) == [(NOT_COMPUTED,)]

    def test_makes_a_row_of_its_own_where_nothing_else_is(self):
        found = sheet_of(SHOWN, row(9, cell("C9", "<v>#N/A</v>", "e")))

        assert [(row.number, row.cells) for row in found.rows] == [
            (1, ("x",)),
            (9, ("", "", "#N/A")),
        ]

    def test_is_found_in_shared_and_in_array_formulas(self):
        cells = (
            cell("A1", '<f t="shared" ref="A1:B1" si="0">1</f><v>1</v>'),
            cell("B1", '<f t="shared" si="0"/>'),
            cell("C1", '<f t="array" ref="C1">1</f><v></v>'),
        )

        assert cells_of(row(1, *cells)) == [("1", NOT_COMPUTED, NOT_COMPUTED)]

    def test_is_not_a_formula_whose_result_is_a_text_without_a_character(self):
        shown = cell("B1", "<v>1</v>")

        assert cells_of(row(1, cell("A1", "<f>A2</f><v></v>", "str"), shown)) == [("", "1")]

    @pytest.mark.parametrize("error", ["#SPILL!", "#CALC!", "#GETTING_DATA", "#BUSY!"])
    def test_refuses_the_file_with_its_place_where_the_library_reads_nothing(self, error):
        with pytest.raises(FormError) as refused:
            sheet_of(SHOWN, row(2, cell("A2", f"<v>{error}</v>", "e")))

        (fault,) = refused.value.faults
        assert (fault.reason, fault.sheet, fault.row) == (Reason.NOT_COMPUTED, "a", 2)

    def test_is_every_formula_of_a_workbook_that_leaves_them_to_whoever_opens_it(self):
        found = cells_of(
            row(1, cell("A1", "<f>B1</f><v>0</v>"), cell("B1", "<v>7</v>")),
            workbook='<calcPr fullCalcOnLoad="1"/>',
        )

        assert found == [(NOT_COMPUTED, "7")]

    def test_is_known_by_its_place_in_a_form(self):
        content = content_of(row(1, cell("A1", "<v>1</v>"), cell("B1", "<f>1</f>")))

        (sheet,) = read_content(content, is_csv=False, bounds=FORM)

        assert [(found.cells, found.uncomputed) for found in sheet.rows] == [
            (("1", NOT_COMPUTED), frozenset({1}))
        ]


class TestWhatIsHidden:
    @pytest.mark.parametrize(
        "said",
        [
            {"hidden": "1"}, {"hidden": "true"}, {"ht": "0", "customHeight": "1"}, {"ht": "4.5"},
            {"hidden": "1", "outlineLevel": "1"},
        ],
    )  # fmt: skip
    def test_is_a_row_that_says_so_or_has_no_height(self, said):
        found = sheet_of(SHOWN, row(2, cell("A2", TEXT, "inlineStr"), **said))

        assert found.hidden_rows == {2}

    def test_is_no_row_that_is_blank_or_shown(self):
        found = sheet_of(
            SHOWN,
            row(2, hidden="1"),
            row(3, cell("A3", TEXT, "inlineStr"), ht="15", hidden="0", collapsed="1"),
        )

        assert found.hidden_rows == frozenset()

    def test_is_every_row_without_a_height_of_its_own_where_the_usual_one_is_none(self):
        found = sheet_of(
            row(1, cell("A1", TEXT, "inlineStr"), ht="15"),
            row(2, cell("A2", TEXT, "inlineStr")),
            before='<sheetFormatPr defaultRowHeight="0"/>',
        )

        assert found.hidden_rows == {2}

    @pytest.mark.parametrize(
        "said",
        ['hidden="1"', 'width="0"', 'width="0.1" customWidth="1"', 'hidden="true" width="9"'],
    )
    def test_is_a_column_that_says_so_or_has_no_width(self, said):
        cells = [cell(f"{letter}1", TEXT, "inlineStr") for letter in "ABC"]
        found = sheet_of(row(1, *cells), before=f'<cols><col min="2" max="99" {said}/></cols>')

        assert found.hidden_columns == {1, 2}

    def test_is_no_column_of_the_usual_width(self):
        found = sheet_of(SHOWN, before='<cols><col min="1" max="9" width="9"/></cols>')

        assert found.hidden_columns == frozenset()

    def test_is_every_column_where_the_usual_width_is_none(self):
        found = sheet_of(
            row(1, *(cell(f"{letter}1", TEXT, "inlineStr") for letter in "ABC")),
            before='<sheetFormatPr defaultColWidth="0"/>'
            '<cols><col min="2" max="2" width="9"/></cols>',
        )

        assert found.hidden_columns == {0, 2}

    def test_is_a_sheet_hidden_from_the_eye_or_from_the_menu(self):
        content = io.BytesIO()
        with xlsxwriter.Workbook(content) as book:
            for name in ("notes", "old", "older"):
                book.add_worksheet(name).write_string(0, 0, "x")
            book.get_worksheet_by_name("old").hide()
            book.get_worksheet_by_name("older").very_hidden()

        sheets = read_content(content.getvalue(), is_csv=False, bounds=TABLE)

        assert [sheet.is_hidden for sheet in sheets] == [False, True, True]

    @pytest.mark.slow
    def test_is_what_an_autofilter_leaves_out(self):
        content = io.BytesIO()
        with xlsxwriter.Workbook(content) as book:
            sheet = book.add_worksheet("a")
            sheet.write_column(0, 0, ["kind", "x", "y", "x"])
            sheet.autofilter(0, 0, 3, 0)
            sheet.filter_column("A", "x == x")
            sheet.set_row(2, None, None, {"hidden": True})

        (found,) = read_content(content.getvalue(), is_csv=False, bounds=TABLE)

        assert found.hidden_rows == {3}


class TestACellThatShowsNothing:
    @pytest.mark.parametrize("code", [";;;", ";;", '"";"";"";""', "[Red];[Blue];;"])
    def test_says_so(self, code):
        content = io.BytesIO()
        with xlsxwriter.Workbook(content) as book:
            sheet = book.add_worksheet("a")
            nothing = book.add_format({"num_format": code})
            sheet.write_row(0, 0, [7, "x"], nothing)
            sheet.write_blank(0, 2, None, nothing)
            sheet.write_string(0, 3, "y")

        (found,) = read_content(content.getvalue(), is_csv=False, bounds=TABLE)

        assert found.rows[0].cells == (UNSEEN, UNSEEN, "", "y")


class TestACellThatShowsOtherWords:
    def test_says_so(self):
        content = io.BytesIO()
        with xlsxwriter.Workbook(content) as book:
            sheet = book.add_worksheet("a")
            warning = book.add_format({"num_format": '"DO NOT TEXT "0'})
            sheet.write_number(0, 0, 447700900123, warning)
            sheet.write_string(0, 1, "447700900123", warning)
            sheet.write_string(0, 2, "y", book.add_format({"num_format": '"not "@'}))
            sheet.write_formula(0, 3, "=1", warning, 1)

        (found,) = read_content(content.getvalue(), is_csv=False, bounds=TABLE)

        assert found.rows[0].cells == (
            SHOWN_OTHERWISE, "447700900123", SHOWN_OTHERWISE, SHOWN_OTHERWISE,
        )  # fmt: skip

    def test_is_none_of_a_date_within_words_that_join_it(self):
        content = io.BytesIO()
        with xlsxwriter.Workbook(content) as book:
            sheet = book.add_worksheet("a")
            for place, code in enumerate(('d "of" mmmm yyyy', '"cancelled "dd/mm/yyyy')):
                as_day = book.add_format({"num_format": code})
                sheet.write_datetime(0, place, datetime.datetime(2026, 3, 4), as_day)

        (found,) = read_content(content.getvalue(), is_csv=False, bounds=TABLE)

        assert found.rows[0].cells == ("2026-03-04", SHOWN_OTHERWISE)


class TestACellThatIsStruckOut:
    def test_says_so(self):
        content = io.BytesIO()
        with xlsxwriter.Workbook(content) as book:
            sheet = book.add_worksheet("a")
            sheet.write_string(0, 0, "x", book.add_format({"font_strikeout": True}))
            sheet.write_string(0, 1, "y", book.add_format({"bold": True}))

        (found,) = read_content(content.getvalue(), is_csv=False, bounds=TABLE)

        assert found.rows[0].cells == (STRUCK_OUT, "y")

    def test_says_so_where_only_a_part_of_it_is(self):
        content = io.BytesIO()
        with xlsxwriter.Workbook(content) as book:
            sheet = book.add_worksheet("a")
            struck, bold = (book.add_format({one: True}) for one in ("font_strikeout", "bold"))
            sheet.write_string(0, 0, "x")
            sheet.write_rich_string(0, 1, bold, "07700 ", bold, "900123")
            sheet.write_rich_string(0, 2, "07700 900123 ", struck, "07700 900124")

        (found,) = read_content(content.getvalue(), is_csv=False, bounds=TABLE)

        assert found.rows[0].cells == ("x", "07700 900123", STRUCK_OUT)

    def test_says_so_where_its_text_stands_in_the_sheet_itself(self):
        struck = "<is><r><rPr><strike/></rPr><t>x</t></r><r><t>y</t></r></is>"
        plain = '<is><r><rPr><strike val="0"/></rPr><t>x</t></r></is>'

        found = cells_of(
            row(1, cell("A1", struck, "inlineStr"), cell("B1", plain, "inlineStr")),
            after="<extLst><ext><dxf><font><strike/></font></dxf></ext></extLst>",
        )

        assert found == [(STRUCK_OUT, "x")]


class TestDrawings:
    def test_are_seen_on_their_sheet(self):
        content = io.BytesIO()
        with xlsxwriter.Workbook(content) as book:
            book.add_worksheet("plain").write_comment("A1", "no drawing")
            book.add_worksheet("a").insert_textbox(1, 3, "DO NOT CONTACT")

        plain, found = read_content(content.getvalue(), is_csv=False, bounds=TABLE)

        assert (plain.has_drawings, found.has_drawings) == (False, True)


class TestComments:
    def test_are_counted_for_their_sheet(self):
        content = io.BytesIO()
        with xlsxwriter.Workbook(content) as book:
            book.add_worksheet("plain").write_string(0, 0, "x")
            sheet = book.add_worksheet("a")
            sheet.write_string(0, 0, "x")
            sheet.write_comment("B7", "do not text")
            sheet.write_comment("A1", "ask first")

        plain, found = read_content(content.getvalue(), is_csv=False, bounds=TABLE)

        assert plain.comments == ()
        assert sorted(found.comments) == ["A1", "B7"]


class TestJoinedCells:
    def test_say_so_in_all_but_the_first(self):
        found = cells_of(
            row(1, cell("A1", TEXT, "inlineStr"), cell("B1", "<v>1</v>")),
            row(2, cell("B2", "<v>2</v>")),
            row(3),
            after='<mergeCells><mergeCell ref="A1:A2"/></mergeCells>',
        )

        assert found == [("x", "1"), (JOINED, "2")]

    def test_are_found_across_columns_and_rows(self):
        texts = {1: ["x", "", "z"], 2: ["", "", "z"], 3: ["z"]}

        with_facts(texts, SheetFacts(joined=areas_of("A1:B2")))

        assert texts == {1: ["x", JOINED, "z"], 2: [JOINED, JOINED, "z"], 3: ["z"]}

    def test_hide_no_error(self):
        facts = SheetFacts(joined=areas_of("A1:A2"), errors={Place(2, 1): "#N/A"})
        texts = {1: ["x"], 2: [""]}

        with_facts(texts, facts)

        assert texts[2] == ["#N/A"]

    def test_reach_no_further_than_the_sheet(self):
        texts = {1: ["x"]}

        with_facts(texts, SheetFacts(joined=areas_of("A1:XFD1048576")))

        assert set(texts) == {1}


class TestPlaces:
    @pytest.mark.parametrize(
        ("text", "place"), [("A1", (1, 1)), ("$AA$10", (10, 27)), ("xfd1048576", (1048576, 16384))]
    )
    def test_are_numbered_from_one(self, text, place):
        assert place_of(text, Place(0, 0)) == place

    @given(st.text(max_size=12))
    def test_are_read_from_any_text_or_not_at_all(self, text):
        assert isinstance(place_of(text, Place(0, 0)), Place)
        assert all(isinstance(area.first, Place) for area in areas_of(text))


class TestDates:
    def test_are_told_from_text_that_looks_like_one(self):
        content = io.BytesIO()
        with xlsxwriter.Workbook(content) as book:
            sheet = book.add_worksheet("a")
            day = book.add_format({"num_format": "dd/mm/yyyy"})
            sheet.write_datetime(0, 0, datetime.datetime(2026, 3, 4), day)
            sheet.write_string(0, 1, "2026-03-04")
            sheet.write_number(0, 2, 46085)

        (found,) = read_content(content.getvalue(), is_csv=False, bounds=TABLE)

        assert found.rows[0].cells[:2] == ("2026-03-04", "2026-03-04")
        assert found.rows[0].dates == {0}

    @pytest.mark.parametrize(
        ("said", "day"), [("", "1899-12-30"), ("<workbookPr date1904='1'/>", "1904-01-01")]
    )
    def test_count_from_the_first_day_of_the_workbook(self, said, day):
        assert sheet_of(SHOWN, workbook=said).epoch.isoformat() == day


class TestAWorkbookWhoseSheetsAreNotWhereItSays:
    def test_is_refused_where_two_have_one_name(self):
        content = workbooks.xlsx(a=[["x"]], b=[["y"]])
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            book = package.read(WORKBOOK).replace(b'name="b"', b'name="a"')

        with pytest.raises(FormError) as refused:
            read_content(
                workbooks.with_parts(content, {WORKBOOK: book}), is_csv=False, bounds=TABLE
            )

        assert refused.value.faults[0].reason is Reason.DAMAGED

    @pytest.mark.parametrize("target", ["worksheets/other.xml", "../xl/worksheets/sheet1.xml"])
    def test_is_refused(self, target):
        relations = (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId1" Type="{RELATIONS}/worksheet" Target="{target}"/>'
            "</Relationships>"
        )
        content = workbooks.with_parts(content_of(SHOWN), {"xl/_rels/workbook.xml.rels": relations})

        with pytest.raises(FormError) as refused:
            read_content(content, is_csv=False, bounds=TABLE)

        assert refused.value.faults[0].reason is Reason.DAMAGED
