from types import SimpleNamespace

import numpy as np
import pytest

from config.demo.answers import answering
from config.demo.facts import ETHNIC_GROUPS
from config.demo.victims import people

NUMBER = 60_000
OF_EVERYBODY = {"white": 0.82, "asian": 0.093, "black": 0.04, "mixed": 0.029, "other": 0.021}
AGES = range(18, 90)


def chance(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


@pytest.fixture(scope="module")
def everybody() -> SimpleNamespace:
    rng = chance()
    return SimpleNamespace(
        age=rng.choice(np.array(AGES), NUMBER),
        is_female=rng.random(NUMBER) < 0.51,
        ethnic_group=rng.choice(
            len(ETHNIC_GROUPS), NUMBER, p=[OF_EVERYBODY[group] / 1.003 for group in ETHNIC_GROUPS]
        ),
    )


@pytest.fixture(scope="module")
def drawn(everybody: SimpleNamespace) -> people.Characteristics:
    return people.draw_characteristics(chance(2), people=everybody)


class TestCharacteristics:
    @pytest.mark.parametrize(
        ("religion", "share"),
        [("none", 0.40), ("christian", 0.49), ("muslim", 0.069), ("hindu", 0.018), ("sikh", 0.01),
         ("buddhist", 0.005), ("jewish", 0.005)],
    )  # fmt: skip
    def test_are_of_each_religion_as_often_as_the_census_found(self, drawn, religion, share):
        found = (drawn.religion == people.RELIGIONS.index(religion)).mean()

        assert found == pytest.approx(share, rel=0.25, abs=0.003)

    def test_are_gay_or_bisexual_as_often_as_the_census_found_and_more_when_young(
        self, everybody, drawn
    ):
        straight = drawn.orientation == people.ORIENTATIONS.index("straight")

        assert 0.022 < 1 - straight.mean() < 0.045
        assert (1 - straight[everybody.age < 25].mean()) > 0.06

    def test_are_of_another_gender_in_one_of_two_hundred(self, drawn):
        assert 0.004 < drawn.is_of_other_gender.mean() < 0.008

    def test_expect_a_child_only_where_it_can_be(self, everybody, drawn):
        may = everybody.is_female & (everybody.age <= 44)

        assert not drawn.is_expecting[~may].any()
        assert drawn.is_expecting[may].mean() == pytest.approx(0.065, abs=0.01)

    def test_leave_all_other_chance_as_it_was(self, everybody):
        one, other = chance(3), chance(3)

        people.draw_characteristics(one, people=everybody)

        assert one.random() == other.random()


class TestAnswers:
    def test_are_of_who_they_are_or_none(self, drawn):
        answers = answering.more_answers(chance(4), at=np.arange(2_000), of=drawn)

        quiet = np.mean([one["EQ-ORI"] == ["prefer_not"] for one in answers])
        assert quiet == pytest.approx(answering.PREFERS_NOT_MORE, abs=0.02)
        for place, one in enumerate(answers):
            true = people.RELIGIONS[drawn.religion[place]]
            assert one["EQ-REL"] in ([true], ["prefer_not"])
