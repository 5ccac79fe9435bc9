import pytest

from analytics import tables
from analytics.presenters import words
from analytics.tables import Dimension
from responses.stages import SurveyStage


class TestTables:
    def test_are_one_for_each_dimension_and_no_other(self):
        assert set(tables.TABLES) == set(Dimension)

    def test_name_every_survey_stage(self):
        assert tables.LEVELS[Dimension.STAGE] == tuple(stage.value for stage in SurveyStage)

    @pytest.mark.parametrize("dimension", list(Dimension))
    def test_have_a_word_for_every_level(self, dimension):
        assert set(tables.TABLES[dimension].levels) == set(words.LEVELS[dimension])

    @pytest.mark.parametrize("dimension", list(Dimension))
    def test_name_each_level_once(self, dimension):
        assert len(set(tables.LEVELS[dimension])) == len(tables.LEVELS[dimension])


class TestOwnLevel:
    def test_is_what_she_said_of_herself(self):
        answers = {"EQ-SEX": ["female"], "EQ-AGE": ["35_44"], "EQ-ETH": ["black"]}

        assert tables.own_level(answers, Dimension.SEX) == "female"
        assert tables.own_level(answers, Dimension.AGE_BAND) == "35_44"
        assert tables.own_level(answers, Dimension.ETHNICITY) == "black"

    @pytest.mark.parametrize("answers", [{}, {"EQ-SEX": []}, {"EQ-SEX": ["prefer_not"]}])
    def test_is_none_where_she_did_not_say(self, answers):
        assert tables.own_level(answers, Dimension.SEX) is None

    @pytest.mark.parametrize("limit", ["a_lot", "a_little"])
    def test_is_disabled_with_a_condition_that_limits(self, limit):
        answers = {"EQ-DIS-1": ["yes"], "EQ-DIS-2": [limit]}

        assert tables.own_level(answers, Dimension.DISABILITY) == "yes"

    @pytest.mark.parametrize(
        "answers", [{"EQ-DIS-1": ["no"]}, {"EQ-DIS-1": ["yes"], "EQ-DIS-2": ["not_at_all"]}]
    )
    def test_is_not_disabled_without(self, answers):
        assert tables.own_level(answers, Dimension.DISABILITY) == "no"

    @pytest.mark.parametrize(
        "answers",
        [
            {},
            {"EQ-DIS-1": ["prefer_not"]},
            {"EQ-DIS-1": ["yes"]},
            {"EQ-DIS-1": ["yes"], "EQ-DIS-2": ["prefer_not"]},
        ],
    )
    def test_is_unknown_where_disability_was_not_said_whole(self, answers):
        assert tables.own_level(answers, Dimension.DISABILITY) is None
