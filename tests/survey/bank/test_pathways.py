import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.bank.pathways import (
    ALL_NO,
    BEREAVED,
    CRIME_OF_GROUP,
    FLAGS_OF_CRIME,
    MOST_CRIME_MODULES,
    NATIONAL,
    OUTCOME_MODULES,
    PRECEDENCE,
    PROXY,
    SHORT_CORE,
    STAGES,
    Mode,
    PathwayFacts,
    example_facts,
    pathway_for,
)
from tests.each import for_each
from tests.survey import shipped

FLAGS = tuple(ALL_NO)
OUTCOMES = ("", "0", "1", "1A", "2", "2A", "3", "3A", *(str(code) for code in range(4, 23)))
GROUPS = ("", "drugs", "weapons", "misc", *CRIME_OF_GROUP)


@st.composite
def any_facts(draw):
    known = draw(st.dictionaries(st.sampled_from(FLAGS), st.booleans()))
    return PathwayFacts(
        stage=draw(st.sampled_from(STAGES)),
        outcome=draw(st.sampled_from(OUTCOMES)),
        crime_group=draw(st.sampled_from(GROUPS)),
        flags=draw(st.sampled_from([known, {**ALL_NO, **known}])),
        hints=draw(st.frozensets(st.sampled_from(["ASB", "ROAD"]))),
        victim_role=draw(
            st.sampled_from(["direct", "bereaved", "parent_of_child", "carer", "witness_harmed"])
        ),
        mode=draw(st.sampled_from(Mode)),
        is_wales=draw(st.booleans()),
        turn=draw(st.integers(0, 10**9)),
    )


def facts(*set_flags, **more):
    return PathwayFacts(flags={**ALL_NO, **dict.fromkeys(set_flags, True)}, **more)


class TestInstrument:
    @pytest.mark.parametrize(
        ("role", "instrument", "stage"),
        [
            ("direct", NATIONAL, "ST2"),
            ("witness_harmed", NATIONAL, "ST2"),
            ("parent_of_child", PROXY, "PROXY"),
            ("carer", PROXY, "PROXY"),
            ("intermediary", PROXY, "PROXY"),
            ("bereaved", BEREAVED, "ST8"),
        ],
    )
    def test_follows_the_role(self, role, instrument, stage):
        pathway = pathway_for(facts(victim_role=role, stage="ST2"))

        assert (pathway.instrument, pathway.stage) == (instrument, stage)

    def test_of_a_text_link_is_the_short_core(self):
        pathway = pathway_for(facts("domestic_abuse", mode=Mode.TEXT_LINK, stage="ST3a"))

        assert (pathway.instrument, pathway.crimes, pathway.stage) == (SHORT_CORE, (), "")

    @pytest.mark.parametrize("mode", [mode for mode in Mode if mode is not Mode.TEXT_LINK])
    def test_is_the_national_one_for_everyone_with_more_to_say(self, mode):
        assert pathway_for(facts(mode=mode)).instrument == NATIONAL


class TestOutcome:
    @for_each(
        ("stage", "outcome", "modules"),
        [
            ("ST3a", "15", ("OUT", "O15")),
            ("ST3a", "9", ("OUT", "O15")),
            ("ST3a", "16", ("OUT", "O16")),
            ("ST3a", "14", ("OUT", "O16")),
            ("ST3a", "18", ("OUT",)),
            ("ST3b", "8", ("OUT", "OOC")),
            ("ST3b", "6", ("OUT",)),
            ("ST3c", "1", ("OUT",)),
            ("ST3a", "", ("OUT",)),
            ("ST3c", "15", ("OUT",)),
            ("ST3b", "16", ("OUT",)),
        ],
    )
    def test_is_asked_about_by_its_code(self, stage, outcome, modules):
        assert pathway_for(facts(stage=stage, outcome=outcome)).outcome == modules

    @pytest.mark.parametrize("stage", ["ST1", "ST2", "ST4", "ST5", "ST6", "ST7"])
    def test_is_asked_about_only_after_the_victim_was_informed(self, stage):
        assert pathway_for(facts(stage=stage, outcome="15")).outcome == ()


class TestCrimes:
    @for_each(
        ("crime", "flag"),
        [(crime, flag) for crime, flags in FLAGS_OF_CRIME.items() for flag in flags],
    )
    def test_are_those_of_the_flags_that_are_set(self, crime, flag):
        assert pathway_for(facts(flag)).crimes == (crime,)

    @for_each(("group", "crime"), CRIME_OF_GROUP.items())
    def test_are_those_of_the_group_where_no_flag_is_set(self, group, crime):
        assert pathway_for(facts(crime_group=group)).crimes == (crime,)

    def test_are_none_where_nothing_is_known(self):
        assert pathway_for(PathwayFacts()).crimes == ()

    def test_are_two_at_most_by_precedence(self):
        pathway = pathway_for(facts("stalking", "domestic_abuse", "sexual", crime_group="burglary"))

        assert pathway.crimes == ("RASSO", "DA")

    def test_leave_violence_out_where_more_is_known(self):
        pathway = pathway_for(facts("domestic_abuse", crime_group="violence"))

        assert pathway.crimes == ("DA",)

    def test_take_antisocial_behaviour_by_a_hint(self):
        pathway = pathway_for(facts(hints=frozenset({"ASB"}), crime_group="violence"))

        assert pathway.crimes == ("ASB",)

    def test_of_a_bereaved_family_are_only_ever_a_death_on_the_road(self):
        road = frozenset({"ROAD", "ASB"})

        assert pathway_for(facts(victim_role="bereaved", hints=road)).crimes == ("ROAD",)
        assert pathway_for(facts("sexual", victim_role="bereaved")).crimes == ()

    def test_have_a_place_each_in_the_table_of_precedence(self):
        assert set(PRECEDENCE) == {*FLAGS_OF_CRIME, *CRIME_OF_GROUP.values()}
        assert len(set(PRECEDENCE)) == len(PRECEDENCE)


class TestSafety:
    @pytest.mark.parametrize(
        ("some_facts", "most"),
        [
            (facts(), 28),
            (facts("stalking"), 28),
            (facts("domestic_abuse"), 22),
            (facts("sexual"), 22),
            (facts(crime_group="sexual"), 22),
            (PathwayFacts(), 22),
            (PathwayFacts(flags={"domestic_abuse": False}), 22),
        ],
    )
    def test_asks_less_where_abuse_is_known_or_not_ruled_out(self, some_facts, most):
        assert pathway_for(some_facts).most == most

    @pytest.mark.parametrize("flag", ["domestic_abuse", "honour_based", "forced_marriage"])
    def test_leaves_out_marital_status_where_someone_at_home_may_read_along(self, flag):
        unknown = {name: False for name in ALL_NO if name != flag}

        assert pathway_for(facts(flag)).left_out == {"EQ-MAR"}
        assert pathway_for(PathwayFacts(flags=unknown)).left_out == {"EQ-MAR"}
        assert pathway_for(facts()).left_out == frozenset()


class TestPathwayFor:
    @given(any_facts())
    def test_asks_one_stage_and_two_crimes_at_most(self, some_facts):
        pathway = pathway_for(some_facts)

        assert len(pathway.crimes) <= MOST_CRIME_MODULES
        assert 0 <= pathway.turn < 12
        assert pathway == pathway_for(replace(some_facts))
        assert hash(pathway) == hash(pathway_for(replace(some_facts)))

    @given(any_facts())
    def test_picks_only_modules_that_have_questions(self, some_facts):
        pathway = pathway_for(some_facts)
        instrument = shipped.instruments()[pathway.instrument]

        modules = {question.module for question in instrument.questions}
        assert pathway.modules - {"", "WALES"} <= modules

    @given(any_facts())
    def test_takes_a_crime_only_from_what_is_known(self, some_facts):
        known_set = {flag for flag, is_set in some_facts.flags.items() if is_set}

        for crime in pathway_for(some_facts).crimes:
            of_group = CRIME_OF_GROUP.get(some_facts.crime_group) == crime
            assert (
                known_set & set(FLAGS_OF_CRIME.get(crime, ()))
                or of_group
                or crime
                in {
                    "ASB",
                    "ROAD",
                }
            )


class TestMadeUpCases:
    def test_walk_every_module_there_is(self):
        walked = {
            (pathway.instrument, module)
            for pathway in map(pathway_for, example_facts())
            for module in pathway.modules
        }

        there_are = {
            (code, question.module)
            for code, instrument in shipped.instruments().items()
            for question in instrument.questions
            if question.code not in instrument.rotating
        }
        assert there_are <= walked

    def test_name_every_outcome_that_has_questions_of_its_own(self):
        asked = {case.outcome for case in example_facts()}

        assert all(asked & set(codes) for codes in OUTCOME_MODULES.values())


class TestSecrecy:
    def test_no_text_shows_the_name_of_a_module(self):
        modules = {q.module for each in shipped.instruments().values() for q in each.questions}
        shown = re.compile(rf"\b({'|'.join(sorted(modules - {''}))})\b")

        found = [(code, match[0]) for code, text in every_text() if (match := shown.search(text))]

        # ASB Case Review is the name by which people must ask for it.
        assert found == [("Q-ASB-2", "ASB")]

    def test_no_question_names_the_crime(self):
        crimes = re.compile(
            r"\b(rape|sexual (?:offence|assault)|abuse|domestic|stalk|harass|honour|forced marriage"
            r"|slavery|traffick|hate|burgl|robb|violen|murder|homicide|assault)",
            re.IGNORECASE,
        )

        assert [(code, text) for code, text in every_text() if crimes.search(text)] == []


def every_text():
    for instrument in shipped.instruments().values():
        for question in instrument.questions:
            if question.block != "equality":
                texts = (
                    question.text,
                    question.hint,
                    *(choice.text for choice in question.choices),
                )
                yield from ((question.code, text["en"]) for text in texts if text)
