import csv
import io
from datetime import date
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from analytics.exports import presenters
from analytics.exports.cells import NumberPart, cell_of, columns_of
from analytics.exports.page_content import read_content
from analytics.exports.presenters import NoSuchFileError, WantedFile, wanted_in

DAY = date(2026, 11, 27)
VALUE, LOWER, UPPER, BASE = NumberPart
MARKED = '<span class="mark" title="hidden">[c]<span class="mark-words"> hidden</span></span>'
PAGE = f"""<html><body><nav><table><tr><td>not of the page</td></tr></table></nav><main>
<p class="notice" role="status">You did that.</p><p class="notice">A pilot.</p>
<h1>Kent: what victims said</h1><p class="lead">Most are satisfied.</p>
<form><label for="period">Period</label><select id="period"><option>2026 Q2</option>
<option selected>2026 Q3</option></select></form>
<figure class="chart"><figcaption>A &amp; B</figcaption>
<svg xmlns="http://www.w3.org/2000/svg" class="is-wide" height="80"><title>A &lt; B</title>
<pattern id="p" patternUnits="userSpaceOnUse"></pattern>
<text>=1</text></svg><svg class="is-narrow" height="9"></svg></figure>
<div class="scroll"><table><caption class="unseen">By group</caption>
<thead><tr><th rowspan="2">Group</th><th colspan="2">Satisfied</th></tr>
<tr><th>Share</th><th>Interval</th></tr></thead>
<tbody><tr><th>=cmd()</th><td>61\u00a0%</td><td>58–64\u00a0%</td></tr>
<tr><th><a href="x">Other<span class="unseen">: see</span></a></th><td>{MARKED} <span
class="unseen">too few</span></td><td>–</td></tr></tbody></table></div>
<figure class="chart"><figcaption>Nothing drawn</figcaption></figure>
<p class="figure-notes">A note.</p><details class="method"><p>How.</p></details>
</main></body></html>"""


def taken(name, *, is_simulated=False):
    return presenters.file_of(
        read_content(PAGE), wanted_in(name), is_simulated=is_simulated, on=DAY
    )


def columns(*cells):
    return [
        (column.part, column.is_marks, list(column.values))
        for column in columns_of("Head", [cell_of(cell) for cell in cells])
    ]


class TestACellThatTellsMore:
    def test_is_in_a_file_what_it_says_of_itself(self):
        page = """<main><table><thead><tr><th>Group</th><th>1</th></tr></thead>
        <tbody><tr><th scope="rowgroup" colspan="2">Sex</th></tr>
        <tr><th>Female</th><td tabindex="0" data-as="−3 (−7 to +1)">▼<span>more</span></td></tr>
        <tr><th>Other</th><td tabindex="0" data-as="[low]">□<span>too few</span></td></tr>
        </tbody></table></main>"""

        [table] = read_content(page).tables
        assert [(one.part, one.is_marks, list(one.values)) for one in table.columns] == [
            (VALUE, False, ["Sex", "Female", "Other"]),
            (VALUE, False, ["", -3, ""]),
            (LOWER, False, ["", -7, ""]),
            (UPPER, False, ["", 1, ""]),
            (VALUE, True, ["", "", "[low]"]),
        ]


class TestAColumn:
    @pytest.mark.parametrize(
        ("written", "parts"),
        [
            ("1,940", [(VALUE, 1940)]),
            ("\u22123", [(VALUE, -3)]),
            ("+4.5", [(VALUE, 4.5)]),
            ("61.2\u00a0%", [(VALUE, 0.612)]),
            ("58–64\u00a0%", [(LOWER, 0.58), (UPPER, 0.64)]),
            ("\u22121 to +8", [(LOWER, -1), (UPPER, 8)]),
            (
                "61 % (58–64 %)",
                [(VALUE, 0.61), (LOWER, 0.58), (UPPER, 0.64)],
            ),
            (
                "61 % (58–64 %) o 1,200",
                [
                    (VALUE, 0.61),
                    (LOWER, 0.58),
                    (UPPER, 0.64),
                    (BASE, 1200),
                ],
            ),
            ("2026-Q3", [(VALUE, "2026-Q3")]),
            ("18–24", [(VALUE, "18–24")]),
        ],
    )
    def test_has_the_numbers_that_the_page_writes(self, written, parts):
        assert columns(written, "–") == [
            (part, False, [value, ""]) for part, value in parts
        ]  # fmt: skip

    def test_has_its_marks_beside_it(self):
        assert columns("61 % [u]", "[c]", "8 %") == [
            (VALUE, False, [0.61, "", 0.08]),
            (VALUE, True, ["[u]", "[c]", ""]),
        ]

    def test_that_is_written_in_two_ways_stays_as_it_is(self):
        assert columns("61 %", "not asked") == [(VALUE, False, ["61 %", "not asked"])]

    @given(st.lists(st.text(max_size=12), min_size=1, max_size=4))
    def test_keeps_as_many_cells_as_the_page_has(self, cells):
        assert all(len(values) == len(cells) for *_rest, values in columns(*cells))


class TestATable:
    def test_is_a_line_a_row_under_one_name_a_column(self):
        lines = list(csv.reader(io.StringIO(taken("table-1.csv").decode())))

        assert lines == [
            ["Group", "Satisfied – Share", "Satisfied – Share, mark",
             "Satisfied – Interval, interval from", "Satisfied – Interval, interval to",
             "what the marks mean"],
            ["'=cmd()", "0.61", "", "0.58", "0.64", ""],
            ["Other", "", "[c]", "", "", "[c] hidden"],
        ]  # fmt: skip

    def test_says_what_a_mark_means_that_the_page_draws_as_a_shape(self):
        page = """<main><table><thead><tr><th>Force</th><th>1</th></tr></thead><tbody>
        <tr><th>Kent</th><td data-as="[c]">□<span>few</span></td></tr>
        <tr><th>Gwent</th><td data-as="61\u00a0% (58–64\u00a0%) of 90">▲</td></tr>
        </tbody></table></main>"""

        file = presenters.file_of(
            read_content(page), wanted_in("table-1.csv"), is_simulated=False, on=DAY
        ).decode()
        kent, gwent = list(csv.reader(io.StringIO(file)))[1:]

        assert kent[-2:] == ["[c]", "[c] hidden, to protect those who answered"]
        assert gwent[-1] == ""

    def test_is_a_workbook_with_what_a_reader_needs(self):
        book = CalamineWorkbook.from_filelike(io.BytesIO(taken("table-1.xlsx", is_simulated=True)))
        table, notes = (book.get_sheet_by_name(name).to_python() for name in book.sheet_names)

        assert table[1] == ["=cmd()", 0.61, "", 0.58, 0.64, "SIMULATED"]
        said = dict(notes)
        assert said["About this table"] == "By group"
        assert said["Page"] == "Kent: what victims said"
        assert said["Period"] == "2026 Q3"
        assert said["[c]"] == "hidden"
        assert (said["Note"], said["How it is made"]) == ("A note.", "How.")
        assert "taken on 27 November 2026" in said["Source"]
        assert [told for name, told in notes if name == "Notice"] == ["A pilot."]
        assert "SIMULATED" in said

    def test_of_a_real_database_has_no_stamp(self):
        assert b"SIMULATED" not in taken("table-1.csv")

    @pytest.mark.parametrize(
        "name",
        ["", "table-0.csv", "table-1.svg", "picture-1.csv", "table-1.csv/..", "table-2.csv",
         "picture-2.svg", "table-\u0661.csv"],
    )  # fmt: skip
    def test_that_is_not_there_is_no_file(self, name):
        with pytest.raises(NoSuchFileError):
            taken(name)


class TestAPicture:
    def test_stands_alone_with_its_text(self):
        drawn = taken("picture-1.svg", is_simulated=True).decode()

        words = [each.text for each in ElementTree.fromstring(drawn).iter() if each.text]
        assert "A & B" in words
        assert "A < B" in words
        assert any("SIMULATED" in word for word in words)
        assert 'class="is-narrow"' not in drawn
        assert 'patternUnits="userSpaceOnUse"' in drawn


class TestLinks:
    def test_stand_under_what_is_there_to_take_with_what_was_chosen(self):
        linked = presenters.with_links(PAGE, address="period=2026-Q3&item=A")

        assert linked.count('class="take') == 2
        assert "?period=2026-Q3&amp;item=A&amp;file=table-1.csv" in linked
        assert linked.index("picture-1.svg") < linked.index("table-1.csv")
        assert "table-2" not in linked

    def test_are_of_what_the_page_shows_and_not_of_what_was_asked(self):
        form = '<select name="period"><option value="2026-Q3" selected>Q3</option></select>'

        asked = {"period": "2099-Q4", "x": "&<"}
        assert presenters.chosen_address(form, asked) == "period=2026-Q3&x=%26%3C"

    def test_name_files_by_page_and_period_and_by_no_words_of_the_address(self):
        wanted = WantedFile("table", 1, "csv")

        def name(period, *, is_simulated=False):
            return presenters.file_name(
                "/staff/figures/kent/", wanted, period=period, is_simulated=is_simulated
            )

        assert name("2026-Q3") == "figures-kent-2026-Q3-table-1.csv"
        assert name('"; x=') == "figures-kent-table-1.csv"
        assert name("2026-Q3", is_simulated=True).startswith("simulated-")
