from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.bank import longer, rotation
from survey.bank.pathways import (
    NATIONAL,
    STAGE_OF_OUTCOMES,
    STAGES,
    TURNS,
    Mode,
    example_facts,
    pathway_for,
)
from survey.definition.expressions import questions_in
from survey.definition.types import Block
from survey.flow import steps
from tests.survey.bank.rotating import national, short
from tests.survey.bank.test_pathway_instrument import SHORT, codes, counted
from tests.survey.bank.test_pathways import any_facts, facts


@st.composite
def respondents(draw):
    known = replace(draw(any_facts()), mode=Mode.MORE_TO_SAY, victim_role="direct")
    drawn = rotation.draw(
        short(), stage=known.stage, outcome=known.outcome, seed=draw(st.text(max_size=5))
    )
    return pathway_for(known), tuple(drawn)


def every_pathway():
    outcomes = {"O15": "15", "O16": "16", "OOC": "8"}
    branches = [
        *((stage, "") for stage in STAGES),
        *((STAGE_OF_OUTCOMES[name], code) for name, code in outcomes.items()),
    ]
    every = dict.fromkeys(
        pathway_for(replace(each, stage=stage, outcome=outcome, mode=Mode.MORE_TO_SAY))
        for each in example_facts()
        for stage, outcome in branches
    )
    return [pathway for pathway in every if pathway.instrument == NATIONAL]


def draws_on(pathway):
    among = rotation.of_modules(short(), pathway.stage, pathway.outcome)
    return [frozenset(pair) for pair in combinations(among, 2)]


def form(pathway, drawn, **more):
    return longer.longer_form(short(), national(), pathway=pathway, drawn=drawn, **more)


def further(pathway, drawn):
    return longer.further_codes(short(), national(), pathway=pathway, drawn=drawn)


class TestLongerForm:
    @given(respondents())
    def test_asks_the_short_form_then_the_rest_then_the_equality_questions(self, respondent):
        pathway, drawn = respondent

        asked = codes(form(pathway, drawn))

        equality = [each.code for each in short().in_block(Block.EQUALITY)]
        assert asked == [*SHORT, *drawn, *further(pathway, drawn), *equality]

    @given(respondents())
    def test_asks_nothing_twice(self, respondent):
        asked = codes(form(*respondent))

        assert len(asked) == len(set(asked))

    @given(respondents())
    def test_keeps_to_the_cap_with_what_was_asked_before(self, respondent):
        assert len(counted(form(*respondent))) <= respondent[0].most

    @pytest.mark.slow
    def test_keeps_to_the_cap_on_every_pathway(self):
        too_long = [
            pathway
            for pathway in every_pathway()
            for drawn in draws_on(pathway)[::5]
            if len(counted(form(pathway, drawn))) > pathway.most
        ]

        assert too_long == []

    @given(respondents())
    def test_leaves_no_condition_dangling(self, respondent):
        before = set()
        for each in form(*respondent).questions:
            if each.shown_if:
                assert questions_in(each.shown_if) <= before
            before.add(each.code)

    @given(respondents())
    def test_asks_nothing_of_another_module_and_nothing_unsafe(self, respondent):
        pathway, drawn = respondent

        asked = [national().question(code) for code in further(pathway, drawn)]

        assert {each.module for each in asked} <= pathway.modules
        assert not {each.code for each in asked} & pathway.left_out

    @given(respondents())
    def test_keeps_the_order_of_the_national_instrument(self, respondent):
        asked = further(*respondent)

        assert list(asked) == [code for code in codes(national()) if code in asked]

    @given(respondents())
    def test_asks_what_rotates_again_only_where_everybody_is_asked_it(self, respondent):
        pathway, drawn = respondent

        again = set(further(pathway, drawn)) & set(short().rotating)

        assert {national().question(code).rank for code in again} <= {1}

    def test_takes_chances_of_other_questions_for_no_draw(self):
        pathway = pathway_for(facts(stage="ST2", mode=Mode.MORE_TO_SAY))

        assert form(pathway, ["Q-INF-3", "Q-ST2-1", "Q-ST2-4"]) == form(
            pathway, ["Q-INF-3", "Q-ST2-1"]
        )

    def test_goes_on_from_a_short_form_of_before_the_draw(self):
        kept = tuple(each for each in short().questions if each.code not in short().rotating)
        plain = replace(short(), questions=kept, rotating=())
        pathway = pathway_for(facts(stage="ST1", mode=Mode.MORE_TO_SAY))

        asked = longer.longer_form(plain, national(), pathway=pathway, drawn=())

        assert codes(asked)[:10] == list(SHORT)
        assert {"Q-ST1-1", "Q-ST1-2"} <= set(codes(asked))
        assert len(counted(asked)) <= pathway.most

    def test_asks_on_from_an_answer_of_the_short_form(self):
        pathway = pathway_for(facts(stage="ST3a", outcome="15", mode=Mode.MORE_TO_SAY))
        asked = form(pathway, ["Q-OUT-1", "Q-O15-2a"])

        yes = {"Q-SUP-1": ("yes",), "Q-OUT-1": ("yes",), "Q-O15-2a": ("yes",)}
        no = dict.fromkeys(yes, ("prefer_not",))

        follow = {"Q-SUP-2", "Q-OUT-2", "Q-O15-2b"}
        assert follow <= {each.code for each in steps.path(asked, yes)}
        assert not follow & {each.code for each in steps.path(asked, no)}

    def test_is_in_the_languages_of_the_short_form(self):
        pathway = pathway_for(facts(mode=Mode.MORE_TO_SAY))

        asked = form(pathway, ())

        assert (asked.code, asked.version) == (short().code, short().version)
        assert asked.languages == short().languages

    @pytest.mark.slow
    def test_asks_each_question_of_somebody(self):
        asked = {
            code
            for place, pathway in enumerate(every_pathway())
            for turn in range(TURNS)
            for drawn in [draws_on(pathway)[(7 * turn + place) % len(draws_on(pathway))]]
            for code in (*drawn, *further(replace(pathway, turn=turn), drawn))
        }

        there_are = {each.code for each in counted(national())}
        assert there_are - set(SHORT) <= asked


class TestStopped:
    @given(respondents(), st.data())
    def test_shows_only_those_further_questions_that_were_answered(self, respondent, data):
        asked_further = further(*respondent)
        answered = data.draw(st.sets(st.sampled_from(asked_further)))

        ended = form(*respondent, is_stopped=True, answered=answered)

        answers = dict.fromkeys(answered, ())
        shown = [each.code for each in steps.path(ended, answers)]
        assert set(shown) & set(asked_further) <= answered
        assert shown[: len(SHORT)] == list(SHORT)
        assert "EQ-SEX" in shown

    @pytest.mark.slow
    @given(respondents(), st.data())
    def test_changes_no_number(self, respondent, data):
        answered = data.draw(st.sets(st.sampled_from(further(*respondent))))
        whole = form(*respondent)

        ended = form(*respondent, is_stopped=True, answered=answered)

        assert ended.places == whole.places

    def test_counts_what_was_answered(self):
        pathway = pathway_for(facts(stage="ST1", mode=Mode.MORE_TO_SAY))
        answers = {"Q-SUP-1": ("yes",), "Q-SUP-2": ("waiting",), "Q-ST1-1": ("very_well",)}

        ended = form(pathway, ("Q-INF-3", "Q-ST1-4"), is_stopped=True, answered=answers)

        assert steps.answers_on_path(ended, answers) == answers


class TestNumbers:
    @given(respondents())
    def test_of_the_short_form_are_those_it_had_before(self, respondent):
        pathway, drawn = respondent
        before = rotation.short_form(short(), drawn)

        after = form(pathway, drawn)

        assert codes(after)[:12] == codes(before)[:12]

    @given(respondents())
    def test_are_the_same_every_time(self, respondent):
        pathway, drawn = respondent

        assert form(pathway, drawn).places == form(replace(pathway), list(drawn)).places


class TestChances:
    @pytest.mark.slow
    @given(respondents())
    def test_are_those_of_the_further_questions_that_not_everybody_is_asked(self, respondent):
        pathway, drawn = respondent

        stated = longer.chances(short(), national(), pathway=pathway, drawn=drawn)

        assert set(stated) <= set(further(pathway, drawn))
        assert all(0 < chance < 1 for chance in stated.values())

    @pytest.mark.slow
    @given(respondents())
    def test_hold_no_question_that_rotates(self, respondent):
        pathway, drawn = respondent

        stated = longer.chances(short(), national(), pathway=pathway, drawn=drawn)

        assert not set(stated) & set(short().rotating)

    @pytest.mark.slow
    @pytest.mark.parametrize(
        "some_facts",
        [
            facts(stage="ST1", mode=Mode.MORE_TO_SAY),
            facts(stage="ST3a", outcome="15", mode=Mode.MORE_TO_SAY),
            facts("domestic_abuse", "stalking", stage="ST3a", outcome="16", mode=Mode.MORE_TO_SAY),
            facts(stage="ST5", crime_group="burglary", is_wales=True, mode=Mode.MORE_TO_SAY),
        ],
    )
    def test_are_the_share_of_draws_and_turns_that_ask_it(self, some_facts):
        forms = [
            (drawn, pathway, further(pathway, drawn))
            for turn in range(TURNS)
            for pathway in [pathway_for(replace(some_facts, turn=turn))]
            for drawn in draws_on(pathway)
        ]

        for drawn, pathway, _ in forms[:40]:
            stated = longer.chances(short(), national(), pathway=pathway, drawn=drawn)
            for code, chance in stated.items():
                share = sum(code in asked for _, _, asked in forms) / len(forms)
                assert chance == pytest.approx(share)

    def test_say_nothing_of_what_everybody_on_the_pathway_is_asked(self):
        pathway = pathway_for(facts(stage="ST1", mode=Mode.MORE_TO_SAY))

        stated = longer.chances(short(), national(), pathway=pathway, drawn=["Q-INF-3", "Q-COD-2"])

        assert {"Q-SUP-2", "Q-ST1-1", "Q-ST1-2"} <= set(further(pathway, ["Q-INF-3", "Q-COD-2"]))
        assert not {"Q-SUP-2", "Q-ST1-1", "Q-ST1-2"} & set(stated)
