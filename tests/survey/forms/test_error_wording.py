from survey.flow.answer_checks import MOST_CHARACTERS, MOST_CHARACTERS_OF_DETAILS, AnswerFault
from survey.forms.answer_form import error_messages
from tests.survey import make

WORDS = error_messages(make.question("A"), language="en")


class TestFaultWords:
    def test_are_there_for_every_fault(self):
        assert set(WORDS) == set(AnswerFault)
        assert all(WORDS.values())

    def test_name_the_limits_that_hold(self):
        assert f"{MOST_CHARACTERS:,} characters" in WORDS[AnswerFault.TOO_LONG]
        assert f"{MOST_CHARACTERS_OF_DETAILS} characters" in WORDS[AnswerFault.DETAILS_TOO_LONG]
