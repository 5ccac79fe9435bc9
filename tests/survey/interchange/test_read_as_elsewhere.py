import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.designer.interchange_presenters import group_lines
from survey.interchange.faults import Reason
from survey.interchange.workbooks.sheets import SheetRow, WorkbookSheet
from survey.interchange.xlsform.reading import read_form, read_whole
from survey.interchange.xlsform.writing import write_form
from survey.interchange.xpath.writing import write_text
from tests.each import for_each
from tests.survey.interchange import forms
from tests.survey.interchange.forms import YES_NO, survey

HELPED = ["select_one yes_no", "helped", "Did it help?"]
BOTH = ["select_multiple yes_no", "both", "What helped?"]
AGE = ["integer", "age", "Your age"]
NUMBERS = [["list_name", "name", "label"], ["n", "1", "One"], ["n", "2", "Two"]]
COLUMNS = "type name label relevant constraint calculation default choice_filter"


def whole(rows, choices=YES_NO):
    return read_whole(forms.sheets(survey=rows, choices=choices), code="sample")


def condition(written, *rows, choices=YES_NO):
    read = whole(survey(*rows, ["note", "last", "Last", written]), choices)
    assert forms.read(write_form(read.instrument)["survey"], **_others(read)) == read.instrument
    return write_text(read.instrument.question("last").shown_if), [n.reason for n in read.notes]


def _others(read):
    tables = write_form(read.instrument)
    return {"choices": tables.get("choices", ()), "settings": tables["settings"]}


class TestChoiceThatItsListLacks:
    @for_each(
        ("written", "read"),
        [
            ("selected(${helped}, 'maybe')", "false()"),
            ("selected(${both}, 'maybe')", "false()"),
            ("${helped} = 'maybe'", "false()"),
            ("'maybe' = ${helped}", "false()"),
            ("${both} = 'maybe'", "false()"),
            ("${both} = 'yes maybe'", "false()"),
            ("${helped} = 3", "false()"),
            ("${helped} != 'maybe'", "true()"),
            ("not(selected(${helped}, 'maybe'))", "not(false())"),
            ("${helped} = 'yes' or ${helped} = 'maybe'", "${helped} = 'yes' or false()"),
            (
                "selected(${both}, 'yes') or selected(${both}, 'maybe')",
                "selected(${both}, 'yes')",
            ),
            ("selected-at(${both}, 0) = 'maybe'", "false()"),
        ],
    )
    def test_is_never_picked(self, written, read):
        assert condition(written, HELPED, BOTH) == (read, [Reason.CHOICE_MISSING])

    def test_is_named_with_its_question_once_for_all_rows(self):
        rows = survey(
            HELPED,
            ["note", "a", "A", "${helped} = 'maybe'"],
            ["note", "b", "B", "selected(${helped}, 'maybe')"],
            ["note", "c", "C", "${helped} = 'never'"],
        )

        lines = [str(line) for line in group_lines(whole(rows).notes)]

        assert len(lines) == 2
        assert "2 rows (3, 4)" in lines[0]
        assert "“maybe” is not among the choices of helped" in lines[0]
        assert "“never” is not among the choices of helped" in lines[1]

    @pytest.mark.parametrize(
        "written", ["${helped} = ''", "${helped} = 'yes'", "selected(${both}, 'no')"]
    )
    def test_is_not_one_that_is_there(self, written):
        assert condition(written, HELPED, BOTH) == (written, [])

    @pytest.mark.parametrize(
        ("written", "read"),
        [
            ("${many} = '1 2'", "string(${many}) = '1 2'"),
            ("${many} = 1", "${many} = '1'"),
            ("${n} = 1", "${n} = 1"),
        ],
    )
    def test_is_not_several_in_one_text_or_a_number(self, written, read):
        rows = (["select_one n", "n", "N"], ["select_multiple n", "many", "M"])

        assert condition(written, *rows, choices=NUMBERS) == (read, [])

    def test_in_words_is_one_word_among_them(self):
        words = ["calculate", "words", "", "", "", "if(${age} > 3, 'yes', '')"]
        rows = survey(AGE, words, ["note", "a", "A", "selected(${words}, 'yes')"], columns=COLUMNS)

        found = whole(rows).instrument.question("a").shown_if

        assert write_text(found) == "contains(concat(' ', ${words}, ' '), concat(' ', 'yes', ' '))"


class TestChoiceWithABlank:
    CHOICES = [["list_name", "name", "label"], ["l", "no access", "No"], ["l", "yes", "Yes"],
               ["l", "no_access", "Other"]]  # fmt: skip

    def test_has_a_name_of_its_own_without_it(self):
        rows = survey(["select_one l", "q", "Q"])

        read = whole(rows, self.CHOICES)

        assert [c.code for c in read.instrument.question("q").choices] == [
            "no_access_2", "yes", "no_access",
        ]  # fmt: skip
        [note] = read.notes
        assert (note.reason, note.terms["made"]) == (Reason.CHOICE_WITH_BLANK, "no_access_2")

    def test_is_looked_at_and_given_by_that_name(self):
        asked = ["select_one l", "q", "Q", "", "", "", "no access"]
        rows = survey(asked, ["note", "a", "A", "${q} = 'no access'"], columns=COLUMNS)

        instrument = whole(rows, self.CHOICES).instrument

        assert instrument.question("q").default == "no_access_2"
        assert write_text(instrument.question("a").shown_if) == "${q} = 'no_access_2'"


class TestCellThatCouldNotBeComputed:
    def sheets(self, *, place, heading="note of ours", filter_=""):
        rows = [
            SheetRow(1, ("type", "name", "label", "choice_filter", heading)),
            SheetRow(
                2, ("select_one l", "q", "Q", filter_, "#REF!"), uncomputed=frozenset({place})
            ),
        ]
        choices = [
            SheetRow(1, ("list_name", "name", "label", "area")),
            SheetRow(2, ("l", "a", "A", "#N/A"), uncomputed=frozenset({3})),
        ]
        sheets = {"survey": rows, "choices": choices}
        return [WorkbookSheet(name, tuple(rows)) for name, rows in sheets.items()]

    def test_is_left_out_with_its_column_where_nobody_reads_it(self):
        read = read_whole(self.sheets(place=4), code="sample")

        assert [note.reason for note in read.notes] == [Reason.OTHER_COLUMN]
        assert read.instrument.question("q").choices[0].tags == {}

    def test_is_a_fault_where_somebody_does(self):
        found = read_whole_faults(self.sheets(place=2))

        assert (Reason.NOT_COMPUTED, "survey", 2, "label") in found

    def test_is_a_fault_in_a_property_that_a_filter_looks_at(self):
        found = read_whole_faults(self.sheets(place=4, filter_="area = 'x'"))

        assert (Reason.NOT_COMPUTED, "choices", 2, "area") in found


def read_whole_faults(sheets):
    with pytest.raises(ValueError) as refused:
        read_form(sheets, code="sample")
    return [(f.reason, f.sheet, f.row, f.column) for f in refused.value.faults]


class TestBraces:
    @pytest.mark.parametrize(
        ("written", "kept"),
        [
            ("Use {braces}", "Use \\{braces}"),
            ("{age} is ${age}", "\\{age} is {age}"),
            ("{Yes|No}", "\\{Yes|No}"),
            ("\\{x}", "\\\\\\{x}"),
            ("\\${age}", "\\\\{age}"),
            ("{month} {age|that age}", "{month} {age|that age}"),
            ("{ } {1}", "{ } {1}"),
        ],
    )
    def test_stand_in_a_text_as_they_are(self, written, kept):
        read = whole(survey(AGE, ["note", "a", written])).instrument

        assert read.question("a").text == {"en": kept}
        again = write_form(read)
        assert again["survey"][2][2] == written
        assert forms.read(again["survey"], settings=again["settings"]) == read

    def test_around_the_name_of_a_question_are_noted(self):
        assert forms.notes(survey(AGE, ["note", "a", "{age}?"])) == [
            ("survey", 3, "label", Reason.REFERENCE_IN_TEXT)
        ]

    @given(st.text(alphabet="${}|\\ax", min_size=1, max_size=12).map(lambda text: f"a{text}a"))
    def test_are_the_same_after_any_round(self, text):
        rows = survey(["text", "x", "X"], ["note", "last", text])
        if any(f[3] for f in forms.faults(rows)):
            return
        read = forms.read(rows)
        again = write_form(read)

        assert forms.read(again["survey"], settings=again["settings"]) == read


class TestQuotationMark:
    def test_that_is_straight_and_closed_by_a_curly_one_is_straight(self):
        named = ["text", "named", "N"]

        assert condition("regex(${named}, '[A-Z]{2}’)", named, choices=()) == (
            "regex(${named}, '[A-Z]{2}')",
            [Reason.CURLY_QUOTE],
        )


class TestOneOfTwo:
    @pytest.mark.parametrize(
        ("written", "read"),
        [
            ("if(${age} > 3, 'none', ${both})", "if(${age} > 3, 'none', string(${both}))"),
            ("if(${age} > 3, ${helped}, ${both})", "if(${age} > 3, ${helped}, string(${both}))"),
            ("coalesce(${helped}, ${age})", "coalesce(${helped}, string(${age}))"),
            (
                "if(${age} > 3, ${born}, 'no day')",
                "if(${age} > 3, format-date(${born}, '%Y-%m-%d'), 'no day')",
            ),
            ("coalesce(${born}, '2026-03-04')", "coalesce(${born}, '2026-03-04')"),
        ],
    )
    def test_is_words_where_they_are_unlike(self, written, read):
        calculation = ["calculate", "c", "", "", "", written]
        rows = survey(HELPED, BOTH, AGE, ["date", "born", "B"], calculation, columns=COLUMNS)

        assert write_text(whole(rows).instrument.question("c").calculation) == read


class TestPath:
    @pytest.mark.parametrize("path", ["../helped", "../g/helped", "../../f/g/helped",
                                      "current()/../helped"])  # fmt: skip
    def test_to_a_question_is_its_name(self, path):
        assert condition(f"{path} = 'yes'", HELPED) == ("${helped} = 'yes'", [])

    def test_to_nothing_is_a_fault(self):
        rows = survey(HELPED, ["note", "a", "A", "../gone = 'yes'"])

        assert forms.faults(rows, YES_NO) == [("survey", 3, "relevant", Reason.DANGLING)]

    @pytest.mark.parametrize("written", ["../helped/ = 'yes'", "../ = 'yes'", "/data/helped = 'x'"])
    def test_of_another_kind_is_refused(self, written):
        rows = survey(HELPED, ["note", "a", "A", written])

        assert [f[3] for f in forms.faults(rows, YES_NO)] == [Reason.UNEXPECTED_TOKEN]


class TestNull:
    def test_is_no_answer(self):
        assert condition("${age} != null and ${age} > 3", AGE, choices=()) == (
            "${age} != '' and ${age} > 3",
            [Reason.NULL],
        )

    def test_is_a_word_within_quotation_marks(self):
        named = ["text", "named", "N"]

        assert condition("${named} = 'null'", named, choices=()) == ("${named} = 'null'", [])


class TestCalculationThatStandsLater:
    def read(self, *rows):
        return whole(survey(*rows, columns=COLUMNS)).instrument

    def test_moves_before_what_looks_at_it(self):
        read = self.read(
            AGE,
            ["note", "a", "A", "${twice} > 3"],
            ["begin_group", "g", "G"],
            ["calculate", "twice", "", "", "", "${age} * 2"],
            ["note", "b", "B"],
            ["end_group"],
        )

        assert [question.code for question in read.questions] == ["age", "twice", "a", "b"]
        assert read.question("twice").section == ""

    def test_moves_before_the_group_that_looks_at_it(self):
        read = self.read(
            AGE,
            ["begin_group", "g", "G", "${twice} > 3"],
            ["note", "a", "A"],
            ["end_group"],
            ["calculate", "twice", "", "", "", "${age} * 2"],
        )

        assert [question.code for question in read.questions] == ["age", "twice", "a"]

    def test_stays_a_fault_where_it_looks_at_what_is_asked_later(self):
        rows = survey(
            ["note", "a", "A", "${twice} > 3"],
            AGE,
            ["calculate", "twice", "", "", "", "${age} * 2"],
            columns=COLUMNS,
        )

        assert forms.faults(rows) == [("survey", 2, "relevant", Reason.LATER)]

    def test_stays_a_fault_in_a_group_that_has_a_condition(self):
        rows = survey(
            AGE,
            ["note", "a", "A", "${twice} > 3"],
            ["begin_group", "g", "G", "${age} > 3"],
            ["calculate", "twice", "", "", "", "${age} * 2"],
            ["end_group"],
            columns=COLUMNS,
        )

        assert forms.faults(rows) == [("survey", 3, "relevant", Reason.LATER)]

    def test_is_written_out_where_it_is_a_hidden_value(self):
        read = self.read(
            ["begin_group", "g", "G", "./source = 'user'"],
            ["hidden", "source", "", "", "", "", "user"],
            ["note", "a", "A", "selected(${source}, 'user')"],
            ["end_group"],
        )

        assert write_text(read.section("g").shown_if) == "'user' = 'user'"
