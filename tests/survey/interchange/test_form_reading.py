import pytest

from survey.definition.expressions import (
    Answer,
    Call,
    Function,
    Operation,
    Operator,
    Own,
    Picked,
    Tag,
    Value,
)
from survey.definition.fields import complete_languages
from survey.definition.parsing import parse_definition
from survey.definition.serialising import serialise
from survey.definition.types import Block, Choice, Meaning, Privacy, Question, QuestionKind, Section
from survey.interchange.faults import FormError, Reason
from survey.interchange.xlsform.reading import read_form, read_whole
from tests.each import for_each
from tests.survey.interchange import forms
from tests.survey.interchange.forms import YES_NO, survey

HELPED = ["select_one yes_no", "helped", "Did it help?"]
AGE = ["integer", "age", "Your age"]


class TestForm:
    def test_becomes_an_instrument_that_can_be_stored(self):
        instrument = forms.read(survey(HELPED, AGE), YES_NO)

        assert parse_definition(serialise(instrument)) == instrument

    def test_has_questions_with_what_plain_xlsform_says(self):
        instrument = forms.read(
            [
                ["type", "name", "label", "hint", "required", "relevant", "constraint",
                 "constraint_message", "default", "appearance"],
                HELPED,
                ["text", "why", "Why?", "In short", "yes", "${helped} = 'no'",
                 "string-length(.) < 100", "Too long", "It was late", "multiline"],
            ],
            YES_NO,
        )  # fmt: skip

        assert instrument.question("why") == Question(
            code="why",
            block=Block.CORE,
            kind=QuestionKind.TEXT,
            text={"en": "Why?"},
            hint={"en": "In short"},
            is_required=True,
            shown_if=Operation(Operator.EQUAL, Answer("helped"), Value("no")),
            constraint=Operation(Operator.LESS, Call(Function.STRING_LENGTH, (Own(),)), Value(100)),
            constraint_text={"en": "Too long"},
            default="It was late",
            appearance="multiline",
        )

    def test_has_what_our_own_columns_say(self):
        instrument = forms.read(
            [
                ["type", "name", "label", "vss_block", "vss_indicator", "vss_stage", "vss_pii",
                 "vss_harmonised", "vss_right", "vss_code_version", "vss_rank", "vss_replaces",
                 "parameters"],
                [*HELPED, "stage", "m", "ST2", "special_category", "GSS", "6", "2025", 2, "old",
                 "randomize=true, seed=7"],
            ],
            [
                ["list_name", "name", "label", "vss_meaning", "vss_apart", "vss_details", "area"],
                ["yes_no", "yes", "Yes", "positive", "", "Say how", "north"],
                ["yes_no", "no", "No", "", "yes", "", ""],
            ],
        )  # fmt: skip

        [question] = instrument.questions
        assert (question.block, question.measure, question.module, question.privacy) == (
            Block.STAGE, "m", "ST2", Privacy.SPECIAL_CATEGORY
        )  # fmt: skip
        assert (question.harmonised, question.right, question.code_version) == ("GSS", "6", "2025")
        assert (question.rank, question.replaces) == (2, "old")
        assert (question.is_shuffled, question.seed) == (True, "7")
        assert question.choices == (
            Choice("yes", {"en": "Yes"}, Meaning.POSITIVE, details={"en": "Say how"},
                   tags={"area": "north"}),
            Choice("no", {"en": "No"}, Meaning.NEUTRAL, is_apart=True),
        )  # fmt: skip

    def test_has_groups_as_sections_within_sections(self):
        instrument = forms.read(
            [
                ["type", "name", "label", "relevant", "appearance"],
                HELPED,
                ["begin_group", "outer", "More", "selected(${helped}, 'yes')"],
                ["begin group", "inner", "", "", "field-list"],
                AGE,
                ["end group"],
                ["note", "thanks", "Thank you"],
                ["end_group"],
            ],
            YES_NO,
        )

        assert instrument.sections == (
            Section("outer", {"en": "More"}, shown_if=Picked("helped", frozenset({"yes"}))),
            Section("inner", parent="outer", is_page=True),
        )
        assert [question.section for question in instrument.questions] == ["", "inner", "outer"]

    def test_takes_old_names_and_capitals_for_the_same(self):
        new = forms.read(survey(HELPED, AGE), YES_NO)
        old = forms.read(
            [["TYPE ", "Name", "caption:English"], ["Select One from yes_no", *HELPED[1:]],
             ["int", *AGE[1:]]],
            [["list name", "NAME", "label::English (en)"], *YES_NO[1:]],
        )  # fmt: skip

        assert new == old

    def test_filters_choices_by_their_properties(self):
        instrument = forms.read(
            [["type", "name", "label", "choice_filter"], HELPED,
             ["select_one areas", "area", "Where?", "of = ${helped}"]],
            [[*YES_NO[0], "of"], *YES_NO[1:], ["areas", "a", "A", "yes"]],
        )  # fmt: skip

        assert instrument.question("area").choice_filter == Operation(
            Operator.EQUAL, Tag("of"), Answer("helped")
        )

    def test_tells_earlier_answers_by_our_placeholders(self):
        instrument = forms.read(survey(AGE, ["note", "so", "You are ${age}."]))

        assert instrument.question("so").text == {"en": "You are {age}."}

    def test_gives_words_to_what_is_never_shown(self):
        instrument = forms.read(
            survey(["calculate", "sum", "", "1 + 1"], columns="type name label calculation")
        )

        assert instrument.question("sum").text == {"en": "sum"}


class TestLanguages:
    def test_are_those_of_the_columns_in_their_order(self):
        instrument = forms.read(
            [["type", "name", "label::Welsh (cy)", "label::English (en)"],
             ["note", "a", "Diolch", "Thank you"]]
        )  # fmt: skip

        assert instrument.languages == ("cy", "en")
        assert instrument.question("a").text == {"cy": "Diolch", "en": "Thank you"}

    def test_give_columns_without_one_the_default(self):
        instrument = forms.read(
            survey(["note", "a", "Diolch"]),
            settings=[["default_language", "form_title"], ["Welsh (cy)", "Arolwg"]],
        )

        assert (instrument.languages, instrument.title) == (("cy",), {"cy": "Arolwg"})

    def test_that_lack_a_text_are_named_and_drafts(self):
        sheets = forms.sheets(
            survey=[["type", "name", "label", "label::cy", "label::Polish"],
                    ["note", "a", "Hello", "Helo", "Cześć"], ["note", "b", "Bye", "", "Pa"]]
        )  # fmt: skip

        read = read_whole(sheets, code="sample")

        [note] = read.notes
        assert (note.reason, note.row) == (Reason.TRANSLATION_MISSING, 3)
        assert note.terms == {"language": "Welsh (cy)"}
        assert read.instrument.drafts == {"cy"}
        assert complete_languages(read.instrument) == ("en", "pl")
        assert read.instrument.question("b").text == {"en": "Bye", "pl": "Pa"}

    def test_are_known_by_what_their_speakers_call_them(self):
        instrument = forms.read(
            survey(["note", "a", "Danke"]), settings=[["default_language"], ["Deutsch"]]
        )

        assert instrument.languages == ("de",)


class TestSettings:
    def test_name_the_instrument(self):
        instrument = forms.read(
            survey(AGE), settings=[["form_id", "version", "form_title"], ["my-form", 3, "Mine"]]
        )

        assert (instrument.code, instrument.version) == ("my-form", 3)
        assert instrument.title == {"en": "Mine"}

    def test_give_way_to_the_code_asked_for(self):
        sheets = forms.sheets(survey=survey(AGE), settings=[["form_id"], ["my-form"]])

        assert read_form(sheets, code="other").code == "other"


SURVEY_FAULTS = {
    "an unknown type": (["texts", "a", "A"], 2, "type", Reason.UNKNOWN_TYPE),
    "a place": (["geopoint", "a", "A"], 2, "type", Reason.PLACE),
    "a picture": (["image", "a", "A"], 2, "type", Reason.MEDIA),
    "a list in a file": (
        ["select_one_from_file a.csv", "a", "A"], 2, "type", Reason.OUTSIDE_FILE,
    ),
    "choices to put in order": (["rank yes_no", "a", "A"], 2, "type", Reason.RANK),
    "a type outside the subset": (["percentage", "a", "A"], 2, "type", Reason.OTHER_TYPE),
    "no type": (["", "a", "A"], 2, "type", Reason.TYPE_MISSING),
    "no list": (["select_one gone", "a", "A"], 2, "type", Reason.LIST_MISSING),
    "no name": (["text", "", "A"], 2, "name", Reason.NAME_MISSING),
    "no proper name": (["text", "two words", "A"], 2, "name", Reason.WRONG_NAME),
    "no label": (["text", "a"], 2, "label", Reason.TEXT_MISSING),
    "a script": (["text", "a", "<script>x</script>"], 2, "label", Reason.MARKUP),
    "a link": (["text", "a", '<a href="javascript:x">A</a>'], 2, "label", Reason.MARKUP),
    "a name nobody has in a text": (["text", "a", "${gone}?"], 2, "label", Reason.DANGLING),
    "a condition that cannot be read": (
        ["text", "a", "A", "${a} == ("], 2, "relevant", Reason.UNEXPECTED_TOKEN,
    ),
    "a condition on nothing": (["text", "a", "A", "${gone}"], 2, "relevant", Reason.DANGLING),
    "a condition on itself": (["text", "a", "A", "${a} = 'x'"], 2, "relevant", Reason.CIRCULAR),
    "a group's end alone": (["end_group"], 2, "type", Reason.GROUP_NOT_OPEN),
    "a group without end": (["begin_group", "a", "A"], 2, "type", Reason.GROUP_NOT_CLOSED),
    "a calculation on a text": (
        ["calculate", "a", "A"], 2, "calculation", Reason.NO_CALCULATION,
    ),
}  # fmt: skip


class TestFaults:
    @for_each("name", SURVEY_FAULTS)
    def test_of_a_row_say_where_they_are(self, name):
        row, number, column, reason = SURVEY_FAULTS[name]
        rows = survey(row, ["select_one yes_no", "z", "Z"])

        assert forms.faults(rows, YES_NO) == [("survey", number, column, reason)]

    @for_each(
        ("column", "value", "reason"),
        [
            ("required", "maybe", Reason.WRONG_FLAG),
            ("vss_block", "middle", Reason.WRONG_CODE),
            ("vss_pii", "secret", Reason.WRONG_CODE),
            ("vss_rank", "0", Reason.WRONG_NUMBER),
            ("vss_rang", "1", Reason.OUR_COLUMN),
            ("media::image", "a.png", Reason.MEDIA_COLUMN),
            ("label::Кыргызча", "x", Reason.UNKNOWN_LANGUAGE),
            ("constraint", ". = 'x' or", Reason.UNEXPECTED_END),
            ("relevant", "today()", Reason.WRONG_SENSE),
        ],
    )
    def test_of_a_cell_name_its_column(self, column, value, reason):
        found = forms.faults([["type", "name", "label", column], [*AGE, value]])

        assert [fault[3] for fault in found] == [reason]

    def test_of_choices_say_where_they_are(self):
        choices = [
            ["list_name", "name", "label", "image", "vss_meaning"],
            ["yes_no", "yes", "Yes", "a.png", "good"],
            ["yes_no", "yes", "Again"],
            ["yes_no", "maybe", "Maybe"],
            ["yes_no", "no"],
            ["", "no", "No"],
        ]

        assert forms.faults(survey(HELPED), choices) == [
            ("choices", 2, "image", Reason.MEDIA_COLUMN),
            ("choices", 2, "vss_meaning", Reason.WRONG_CODE),
            ("choices", 3, "name", Reason.CHOICE_TWICE),
            ("choices", 5, "label", Reason.TEXT_MISSING),
            ("choices", 6, "list_name", Reason.LIST_UNNAMED),
        ]

    def test_of_lists_that_nothing_asks_are_none(self):
        choices = [*YES_NO, ["spare", "a", "A"], ["spare", "b", "B"]]

        read = read_whole(forms.sheets(survey=survey(HELPED), choices=choices), code="sample")

        [note] = read.notes
        assert (note.reason, note.row) == (Reason.LIST_UNUSED, len(YES_NO) + 1)
        assert len(read.instrument.questions) == 1

    def test_of_settings_say_where_they_are(self):
        settings = [
            ["form_id", "vss_revision", "vss_style", "default_language", "vss_drafts"],
            ["two words", "2022-04-11", "pages", "Кыргызча", "fr"],
            ["more"],
        ]

        found = forms.faults([["type", "name", "label::en"], AGE], settings=settings)

        assert sorted(found, key=lambda fault: (fault[1], fault[2])) == [
            ("settings", 2, "default_language", Reason.UNKNOWN_LANGUAGE),
            ("settings", 2, "vss_drafts", Reason.WRONG_CODE),
            ("settings", 2, "vss_revision", Reason.WRONG_NUMBER),
            ("settings", 2, "vss_style", Reason.OUR_COLUMN),
        ]

    def test_of_sheets_name_them(self):
        assert forms.faults([]) == [("survey", 0, "", Reason.NO_QUESTIONS)]
        assert forms.faults([["name", "label"], ["a", "A"]]) == [
            ("survey", 1, "type", Reason.COLUMN_MISSING)
        ]
        with pytest.raises(FormError) as error:
            read_form(forms.sheets(Sheet1=survey(AGE), choices=YES_NO))
        assert error.value.faults[0].terms == {"names": "Sheet1, choices"}

    def test_of_columns_that_stand_twice_name_the_later_one(self):
        rows = [["type", "name", "label", "label::English (en)"], [*AGE, "Age"]]

        assert forms.faults(rows) == [("survey", 1, "label::English (en)", Reason.COLUMN_TWICE)]

    def test_of_conditions_that_look_ahead(self):
        rows = survey(["text", "a", "A", "${b} = 'x'"], ["text", "b", "B"])

        assert forms.faults(rows) == [("survey", 2, "relevant", Reason.LATER)]

    def test_of_conditions_that_go_in_a_circle(self):
        rows = survey(
            ["text", "a", "A", "${c} = 'x'"],
            ["text", "b", "B", "${a} = 'x'"],
            ["text", "c", "C", "${b} = 'x'"],
        )

        assert forms.faults(rows) == [
            ("survey", number, "relevant", Reason.CIRCULAR) for number in (2, 3, 4)
        ]

    def test_of_a_group_that_waits_for_what_is_inside_it(self):
        rows = survey(["begin_group", "g", "G", "${a} = 'x'"], ["text", "a", "A"], ["end_group"])

        assert forms.faults(rows) == [("survey", 2, "relevant", Reason.CIRCULAR)]

    def test_of_names_that_stand_twice_say_where_first(self):
        with pytest.raises(FormError) as error:
            forms.read(survey(AGE, AGE))

        [fault] = error.value.faults
        assert (fault.reason, fault.row, fault.terms["first"]) == (Reason.NAME_TWICE, 3, "2")

    def test_in_a_question_are_not_blamed_on_those_that_look_at_it(self):
        rows = survey(["geopoint", "a", "A"], ["note", "b", "B", "${a} > 1"])

        assert forms.faults(rows) == [("survey", 2, "type", Reason.PLACE)]

    def test_in_a_calculation_are_not_blamed_on_those_that_look_at_it(self):
        rows = [["type", "name", "label", "calculation", "relevant"],
                ["calculate", "a", "", "once(1)"], ["note", "b", "B", "", "${a} > 1"]]  # fmt: skip

        assert forms.faults(rows) == [("survey", 2, "calculation", Reason.OTHER_FUNCTION)]

    def test_of_repeats_are_told_once(self):
        rows = survey(["begin repeat", "r", "R"], AGE, ["end repeat"])

        assert forms.faults(rows) == [("survey", 2, "type", Reason.REPEATED)]

    def test_are_all_listed(self):
        rows = survey(["texts", "a", "A"], ["text", "a b", ""], ["note", "c", "<a>", "${x}"])

        assert [fault[3] for fault in forms.faults(rows)] == [
            Reason.UNKNOWN_TYPE, Reason.WRONG_NAME, Reason.TEXT_MISSING, Reason.MARKUP,
            Reason.DANGLING,
        ]  # fmt: skip
