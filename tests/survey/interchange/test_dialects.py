from datetime import date
from math import ceil, floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.definition.evaluation import evaluate
from survey.definition.expressions import Call, Function, Operation, Operator, Own, Picked, Value
from survey.definition.types import QuestionKind
from survey.flow.context import AnswerContext, offered_choices
from survey.interchange.faults import Reason
from survey.interchange.xlsform.reading import read_form
from survey.interchange.xlsform.writing import normalised, write_form
from survey.interchange.xpath.parsing import parse_text
from tests.each import for_each
from tests.survey.interchange import forms
from tests.survey.interchange.forms import YES_NO, survey

AGE = ["integer", "age", "Your age"]
NAMED = ["text", "named", "Your name"]
BOTH = ["select_multiple yes_no", "both", "Which?"]

ORDERED = "type name label relevant calculation"
LISTS = [*YES_NO, ["from_0", "0", "No"], ["from_0", "1", "Yes"],
         ["or_dk", "2", "Twice"], ["or_dk", "dk", "Don’t know"]]  # fmt: skip


def reasons(found):
    return [reason for _, _, _, reason in found]


def condition(written, *before):
    rows = survey(*before, ["note", "z", "Z", written])
    instrument = forms.read(rows, LISTS)
    assert read_form(forms.sheets(**write_form(instrument))) == normalised(instrument)
    return instrument.question("z").shown_if


class TestMoment:
    ROWS = survey(AGE, ["dateTime", "when", "When was it?", "${age} > 17"], NAMED)

    def test_is_a_day_and_after_it_a_time_asked_of_the_same_people(self):
        _, day, time, _ = forms.read(self.ROWS).questions

        assert [(each.code, each.kind) for each in (day, time)] == [
            ("when", QuestionKind.DATE), ("when_time", QuestionKind.TIME)
        ]  # fmt: skip
        assert day.shown_if == time.shown_if is not None
        assert time.text == {"en": "At what time?"}
        assert reasons(forms.notes(self.ROWS)) == [Reason.MOMENT]

    def test_goes_through_a_form_unchanged(self):
        instrument = forms.read(self.ROWS)

        assert read_form(forms.sheets(**write_form(instrument))) == instrument

    def test_gives_way_to_a_question_of_the_name_of_its_time(self):
        rows = survey(["text", "when_time", "A"], ["datetime", "when", "When?"])

        assert [each.code for each in forms.read(rows).questions] == [
            "when_time", "when", "when_time_2"
        ]  # fmt: skip

    @pytest.mark.parametrize(
        "row", [["note", "n", "N", "${when} < today()"], ["note", "n", "It was ${when}."]]
    )
    def test_is_not_looked_at_as_a_whole(self, row):
        assert reasons(forms.faults([*self.ROWS, row])) == [Reason.MOMENT_JUDGED]

    def test_has_no_constraint(self):
        rows = survey(["datetime", "a", "A", ". < now()"], columns="type name label constraint")

        assert forms.faults(rows) == [("survey", 2, "constraint", Reason.MOMENT_JUDGED)]


class TestCalculation:
    COLUMNS = "type name label calculation relevant"
    DRAWN = ["calculate", "drawn", "", "once(random())"]
    TWICE = ["calculate", "twice", "", "${drawn} * 2"]

    @pytest.mark.parametrize(
        "written", ["once(random())", "uuid()", "duration()", "device-info()", "cht:of(1)", "/a/b"]
    )
    def test_that_nothing_looks_at_is_left_out_where_we_cannot_make_it(self, written):
        rows = survey([*NAMED], ["calculate", "c", "", written], columns=self.COLUMNS)

        assert [each.code for each in forms.read(rows).questions] == ["named"]
        assert forms.notes(rows) == [("survey", 3, "calculation", Reason.CALCULATION_UNUSED)]

    def test_is_left_out_with_those_that_look_at_it_and_are_looked_at_by_nothing(self):
        rows = survey(self.DRAWN, self.TWICE, NAMED, columns=self.COLUMNS)

        assert reasons(forms.notes(rows)) == [Reason.CALCULATION_UNUSED] * 2

    @pytest.mark.parametrize(
        "row", [["note", "n", "N", "", "${twice} > 1"], ["note", "n", "You drew ${twice}."]]
    )
    def test_that_decides_who_is_asked_or_told_what_is_refused(self, row):
        rows = survey(self.DRAWN, self.TWICE, row, columns=self.COLUMNS)

        assert reasons(forms.faults(rows)) == [Reason.OTHER_FUNCTION]

    def test_that_is_used_by_choices_is_refused(self):
        choices = [*YES_NO, ["yes_no", "maybe", "${drawn}"]]
        rows = survey(["select_one yes_no", "a", "A"], self.DRAWN, columns=self.COLUMNS)

        assert Reason.OTHER_FUNCTION in reasons(forms.faults(rows, choices))

    def test_of_what_a_device_knows_is_left_out_too(self):
        rows = survey(["deviceid", "d"], NAMED, ["calculate", "c", "", "concat(${d}, '')"],
                      columns=self.COLUMNS)  # fmt: skip

        assert Reason.CALCULATION_UNUSED in reasons(forms.notes(rows))

    def test_of_a_day_with_its_time_is_left_out_too(self):
        written = ["hidden", "c", "", "format-date(${when}, '%H:%M')"]
        rows = survey(["datetime", "when", "When?"], written, columns=self.COLUMNS)

        assert Reason.CALCULATION_UNUSED in reasons(forms.notes(rows))

    def test_of_ours_that_nothing_looks_at_is_kept(self):
        rows = survey(AGE, ["calculate", "c", "", "${age} + 1"], columns=self.COLUMNS)

        assert [each.code for each in forms.read(rows).questions] == ["age", "c"]

    def test_with_a_slip_of_the_pen_is_a_fault_whatever_looks_at_it(self):
        rows = survey(AGE, ["calculate", "c", "", "concat('a"], columns=self.COLUMNS)

        assert reasons(forms.faults(rows)) == [Reason.OPEN_QUOTE]

    def test_of_words_and_numbers_comes_to_words(self):
        rows = survey(AGE, ["calculate", "c", "", "if(${age} > 1, ${age}, 'none')"],
                      columns=self.COLUMNS)  # fmt: skip

        kept = forms.read(rows).question("c").calculation.arguments[1]
        assert kept == parse_text("string(${age})")


class TestComparison:
    @pytest.mark.slow
    @for_each(
        ("written", "read"),
        [
            ("${named} > 3", "number(${named}) > 3"),
            ("${named} + 1 = 2", "number(${named}) + 1 = 2"),
            ("${age} >= '31'", "${age} >= 31"),
            ("${age} = 'NaN'", "${age} = ''"),
            ("${both} != ${named}", "string(${both}) != ${named}"),
            ("${named} > '3'", "number(${named}) > 3"),
            ("${fine} + 1 = 2", "${fine} + 1 = 2"),
            ("decimal-date-time(${named}) > 1", "decimal-date-time(date(${named})) > 1"),
            ("${often} > 1", "number(${often}) > 1"),
        ],
    )
    def test_says_what_other_tools_make_of_it(self, written, read):
        scales = (["select_one from_0", "fine", "Fine?"], ["select_one or_dk", "often", "Often?"])

        assert condition(written, AGE, NAMED, BOTH, *scales) == parse_text(read)

    @pytest.mark.parametrize(
        ("written", "read"),
        [
            ("${born} < now()", "${born} <= today()"),
            ("${born} >= now() and ${age} > 1", "${born} > today() and ${age} > 1"),
            ("now() > ${born}", "today() >= ${born}"),
            ("now() <= ${born}", "today() < ${born}"),
        ],
    )
    def test_of_a_day_with_the_moment_is_one_with_today(self, written, read):
        assert condition(written, AGE, ["date", "born", "Born?"]) == parse_text(read)

    def test_of_a_count_of_days_with_a_day_counts_from_the_first_that_other_tools_know(self):
        written = "date(decimal-date-time(today()) - ${age}) < ${born}"
        day = condition(written, AGE, ["date", "born", "Born?"]).left

        assert evaluate(day, {"age": ("27",)}, today=date(2026, 11, 27)) == "2026-10-31"

    @pytest.mark.parametrize("written", ["${age} = 'three'", "${age} > 'x'"])
    def test_that_could_never_be_so_is_refused(self, written):
        rows = survey(AGE, NAMED, BOTH, ["note", "z", "Z", written])

        assert reasons(forms.faults(rows, YES_NO)) == [Reason.WRONG_SENSE]

    def test_of_a_constraint_on_words_as_a_number(self):
        rows = survey([*NAMED, ". > 3"], columns="type name label constraint")

        assert forms.read(rows).question("named").constraint == Operation(
            Operator.MORE, Call(Function.NUMBER, (Own(),)), Value(3)
        )


class TestFunction:
    @for_each(
        ("written", "read"),
        [
            ("empty(${named})", "${named} = ''"),
            ("floor(${age} div 2) = 1", "round(${age} div 2 - 0.5) = 1"),
            ("ceiling(${age}) = 1", "-round(-${age} - 0.5) = 1"),
            ("date-time('2026-01-02') < today()", "date('2026-01-02') < today()"),
            ("date-time(decimal-date-time(today())) = today()", "date(today()) = today()"),
            ("sqrt(${age}) = 2", "pow(${age}, 0.5) = 2"),
            ("FALSE", "false()"),
            ("if(${named} = '', false, ${age} > 1)", "if(${named} = '', false(), ${age} > 1)"),
            ("0", "false()"),
            ("1", "true()"),
        ],
    )
    def test_of_one_server_is_said_in_those_of_all(self, written, read):
        assert condition(written, AGE, NAMED) == parse_text(read)

    @pytest.mark.parametrize(
        ("first", "last", "months"),
        [
            ("2015-09-02", "2015-10-01", 0),
            ("2014-10-01", "2015-10-01", 12),
            ("2015-01-31", "2015-02-28", 1),
            ("2015-10-01", "2014-10-02", -11),
        ],
    )
    def test_of_one_app_counts_whole_months(self, first, last, months):
        read = condition("difference-in-months(${born}, ${named}) = 1",
                         ["date", "born", "Born?"], NAMED)  # fmt: skip

        assert evaluate(read.left, {"born": (first,), "named": (last,)}) == months

    def test_with_a_prefix_is_named_whole(self):
        rows = survey(AGE, ["note", "z", "Z", "cht:days(1) > 1"])

        assert reasons(forms.faults(rows)) == [Reason.OTHER_FUNCTION]

    @given(number=st.decimals(-1000, 1000, places=2, allow_nan=False))
    def test_floor_and_ceiling_are_what_they_are_elsewhere(self, number):
        answers = {"a": (str(number),)}

        assert evaluate(parse_text("floor(${a})"), answers) == floor(number)
        assert evaluate(parse_text("ceiling(${a})"), answers) == ceil(number)


class TestNamesOfChoices:
    ROWS = [
        ["type", "name", "label", "choice_filter"],
        [*BOTH, ""],
        ["select_one yes_no", "best", "Which is best?", "selected(${both}, name)"],
    ]

    @pytest.mark.parametrize("picked", [(), ("no",), ("yes", "no")])
    def test_are_a_property_that_a_filter_looks_at(self, picked):
        instrument = forms.read(self.ROWS, YES_NO)
        context = AnswerContext(instrument=instrument, answers={"both": picked})

        offered = offered_choices(instrument.question("best"), context)

        assert {choice.code for choice in offered} == set(picked)

    def test_go_through_a_form_unchanged(self):
        instrument = forms.read(self.ROWS, YES_NO)

        assert read_form(forms.sheets(**write_form(instrument))) == instrument

    def test_are_told_by_the_function_of_one_server(self):
        rows = survey(
            ["select_one yes_no", "a", "A"],
            ["calculate", "words", "", "choice-label(${a}, ${a})"],
            ["note", "n", "You said ${words}."],
            columns="type name label calculation",
        )

        assert forms.read(rows, YES_NO).question("n").text == {"en": "You said {a}."}


class TestLayout:
    def test_of_notes_and_groups_may_lack_names(self):
        rows = survey(["begin group", "", "Hello"], ["note", "", "Read this"], ["end group"])

        instrument = forms.read(rows)

        assert [section.code for section in instrument.sections] == ["group_2"]
        assert [question.code for question in instrument.questions] == ["note_3"]

    def test_of_one_column_may_stand_in_two_that_never_differ(self):
        rows = [["type", "name", "label", "label::English (en)"],
                ["note", "a", "A", ""], ["note", "b", "", "B"], ["note", "c", "C", "C"],
                ]  # fmt: skip

        assert [each.text["en"] for each in forms.read(rows).questions] == ["A", "B", "C"]
        assert reasons(forms.faults([*rows, ["note", "d", "D", "E"]])) == [Reason.COLUMN_TWICE]

    def test_of_many_languages_may_take_many_columns(self):
        many = [f"note {number}" for number in range(300)]

        assert reasons(forms.notes([["type", "name", "label", *many], ["note", "a", "A"]])) == []

    @pytest.mark.parametrize("kind", ["caseid", "text audit", "comments", "speed violations count"])
    def test_of_one_server_notes_what_a_text_survey_does_not(self, kind):
        assert reasons(forms.notes(survey([kind, "x"], AGE))) == [Reason.METADATA]

    def test_of_one_app_hides_what_it_fills_in_by_itself(self):
        rows = survey(
            ["begin_group", "inputs", "", "./source = 'user'", ""],
            ["text", "source", "Source", "", "hidden", "user"],
            [*AGE, "", ""],
            ["end_group"],
            columns="type name label relevant appearance default",
        )

        assert forms.read(rows).question("source").kind is QuestionKind.HIDDEN
        assert Reason.NEVER_SHOWN in reasons(forms.notes(rows))

    def test_of_a_text_may_compare_numbers(self):
        rows = survey(["note", "depth", "3.5<p<5.5 mm"])

        assert forms.read(rows).question("depth").text["en"] == "3.5<p<5.5 mm"
        assert forms.faults(survey(["note", "a", "<img src=x onerror=y"])) != []

    def test_may_name_a_group_behind_its_type(self):
        rows = survey(["begin group wash", "wash", "Washing"], AGE, ["end group"])

        assert forms.read(rows).question("age").section == "wash"

    def test_of_a_choice_picked_by_its_name_stays(self):
        assert condition("selected(${both}, 'yes')", BOTH) == Picked("both", frozenset({"yes"}))


class TestPathToANameThatSeveralRowsHave:
    ROWS = survey(
        ["begin_group", "victim", "", "", ""],
        ["text", "name", "Your name", "", ""],
        ["end_group"],
        ["begin_group", "officer", "", "", ""],
        ["text", "name", "Their name", "", ""],
        ["note", "thanks", "Thanks", "../name != '' and ../../victim/name != ''", ""],
        ["end_group"],
        ["calculate", "name", "", "", "../officer/name"],
        columns="type name label relevant calculation",
    )

    def test_says_which_is_meant(self):
        instrument = forms.read(self.ROWS)

        assert [each.code for each in instrument.questions] == [
            "name", "officer_name", "thanks", "name_2"
        ]  # fmt: skip
        assert instrument.question("thanks").shown_if == parse_text(
            "${officer_name} != '' and ${name} != ''"
        )
        assert instrument.question("name_2").calculation == parse_text("${officer_name}")

    def test_helps_nobody_who_says_the_name_alone_or_leads_to_nothing(self):
        for wrong in ("${name} = 'x'", "../victim/name = 'x'"):
            rows = [*self.ROWS[:6], ["note", "a", "A", wrong, ""], *self.ROWS[6:]]

            assert Reason.AMBIGUOUS in reasons(forms.faults(rows))


class TestCalculationBeforeWhatItLooksAt:
    def order(self, *rows):
        return [each.code for each in forms.read(survey(*rows, columns=ORDERED)).questions]

    WEEKS = ["calculate", "weeks", "", "", "round(${days} div 7)"]
    DAYS = ["calculate", "days", "", "", "today() - ${born}"]
    BORN = ["date", "born", "Born?", "", ""]

    def test_moves_after_it_and_what_looks_at_the_calculation_with_it(self):
        page = (["begin_group", "page", "", "", ""], self.BORN, [*NAMED, "", ""], ["end_group"])

        assert self.order(self.WEEKS, self.DAYS, *page) == ["born", "named", "days", "weeks"]

    def test_leaves_no_group_behind_that_held_nothing_else(self):
        rows = survey(["begin_group", "sums", "", "", ""], self.DAYS, ["end_group"], self.BORN,
                      columns=ORDERED)  # fmt: skip
        instrument = forms.read(rows)

        assert [each.code for each in instrument.questions] == ["born", "days"]
        assert read_form(forms.sheets(**write_form(instrument))) == instrument

    @pytest.mark.parametrize(
        "before", [["note", "n", "N", "${days} > 3", ""], ["note", "n", "${days} days", "", ""]]
    )
    def test_stays_a_fault_where_something_is_shown_by_it_before(self, before):
        rows = survey(self.DAYS, before, self.BORN, columns=ORDERED)

        assert Reason.LATER in reasons(forms.faults(rows))
