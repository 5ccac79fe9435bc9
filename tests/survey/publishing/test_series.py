from dataclasses import replace

import pytest

from survey.definition.types import Meaning
from survey.publishing import rules as publishing_rules
from tests.survey.make import choice, instrument, question

ASKED = instrument(question("A"), question("B"), code="first")


def faults(*questions, published=(ASKED,), **more):
    return publishing_rules.faults_in(instrument(*questions, **more), published=published)


class TestWording:
    def test_may_be_asked_again_unchanged(self):
        assert faults(question("A")) == []

    def test_may_be_mended_in_another_language(self):
        assert faults(question("A", text={"en": "Did it help?", "cy": "A oedd o help?"})) == []

    def test_may_be_mended_where_it_names_the_first_wording(self):
        text = {"en": "Did this help you?", "cy": "Oedd hyn o help i chi?"}

        assert faults(question("A", text=text, mends=ASKED.question("A").text["en"])) == []
        assert faults(question("A", text=text, mends="Was it of use?"))

    @pytest.mark.parametrize(
        ("changed", "difference"),
        [
            ({"text": {"en": "Did it do?", "cy": "Oedd e?"}}, "wording"),
            ({"hint": {"en": "At all.", "cy": "O gwbl."}}, "hint"),
            ({"choices": ("no", "yes")}, "choices or their order"),
            (
                {"choices": ("yes", choice("no", meaning=Meaning.NEGATIVE))},
                "choices or their order",
            ),
        ],
    )
    def test_that_changed_is_a_new_question(self, changed, difference):
        assert faults(question("A", **changed)) == [
            (
                f"sample version 1, question A: first version 1 asks it in another way "
                f"({difference}): a changed question is a new code with replaces = 'A', a break "
                "in the series"
            )
        ]

    def test_that_is_new_names_the_one_it_replaces(self):
        changed = {"text": {"en": "Was it a help?", "cy": "Oedd e?"}}

        assert faults(question("A-2", replaces="A", **changed)) == []
        assert faults(question("A-2", replaces="Z", **changed)) == [
            "sample version 1, question A-2: it replaces Z, which was never asked"
        ]

    def test_that_is_harmonised_is_replaced_by_none_of_our_own(self):
        harmonised = instrument(question("E", harmonised="GSS"), code="first")

        assert faults(question("E-2", replaces="E"), published=[harmonised]) == [
            (
                "sample version 1, question E-2: it replaces the harmonised wording of E by one of "
                "our own"
            )
        ]
        newer = question("E-2", replaces="E", harmonised="GSS 2030")
        assert faults(newer, published=[harmonised]) == []


class TestOrder:
    def test_of_the_core_is_one_everywhere(self):
        assert faults(question("A"), question("N"), question("B")) == []
        assert faults(question("B"), question("A")) == [
            (
                "sample version 1, questions: the core is in another order than in first version "
                "1, which asks A, B"
            )
        ]

    def test_holds_for_versions_that_were_retired_too(self):
        published = [replace(ASKED, version=2, questions=(question("C"),)), ASKED]

        assert len(faults(question("B"), question("A"), published=published)) == 1
