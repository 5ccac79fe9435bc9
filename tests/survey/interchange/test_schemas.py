import copy

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator

from survey.definition.json_entry import DefinitionError
from survey.definition.parsing import parse_definition
from survey.definition.serialising import serialise
from survey.definition.types import QuestionKind
from survey.flow.answer_checks import AnswerError, check_answer
from survey.interchange.definition_schema import DIALECT, definition, parts
from survey.interchange.response_schema import response_schema
from tests.each import for_each
from tests.survey import make as instruments
from tests.survey import shipped
from tests.survey.interchange import make

SCHEMA = {"$schema": DIALECT, **definition(), "$defs": parts()}
DEFINITION = Draft202012Validator(SCHEMA)


def changed(change):
    raw = instruments.raw_definition()
    raw["questions"][1]["shown_if"] = {"question": "A", "choices": ["yes"]}
    raw = copy.deepcopy(raw)
    *path, last, value = change
    target = raw
    for step in path:
        target = target[step]
    if value is None:
        del target[last]
    else:
        target[last] = value
    return raw


QUESTION = ("questions", 0)
CHOICE = (*QUESTION, "choices", 0)
CONDITION = ("questions", 1, "shown_if")
WRONG = [
    ("code", None),
    ("code", "  "),
    ("version", 0),
    ("version", "1"),
    ("languages", []),
    ("questions", []),
    ("sections", []),
    ("extra", 1),
    (*QUESTION, "kind", "slider"),
    (*QUESTION, "block", None),
    (*QUESTION, "choices", None),
    (*QUESTION, "text", {}),
    (*QUESTION, "text", "plain"),
    (*QUESTION, "rank", -1),
    (*QUESTION, "is_required", "yes"),
    (*QUESTION, "unknown", "x"),
    (*CHOICE, "meaning", "good"),
    (*CHOICE, "code", None),
    (*CHOICE, "tags", {}),
    (*CONDITION, {"all": []}),
    (*CONDITION, {"value": True}),
    (*CONDITION, {"value": 1, "answer": "A"}),
    (*CONDITION, {"call": "pulldata", "arguments": []}),
    (*CONDITION, {"operator": "==", "left": {"value": 1}, "right": {"value": 1}}),
]


class TestDefinitionSchema:
    def test_is_a_schema(self):
        Draft202012Validator.check_schema(SCHEMA)

    @pytest.mark.slow
    @given(make.instruments())
    def test_takes_every_instrument(self, instrument):
        DEFINITION.validate(serialise(instrument))

    @pytest.mark.slow
    @pytest.mark.parametrize("raw", shipped.definitions(), ids=lambda raw: raw["code"])
    def test_takes_what_ships(self, raw):
        DEFINITION.validate(raw)

    @for_each("change", WRONG)
    def test_refuses_what_parsing_refuses(self, change):
        raw = changed(change)

        with pytest.raises(DefinitionError):
            parse_definition(raw)
        assert not DEFINITION.is_valid(raw)


ASKED = instruments.instrument(
    instruments.question("one"),
    instruments.question(
        "many",
        kind=QuestionKind.MULTI,
        choices=(
            instruments.choice("a"),
            instruments.choice("b", details={"en": "What?", "cy": "Beth?"}),
            instruments.choice("none", is_exclusive=True),
        ),
    ),
    instruments.question("text", kind=QuestionKind.TEXT, choices=(), is_required=True),
    instruments.question("number", kind=QuestionKind.INTEGER, choices=()),
    instruments.question("day", kind=QuestionKind.DATE, choices=()),
    instruments.question("box", kind=QuestionKind.ACKNOWLEDGE, choices=()),
    instruments.question("note", kind=QuestionKind.NOTE, choices=()),
)
ANSWERS = Draft202012Validator(
    response_schema(ASKED), format_checker=Draft202012Validator.FORMAT_CHECKER
)
GIVEN = [
    ("one", ["yes"]), ("one", []), ("one", ["maybe"]), ("one", ["yes", "no"]),
    ("many", ["a", "b"]), ("many", ["none"]), ("many", ["a", "none"]), ("many", ["c"]),
    ("text", ["Hello"]), ("text", []), ("text", ["x" * 1_000]), ("text", ["x" * 1_001]),
    ("number", ["0"]), ("number", ["-12"]), ("number", ["1.5"]), ("number", ["1234567890"]),
    ("day", ["2026-02-28"]), ("day", ["2026-02-30"]), ("day", ["1850-01-01"]), ("day", ["soon"]),
    ("day", ["2100-12-31"]), ("day", ["2101-01-01"]),
    ("box", ["OK"]), ("box", ["yes"]), ("note", ["x"]),
]  # fmt: skip


class TestResponseSchema:
    def test_is_a_schema(self):
        Draft202012Validator.check_schema(response_schema(ASKED))

    @for_each(("code", "answer"), GIVEN)
    def test_agrees_with_the_checking_of_answers(self, code, answer):
        try:
            kept = check_answer(ASKED.question(code), answer)
        except AnswerError:
            kept = None

        assert ANSWERS.is_valid({code: answer}) is (kept is not None)

    def test_takes_what_was_written_beside_a_choice(self):
        assert ANSWERS.is_valid({"many.b": ["A bicycle"]})
        assert not ANSWERS.is_valid({"many.a": ["A bicycle"]})

    def test_refuses_answers_in_any_other_form(self):
        assert not ANSWERS.is_valid({"one": "yes"})
        assert not ANSWERS.is_valid({"gone": ["yes"]})
        assert not ANSWERS.is_valid({"one": [1]})
        assert not ANSWERS.is_valid({"many": ["a", "a"]})
        assert not ANSWERS.is_valid({"number": ["007"]})
