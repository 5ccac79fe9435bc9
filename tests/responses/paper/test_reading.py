import pytest

from responses.paper.reading import (
    FormReading,
    ReadingError,
    ReadingFault,
    differing,
    printed_questions,
    read_line,
    typed_as,
)
from survey.definition.types import Block, QuestionKind
from survey.flow import answer_checks
from tests.survey import shipped

SHORT = shipped.instruments()["short-core"]
QUESTIONS = printed_questions(SHORT)
ONE = SHORT.question("Q-OVR-1")
MANY = next((each for each in QUESTIONS if each.kind is QuestionKind.MULTI), None)


class TestAForm:
    def test_has_the_ten_and_what_everybody_may_be_asked_of_themselves(self):
        core = [each.code for each in QUESTIONS if each.block is not Block.EQUALITY]

        assert core == [each.code for each in SHORT.core if each.code not in SHORT.rotating]
        assert all(each.shown_if is None for each in QUESTIONS)


class TestALine:
    @pytest.mark.parametrize(("typed", "place"), [("1", 0), (" 2 ", 1), ("2 2", 1)])
    def test_is_the_number_beside_the_ticked_box(self, typed, place):
        assert read_line(ONE, typed) == ((ONE.choices[place].code,), "")

    @pytest.mark.parametrize("mark", ["b", "u", "t", "B "])
    def test_is_a_letter_where_there_is_no_answer(self, mark):
        assert read_line(ONE, mark) == ((), mark.strip().lower())

    @pytest.mark.parametrize(
        ("typed", "fault"),
        [
            ("", ReadingFault.EMPTY),
            ("0", ReadingFault.NO_SUCH_BOX),
            ("99", ReadingFault.NO_SUCH_BOX),
            ("x", ReadingFault.NOT_A_NUMBER),
            ("²", ReadingFault.NOT_A_NUMBER),
            ("1 b", ReadingFault.NOT_A_NUMBER),
            ("1 2", ReadingFault.MORE_THAN_ONE),
        ],
    )
    def test_says_what_it_cannot_be(self, typed, fault):
        with pytest.raises(ReadingError) as refused:
            read_line(ONE, typed)
        assert refused.value.fault is fault

    def test_gives_nothing_that_the_web_would_refuse(self):
        for question in QUESTIONS:
            for place in range(1, len(question.choices) + 1):
                answer, _ = read_line(question, str(place))
                assert answer_checks.check_answer(question, answer) == answer


class TestTwoReadings:
    def test_differ_where_another_box_or_another_letter_was_read(self):
        one = FormReading({ONE.code: (ONE.choices[0].code,)}, {})
        other = FormReading({ONE.code: ()}, {ONE.code: "u"})
        blank = FormReading({ONE.code: ()}, {ONE.code: "b"})

        assert differing([ONE], one, one) == ()
        assert differing([ONE], one, other) == differing([ONE], other, blank) == (ONE,)
        assert (typed_as(ONE, one), typed_as(ONE, other)) == ("1", "u")
