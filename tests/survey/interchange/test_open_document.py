from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.interchange.faults import FormError, Reason
from survey.interchange.workbooks.reading import read_content
from survey.interchange.workbooks.sheet_facts import JOINED, NOT_COMPUTED, STRUCK_OUT
from survey.interchange.workbooks.sheets import FORM, TABLE, SheetRow
from survey.interchange.workbooks.shown import SHOWN_OTHERWISE, UNSEEN
from tests.each import for_each
from tests.survey.interchange.open_documents import (
    cell,
    day,
    document,
    number,
    package,
    row,
    table,
)

HIDDEN_STYLE = '<style:style style:name="h" style:family="{}"><style:{} {}/></style:style>'


def read(*tables, bounds=TABLE, **given):
    return read_content(package(document(*tables, **given)), is_csv=False, bounds=bounds)


def sheet_of(*rows, columns="", **given):
    (sheet,) = read(table("a", *rows, columns=columns), **given)
    return sheet


def cells_of(*rows, **given):
    return [row.cells for row in sheet_of(*rows, **given).rows]


def reason_of(content, bounds=TABLE):
    with pytest.raises(FormError) as refused:
        read_content(content, is_csv=False, bounds=bounds)
    return refused.value.faults[0].reason


class TestACell:
    def test_is_read_by_its_value(self):
        cells = (
            cell("text"),
            number("5"),
            day("2026-03-04", "Wed 4 March 2026"),
            day("2026-03-04T14:30:00", "04/03/26 2.30 pm"),
            cell("9.30", said='office:value-type="time" office:time-value="PT09H30M00S"'),
            cell("True", said='office:value-type="boolean" office:boolean-value="true"'),
            cell("y  ", said='office:value-type="string" office:string-value="y"'),
        )

        (found,) = sheet_of(row(*cells)).rows

        assert found == SheetRow(
            1,
            ("text", "5", "2026-03-04", "2026-03-04 14:30:00", "09:30:00", "TRUE", "y"),
            frozenset({2, 3}),
        )

    def test_has_its_own_text_and_not_that_of_a_note(self):
        note = "<office:annotation><text:p>do not text</text:p></office:annotation>"

        assert cells_of(row(cell("a<text:s text:c='2'/><text:span>b</text:span>", more=note))) == [
            ("a  b",)
        ]

    def test_is_named_where_a_note_stands_beside_it(self):
        note = "<office:annotation><text:p>do not text</text:p></office:annotation>"

        assert sheet_of(row(cell("x")), row(cell("x"), cell(more=note))).comments == ("B2",)

    def test_may_have_several_lines(self):
        assert cells_of(row(cell("a</text:p>\n<text:p>b<text:line-break/>c"))) == [("a\nb\nc",)]

    @pytest.mark.parametrize("inside", [
        "<text:h>yes</text:h>",
        "<text:list><text:list-item><text:p>yes</text:p></text:list-item></text:list>",
    ])  # fmt: skip
    def test_may_hold_a_heading_or_a_list(self, inside):
        assert cells_of(row(cell(more=inside))) == [("yes",)]

    def test_may_stand_for_many(self):
        blank = cell(said='table:number-columns-repeated="2"')
        twice = cell("x", said='table:number-columns-repeated="2"')

        found = sheet_of(
            row(blank, twice, cell(said='table:number-columns-repeated="16000"')),
            row(cell(), said='table:number-rows-repeated="3"'),
            row(cell("y"), said='table:number-rows-repeated="2"'),
            row(cell(), said='table:number-rows-repeated="1048000"'),
        )

        assert [(row.number, row.cells) for row in found.rows] == [
            (1, ("", "", "x", "x")), (5, ("y",)), (6, ("y",)),
        ]  # fmt: skip


class TestWhatCouldNotBeComputed:
    @pytest.mark.parametrize("shown", ["#N/A", "#DIV/0!", "Err:502"])
    def test_stands_in_the_cell_as_its_error(self, shown):
        said = (
            'table:formula="of:=NA()" office:value-type="string" office:string-value="" '
            'calcext:value-type="error"'
        )

        assert cells_of(row(cell(shown, said=said))) == [(shown,)]

    @pytest.mark.parametrize("kind", ["", 'office:value-type="string"'])
    def test_is_a_formula_without_a_result(self, kind):
        assert cells_of(row(cell(said=f'table:formula="of:=1" {kind}'))) == [(NOT_COMPUTED,)]

    def test_is_not_a_formula_whose_result_is_a_text_without_a_character(self):
        said = 'table:formula="of:=A9" office:value-type="string" office:string-value=""'

        assert cells_of(row(cell(said=said), cell("x"))) == [("", "x")]


class TestACellThatDoesNotShowWhatItHolds:
    @pytest.mark.parametrize(
        "one",
        [
            number("447700900123", "DO NOT TEXT 447700900123"),
            number("447700900123", "partner reads this"),
            number("1", "0"),
            day("2026-03-04", "cancelled"),
            cell("not safe", said='office:value-type="string" office:string-value="07700900123"'),
            cell("no", said='office:value-type="string" office:string-value=""'),
            cell("no", said='office:value-type="boolean" office:boolean-value="true"'),
        ],
    )
    def test_says_so(self, one):
        assert cells_of(row(one)) == [(SHOWN_OTHERWISE,)]

    @pytest.mark.parametrize(
        "said",
        [
            'office:value-type="float" office:value="447700900123"',
            'office:value-type="date" office:date-value="2026-03-04"',
            'office:value-type="string" office:string-value="07700900123"',
        ],
    )
    def test_says_so_where_it_shows_nothing(self, said):
        assert cells_of(row(cell(said=said))) == [(UNSEEN,)]

    @pytest.mark.parametrize(
        ("value", "shown"),
        [
            ("447700900123", "447,700,900,123"), ("7700900123", "07700 900123"),
            ("447700900123", "4.477E+11"), ("0.5", "50%"), ("0.456", "0.46"), ("5", "£5.00"),
        ],
    )  # fmt: skip
    def test_is_none_that_shows_its_number_in_another_form(self, value, shown):
        assert cells_of(row(number(value, shown))) != [(SHOWN_OTHERWISE,)]


class TestACellThatNobodySees:
    HIDDEN = (
        '<style:style style:name="all" style:family="table-cell">'
        '<style:table-cell-properties style:cell-protect="hidden-and-protected"/></style:style>'
    )
    ZEROS = (
        '<office:document-settings xmlns:config="urn:oasis:names:tc:opendocument:xmlns:config:1.0"'
        ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0">'
        '<config:config-item config:name="ShowZeroValues">{}</config:config-item>'
        "</office:document-settings>"
    )

    @pytest.mark.parametrize(("said", "found"), [
        ('table:protected="true"', (UNSEEN, "y")), ("", ("x", "y")),
    ])  # fmt: skip
    def test_is_one_that_a_protected_sheet_hides(self, said, found):
        cells = row(cell("x", said='table:style-name="all"'), cell("y"))

        (sheet,) = read(table("a", cells, said=said), styles=self.HIDDEN)

        assert [line.cells for line in sheet.rows] == [found]

    @pytest.mark.parametrize(("shown", "found"), [
        ("false", (UNSEEN, "5", "0")), ("true", ("0", "5", "0")),
    ])  # fmt: skip
    def test_is_a_nought_where_noughts_are_not_shown(self, shown, found):
        content = document(table("a", row(number("0"), number("5"), cell("0"))))
        settings = {"settings.xml": self.ZEROS.format(shown)}

        (sheet,) = read_content(package(content, **settings), is_csv=False, bounds=TABLE)

        assert [line.cells for line in sheet.rows] == [found]


class TestACellThatIsStruckOut:
    LINE = (
        '<style:style style:name="{}" style:family="{}" {}><style:text-properties {}/>'
        "</style:style>"
    )
    THROUGH = 'style:text-line-through-style="solid"'
    CELL = LINE.format("struck", "table-cell", "", THROUGH)
    OWN = 'table:style-name="struck"'
    DEFAULT = 'table:default-cell-style-name="struck"'

    def test_says_so_by_its_style(self):
        assert cells_of(row(cell("x", said=self.OWN), cell("y")), styles=self.CELL) == [
            (STRUCK_OUT, "y")
        ]

    def test_says_so_by_the_style_that_its_own_comes_from(self):
        styles = self.CELL + self.LINE.format(
            "child", "table-cell", 'style:parent-style-name="struck"', 'style:font-name="Arial"'
        )
        plain = self.LINE.format(
            "plain", "table-cell", 'style:parent-style-name="child"',
            'style:text-line-through-style="none"',
        )  # fmt: skip

        found = cells_of(
            row(
                cell("x", said='table:style-name="child"'),
                cell("y", said='table:style-name="plain"'),
            ),
            styles=styles + plain,
        )

        assert found == [(STRUCK_OUT, "y")]

    def test_says_so_by_the_default_of_its_row_or_column(self):
        columns = f"<table:table-column/><table:table-column {self.DEFAULT}/>"
        other = 'table:style-name="other"'

        found = cells_of(
            row(cell("x"), cell("x"), cell("y")),
            row(cell("x", said=other), cell("x", said=other), cell("x"), said=self.DEFAULT),
            columns=columns,
            styles=self.CELL,
        )

        assert found == [("x", STRUCK_OUT, "y"), ("x", "x", STRUCK_OUT)]

    @pytest.mark.parametrize(
        ("family", "inside"),
        [
            ("text", '07700 <text:span text:style-name="s">900123</text:span>'),
            ("text", '<text:a text:style-name="s">07700 900123</text:a>'),
            ("paragraph", 'x</text:p><text:p text:style-name="s">y'),
        ],
    )
    def test_says_so_where_only_a_part_of_it_is(self, family, inside):
        styles = self.LINE.format("s", family, "", self.THROUGH)

        assert cells_of(row(cell(inside)), styles=styles) == [(STRUCK_OUT,)]

    def test_says_so_by_a_style_of_the_part_before(self):
        content = package(
            document(table("a", row(cell("x", said=self.OWN)))),
            **{"styles.xml": document(styles=self.CELL)},
        )

        (found,) = read_content(content, is_csv=False, bounds=TABLE)

        assert found.rows[0].cells == (STRUCK_OUT,)

    def test_is_none_that_is_blank_or_whose_note_is(self):
        note = (
            '<office:annotation><text:p><text:span text:style-name="s">a</text:span></text:p>'
            "</office:annotation>"
        )
        styles = self.CELL + self.LINE.format("s", "text", "", self.THROUGH)

        found = cells_of(row(cell(said=self.OWN), cell("x", more=note)), styles=styles)

        assert found == [("", "x")]


def test_a_drawing_is_seen_on_its_sheet():
    box = "<draw:custom-shape><text:p>do not text</text:p></draw:custom-shape>"

    plain, found = read(table("a", row(cell("x"))), table("b", row(cell("x", more=box))))

    assert (plain.has_drawings, found.has_drawings) == (False, True)
    assert found.rows[0].cells == ("x",)


class TestWhatIsHidden:
    @pytest.mark.parametrize(
        "said", ['table:visibility="collapse"', 'table:visibility="filter"', 'table:style-name="h"']
    )
    def test_is_a_row_that_says_so_or_has_no_height(self, said):
        style = HIDDEN_STYLE.format(
            "table-row", "table-row-properties", 'style:row-height="0.01cm"'
        )

        found = sheet_of(row(cell("x")), row(cell("y"), said=said), row(cell("z")), styles=style)

        assert found.hidden_rows == {2}

    def test_is_a_group_that_is_folded(self):
        folded = f'<table:table-row-group table:display="false">{row(cell("y"))}'
        found = sheet_of(row(cell("x")), f"{folded}</table:table-row-group>", row(cell("z")))

        assert found.hidden_rows == {2}

    @pytest.mark.parametrize("said", ['table:visibility="collapse"', 'table:style-name="h"'])
    def test_is_a_column_that_says_so_or_has_no_width(self, said):
        style = HIDDEN_STYLE.format(
            "table-column", "table-column-properties", 'style:column-width="0mm"'
        )
        columns = (
            f'<table:table-column/><table:table-column {said} table:number-columns-repeated="2"/>'
        )

        found = sheet_of(row(*map(cell, "abcd")), columns=columns, styles=style)

        assert found.hidden_columns == {1, 2}

    def test_is_a_sheet_whose_style_says_so(self):
        style = HIDDEN_STYLE.format("table", "table-properties", 'table:display="false"')

        sheets = read(
            table("shown", row(cell("x"))),
            table("old", row(cell("x")), said='table:style-name="h"'),
            styles=style,
        )

        assert [sheet.is_hidden for sheet in sheets] == [False, True]

    def test_is_no_row_that_is_blank(self):
        many = 'table:number-rows-repeated="1000000" table:visibility="filter"'

        assert sheet_of(row(cell("x")), row(cell(), said=many)).hidden_rows == frozenset()


def test_a_joined_cell_says_so_in_all_but_the_first():
    covered = '<table:covered-table-cell table:number-columns-repeated="{}"/>'
    found = cells_of(
        row(cell("x", said='table:number-columns-spanned="2"'), covered.format(1), cell("z")),
        row(cell("long"), covered.format(16_000)),
        row(covered.format(3)),
    )

    assert found[0] == ("x", JOINED, "z")
    assert found[1] == ("long", *[JOINED] * 199)
    assert len(found) == 2


def test_days_count_from_the_first_day_of_the_workbook():
    before = (
        '<table:calculation-settings><table:null-date table:date-value="1904-01-01"/>'
        "</table:calculation-settings>"
    )

    assert sheet_of(row(cell("x")), before=before).epoch.isoformat() == "1904-01-01"


class TestADocumentThatIsTurnedAway:
    def test_is_a_form(self):
        content = package(document(table("survey", row(cell("x")))))

        assert reason_of(content, FORM) is Reason.NOT_A_SPREADSHEET

    @pytest.mark.parametrize(
        ("name", "data", "reason"),
        [
            ("encrypted-package", b"x", Reason.ENCRYPTED),
            ("META-INF/manifest.xml", "<m><encryption-data/></m>", Reason.ENCRYPTED),
            ("Basic/Standard/Module1.xml", "<m/>", Reason.MACRO),
        ],
    )
    def test_is_locked_or_has_macros(self, name, data, reason):
        assert reason_of(package(document(), **{name: data})) is reason

    @for_each(
        ("content", "reason"),
        [
            ("<office", Reason.DAMAGED),
            ('<!DOCTYPE x [<!ENTITY a "b">]><x/>', Reason.DOCUMENT_TYPE),
            (document(table("a", "<table:table-source/>")), Reason.EXTERNAL_LINK),
            (document("<table:dde-links/>"), Reason.EXTERNAL_LINK),
            (
                document(table("a", row(cell("x", more="<table:cell-range-source/>")))),
                Reason.EXTERNAL_LINK,
            ),
            (document(table("a", row(table("b")))), Reason.DAMAGED),
            (document(table("a", row(day("31 March")))), Reason.DAMAGED),
            (document(table("a", row(cell(said='office:value-type="float"')))), Reason.DAMAGED),
            (
                document(table("a", row(cell("x"), said='table:number-rows-repeated="30000"'))),
                Reason.TOO_MANY_ROWS,
            ),
            (
                document(table("a", row(cell("x", said='table:number-columns-repeated="900"')))),
                Reason.TOO_MANY_COLUMNS,
            ),
            (
                document(table("a", row(cell("x"), said='table:number-rows-repeated="-1"'))),
                Reason.DAMAGED,
            ),
            (
                document(table("a", row(cell("x")))).replace("office:spreadsheet", "office:text"),
                Reason.NOT_A_SPREADSHEET,
            ),
        ],
    )
    def test_is_broken_or_means_harm(self, content, reason):
        assert reason_of(package(content)) is reason

    @given(st.text(alphabet="<>/ table:row-cell=\"'0123456789", max_size=80))
    def test_is_read_or_refused_whatever_it_holds(self, inside):
        with suppress(FormError):
            assert read(table("a", inside))
