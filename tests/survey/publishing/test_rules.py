import pytest

from survey.definition.expressions import Picked
from survey.definition.types import Block, QuestionKind, Section
from survey.publishing import readability
from survey.publishing import rules as publishing_rules
from tests.survey.make import choice, instrument, question


def faults(*questions, **more):
    return publishing_rules.faults_in(instrument(*questions, **more))


class TestFaultsIn:
    def test_finds_nothing_wrong_with_a_sound_instrument(self):
        branch = question("B", shown_if=Picked("A", frozenset({"yes"})))
        equality = question("E", block=Block.EQUALITY)

        assert faults(question("A"), branch, equality) == []

    def test_finds_everything_at_once(self):
        wrong = question("A", choices=("only",), text={"en": "Word " * 31})

        assert faults(wrong) == [
            "sample version 1, question A: text has no wording in cy",
            "sample version 1, question A: text has 31 words, at most 30 are allowed",
            (
                "sample version 1, question A: text and hint read at grade "
                f"{readability.grade('Word ' * 31):.1f}, at most 7 is allowed"
            ),
            "sample version 1, question A: there is nothing to choose between",
        ]

    def test_names_the_section_or_the_question_of_each_fault(self):
        section = Section("S", text={"en": "About it"})
        found = faults(question("A", section="T"), sections=(section,))

        assert found == [
            "sample version 1, section S: text has no wording in cy",
            "sample version 1, section S: it holds no question",
            "sample version 1, question A: its section T is no section",
        ]


class TestFreeText:
    def test_is_not_published(self):
        assert faults(question("A", kind=QuestionKind.TEXT, choices=())) == [
            (
                "sample version 1, question A: text questions cannot be published while no one "
                "reads free text"
            )
        ]

    def test_is_all_that_the_kind_of_a_question_is_refused_for(self):
        kinds = (
            QuestionKind.INTEGER,
            QuestionKind.DECIMAL,
            QuestionKind.DATE,
            QuestionKind.TIME,
            QuestionKind.NOTE,
            QuestionKind.ACKNOWLEDGE,
        )
        others = [question(f"K{n}", kind=kind, choices=()) for n, kind in enumerate(kinds)]

        assert faults(question("A"), *others) == []

    def test_is_what_a_wish_to_be_contacted_leads_to(self):
        assert faults(question("Q-FUP-1a")) == [
            (
                "sample version 1, question Q-FUP-1a: a wish to be contacted cannot be asked for "
                "while no one follows it up"
            )
        ]

    def test_is_not_published_beside_a_choice(self):
        other = choice("other", details={"en": "What was it?", "cy": "Beth oedd e?"})

        assert faults(question("A", choices=("yes", other))) == [
            "sample version 1, question A: choice other asks for words, which no one reads yet"
        ]


class TestRights:
    def test_stand_with_the_version_of_the_code(self):
        assert faults(question("A", right="6", code_version="2021")) == []
        assert faults(question("A", right="6")) == [
            (
                "sample version 1, question A: a right of the Victims' Code stands with the "
                "version of the Code"
            )
        ]

    @pytest.mark.parametrize(
        ("right", "code_version", "fault"),
        [
            ("13", "2021", "the Victims' Code of 2021 has no right 13"),
            ("6", "1999", "there is no version 1999 of the Victims' Code"),
        ],
    )
    def test_are_those_that_the_code_has(self, right, code_version, fault):
        asked = question("A", right=right, code_version=code_version)

        assert faults(asked) == [f"sample version 1, question A: {fault}"]
