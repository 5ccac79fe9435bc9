import pytest

from survey.definition.expressions import (
    AllOf,
    Answer,
    AnyOf,
    Call,
    Function,
    Not,
    Operation,
    Operator,
    Own,
    Picked,
    Tag,
    Value,
    depth,
    leaves,
    questions_in,
)

A, B = Answer("A"), Picked("B", frozenset({"yes"}))
LEAVES = [Value(1), A, B, Own(), Tag("stage")]
COMPARED = Operation(next(iter(Operator)), A, Value(1))
CALLED = Call(next(iter(Function)), (A, B))
EMPTY = [AllOf(()), AnyOf(()), Call(next(iter(Function)), ())]


class TestLeaves:
    @pytest.mark.parametrize("leaf", LEAVES, ids=repr)
    def test_are_those_that_contain_no_others(self, leaf):
        assert list(leaves(leaf)) == [leaf]

    @pytest.mark.parametrize(
        "whole",
        [AllOf((A, B)), AnyOf((A, B)), CALLED, Operation(next(iter(Operator)), A, B)],
        ids=repr,
    )
    def test_are_found_in_the_order_written(self, whole):
        assert list(leaves(whole)) == [A, B]
        assert list(leaves(Not(whole))) == [A, B]

    @pytest.mark.parametrize("whole", EMPTY, ids=repr)
    def test_are_what_holds_no_part_itself(self, whole):
        assert list(leaves(whole)) == [whole]


class TestQuestionsIn:
    def test_are_those_whose_answers_or_choices_are_looked_at(self):
        assert questions_in(AllOf((COMPARED, Not(B), Own(), Tag("C")))) == {"A", "B"}

    def test_are_none_where_only_values_are(self):
        assert questions_in(Value("A")) == frozenset()


class TestDepth:
    @pytest.mark.parametrize("leaf", [*LEAVES, *EMPTY], ids=repr)
    def test_of_a_leaf_is_one(self, leaf):
        assert depth(leaf) == 1

    @pytest.mark.parametrize(
        "whole", [AllOf((A, B)), AnyOf((A,)), CALLED, COMPARED, Not(A)], ids=repr
    )
    def test_of_what_holds_leaves_is_two(self, whole):
        assert depth(whole) == 2
        assert depth(Not(whole)) == 3

    def test_is_that_of_the_deepest_part_on_either_side(self):
        operator = next(iter(Operator))

        assert depth(Operation(operator, A, Not(Not(A)))) == 4
        assert depth(Operation(operator, Not(Not(A)), A)) == 4
        assert depth(AllOf((A, Not(A), A))) == 3
