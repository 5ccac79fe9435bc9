from dataclasses import dataclass, fields

import pytest

from survey.definition.fields import Shape, declared_fields, fields_of, names_of
from survey.definition.types import Choice, Instrument, Meaning, Question, QuestionKind, Section

PARTS = (Instrument, Section, Question, Choice)


def field_of(part, name):
    return next(field for field in fields_of(part) if field.name == name)


class TestFieldsOf:
    @pytest.mark.parametrize("part", PARTS)
    def test_are_all_that_are_declared_in_their_order(self, part):
        assert [each.name for each in fields_of(part)] == [each.name for each in fields(part)]

    @pytest.mark.parametrize(
        ("part", "name", "shape", "inner"),
        [
            (Question, "code", Shape.WORDS, str),
            (Question, "kind", Shape.MEMBER, QuestionKind),
            (Question, "rank", Shape.NUMBER, int),
            (Question, "is_shuffled", Shape.FLAG, bool),
            (Question, "choices", Shape.PARTS, Choice),
            (Instrument, "languages", Shape.CODES, str),
            (Instrument, "drafts", Shape.CODE_SET, str),
        ],
    )
    def test_have_the_shape_of_their_type(self, part, name, shape, inner):
        field = field_of(part, name)

        assert (field.shape, field.inner) == (shape, inner)

    def test_tell_wordings_from_tags(self):
        assert names_of(Choice, Shape.TEXT) == ("text", "details")
        assert names_of(Choice, Shape.TAGS) == ("tags",)

    def test_are_required_where_they_have_no_default(self):
        required = [field.name for field in fields_of(Choice) if field.is_required]

        assert required == ["code", "text", "meaning"]

    def test_carry_their_defaults(self):
        assert field_of(Question, "rank").default == 1
        assert field_of(Question, "hint").default == {}

    def test_say_which_a_revision_may_mend(self):
        mendable = {field.name for part in PARTS for field in fields_of(part) if field.is_mendable}

        assert mendable == {"symbol", "harmonised", "mends"}

    def test_refuse_a_type_that_nobody_knows_how_to_store(self):
        @dataclass
        class Odd:
            share: float
            meaning: Meaning

        with pytest.raises(TypeError, match=r"share: .*float.* add a shape"):
            list(declared_fields(Odd))
