from dataclasses import replace

import pytest
from hypothesis import given

from survey.definition.fields import Shape, fields_of
from survey.definition.parsing import parse_definition
from survey.definition.serialising import content_hash, question_hash, serialise
from survey.definition.types import Choice, Instrument, Question, Section
from tests.survey import make


def with_text(instrument, **text):
    first, *rest = instrument.questions
    changed = replace(first, text={**first.text, **text})
    return replace(instrument, questions=(changed, *rest))


class TestSerialise:
    def test_stores_fields_in_the_order_declared(self):
        full = make.full_instrument()

        stored = serialise(full)

        for part, raw in (
            (full, stored),
            (full.sections[0], stored["sections"][0]),
            (full.questions[0], stored["questions"][0]),
            (full.questions[0].choices[0], stored["questions"][0]["choices"][0]),
        ):
            assert list(raw) == [each.name for each in fields_of(type(part)) if each.name in raw]

    def test_stores_every_shape_so_that_it_is_read_again(self):
        full = make.full_instrument()

        stored = serialise(full)

        question, section = stored["questions"][0], stored["sections"][0]
        told = {
            field.shape
            for part, raw in (
                (Instrument, stored),
                (Section, section),
                (Question, question),
                (Choice, question["choices"][0]),
            )
            for field in fields_of(part)
            if field.name in raw
        }
        assert told == set(Shape)
        assert parse_definition(stored) == full

    def test_leaves_out_what_says_nothing(self):
        [question] = serialise(make.instrument(make.question("A")))["questions"]

        assert set(question) == {"code", "block", "kind", "text", "choices", "privacy"}
        assert set(question["choices"][0]) == {"code", "text", "meaning"}

    def test_writes_the_choices_of_a_condition_in_one_order(self):
        condition = make.Picked("A", frozenset({"b", "a", "c"}))
        instrument = make.instrument(
            make.question("A", choices="abc"), make.question("B", shown_if=condition)
        )

        stored = serialise(instrument)

        assert stored["questions"][1]["shown_if"]["choices"] == ["a", "b", "c"]


class TestContentHash:
    @pytest.mark.slow
    @given(make.instruments())
    def test_is_the_same_for_every_revision_number(self, instrument):
        assert content_hash(instrument) == content_hash(replace(instrument, revision=9))

    @pytest.mark.slow
    @given(make.instruments())
    def test_changes_with_any_wording(self, instrument):
        assert content_hash(instrument) != content_hash(with_text(instrument, cy="Newydd!"))

    def test_changes_with_the_order_of_choices(self):
        forth = make.instrument(make.question("A", choices=("yes", "no")))
        back = make.instrument(make.question("A", choices=("no", "yes")))

        assert content_hash(forth) != content_hash(back)

    def test_changes_when_a_translation_is_reviewed(self):
        draft = make.instrument(make.question("A"), drafts=frozenset({"cy"}))
        reviewed = make.instrument(make.question("A"))

        assert content_hash(draft) != content_hash(reviewed)

    def test_stays_what_it_was_when_this_was_written(self):
        instrument = make.instrument(make.question("A"))

        assert content_hash(instrument).startswith("86a555da908a9f15")

    def test_stays_what_it_was_with_every_field_said(self):
        full = replace(make.full_instrument(), rotating=())

        assert (
            content_hash(full) == "bf5f791cbf71a4c9087532092d13939840dd36bad42825024001cb7579e45e65"
        )
        assert (
            question_hash(full)
            == "3f8227f748a1c3d6817c22f2c7e94e35c113a47c19b0ee5c87db65d378837928"
        )


class TestQuestionHash:
    @pytest.mark.slow
    @given(make.instruments())
    def test_is_blind_to_translations(self, instrument):
        changed = with_text(instrument, cy="Newydd!", pl="Nowy!")

        assert question_hash(instrument) == question_hash(changed)

    @pytest.mark.slow
    @given(make.instruments())
    def test_sees_the_english(self, instrument):
        assert question_hash(instrument) != question_hash(with_text(instrument, en="New!"))

    def test_sees_a_choice_that_is_gone(self):
        three = make.instrument(make.question("A", choices="abc"))
        two = make.instrument(make.question("A", choices="ab"))

        assert question_hash(three) != question_hash(two)

    def test_sees_what_rotates(self):
        two = make.instrument(make.question("A"), make.question("B"))

        assert question_hash(two) != question_hash(replace(two, rotating=("B",)))
