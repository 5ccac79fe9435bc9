from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.bank import rotation
from survey.bank.pathways import MODULES_OF_CRIME, PRECEDENCE, STAGES
from survey.definition.types import Block, Privacy
from tests.each import for_each
from tests.survey.bank.rotating import short
from tests.survey.bank.test_pathway_instrument import SHORT, codes
from tests.survey.bank.test_pathways import OUTCOMES
from tests.survey.make import instrument, question

BRANCHES = [
    *((stage, "") for stage in STAGES),
    ("ST3a", "15"), ("ST3a", "16"), ("ST3b", "8"),
]  # fmt: skip
SEEDS = 3000
seeds = st.text(max_size=20)
stages = st.sampled_from(STAGES)
outcomes = st.sampled_from(OUTCOMES)


def small(*rotating):
    own = [question(code, block=Block.STAGE, module="ST1") for code in rotating]
    return instrument(question("A"), *own, rotating=rotating)


class TestCandidates:
    @for_each(("stage", "outcome"), BRANCHES)
    def test_are_at_least_four_of_every_stage_and_outcome(self, stage, outcome):
        assert len(rotation.candidates(short(), stage=stage, outcome=outcome)) >= 4

    @for_each(
        ("stage", "outcome"), [branch for branch in BRANCHES if branch[0] != "ST3a" or branch[1]]
    )
    def test_are_for_the_greater_part_of_the_stage_or_outcome_itself(self, stage, outcome):
        found = rotation.candidates(short(), stage=stage, outcome=outcome)

        assert len([code for code in found if short().question(code).module]) >= 2

    @given(stages, outcomes)
    def test_tell_nothing_of_the_crime(self, stage, outcome):
        crimes = {part for crime in PRECEDENCE for part in MODULES_OF_CRIME.get(crime, (crime,))}

        found = [
            short().question(code)
            for code in rotation.candidates(short(), stage=stage, outcome=outcome)
        ]

        assert not {each.module for each in found} & crimes
        assert not {each.block for each in found} & {Block.CRIME, Block.LOCAL, Block.EQUALITY}
        assert {each.privacy for each in found} == {Privacy.ORDINARY}

    @given(stages, outcomes)
    def test_stand_alone(self, stage, outcome):
        found = rotation.candidates(short(), stage=stage, outcome=outcome)

        assert all(short().question(code).shown_if is None for code in found)

    @given(stages, outcomes)
    def test_are_none_of_those_that_everybody_is_asked(self, stage, outcome):
        assert not set(rotation.candidates(short(), stage=stage, outcome=outcome)) & set(SHORT)

    @pytest.mark.parametrize("stage", ["ST8", "PROXY", ""])
    def test_are_none_for_the_bereaved_and_for_who_answers_for_another(self, stage):
        assert rotation.candidates(short(), stage=stage, outcome="15") == ()

    def test_follow_the_recorded_outcome_where_the_decision_is_the_subject(self):
        assert "Q-O15-1" in rotation.candidates(short(), stage="ST3a", outcome="15")
        assert "Q-O15-1" not in rotation.candidates(short(), stage="ST3a", outcome="16")
        assert "Q-O15-1" not in rotation.candidates(short(), stage="ST2", outcome="15")

    def test_ask_for_the_written_confirmation_after_a_report_alone(self):
        asked_at = [
            stage
            for stage in STAGES
            if "Q-CON-3" in rotation.candidates(short(), stage=stage, outcome="")
        ]

        assert asked_at == ["ST1"]

    def test_are_none_in_an_instrument_without_any(self):
        assert rotation.candidates(instrument(question("A")), stage="ST1", outcome="") == ()

    def test_are_each_a_candidate_somewhere(self):
        found = {
            code
            for stage, outcome in BRANCHES
            for code in rotation.candidates(short(), stage=stage, outcome=outcome)
        }

        assert found == set(short().rotating)


class TestDraw:
    @given(stages, outcomes, seeds)
    def test_takes_two_of_the_candidates(self, stage, outcome, seed):
        drawn = rotation.draw(short(), stage=stage, outcome=outcome, seed=seed)

        assert len(drawn) == 2
        assert set(drawn) <= set(rotation.candidates(short(), stage=stage, outcome=outcome))

    @given(st.integers(0, 12), seeds)
    def test_takes_what_there_is_where_there_are_not_two(self, many, seed):
        some = small(*(f"R{place}" for place in range(many)))

        drawn = rotation.draw(some, stage="ST1", outcome="", seed=seed)

        assert len(drawn) == min(2, many)
        assert sum(drawn.values()) == pytest.approx(len(drawn) * min(2, many) / max(many, 1))

    @given(stages, outcomes, seeds)
    def test_says_the_same_every_time(self, stage, outcome, seed):
        first, second = (
            rotation.draw(short(), stage=stage, outcome=outcome, seed=seed) for _ in range(2)
        )

        assert list(first.items()) == list(second.items())

    @given(seeds)
    def test_keeps_the_order_of_the_instrument(self, seed):
        drawn = list(rotation.draw(short(), stage="ST3a", outcome="15", seed=seed))

        assert drawn == [code for code in codes(short()) if code in drawn]

    @pytest.mark.slow
    @for_each(("stage", "outcome"), BRANCHES)
    def test_takes_each_as_often_as_the_chance_it_states(self, stage, outcome):
        drawn = [
            rotation.draw(short(), stage=stage, outcome=outcome, seed=f"response {number}")
            for number in range(SEEDS)
        ]

        count = Counter(code for each in drawn for code in each)
        stated = {code: chance for each in drawn for code, chance in each.items()}
        assert set(count) == set(rotation.candidates(short(), stage=stage, outcome=outcome))
        for code, chance in stated.items():
            error = (chance * (1 - chance) / SEEDS) ** 0.5
            assert count[code] / SEEDS == pytest.approx(chance, abs=5 * error)

    @pytest.mark.slow
    def test_takes_every_pair_as_often(self):
        some = small("R1", "R2", "R3", "R4")

        count = Counter(
            tuple(rotation.draw(some, stage="ST1", outcome="", seed=str(number)))
            for number in range(SEEDS)
        )

        error = (1 / 6 * 5 / 6 / SEEDS) ** 0.5
        assert set(count) == set(combinations(some.rotating, 2))
        assert all(n / SEEDS == pytest.approx(1 / 6, abs=5 * error) for n in count.values())


class TestShortForm:
    @given(stages, outcomes, seeds)
    def test_asks_the_ten_then_the_two_then_the_equality_questions(self, stage, outcome, seed):
        drawn = rotation.draw(short(), stage=stage, outcome=outcome, seed=seed)

        asked = rotation.short_form(short(), drawn)

        equality = [each.code for each in short().in_block(Block.EQUALITY)]
        assert codes(asked) == [*SHORT, *drawn, *equality]
        assert asked.rotating == tuple(drawn)

    @given(stages, outcomes, seeds)
    def test_never_asks_more_than_twelve(self, stage, outcome, seed):
        drawn = rotation.draw(short(), stage=stage, outcome=outcome, seed=seed)

        asked = rotation.short_form(short(), drawn).questions

        outside = [each for each in asked if each.block is not Block.EQUALITY]
        assert len(outside) <= rotation.MOST_IN_SHORT_FORM

    def test_counts_the_ten_alone_as_its_core(self):
        asked = rotation.short_form(short(), ["Q-INF-3", "Q-COD-2"])

        assert tuple(each.code for each in asked.core) == SHORT

    def test_asks_nothing_that_was_not_drawn(self):
        asked = rotation.short_form(short(), ["Q-DA-1", "Q-ST1-2"])

        assert codes(asked)[10:12] == ["Q-ST1-2", "EQ-SEX"]

    def test_of_an_instrument_without_a_draw_is_the_instrument(self):
        plain = instrument(question("A"))

        assert rotation.short_form(plain, ["A"]) is plain
