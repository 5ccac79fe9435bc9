from hypothesis import given
from hypothesis import strategies as st

from survey.definition.expressions import Answer, Operation, Operator, Tag
from survey.definition.types import QuestionKind
from survey.flow.context import AnswerContext, offered_choices
from tests.survey import make

SHUFFLED = make.question(
    "A",
    kind=QuestionKind.MULTI,
    is_shuffled=True,
    choices=(
        *"abcdef",
        make.choice("none", is_exclusive=True),
        make.choice("prefer_not", is_apart=True),
    ),
)


def order(question=SHUFFLED, **context):
    return [choice.code for choice in offered_choices(question, AnswerContext(**context))]


class TestOrder:
    def test_is_as_written_where_nobody_in_particular_is_asked(self):
        assert order() == [*"abcdef", "none", "prefer_not"]

    def test_is_the_same_for_the_same_person(self):
        assert order(seed="17") == order(seed="17")

    def test_differs_between_people(self):
        assert len({tuple(order(seed=str(n))) for n in range(20)}) > 10

    def test_differs_between_questions_unless_they_share_a_seed(self):
        def named(code, seed=""):
            return make.question(code, choices="abcdef", is_shuffled=True, seed=seed)

        assert order(named("A"), seed="1") != order(named("B"), seed="1")
        assert order(named("A", "s"), seed="1") == order(named("B", "s"), seed="1")

    def test_leaves_a_question_alone_that_is_not_to_be_shuffled(self):
        assert order(make.question("A", choices="abcdef"), seed="17") == list("abcdef")

    @given(st.text())
    def test_keeps_every_choice_and_the_last_ones_last(self, seed):
        found = order(seed=seed)

        assert sorted(found) == sorted([*"abcdef", "none", "prefer_not"])
        assert found[-2:] == ["none", "prefer_not"]


class TestFilter:
    PLACE = make.question(
        "PLACE",
        choices=(make.choice("cardiff", tags={"in": "wales"}), make.choice("york")),
        choice_filter=Operation(Operator.EQUAL, Tag("in"), Answer("NATION")),
    )

    def test_leaves_what_goes_with_an_earlier_answer(self):
        assert order(self.PLACE, answers={"NATION": ("wales",)}) == ["cardiff"]
        assert order(self.PLACE, answers={"NATION": ("france",)}) == []


class TestMayTell:
    def test_is_of_everything_unless_it_says_of_what(self):
        assert AnswerContext().may_tell("A")
        assert AnswerContext(tellable=frozenset({"A"})).may_tell("A")
        assert not AnswerContext(tellable=frozenset()).may_tell("A")
