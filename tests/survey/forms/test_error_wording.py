"""What a person is told when an answer cannot be taken."""

import pytest

from survey.definition.types import QuestionKind
from survey.flow.answer_checks import MOST_CHARACTERS, MOST_CHARACTERS_OF_DETAILS, AnswerFault
from survey.forms.error_wording import error_messages, unanswered_message
from tests.each import for_each
from tests.survey import make

WORDS = error_messages(make.question("A"), language="en")


class TestFaultWords:
    def test_are_there_for_every_fault(self):
        assert set(WORDS) == set(AnswerFault)
        assert all(WORDS.values())

    def test_name_the_limits_that_hold(self):
        assert f"{MOST_CHARACTERS:,} characters" in WORDS[AnswerFault.TOO_LONG]
        assert f"{MOST_CHARACTERS_OF_DETAILS} characters" in WORDS[AnswerFault.DETAILS_TOO_LONG]


class TestNothingGiven:
    @for_each("kind", QuestionKind)
    def test_always_offers_to_skip(self, kind):
        assert unanswered_message(make.question("A", kind=kind)).endswith(", or skip this question")

    @pytest.mark.parametrize("kind", [QuestionKind.SINGLE, QuestionKind.MULTI])
    def test_names_the_choice_not_to_say_in_its_place(self, kind):
        message = unanswered_message(make.question("A", kind=kind), not_saying="Rather not")

        assert message.endswith(", or “Rather not”")
