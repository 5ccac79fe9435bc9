from survey.definition.parsing import parse_definition
from survey.forms.question_wording import EASY_READ
from tests.survey import shipped


class TestAQuestionInEasyRead:
    def test_has_a_drawing(self) -> None:
        asked = [
            question
            for raw in shipped.definitions()
            if EASY_READ in raw["languages"]
            for question in parse_definition(raw).questions
        ]

        bare = {question.code for question in asked if not question.symbol}
        assert asked
        assert not bare
