import pytest

from responses.triage.risk.reading import OF_RISK
from responses.triage.risk.reading_texts import reasons_of
from responses.triage.risk.rule_files import (
    FOLDER,
    RuleFileError,
    languages_without_rules,
    parse_rules,
    shipped_rules,
)
from responses.triage.risk.words import words_of
from tests.each import for_each
from tests.responses.triage.risk.sets import LANGUAGES, ROMANISED

RULES = [(language, rule) for language, rules in shipped_rules().items() for rule in rules.rules]
SMALL = """
language = "en"
name = "English"
script = "Latin"
common = "the and"
unlike = ""
idioms = []
[lowering]
denied_stands = "before"
denied = []
past = []
others = []
still = []
[[rule]]
name = "weapon"
category = "immediate"
phrases = ["has a knife"]
matches = "he has a knife"
near_miss = "a bread knife"
"""


def rules_that_match(text: str, language: str) -> set[str]:
    return {reason.rule for reason in reasons_of(words_of(text), [shipped_rules()[language]])}


class TestEachRule:
    @for_each(("language", "rule"), RULES)
    def test_finds_its_example(self, language, rule):
        assert rule.name in rules_that_match(rule.matches, language), (language, rule.name)

    @pytest.mark.slow
    @for_each(("language", "rule"), RULES)
    def test_does_not_find_its_near_miss(self, language, rule):
        assert rule.name not in rules_that_match(rule.near_miss, language), (language, rule.name)


class TestTheFiles:
    def test_are_those_of_twelve_languages_and_two_that_are_romanised(self):
        assert set(shipped_rules()) == {*LANGUAGES, *ROMANISED}

    def test_have_rules_for_every_category_of_risk(self):
        for language, rules in shipped_rules().items():
            assert {rule.category for rule in rules.rules} >= OF_RISK, language

    def test_are_named_after_their_language(self):
        assert all(rules.language == name for name, rules in shipped_rules().items())

    def test_stand_beside_words_of_languages_that_have_none(self):
        assert {"French", "Somali", "Turkish"} <= languages_without_rules().keys()
        assert (FOLDER / "without_rules.toml").is_file()


class TestAFileThatIsWrong:
    @pytest.mark.parametrize(
        ("old", "new", "said"),
        [
            ('"immediate"', '"urgent"', "urgent"),
            ('"has a knife"', '"has <weapons>"', "no list 'weapons'"),
            ('"has a knife"', '"has a .."', "ends in a gap"),
            ('"before"', '"behind"', "before, both"),
            ('script = "Latin"', "", "script"),
            ("[[rule]]", "[[rule", "small.toml"),
        ],
    )
    def test_is_told_with_its_name_and_the_reason(self, old, new, said):
        with pytest.raises(RuleFileError, match=r"small\.toml") as caught:
            parse_rules(SMALL.replace(old, new), name="small")

        assert said in str(caught.value)

    def test_was_right_before_it_was_changed(self):
        assert parse_rules(SMALL, name="small").rules[0].name == "weapon"


class TestWhatIsTypedForAnotherWord:
    def test_is_read_as_that_word(self):
        rules = parse_rules(
            SMALL.replace("[lowering]", '[typed]\nnife = "knife"\n[lowering]'), name="en"
        )

        found = list(reasons_of(words_of("he has a nife"), [rules]))
        assert [reason.rule for reason in found] == ["weapon"]

    def test_may_stand_beside_a_list(self):
        listed = SMALL.replace("[lowering]", '[words]\nedge = "blade dagger"\n[lowering]')
        rules = parse_rules(listed.replace('has a knife"]', 'has a knife|<edge>"]'), name="en")

        found = list(reasons_of(words_of("he has a dagger"), [rules]))
        assert [reason.rule for reason in found] == ["weapon"]
