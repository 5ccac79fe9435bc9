import json

import pytest
from hypothesis import given

from survey.definition.expressions import AllOf, AnyOf, Not, Picked, depth
from survey.definition.json_entry import DefinitionError
from survey.definition.parsing import parse_definition, parse_expression
from survey.definition.serialising import serialise
from survey.definition.types import Block, Meaning, Privacy, QuestionKind
from tests.each import for_each
from tests.survey import make

KINDS = ", ".join(QuestionKind)


def without(entry, key):
    return {name: value for name, value in entry.items() if name != key}


class TestParseDefinition:
    def test_reads_every_part(self):
        raw = make.raw_definition(
            revision=3,
            drafts=["cy"],
            questions=[
                make.raw_question(
                    "A",
                    block="equality",
                    kind="multi",
                    hint={"en": "Any."},
                    scale="SAT5",
                    measure="overall",
                    right="6",
                    code_version="2021",
                    privacy="special_category",
                )
            ],
        )

        parsed = parse_definition(raw)

        question = parsed.question("A")
        assert (parsed.code, parsed.version, parsed.revision) == ("sample", 1, 3)
        assert parsed.languages == ("en", "cy")
        assert parsed.drafts == {"cy"}
        assert parsed.reviewed == {"en"}
        assert question.block is Block.EQUALITY
        assert question.kind is QuestionKind.MULTI
        assert question.hint == {"en": "Any."}
        assert (question.scale, question.measure) == ("SAT5", "overall")
        assert (question.right, question.code_version) == ("6", "2021")
        assert question.privacy is Privacy.SPECIAL_CATEGORY
        assert question.choice("yes").meaning is Meaning.POSITIVE
        assert question.choice("no").text["cy"] == "Nac oedd"
        assert question.choice_codes == {"yes", "no"}

    def test_takes_what_is_left_out_as_plain(self):
        question = parse_definition(make.raw_definition()).question("A")

        assert question.hint == {}
        assert question.shown_if is None
        assert question.privacy is Privacy.ORDINARY
        assert not question.choice("yes").is_apart
        assert not question.choice("yes").is_exclusive

    def test_keeps_the_order_of_questions_and_choices(self):
        parsed = parse_definition(make.raw_definition())

        assert [question.code for question in parsed.questions] == ["A", "B"]
        assert [choice.code for choice in parsed.questions[0].choices] == ["yes", "no"]

    def test_counts_an_unpublished_definition_as_revision_nought(self):
        assert parse_definition(make.raw_definition()).revision == 0

    @pytest.mark.slow
    @given(make.instruments())
    def test_gives_back_what_was_serialised(self, instrument):
        stored = json.loads(json.dumps(serialise(instrument)))

        assert parse_definition(stored) == instrument

    @pytest.mark.slow
    @given(make.instruments(is_sound=False))
    def test_gives_back_conditions_that_make_no_sense_too(self, instrument):
        assert parse_definition(serialise(instrument)) == instrument


class TestDefinitionError:
    @for_each(
        ("raw", "message"),
        [
            ([], "instrument: must be a table, not []"),
            ({}, "instrument: code is missing"),
            (without(make.raw_definition(), "version"), "instrument: version is missing"),
            (make.raw_definition(code=" "), "instrument: code must be words, not ' '"),
            (
                make.raw_definition(version=0),
                "instrument: version must be a whole number, not 0",
            ),
            (
                make.raw_definition(version=True),
                "instrument: version must be a whole number, not True",
            ),
            (
                make.raw_definition(languages=[]),
                "sample version 1: languages is empty",
            ),
            (
                make.raw_definition(languages="en"),
                "sample version 1: languages must be a list of codes, not 'en'",
            ),
            (
                make.raw_definition(drafts=["pl"]),
                "sample version 1: drafts names pl, which is not among the languages",
            ),
            (
                make.raw_definition(owner="x", author="y"),
                "sample version 1: author, owner is no part of a definition",
            ),
            (
                make.raw_definition(questions=[]),
                "sample version 1: questions must be a list with something in it, not []",
            ),
            (
                make.raw_definition(questions=[make.raw_question("A"), make.raw_question("A")]),
                "sample version 1: question A stands there twice",
            ),
        ],
    )
    def test_says_what_is_wrong_with_the_instrument(self, raw, message):
        with pytest.raises(DefinitionError) as error:
            parse_definition(raw)

        assert str(error.value) == message

    @for_each(
        ("question", "message"),
        [
            ("Q", "questions 2: must be a table, not 'Q'"),
            (without(make.raw_question("B"), "code"), "questions 2: code is missing"),
            (without(make.raw_question("B"), "text"), "question B: text is missing"),
            (
                make.raw_question("B", kind="slider"),
                f"question B: kind must be one of {KINDS}, not 'slider'",
            ),
            (
                make.raw_question("B", kind=["single"]),
                f"question B: kind must be one of {KINDS}, not ['single']",
            ),
            (
                make.raw_question("B", block="module"),
                f"question B: block must be one of {', '.join(Block)}, not 'module'",
            ),
            (
                make.raw_question("B", privacy="open"),
                (
                    "question B: privacy must be one of ordinary, characteristic, "
                    "special_category, not 'open'"
                ),
            ),
            (
                make.raw_question("B", text="Did it help?"),
                "question B: text must hold a wording for each language, not 'Did it help?'",
            ),
            (
                make.raw_question("B", hint={"en": 1}),
                "question B: hint must hold a wording for each language, not {'en': 1}",
            ),
            (
                make.raw_question("B", mandatory=True),
                "question B: mandatory is no part of a definition",
            ),
            (
                make.raw_question("B", choices=[]),
                "question B: choices must be a list with something in it, not []",
            ),
            (
                make.raw_question("B", choices=make.raw_question("A")["choices"] * 2),
                "question B: choice no, yes stands there twice",
            ),
        ],
    )
    def test_names_the_question(self, question, message):
        raw = make.raw_definition(questions=[make.raw_question("A"), question])

        with pytest.raises(DefinitionError) as error:
            parse_definition(raw)

        assert str(error.value) == f"sample version 1, {message}"

    @pytest.mark.parametrize(
        ("change", "message"),
        [
            (
                {"meaning": "good"},
                "meaning must be one of positive, neutral, negative, out_of_base",
            ),
            ({"is_apart": "yes"}, "is_apart must be true or false, not 'yes'"),
            ({"value": 1}, "value is no part of a definition"),
        ],
    )
    def test_names_the_choice(self, change, message):
        choices = make.raw_question("A")["choices"]
        question = make.raw_question("A", choices=[choices[0], choices[1] | change])

        with pytest.raises(DefinitionError) as error:
            parse_definition(make.raw_definition(questions=[question]))

        assert str(error.value).startswith(f"sample version 1, question A, choice no: {message}")

    def test_names_the_condition(self):
        question = make.raw_question("A", shown_if={"all": [{"question": "B"}]})

        with pytest.raises(DefinitionError) as error:
            parse_definition(make.raw_definition(questions=[question]))

        assert str(error.value) == (
            "sample version 1, question A, shown_if, all 1: a condition is {question, choices}, "
            "{all}, {any}, {not}, {value}, {answer}, {own}, {tag}, {operator, left, right} or "
            "{call, arguments}, not {question}"
        )


class TestParseCondition:
    def test_reads_a_tree(self):
        raw = {
            "all": [
                {"question": "A", "choices": ["yes", "maybe"]},
                {"any": [{"question": "B", "choices": ["no"]}]},
                {"not": {"question": "C", "choices": ["no"]}},
            ]
        }

        assert parse_expression(raw) == AllOf(
            (
                Picked("A", frozenset({"yes", "maybe"})),
                AnyOf((Picked("B", frozenset({"no"})),)),
                Not(Picked("C", frozenset({"no"}))),
            )
        )

    @pytest.mark.parametrize(
        "raw",
        [
            {},
            {"all": []},
            {"any": {}},
            {"not": []},
            {"question": "A", "choices": []},
            {"question": "A", "choices": ["x"], "not": {}},
            {"none": []},
        ],
    )
    def test_refuses_what_is_no_condition(self, raw):
        with pytest.raises(DefinitionError):
            parse_expression(raw)


class TestHowDeep:
    def nested(self, levels):
        raw = {"own": True}
        for _ in range(levels - 1):
            raw = {"not": raw}
        return raw

    def test_takes_twenty_four_levels(self):
        assert depth(parse_expression(self.nested(24))) == 24

    def test_refuses_one_more(self):
        with pytest.raises(DefinitionError, match="condition: is nested deeper than 24 levels"):
            parse_expression(self.nested(25))
