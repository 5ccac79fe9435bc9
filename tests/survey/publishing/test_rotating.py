from dataclasses import replace

import pytest

from survey.definition.expressions import Picked
from survey.definition.types import Block
from survey.publishing import rules as publishing_rules
from tests.survey.make import instrument, question

ALWAYS = question("A")
PAIR = (question("R-1", rank=2), question("R-2", rank=3))
YES = frozenset({"yes"})


def faults(*rotating, code="short-core", names=None, others=()):
    names = [each.code for each in rotating] if names is None else names
    whole = instrument(ALWAYS, *rotating, *others, code=code, rotating=tuple(names))
    return [fault.partition("rotating: ")[2] for fault in publishing_rules.faults_in(whole)]


def of_stage(code, **more):
    return question(code, block=Block.STAGE, module="ST1", **more)


class TestRotating:
    def test_may_two_of_the_core_for_every_stage(self):
        assert faults(*PAIR) == []

    def test_may_those_of_a_stage_and_an_outcome_beside_them(self):
        decision = question("R-3", block=Block.OUTCOME, module="O15")

        assert faults(*PAIR, decision, of_stage("R-4")) == []

    def test_may_questions_of_the_short_core_alone(self):
        assert faults(*PAIR, code="national") == ["only short-core draws questions by chance"]

    def test_may_only_what_is_asked(self):
        assert faults(*PAIR, names=["R-1", "R-2", "GONE"]) == ["GONE: no such question is asked"]

    @pytest.mark.parametrize("names", [("R-2", "R-1"), ("R-1", "R-1", "R-2")])
    def test_stands_once_in_the_order_of_the_questions(self, names):
        assert faults(*PAIR, names=names) == [
            "the codes stand once each, in the order of the questions"
        ]

    @pytest.mark.parametrize(
        "telling",
        [
            {"block": Block.CRIME, "module": "DA"},
            {"block": Block.STAGE, "module": "DA"},
            {"block": Block.LOCAL},
            {"block": Block.EQUALITY},
            {"block": Block.CORE, "module": "WALES", "rank": 2},
        ],
    )
    def test_tells_nothing_of_the_crime(self, telling):
        own = question("R-3", **telling)

        assert (
            "R-3 would tell of the crime: only the core, stages and outcomes may rotate"
            in faults(*PAIR, own)
        )

    def test_takes_nothing_from_the_core(self):
        assert faults(*PAIR, question("R-3")) == [
            "R-3 is of the core that everybody is asked (rank 1)"
        ]

    def test_depends_on_no_other_question(self):
        follows = of_stage("R-3", shown_if=Picked("A", YES))

        assert faults(*PAIR, follows) == [
            "R-3 depends on another question, which may not have been drawn"
        ]

    def test_has_none_that_depends_on_it(self):
        follows = question("E", block=Block.EQUALITY, shown_if=Picked("R-1", YES))

        assert faults(*PAIR, others=(follows,)) == [
            "R-1 is looked at by E, and may not have been drawn"
        ]

    def test_leaves_no_stage_with_fewer_than_two(self):
        found = faults(PAIR[0], of_stage("R-3"))

        assert "1 to draw from at ST2, 2 are drawn" in found
        assert "1 to draw from at ST3a with O15, 2 are drawn" in found
        assert not [fault for fault in found if "ST1" in fault]


class TestRoom:
    def core(self, count, *rotating):
        ten = [question(f"A{place}") for place in range(count)]
        names = tuple(each.code for each in rotating)
        return publishing_rules.faults_in(
            instrument(*ten, *rotating, code="short-core", rotating=names)
        )

    def test_is_twelve_questions_with_the_two_that_are_drawn(self):
        many = [*PAIR, *(of_stage(f"S{place}") for place in range(8))]

        assert self.core(10, *many) == []
        assert self.core(11, *many) == [
            (
                "short-core version 1, questions: 11 core items and 2 that rotate, at most 12 may "
                "be asked"
            )
        ]

    def test_is_behind_the_core(self):
        first = instrument(PAIR[0], ALWAYS, PAIR[1], code="short-core", rotating=("R-1", "R-2"))

        [fault] = publishing_rules.faults_in(first)

        assert "A (core) stands after R-1 (core)" in fault

    def test_changes_no_order_of_the_core(self):
        asked = instrument(ALWAYS, replace(PAIR[0]), question("B"), code="national")
        drawn = instrument(ALWAYS, question("B"), *PAIR, code="short-core", rotating=("R-1", "R-2"))

        assert publishing_rules.faults_in(drawn, published=[asked]) == []
        assert publishing_rules.faults_in(asked, published=[drawn]) == []
