from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.definition.expressions import (
    Answer,
    Call,
    Function,
    Operation,
    Operator,
    Picked,
    Tag,
    Value,
)
from survey.definition.types import Block, QuestionKind, Section, details_key
from survey.flow import progress, steps
from survey.flow.routing import route
from tests.survey import make


def picked(question, *choices):
    return Picked(question, frozenset(choices))


def shown(instrument, answers, **more):
    return [question.code for question in route(instrument, answers, today=None, **more)[0]]


class TestSections:
    INSTRUMENT = make.instrument(
        make.question("A"),
        make.question("B", section="OUTER"),
        make.question("C", section="INNER"),
        make.question("D"),
        make.question("E", section="OUTER"),
        sections=(
            Section("OUTER", shown_if=picked("A", "yes")),
            Section("INNER", parent="OUTER", shown_if=picked("B", "yes")),
        ),
    )

    @pytest.mark.parametrize(
        ("answers", "walked"),
        [
            ({}, "AD"),
            ({"A": ("yes",)}, "ABDE"),
            ({"A": ("yes",), "B": ("yes",)}, "ABCDE"),
            ({"A": ("no",), "B": ("yes",), "C": ("yes",)}, "AD"),
        ],
    )
    def test_open_only_when_all_around_are_open(self, answers, walked):
        assert shown(self.INSTRUMENT, answers) == list(walked)

    def test_cannot_look_at_what_is_inside_them(self):
        section = Section("S", shown_if=picked("A", "yes"))
        instrument = make.instrument(
            make.question("A", section="S"), make.question("B", section="S"), sections=(section,)
        )

        assert shown(instrument, {"A": ("yes",)}) == []

    def test_that_stand_inside_each_other_end(self):
        circle = (Section("S", parent="T"), Section("T", parent="S"))
        instrument = make.instrument(make.question("A", section="S"), sections=circle)

        assert shown(instrument, {}) == ["A"]

    def test_that_are_not_declared_hide_nothing(self):
        assert shown(make.instrument(make.question("A", section="GONE")), {}) == ["A"]


class TestValues:
    AGE = make.question("AGE", kind=QuestionKind.INTEGER, choices=())
    NEXT = make.question(
        "NEXT",
        kind=QuestionKind.CALCULATED,
        choices=(),
        calculation=Operation(Operator.PLUS, Answer("AGE"), Value(1)),
    )
    FLAG = make.question("FLAG", kind=QuestionKind.HIDDEN, choices=(), default="wales")
    LAST = make.question("LAST", shown_if=Operation(Operator.MORE, Answer("NEXT"), Value(18)))

    def test_are_never_shown_and_decide_what_is(self):
        instrument = make.instrument(self.AGE, self.NEXT, self.FLAG, self.LAST)

        assert shown(instrument, {"AGE": ("17",)}) == ["AGE"]
        assert shown(instrument, {"AGE": ("18",)}) == ["AGE", "LAST"]

    def test_count_as_answers(self):
        instrument = make.instrument(self.AGE, self.NEXT, self.FLAG)

        counted = steps.answers_on_path(instrument, {"AGE": ("17",), "FLAG": ("england",)})

        assert counted == {"AGE": ("17",), "NEXT": ("18",), "FLAG": ("wales",)}

    def test_are_not_kept_when_what_they_came_from_is_gone(self):
        instrument = make.instrument(self.AGE, self.NEXT)

        assert steps.answers_on_path(instrument, {"AGE": (), "NEXT": ("18",)}) == {"AGE": ()}

    def test_are_not_there_off_the_path(self):
        hidden = make.question(
            "H", kind=QuestionKind.HIDDEN, choices=(), default="x", shown_if=picked("A", "yes")
        )
        instrument = make.instrument(make.question("A"), hidden)

        assert "H" not in steps.answers_on_path(instrument, {"A": ("no",)})


class TestFilters:
    INSTRUMENT = make.instrument(
        make.question("NATION", choices=("wales", "england")),
        make.question(
            "PLACE",
            choices=(make.choice("cardiff", tags={"in": "wales"}), make.choice("york")),
            choice_filter=Operation(Operator.EQUAL, Tag("in"), Answer("NATION")),
        ),
    )

    def test_ask_again_when_the_answer_is_no_longer_offered(self):
        answers = {"NATION": ("england",), "PLACE": ("cardiff",)}

        assert steps.next_question(self.INSTRUMENT, answers).code == "PLACE"
        assert steps.next_step(self.INSTRUMENT, answers, more=None).number == 2
        assert steps.answers_on_path(self.INSTRUMENT, answers) == {"NATION": ("england",)}


class TestDetails:
    KEY = details_key("A", "other")
    INSTRUMENT = make.instrument(
        make.question("A", choices=("yes", make.choice("other", details={"en": "What?"})))
    )

    def test_count_beside_the_choice_that_is_picked(self):
        answers = {"A": ("other",), self.KEY: ("a letter",)}

        assert steps.answers_on_path(self.INSTRUMENT, answers) == answers

    @pytest.mark.parametrize("answer", [("yes",), ()])
    def test_do_not_count_beside_another(self, answer):
        counted = steps.answers_on_path(self.INSTRUMENT, {"A": answer, self.KEY: ("a letter",)})

        assert counted == {"A": answer}


class TestToday:
    CONDITION = Operation(Operator.MORE, Call(Function.TODAY, ()), Value("2026-11-24"))
    INSTRUMENT = make.instrument(make.question("A", shown_if=CONDITION))

    def test_is_passed_in(self):
        assert steps.path(self.INSTRUMENT, {}, today=date(2026, 11, 25))
        assert not steps.path(self.INSTRUMENT, {}, today=date(2026, 11, 24))

    def test_is_empty_without_a_day(self):
        assert not steps.path(self.INSTRUMENT, {})


class TestNotes:
    def test_are_passed_by_reading_them(self):
        note = make.question("N", kind=QuestionKind.NOTE, choices=())
        instrument = make.instrument(note, make.question("A"))

        assert steps.next_question(instrument, {}).code == "N"
        assert steps.next_question(instrument, {"N": ()}).code == "A"


class TestBlocks:
    def test_come_in_one_part_before_the_optional_one(self):
        blocks = [block for block in Block if block is not Block.EQUALITY]
        asked = [make.question(block.name, block=block) for block in blocks]
        equality = make.question("E", block=Block.EQUALITY)
        instrument = make.instrument(*asked, equality)
        answers = {question.code: () for question in asked}

        assert steps.next_step(instrument, answers, more=None) == steps.OfferMore()
        assert progress.progress(instrument, {}, "LOCAL").number == 5


class TestWalk:
    @pytest.mark.slow
    @given(st.data(), make.instruments(is_sound=False))
    def test_counts_no_answer_off_the_path(self, data, instrument):
        answers = data.draw(make.answers_to(instrument))

        counted = steps.answers_on_path(instrument, answers)

        on_path = {question.code for question in steps.path(instrument, answers)}
        valued = {
            q.code
            for q in instrument.questions
            if q.kind in {QuestionKind.CALCULATED, QuestionKind.HIDDEN}
        }
        assert {code.partition(".")[0] for code in counted} <= on_path | valued
