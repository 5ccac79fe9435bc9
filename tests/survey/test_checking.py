"""What is an answer to a question."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.checking import AnswerError, Fault, check_answer
from survey.definition import Kind
from tests.survey import make

SINGLE = make.question("A", choices=("yes", "no", make.choice("prefer_not", is_apart=True)))
MULTI = make.question(
    "B",
    kind=Kind.MULTI,
    choices=(
        "vision",
        "hearing",
        make.choice("none", is_exclusive=True),
        make.choice("prefer_not", is_exclusive=True, is_apart=True),
    ),
)


class TestCheckAnswer:
    @pytest.mark.parametrize(
        ("question", "picked", "answer"),
        [
            (SINGLE, ["yes"], ("yes",)),
            (SINGLE, [], ()),
            (SINGLE, ["no", "no"], ("no",)),
            (SINGLE, ["prefer_not"], ("prefer_not",)),
            (MULTI, [], ()),
            (MULTI, ["vision"], ("vision",)),
            (MULTI, ["hearing", "vision"], ("vision", "hearing")),
            (MULTI, ["none"], ("none",)),
            (MULTI, ["prefer_not"], ("prefer_not",)),
        ],
    )
    def test_takes_an_answer_in_the_order_shown(self, question, picked, answer):
        assert check_answer(question, picked) == answer

    @pytest.mark.parametrize(
        ("question", "picked", "fault"),
        [
            (SINGLE, ["maybe"], Fault.UNKNOWN_CHOICE),
            (SINGLE, [""], Fault.UNKNOWN_CHOICE),
            (SINGLE, ["Yes"], Fault.UNKNOWN_CHOICE),
            (SINGLE, ["yes", "no"], Fault.MORE_THAN_ONE),
            (MULTI, ["vision", "smell"], Fault.UNKNOWN_CHOICE),
            (MULTI, ["vision", "none"], Fault.EXCLUSIVE_WITH_OTHERS),
            (MULTI, ["none", "prefer_not"], Fault.EXCLUSIVE_WITH_OTHERS),
            (MULTI, ["vision", "hearing", "prefer_not"], Fault.EXCLUSIVE_WITH_OTHERS),
        ],
    )
    def test_refuses_what_is_none_and_says_why(self, question, picked, fault):
        with pytest.raises(AnswerError) as error:
            check_answer(question, picked)

        assert error.value.code is fault

    @given(st.data(), make.instruments())
    def test_agrees_with_itself(self, data, instrument):
        """An answer that was taken is taken again, unchanged."""
        question = data.draw(st.sampled_from(instrument.questions))
        picked = data.draw(st.lists(st.sampled_from(make.CHOICE_CODES), max_size=5))

        try:
            answer = check_answer(question, picked)
        except AnswerError:
            return

        assert check_answer(question, answer) == answer
        assert set(answer) == set(picked)
