from dataclasses import replace

import pytest
from hypothesis import given

from survey.definition import differences
from survey.definition.differences import Aspect, DefinitionChange
from survey.definition.expressions import Picked
from survey.definition.types import Meaning, Section
from tests.survey import make
from tests.survey.make import choice, instrument, question

YES = Picked("A", frozenset({"yes"}))


def between(before, after, **more):
    return differences.between(instrument(*before, **more), instrument(*after, **more))


def between_two(before, after):
    return list(between([before], [after]))


class TestBetween:
    @given(make.instruments(most=4))
    def test_an_instrument_and_itself_nothing_changed(self, some):
        assert differences.between(some, some) == ()

    def test_a_revision_is_no_change(self):
        assert (
            differences.between(instrument(question("A")), instrument(question("A"), revision=2))
            == ()
        )

    @pytest.mark.slow
    @given(make.instruments(most=3), make.instruments(most=3))
    def test_any_two_that_differ_something_changed(self, one, other):
        assert bool(differences.between(one, other)) is (one != other)


class TestQuestions:
    def test_are_added_and_removed(self):
        assert between([question("A"), question("B")], [question("C"), question("A")]) == (
            DefinitionChange(Aspect.REMOVED, "B"),
            DefinitionChange(Aspect.ADDED, "C"),
        )

    def test_are_told_when_they_come_to_rotate(self):
        before = instrument(question("A"), question("B"))

        found = differences.between(before, replace(before, rotating=("B",)))

        assert found == (
            DefinitionChange(Aspect.DETAIL, "B", "rotating", before="no", after="yes"),
        )

    def test_are_moved_where_their_order_changed(self):
        abcd = [question(code) for code in "ABCD"]

        assert between(abcd, [abcd[1], abcd[2], abcd[3], abcd[0]]) == (
            DefinitionChange(Aspect.MOVED, "A"),
        )

    def test_are_not_moved_by_others_that_come_or_go(self):
        abc = [question(code) for code in "ABC"]

        found = between(abc, [question("Z"), abc[0], abc[2]])

        assert {change.aspect for change in found} == {Aspect.ADDED, Aspect.REMOVED}

    def test_name_the_reworded_language(self):
        before, after = question("A"), question("A", text={"en": "Did it help?", "cy": "Helpodd?"})

        assert between_two(before, after) == [
            DefinitionChange(Aspect.WORDING, "A", "", "cy", "Oedd hyn o help?", "Helpodd?")
        ]

    def test_say_that_a_hint_came(self):
        assert between_two(question("A"), question("A", hint={"en": "Say."})) == [
            DefinitionChange(Aspect.HINT, "A", "", "en", "", "Say.")
        ]

    @pytest.mark.parametrize(
        ("changed", "expected"),
        [
            (
                {"measure": "help"},
                DefinitionChange(Aspect.DETAIL, "A", "measure", before="", after="help"),
            ),
            (
                {"is_required": True},
                DefinitionChange(Aspect.DETAIL, "A", "is_required", before="no", after="yes"),
            ),
            (
                {"shown_if": YES},
                DefinitionChange(Aspect.CONDITION, "A", "shown_if", before=None, after=YES),
            ),
            (
                {"required_text": {"en": "Say."}},
                DefinitionChange(Aspect.MESSAGE, "A", "required_text", "en", "", "Say."),
            ),
        ],
    )
    def test_say_what_else_changed(self, changed, expected):
        assert between_two(question("A"), question("A", **changed)) == [expected]


class TestChoices:
    def test_are_added_removed_and_moved(self):
        assert between_two(question("A", choices="abc"), question("A", choices="cbd")) == [
            DefinitionChange(Aspect.CHOICE_REMOVED, "A", "a"),
            DefinitionChange(Aspect.CHOICE_ADDED, "A", "d"),
            DefinitionChange(Aspect.CHOICES_MOVED, "A", before="a, b, c", after="c, b, d"),
        ]

    def test_are_reworded(self):
        before = question("A", choices=("a", choice("b", text={"en": "b", "cy": "b"})))
        after = question("A", choices=("a", choice("b", text={"en": "b", "cy": "be"})))

        assert between_two(before, after) == [
            DefinitionChange(Aspect.CHOICE_WORDING, "A", "b", "cy", "b", "be")
        ]

    def test_mean_something_else(self):
        after = question("A", choices=("yes", choice("no", meaning=Meaning.NEGATIVE)))

        assert between_two(question("A"), after) == [
            DefinitionChange(Aspect.MEANING, "A", "no", before="neutral", after="negative")
        ]


class TestLanguages:
    def test_come_and_go_and_are_reviewed(self):
        before = instrument(question("A"), languages=("en", "cy", "pl"), drafts=frozenset({"cy"}))
        after = replace(before, languages=("en", "cy", "ur"), drafts=frozenset({"ur"}))

        assert differences.between(before, after) == (
            DefinitionChange(Aspect.LANGUAGE_REMOVED, language="pl"),
            DefinitionChange(Aspect.STANDING, language="cy", before="draft", after="reviewed"),
            DefinitionChange(Aspect.LANGUAGE_ADDED, language="ur"),
        )


class TestSections:
    def test_change_like_questions(self):
        before = (Section("S", text={"en": "One"}), Section("T"))
        after = (Section("S", text={"en": "Two"}, shown_if=YES, is_page=True), Section("U"))

        found = differences.between(
            instrument(question("A"), sections=before), instrument(question("A"), sections=after)
        )

        assert found == (
            DefinitionChange(Aspect.REMOVED, "T"),
            DefinitionChange(Aspect.WORDING, "S", "", "en", "One", "Two"),
            DefinitionChange(Aspect.DETAIL, "S", "is_page", before="no", after="yes"),
            DefinitionChange(Aspect.CONDITION, "S", "shown_if", before=None, after=YES),
            DefinitionChange(Aspect.ADDED, "U"),
        )
