from dataclasses import replace
from datetime import date

import pytest

from analytics.items import items
from analytics.releases.record import register
from analytics.releases.record.register import ParameterSignature, RegisterFile, read_register
from survey.definition.types import Block, Choice, Meaning, Question, QuestionKind

ITEM = items()["Q-OVR-1"]
YES = Choice("yes", {"en": "Yes", "cy": "Oedd"}, Meaning.POSITIVE)
QUESTION = Question(
    code="Q-OVR-1",
    block=Block.CORE,
    kind=QuestionKind.SINGLE,
    text={"en": "Were you satisfied?", "cy": "Oeddech chi’n fodlon?", "ur": "…"},
    choices=(YES,),
)
EMPTY = RegisterFile(rates=[], signatures=[])


def entry(question=QUESTION, file=EMPTY, earlier=()):
    (found,) = register.entries([(ITEM, question)], file, earlier=earlier)
    return found


class TestEntries:
    def test_begin_with_version_one_and_stay_there_while_nothing_changes(self) -> None:
        first = entry()

        assert (first["version"], entry(earlier=[first])["version"]) == (1, 1)

    @pytest.mark.parametrize(
        "changed",
        [
            replace(QUESTION, text={"en": "Were you content?"}),
            replace(QUESTION, choices=(replace(YES, meaning=Meaning.NEUTRAL),)),
            replace(QUESTION, choices=(replace(YES, text={"en": "Yes, I was"}),)),
        ],
    )
    def test_rise_with_the_words_or_with_what_an_answer_means(self, changed) -> None:
        first = entry()
        second = entry(changed, earlier=[first])

        assert second["version"] == 2
        # A definition that comes back has the version that it had.
        assert entry(earlier=[first, second])["version"] == 1
        assert (
            entry(replace(QUESTION, text={"en": "Now?"}), earlier=[first, second])["version"] == 3
        )

    def test_do_not_rise_with_a_mended_translation(self) -> None:
        mended = replace(QUESTION, text={**QUESTION.text, "cy": "A oeddech chi’n fodlon?"})

        assert entry(mended, earlier=[entry()])["version"] == 1

    def test_hold_english_and_welsh_and_what_each_answer_counts_as(self) -> None:
        found = entry()

        assert found["question"] == {"en": "Were you satisfied?", "cy": "Oeddech chi’n fodlon?"}
        assert found["choices"][0]["meaning"] == "positive"

    def test_carry_the_signatures_of_exactly_this_definition(self) -> None:
        def signed(definition: str) -> RegisterFile:
            one = ParameterSignature(
                parameter="Q-OVR-1",
                definition=definition,
                name="A. Person",
                organisation="Victims together",
                on=date(2027, 3, 1),
            )
            return replace(EMPTY, signatures=[one])

        assert entry(file=signed(entry()["definition"]))["signed"][0]["on"] == "2027-03-01"
        assert entry(file=signed("another"))["signed"] == []


class TestReadRegister:
    def test_has_the_parameter_of_who_was_asked_in_both_languages(self) -> None:
        (rate,) = read_register().rates

        assert rate.code == register.REACH
        assert all(set(text) == {"en", "cy"} for text in (rate.label, rate.means, rate.base))
