import pytest
from django.utils import translation

from survey.definition.expressions import (
    AllOf,
    Answer,
    AnyOf,
    Not,
    Operation,
    Operator,
    Picked,
    Tag,
    Value,
)
from survey.designer.condition_presenters import ConditionWords, condition_words, optional_words
from tests.survey.make import choice, instrument, question

ASKED = question(
    "A",
    choices=[
        choice("yes", text={"en": "Yes", "cy": "Ie"}),
        choice("no", text={"en": "No", "cy": "Na"}),
        choice("maybe", text={"en": "Maybe", "cy": "Efallai"}),
    ],
)
SAMPLE = instrument(ASKED)
YES = Picked("A", frozenset({"yes"}))
NO = Picked("A", frozenset({"no"}))
IS_YES = ConditionWords("The answer to A is “Yes”.")


def words(condition, language="en"):
    return condition_words(condition, SAMPLE, language=language)


class TestConditionWords:
    def test_name_the_choice_as_it_is_worded(self):
        assert words(YES) == IS_YES
        assert words(YES, "cy").text == "The answer to A is “Ie”."

    def test_join_choices_in_the_order_shown(self):
        several = Picked("A", frozenset({"maybe", "no", "yes"}))

        assert words(several).text == "The answer to A is “Yes”, “No” or “Maybe”."

    @pytest.mark.parametrize(
        ("condition", "text", "count"),
        [
            (AllOf((YES, NO)), "All of these:", 2),
            (AnyOf((YES, NO)), "At least one of these:", 2),
            (Not(YES), "Not this:", 1),
        ],
    )
    def test_hold_sentences_within_sentences(self, condition, text, count):
        found = words(condition)

        assert (found.text, len(found.parts), found.parts[0]) == (text, count, IS_YES)

    def test_show_a_formula_where_there_is_no_sentence(self):
        older = Operation(Operator.AT_LEAST, Answer("A"), Value(18))

        assert words(older).text == "This is true: ${A} >= 18"

    def test_say_so_where_even_a_formula_cannot_be_written(self):
        unwritten = Operation(Operator.EQUAL, Value("both ' and \""), Tag("x"))

        assert words(unwritten).text == "This is true: a formula that cannot be written out"

    def test_are_none_without_a_condition(self):
        assert optional_words(None, SAMPLE, language="en") is None

    def test_are_in_the_readers_language(self):
        with translation.override("cy"):
            assert "A" in words(YES).text
