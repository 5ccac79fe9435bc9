import pytest

from survey.definition.expressions import (
    AllOf,
    Answer,
    Call,
    Function,
    Operation,
    Operator,
    Own,
    Picked,
    Value,
)
from survey.definition.parsing import parse_definition
from survey.definition.serialising import serialise
from survey.definition.types import QuestionKind
from survey.flow.context import AnswerContext, offered_choices
from survey.interchange.faults import Reason
from survey.interchange.xlsform.reading import read_form, read_whole
from survey.interchange.xlsform.writing import write_form
from tests.each import for_each
from tests.survey.interchange import forms
from tests.survey.interchange.forms import YES_NO, survey

HELPED = ["select_one yes_no", "helped", "Did it help?"]
AGE = ["integer", "age", "Your age"]


def reasons(found):
    return [reason for _, _, _, reason in found]


class TestLeftOut:
    @for_each(
        "kind",
        ["start", "end", "today", "deviceid", "username", "audit", "get start time", "uri:email",
         "start-geopoint", "background-audio"],
    )  # fmt: skip
    def test_is_what_a_device_notes_by_itself(self, kind):
        rows = survey([kind, "noted"], AGE)

        assert forms.notes(rows) == [("survey", 2, "type", Reason.METADATA)]
        assert [question.code for question in forms.read(rows).questions] == ["age"]

    @for_each(
        ("column", "value", "reason"),
        [
            ("appearance", "signature", Reason.OTHER_APPEARANCE),
            ("parameters", "max-pixels=9", Reason.NOT_HERE),
            ("choice_filter", "a = 1", Reason.NOT_HERE),
            ("default", "today()", Reason.CALCULATED_DEFAULT),
            ("calculation", "1 + 1", Reason.CALCULATED_ANSWER),
            ("default", "ten", Reason.WRONG_DEFAULT),
            ("required", "${age} > 1", Reason.CALCULATED_REQUIRED),
            ("guidance_hint", "Read slowly", Reason.OTHER_COLUMN),
            ("bind::odk:length", "5", Reason.OTHER_COLUMN),
            ("", "stray", Reason.COLUMN_UNNAMED),
        ],
    )
    def test_is_what_changes_nothing_that_is_asked(self, column, value, reason):
        rows = [["type", "name", "label", column], [*AGE, value]]

        assert reasons(forms.notes(rows)) == [reason]
        assert forms.read(rows) == forms.read(survey(AGE))

    def test_is_every_setting_of_other_tools(self):
        settings = [
            ["style", "public_key", "submission_url", "instance_name", "version"],
            ["pages", "MII", "https://example.org", "concat('a')", "v2023-01"],
        ]

        found = forms.notes(survey(AGE), settings=settings)

        assert reasons(found) == [Reason.OTHER_SETTING] * 4 + [Reason.OTHER_VERSION]
        assert forms.read(survey(AGE), settings=settings).version == 1

    def test_is_every_sheet_that_is_no_part_of_a_form(self):
        found = forms.notes(survey(AGE), changelog=[["date"], ["2026"]])

        assert found == [("changelog", 1, "", Reason.OTHER_SHEET)]

    def test_is_a_row_that_is_switched_off(self):
        rows = survey([*AGE, "yes"], HELPED, columns="type name label disabled")

        assert [question.code for question in forms.read(rows, YES_NO).questions] == ["helped"]
        assert reasons(forms.notes(rows, YES_NO)) == [Reason.DISABLED]

    def test_is_a_group_in_which_nothing_is_asked(self):
        rows = survey(["begin group", "g", "G"], ["start", "s"], ["end group"], AGE)

        assert forms.read(rows).sections == ()
        assert reasons(forms.notes(rows)) == [Reason.GROUP_EMPTY, Reason.METADATA]

    def test_is_a_list_that_nothing_uses_whatever_is_wrong_with_it(self):
        assert reasons(forms.notes(survey(HELPED), [*YES_NO, ["spare", "a b", ""]])) == [
            Reason.LIST_UNUSED
        ]

    @pytest.mark.parametrize(
        ("wording", "kept"),
        [
            ("<b>Now</b>", "<strong>Now</strong>"),
            ("**Now** or never", "<strong>Now</strong> or never"),
            ('<span style="color:red">Now</span>', "Now"),
            ("## Now", "Now"),
            ("one<br/>two", "one\ntwo"),
            ('<a href="https://a.uk/b" target="_blank">Help</a>.', "Help (https://a.uk/b)."),
            ('<a href="mailto:a@b.uk">a@b.uk</a>', "a@b.uk"),
        ],
    )
    def test_are_marks_that_only_change_how_words_look(self, wording, kept):
        rows = survey(["note", "a", wording])

        assert forms.read(rows).question("a").text == {"en": kept}
        assert reasons(forms.notes(rows)) == [Reason.MARKUP_LEFT_OUT]


class TestMade:
    @pytest.mark.parametrize(
        ("written", "made"),
        [
            ("My form (v2)", "my-form-v2"),
            ("2023 census", "form-2023-census"),
            ("???", "form"),
            ("x" * 60, "x" * 40),
        ],
    )
    def test_is_a_code_of_the_name_of_the_form(self, written, made):
        settings = [["form_id"], [written]]

        assert forms.read(survey(AGE), settings=settings).code == made
        assert reasons(forms.notes(survey(AGE), settings=settings)) == [Reason.CODE_MADE]
        assert read_form(forms.sheets(survey=survey(AGE)), default_code=written).code == made

    def test_are_names_that_stand_in_two_groups(self):
        rows = survey(
            ["begin group", "her", "Her"], AGE, ["end group"],
            ["begin group", "him", "Him"], AGE, ["note", "him_age", "x"], ["end group"],
        )  # fmt: skip

        codes = [question.code for question in forms.read(rows).questions]
        assert codes == ["age", "him_age_2", "him_age"]
        assert forms.notes(rows) == [("survey", 6, "name", Reason.NAME_MADE)]

    @pytest.mark.parametrize("row", [["note", "n", "N", "${age} > 1"], ["note", "n", "${age}"]])
    def test_are_not_guessed_at_by_references(self, row):
        rows = survey(AGE, ["begin group", "g", "G"], AGE, row, ["end group"])

        assert reasons(forms.faults(rows)) == [Reason.AMBIGUOUS]

    def test_are_not_made_of_names_that_stand_twice_in_one_group(self):
        assert reasons(forms.faults(survey(AGE, AGE))) == [Reason.NAME_TWICE]


class TestReferences:
    def test_of_a_constraint_to_its_own_question_mean_the_answer(self):
        rows = survey([*AGE, "${age} > 17"], columns="type name label constraint")

        assert forms.read(rows).question("age").constraint == Operation(
            Operator.MORE, Own(), Value(17)
        )

    def test_of_a_constraint_to_its_own_choices_mean_the_answer(self):
        rows = survey(
            ["select_multiple yes_no", "both", "Which?", "selected(${both}, 'yes')"],
            columns="type name label constraint",
        )

        assert forms.read(rows, YES_NO).question("both").constraint == Call(
            Function.SELECTED, (Own(), Value("yes"))
        )

    def test_to_the_day_mean_today(self):
        rows = survey(
            ["today", "day"], ["date", "when", "When?"], ["note", "a", "A", "${when} < ${day}"]
        )

        assert forms.read(rows).question("a").shown_if == Operation(
            Operator.LESS, Answer("when"), Call(Function.TODAY, ())
        )

    @pytest.mark.parametrize(
        "row", [["note", "a", "A", "${began} = 'x'"], ["note", "a", "${began}"]]
    )
    def test_to_what_a_device_notes_are_refused(self, row):
        assert reasons(forms.faults(survey(["start", "began"], row))) == [Reason.METADATA_USED]

    TOLD = ["calculate", "words", "", "jr:choice-name(${helped}, '${helped}')", ""]

    def asked(self, *row):
        columns = ["type", "name", "label", "calculation", "relevant"]
        return [columns, [*HELPED, "", ""], self.TOLD, list(row)]

    def test_to_the_words_of_a_choice_mean_its_question_in_a_text(self):
        rows = self.asked("note", "a", "You said ${words}.", "", "")

        assert forms.read(rows, YES_NO).question("a").text == {"en": "You said {helped}."}
        assert reasons(forms.notes(rows, YES_NO)) == [Reason.WORDS_TOLD]

    def test_to_the_words_of_a_choice_are_not_compared(self):
        rows = self.asked("note", "a", "A", "", "${words} = 'Yes'")

        assert reasons(forms.faults(rows, YES_NO)) == [Reason.WORDS_COMPARED]

    def test_with_curly_quotation_marks_are_read_as_with_straight_ones(self):
        rows = survey(HELPED, ["note", "a", "A", "${helped} = ‘yes’"])

        assert forms.read(rows, YES_NO).question("a").shown_if == Operation(
            Operator.EQUAL, Answer("helped"), Value("yes")
        )
        assert reasons(forms.notes(rows, YES_NO)) == [Reason.CURLY_QUOTE]

    @pytest.mark.parametrize("condition", ["${helped} = «yes", "${helped} = ‘yes"])
    def test_with_a_curly_quotation_mark_that_is_never_closed_are_refused(self, condition):
        rows = survey(HELPED, ["note", "a", "A", condition])

        assert reasons(forms.faults(rows, YES_NO)) == [Reason.OPEN_QUOTE]


class TestOrOther:
    ROWS = survey(["select_one yes_no or_other", "helped", "Did it help?"], AGE)

    def test_adds_the_choice_and_asks_what(self):
        instrument = forms.read(self.ROWS, YES_NO)

        helped, other, _ = instrument.questions
        assert [choice.code for choice in helped.choices] == ["yes", "no", "other"]
        assert (other.code, other.kind) == ("helped_other", QuestionKind.TEXT)
        assert other.shown_if == Picked("helped", frozenset({"other"}))
        assert other.text == {"en": "Please say what."}
        assert parse_definition(serialise(instrument)) == instrument

    def test_keeps_the_choice_that_the_list_has(self):
        instrument = forms.read(self.ROWS, [*YES_NO, ["yes_no", "other", "Else"]])

        assert instrument.question("helped").choice("other").text == {"en": "Else"}

    def test_has_its_words_in_the_languages_that_we_know(self):
        columns = [["type", "name", "label::en", "label::cy", "label::French (fr)"]]
        rows = [*columns, ["select_multiple yes_no or_other", "a", "A", "A", "A"]]
        choices = [["list_name", "name", "label::en", "label::cy", "label::French (fr)"],
                   ["yes_no", "yes", "Yes", "Ie", "Oui"]]  # fmt: skip

        instrument = forms.read(rows, choices)

        assert instrument.question("a").choice("other").text == {"en": "Other", "cy": "Arall"}
        assert instrument.drafts == {"fr"}

    def test_is_looked_at_as_any_question(self):
        rows = survey(["select_one yes_no or_other", "a", "A"], ["note", "b", "${a_other}"])

        assert forms.read(rows, YES_NO).question("b").text == {"en": "{a_other}"}

    def test_is_refused_with_a_filter(self):
        rows = [["type", "name", "label", "choice_filter"],
                ["select_one yes_no or_other", "a", "A", "true()"]]  # fmt: skip

        assert reasons(forms.faults(rows, YES_NO)) == [Reason.OR_OTHER_FILTERED]


class TestKinds:
    def test_of_numbers_and_times_are_taken(self):
        rows = survey(
            ["decimal", "hours", "How long?", "2.5"], ["time", "at", "When?", "09:30:00"],
            columns="type name label default",
        )  # fmt: skip

        hours, at = forms.read(rows).questions
        assert (hours.kind, hours.default) == (QuestionKind.DECIMAL, "2.5")
        assert (at.kind, at.default) == (QuestionKind.TIME, "09:30")

    @pytest.mark.parametrize(
        ("given", "kind", "least", "most", "more"),
        [
            ("", QuestionKind.INTEGER, 1, 10, []),
            ("start=0; end=5 step=1", QuestionKind.INTEGER, 0, 5, []),
            ("start=5 end=0.5 step=0.5", QuestionKind.DECIMAL, 0.5, 5, [0.5]),
        ],
    )
    def test_of_ranges_are_numbers_between_their_bounds(self, given, kind, least, most, more):
        rows = survey(["range", "a", "A", given], columns="type name label parameters")

        [question] = forms.read(rows).questions
        assert question.kind is kind
        assert question.constraint == AllOf(
            (
                Operation(Operator.AT_LEAST, Own(), Value(least)),
                Operation(Operator.AT_MOST, Own(), Value(most)),
                *(
                    Operation(
                        Operator.EQUAL,
                        Operation(
                            Operator.REMAINDER,
                            Operation(Operator.MINUS, Own(), Value(5)),
                            Value(step),
                        ),
                        Value(0),
                    )
                    for step in more
                ),
            )
        )

    def test_that_nobody_can_answer_are_notes(self):
        rows = [["type", "name", "label", "appearance", "readonly"],
                ["select_one yes_no", "grid", "Please tick", "label"],
                ["text", "shown", "Read this", "", "yes"]]  # fmt: skip

        questions = forms.read(rows, YES_NO).questions

        assert {question.kind for question in questions} == {QuestionKind.NOTE}
        assert {question.choices for question in questions} == {()}
        assert reasons(forms.notes(rows, YES_NO)).count(Reason.NEVER_ANSWERED) == 2

    def test_that_are_hidden_and_calculated_are_calculations(self):
        rows = survey(["hidden", "day", "", "today()"], columns="type name label default")

        [question] = forms.read(rows).questions
        assert question.kind is QuestionKind.CALCULATED
        assert question.calculation == Call(Function.TODAY, ())

    def test_that_are_shown_and_calculated_are_calculations(self):
        rows = survey(["text", "sum", "Sum", "1 + 1", "yes"],
                      columns="type name label calculation readonly")  # fmt: skip

        assert forms.read(rows).question("sum").kind is QuestionKind.CALCULATED
        assert reasons(forms.notes(rows)) == [Reason.NEVER_SHOWN]


class TestLanguages:
    ROWS = [["type", "name", "label::English", "label::Tetun Dili"], ["note", "a", "A", "B"]]

    def test_that_nobody_knows_have_a_code_made_and_are_drafts(self):
        instrument = forms.read(self.ROWS)

        assert instrument.languages == ("en", "und-x-tetundil")
        assert instrument.drafts == {"und-x-tetundil"}
        assert reasons(forms.notes(self.ROWS)) == [Reason.LANGUAGE_MADE]

    def test_that_nobody_knows_go_through_a_form_unchanged(self):
        instrument = forms.read(self.ROWS)

        assert read_form(forms.sheets(**write_form(instrument))) == instrument


class TestChoices:
    def test_may_have_values_in_place_of_names(self):
        values = [["list_name", "value", "label"], *YES_NO[1:]]

        assert forms.read(survey(HELPED), values) == forms.read(survey(HELPED), YES_NO)

    COUNTIES = [
        ["list_name", "name", "label", "of"],
        ["yes_no", "yes", "Yes", ""], ["yes_no", "no", "No", ""],
        ["c", "king", "King", "yes"], ["c", "cook", "Cook", "no"], ["c", "king", "King", "no"],
        ["c", "bell", "Bell", "yes"],
    ]  # fmt: skip

    @staticmethod
    def asked(choice_filter):
        return [
            ["type", "name", "label", "choice_filter"], HELPED,
            ["select_one c", "county", "County?", choice_filter],
        ]  # fmt: skip

    @pytest.mark.parametrize("choice_filter", ["of = ${helped}", "${helped}=of and true()"])
    @pytest.mark.parametrize(
        ("answer", "offered"),
        [((), []), (("yes",), ["king", "bell"]), (("no",), ["king", "cook"])],
    )
    def test_that_stand_for_each_value_of_a_property_are_offered_for_each(
        self, choice_filter, answer, offered
    ):
        instrument = forms.read(self.asked(choice_filter), self.COUNTIES)
        context = AnswerContext(instrument=instrument, answers={"helped": answer})

        found = offered_choices(instrument.question("county"), context)

        assert [choice.code for choice in found] == offered
        assert reasons(forms.notes(self.asked(choice_filter), self.COUNTIES)) == [
            Reason.CHOICES_JOINED
        ]
        assert read_form(forms.sheets(**write_form(instrument))) == instrument

    def test_that_stand_for_each_value_are_compared_by_equality_alone(self):
        rows = self.asked("of != ${helped}")

        assert reasons(forms.faults(rows, self.COUNTIES)) == [Reason.JOINED_PROPERTY]

    @pytest.mark.parametrize(
        "again",
        [
            ["c", "king", "The king", "no"],
            ["c", "king", "King", "yes"],
            ["c", "king", "King", "a b"],
        ],
    )
    def test_that_stand_twice_in_any_other_way_are_refused(self, again):
        counties = [*self.COUNTIES[:4], again]

        assert reasons(forms.faults(self.asked("of = ${helped}"), counties)) == [
            Reason.CHOICE_TWICE
        ]

    def test_keep_values_beside_names_as_properties(self):
        rows = [["list_name", "name", "label", "value"], ["yes_no", "yes", "Yes", "1"]]

        [choice] = forms.read(survey(HELPED), rows).question("helped").choices
        assert (choice.code, choice.tags) == ("yes", {"value": "1"})


class TestOnlySheet:
    def test_is_the_survey_whatever_its_name(self):
        read = read_whole(forms.sheets(Sheet1=survey(AGE)), code="sample")

        assert [question.code for question in read.instrument.questions] == ["age"]
        assert [note.reason for note in read.notes] == [Reason.ONLY_SHEET]


class TestComparisons:
    CODES = [["list_name", "name", "label"], ["n", "1", "One"], ["n", "2", "Two"]]

    @for_each(
        "condition",
        [
            "${n} = 1", "selected(${n}, 1)", "${n} > 1", "${n} + ${n} = 2", "${many} = '1'",
            "${age} = '18'", "string-length(${many}) > 0", "selected-at(${many}, 0) = '1'",
            "count-selected(${n}) = 1", "true()", "(${age} > 1) = true()",
            "contains(concat(${n}, ${age}), '1')", "${many} = '1 2'",
            "round(${age} div 3, 1) < max(1, ${age})",
        ],
    )  # fmt: skip
    def test_are_taken(self, condition):
        rows = survey(["select_one n", "n", "N"], ["select_multiple n", "many", "M"], AGE,
                      ["note", "a", "A", condition])  # fmt: skip

        assert forms.faults(rows, self.CODES) == []

    @pytest.mark.parametrize("condition", ["${age} = 'x'", "${n} + 'x' = 3"])
    def test_are_still_of_what_there_is(self, condition):
        rows = survey(["select_one n", "n", "N"], ["select_multiple n", "many", "M"], AGE,
                      ["note", "a", "A", condition])  # fmt: skip

        assert reasons(forms.faults(rows, self.CODES)) == [Reason.WRONG_SENSE]
