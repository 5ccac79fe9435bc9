from dataclasses import replace
from itertools import combinations, product

import pytest
from hypothesis import given

from survey.bank.pathway_instrument import add_local_items, restrict_to_pathway
from survey.bank.pathways import (
    NATIONAL,
    PRECEDENCE,
    STAGES,
    TURNS,
    Pathway,
    example_facts,
    pathway_for,
)
from survey.definition.expressions import Picked, questions_in
from survey.definition.types import Block, Section
from tests.survey import shipped
from tests.survey.bank.test_pathways import any_facts, facts
from tests.survey.make import instrument, question

SHORT = ("Q-CON-1", "Q-ACT-2", "Q-INF-1", "Q-TRT-1", "Q-TRT-2a", "Q-TRT-2b", "Q-SAFE-1", "Q-SUP-1",
         "Q-OVR-1", "Q-CNF-1")  # fmt: skip
OUTCOMES = {
    "ST3a": [("OUT",), ("OUT", "O15"), ("OUT", "O16")],
    "ST3b": [("OUT",), ("OUT", "OOC")],
    "ST3c": [("OUT",)],
}


def codes(some_instrument):
    return [question.code for question in some_instrument.questions]


def restricted(some_facts):
    pathway = pathway_for(some_facts)
    return pathway, restrict_to_pathway(shipped.instruments()[pathway.instrument], pathway)


def counted(some_instrument):
    return [q for q in some_instrument.questions if q.block is not Block.EQUALITY]


def on(*questions, most=28, turn=0, crimes=(), stage="ST1", sections=()):
    pathway = Pathway("sample", stage=stage, crimes=crimes, most=most, turn=turn)
    return codes(restrict_to_pathway(instrument(*questions, sections=sections), pathway))


def core(code, **more):
    return question(code, **more)


def of_stage(code, **more):
    return question(code, block=Block.STAGE, module="ST1", **more)


def follows(code):
    return Picked(code, frozenset({"yes"}))


class TestQuestionsOn:
    @given(any_facts())
    def test_never_asks_more_than_the_cap(self, some_facts):
        pathway, asked = restricted(some_facts)

        assert len(counted(asked)) <= pathway.most

    @given(any_facts())
    def test_keeps_the_ten_items_of_the_short_core_in_their_order(self, some_facts):
        pathway, asked = restricted(some_facts)

        if pathway.instrument in {"short-core", "national"}:
            assert tuple(code for code in codes(asked) if code in SHORT) == SHORT

    @given(any_facts())
    def test_keeps_the_order_of_the_instrument(self, some_facts):
        pathway, asked = restricted(some_facts)

        whole = codes(shipped.instruments()[pathway.instrument])
        assert codes(asked) == [code for code in whole if code in codes(asked)]

    @given(any_facts())
    def test_leaves_no_condition_dangling(self, some_facts):
        _, asked = restricted(some_facts)

        before = set()
        for each in asked.questions:
            if each.shown_if:
                assert questions_in(each.shown_if) <= before
            before.add(each.code)

    @given(any_facts())
    def test_says_the_same_every_time(self, some_facts):
        assert restricted(some_facts) == restricted(replace(some_facts))

    @given(any_facts())
    def test_asks_nothing_of_another_module(self, some_facts):
        pathway, asked = restricted(some_facts)

        assert {each.module for each in asked.questions} <= pathway.modules

    @given(any_facts())
    def test_asks_every_question_of_rank_one(self, some_facts):
        pathway, asked = restricted(some_facts)

        always = {
            each.code
            for each in shipped.instruments()[pathway.instrument].questions
            if each.rank == 1 and each.module in pathway.modules
        }
        assert always - pathway.left_out <= set(codes(asked))

    @pytest.mark.slow
    def test_has_room_for_rank_one_on_every_pathway_there_can_be(self):
        national = shipped.instruments()[NATIONAL]
        crimes = [(), *((crime,) for crime in PRECEDENCE), *combinations(PRECEDENCE, 2)]
        always = [q for q in national.questions if q.rank == 1 and q.block is not Block.EQUALITY]

        too_many = [
            pathway
            for stage, pair in product(STAGES, crimes)
            for outcome in OUTCOMES.get(stage, [()])
            for pathway in [Pathway(NATIONAL, stage, outcome, pair, most=22, is_wales=True)]
            if sum(each.module in pathway.modules for each in always) > pathway.most
        ]

        assert too_many == []

    @pytest.mark.slow
    def test_asks_each_question_of_somebody(self):
        asked = {
            (pathway.instrument, code)
            for some_facts, turn in product(example_facts(), range(TURNS))
            for pathway in [replace(pathway_for(some_facts), turn=turn)]
            for code in codes(
                restrict_to_pathway(shipped.instruments()[pathway.instrument], pathway)
            )
        }

        there_are = {
            (code, each)
            for code, some in shipped.instruments().items()
            for each in codes(some)
            if each not in some.rotating
        }
        assert there_are == asked


class TestRank:
    def test_decides_who_stays(self):
        asked = on(core("A"), core("B", rank=3), of_stage("C", rank=2), of_stage("D"), most=3)

        assert asked == ["A", "C", "D"]

    def test_puts_the_extended_core_after_the_modules(self):
        assert on(core("A"), core("B", rank=2), of_stage("C", rank=2), most=2) == ["A", "C"]

    def test_puts_the_core_first_where_all_are_always_asked(self):
        assert on(core("A"), core("B"), of_stage("C"), most=2) == ["A", "B"]

    def test_puts_the_more_telling_crime_first(self):
        def of_crime(code, crime):
            return question(code, block=Block.CRIME, module=crime)

        questions = (core("A"), of_crime("V", "VIO"), of_crime("D", "DA"))

        assert on(*questions, crimes=("DA", "VIO"), most=2) == ["A", "D"]

    def test_lets_the_third_take_turns(self):
        questions = [core("A"), *(core(f"B{place}", rank=3) for place in range(4))]

        asked = [on(*questions, most=3, turn=turn) for turn in (0, 3, 6, 9)]

        assert asked == [
            ["A", "B0", "B1"],
            ["A", "B1", "B2"],
            ["A", "B2", "B3"],
            ["A", "B0", "B3"],
        ]

    def test_says_nothing_of_the_equality_block(self):
        about_you = question("E", block=Block.EQUALITY)

        assert on(core("A"), core("B"), about_you, most=1) == ["A", "E"]


class TestFollowing:
    def test_goes_with_its_first(self):
        second = of_stage("D", rank=3, shown_if=follows("C"))

        assert on(core("A"), of_stage("C", rank=2), second, most=3) == ["A", "C", "D"]

    def test_leaves_both_where_there_is_room_for_one(self):
        second = of_stage("D", shown_if=follows("C"))

        assert on(core("A"), core("B", rank=3), of_stage("C"), second, most=2) == ["A", "B"]

    def test_counts_a_question_that_follows_from_two_with_both(self):
        both = of_stage("D", shown_if=Picked("C", frozenset({"yes"})))
        all_three = replace(both, constraint=Picked("B", frozenset({"yes"})))

        assert on(core("A"), of_stage("B"), of_stage("C"), all_three, most=3) == ["A"]

    def test_is_left_out_with_a_first_that_is_of_another_module(self):
        other = question("X", block=Block.STAGE, module="ST2")
        lost = of_stage("C", shown_if=follows("X"))
        lost_too = of_stage("D", shown_if=follows("C"))

        assert on(core("A"), other, lost, lost_too) == ["A"]

    def test_counts_what_is_piped_into_a_text(self):
        text = {"en": "You said {X}. Did it help?", "cy": "Dywedoch {X}. A helpodd?"}
        other = question("X", block=Block.STAGE, module="ST2")

        assert on(core("A"), other, of_stage("C", text=text)) == ["A"]

    def test_counts_the_condition_of_a_section(self):
        section = Section("S", shown_if=follows("X"))
        other = question("X", block=Block.STAGE, module="ST2")

        asked = on(core("A"), other, of_stage("C", section="S"), sections=(section,))

        assert asked == ["A"]


class TestSections:
    def test_stay_where_they_still_hold_a_question(self):
        whole = instrument(
            core("A", section="S"),
            question("B", block=Block.STAGE, module="ST2", section="T"),
            sections=(Section("S", parent="O"), Section("T"), Section("O")),
        )

        kept = restrict_to_pathway(whole, Pathway("sample", stage="ST1"))

        assert [section.code for section in kept.sections] == ["S", "O"]


class TestWithLocal:
    def local(self, *extra):
        own = [question(f"L-{place}", block=Block.LOCAL) for place in range(5)]
        return instrument(*own, *extra, code="local-durham", sections=(Section("L-S"),))

    def test_stands_after_everything_but_the_equality_block(self):
        national = shipped.instruments()[NATIONAL]

        composed = codes(add_local_items(national, self.local()))

        where = composed.index("L-0")
        assert composed[where : where + 5] == ["L-0", "L-1", "L-2", "L-3", "L-4"]
        assert composed[where + 5] == "EQ-SEX"
        assert [code for code in composed if not code.startswith("L-")] == codes(national)

    def test_takes_only_the_local_items(self):
        composed = add_local_items(instrument(core("A")), self.local(core("CORE")))

        assert codes(composed) == ["A", "L-0", "L-1", "L-2", "L-3", "L-4"]
        assert composed.sections == ()

    def test_brings_the_sections_of_its_items(self):
        own = instrument(
            question("L-1", block=Block.LOCAL, section="L-S"), sections=(Section("L-S"),)
        )

        assert add_local_items(instrument(core("A")), own).sections == (Section("L-S"),)

    @given(any_facts())
    def test_never_moves_the_core_nor_the_cap(self, some_facts):
        pathway = pathway_for(some_facts)
        whole = shipped.instruments()[pathway.instrument]

        alone, together = (
            restrict_to_pathway(each, pathway)
            for each in (whole, add_local_items(whole, self.local()))
        )

        always = {q.code for q in counted(alone) if q.rank == 1}
        assert len(counted(together)) <= pathway.most
        assert always <= set(codes(together))
        assert [code for code in codes(together) if code in always] == [
            code for code in codes(alone) if code in always
        ]

    def test_gives_way_to_what_is_asked_of_everyone_and_to_nothing_else(self):
        pathway = pathway_for(facts("domestic_abuse"))
        whole = add_local_items(shipped.instruments()[NATIONAL], self.local())

        asked = codes(restrict_to_pathway(whole, pathway))

        assert [code for code in asked if code.startswith("L-")] == [f"L-{n}" for n in range(5)]
