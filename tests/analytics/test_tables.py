from pathlib import Path

import pytest
from django.conf import settings

from analytics import coverage_levels, tables, words
from analytics.stats.suppression import Topic
from analytics.tables import Dimension, LevelSource
from responses.cases.stages import SurveyStage
from survey.bank import instruments, translation_status
from survey.bank import translations as bank_translations
from survey.definition.parsing import parse_definition
from tests.each import for_each

ANSWERED = LevelSource.ANSWERED
NOT_SAID = {"prefer_not", "does_not_apply"}


@pytest.fixture(scope="module")
def short_core():
    [source] = [
        s for s in instruments.shipped_instruments() if s.name.endswith("short-core/2.toml")
    ]
    translations = bank_translations.translations_for(source, locale=Path(settings.LOCALE_PATHS[0]))
    return parse_definition(
        source.expand(translations, statuses=translation_status.read_translation_statuses())
    )


class TestTables:
    def test_are_one_for_each_dimension_and_no_other(self):
        assert set(tables.TABLES) == set(Dimension)

    def test_know_one_special_topic(self):
        special = [of for of, table in tables.TABLES.items() if table.topic is Topic.SPECIAL]

        assert special == [Dimension.GENDER_IDENTITY]

    def test_tell_each_characteristic_by_the_case_file_too_or_by_the_answers_alone(self):
        told_by_case = {*tables.CASE_DIMENSIONS, Dimension.ALL}
        of_answers = {of for of, one in tables.TABLES.items() if one.source is ANSWERED}
        known = {*tables.SELF_REPORTED, *told_by_case, *of_answers, *tables.YEARLY}
        assert known == set(Dimension)
        public = {*told_by_case, *tables.ALSO_RECORDED, coverage_levels.MODE}
        assert coverage_levels.PUBLIC_COVERAGE.keys() == public
        assert coverage_levels.COVERAGE_LEVELS.keys() == {*public, *coverage_levels.OF_CASES}

    @pytest.mark.parametrize(("dimension", "question"), tables.EQUALITY_QUESTIONS.items())
    def test_have_the_choices_of_their_question_for_levels(self, short_core, dimension, question):
        asked = short_core.question(question)

        choices = [choice.code for choice in asked.choices if choice.code not in NOT_SAID]
        assert [one for one in tables.LEVELS[dimension] if one != "under_18"] == choices

    def test_name_every_survey_stage(self):
        assert tables.LEVELS[Dimension.STAGE] == tuple(stage.value for stage in SurveyStage)

    @for_each("dimension", list(Dimension))
    def test_have_a_word_for_every_level(self, dimension):
        missing = "Give the table and each of its levels a word in analytics/words.py."
        assert dimension in words.DIMENSIONS, missing
        named = {words.level_name(dimension, each) for each in tables.shown_levels(dimension)}
        assert len(named) == len(tables.shown_levels(dimension)), missing
        if dimension not in tables.BY_KIND:
            assert set(tables.LEVELS[dimension]) == set(words.LEVELS.get(dimension, ())), missing

    def test_stand_in_one_group_of_the_picker_each(self):
        grouped = [of for group in words.DIMENSION_GROUPS.values() for of in group]

        assert sorted([Dimension.ALL, *grouped]) == sorted(tables.OFFERED)

    @for_each("dimension", list(Dimension))
    def test_name_each_level_once(self, dimension):
        assert len(set(tables.LEVELS[dimension])) == len(tables.LEVELS[dimension])


class TestKindsOfCrime:
    def test_that_affect_women_and_girls_are_the_sum_of_theirs(self):
        parts = tables.parts_of(Dimension.KIND_SEX, "vawg.female")

        assert parts == ("sexual.female", "domestic.female", "stalking.female")
        assert set(parts) < set(tables.LEVELS[Dimension.KIND_SEX])
        assert tables.parts_of(Dimension.KIND, "violence") == ("violence",)

    def test_stand_in_tables_of_the_nation_alone(self):
        assert tables.BY_KIND < tables.NATIONAL


class TestOwnLevel:
    def test_is_what_she_said_of_herself(self):
        answers = {"EQ-SEX": ["female"], "EQ-AGE": ["35_44"], "EQ-ETH": ["black"]}

        assert tables.self_reported_level(answers, Dimension.SEX) == "female"
        assert tables.self_reported_level(answers, Dimension.AGE_BAND) == "35_44"
        assert tables.self_reported_level(answers, Dimension.ETHNICITY) == "black"

    @pytest.mark.parametrize(
        ("question", "choice", "dimension"),
        [
            ("EQ-REL", "sikh", Dimension.RELIGION),
            ("EQ-ORI", "bisexual", Dimension.SEXUAL_ORIENTATION),
            ("EQ-GEN-1", "no", Dimension.GENDER_IDENTITY),
            ("EQ-PREG", "yes", Dimension.PREGNANCY),
        ],
    )
    def test_is_the_choice_where_no_case_file_says(self, question, choice, dimension):
        assert tables.self_reported_level({question: [choice]}, dimension) == choice
        assert tables.self_reported_level({question: ["prefer_not"]}, dimension) is None
        assert tables.self_reported_level({}, dimension) is None

    def test_is_neither_where_pregnancy_does_not_apply(self):
        assert (
            tables.self_reported_level({"EQ-PREG": ["does_not_apply"]}, Dimension.PREGNANCY) is None
        )

    @pytest.mark.parametrize("answers", [{}, {"EQ-SEX": []}, {"EQ-SEX": ["prefer_not"]}])
    def test_is_none_where_she_did_not_say(self, answers):
        assert tables.self_reported_level(answers, Dimension.SEX) is None

    @pytest.mark.parametrize("limit", ["a_lot", "a_little"])
    def test_is_disabled_with_a_condition_that_limits(self, limit):
        answers = {"EQ-DIS-1": ["yes"], "EQ-DIS-2": [limit]}

        assert tables.self_reported_level(answers, Dimension.DISABILITY) == "yes"

    @pytest.mark.parametrize(
        "answers", [{"EQ-DIS-1": ["no"]}, {"EQ-DIS-1": ["yes"], "EQ-DIS-2": ["not_at_all"]}]
    )
    def test_is_not_disabled_without(self, answers):
        assert tables.self_reported_level(answers, Dimension.DISABILITY) == "no"

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
        assert tables.self_reported_level(answers, Dimension.DISABILITY) is None
