import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from survey.bank import language_comparison
from tests.survey import make, shipped

CENSUS = "questionnaires/ons_eq_census_bilingual"
# Words that are the same in both languages, and no oversight.
SAME_IN_WELSH = {"Roma"}


def run(*arguments, **options):
    out = StringIO()
    call_command("compare_languages", *arguments, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def census(shared_data):
    return [shared_data / CENSUS / f"{code}_census_household.json" for code in ("en", "cy")]


class TestCompare:
    def test_lists_what_is_the_same_in_both(self):
        found = language_comparison.compare(
            {"a": "Help", "b": "Roma"}, {"a": "Cymorth", "b": "Roma"}
        )

        assert found.aligned == 2
        assert found.same == {"b": "Roma"}

    def test_lists_what_is_missing_in_either(self):
        found = language_comparison.compare(
            {"a": "Help", "b": "More"}, {"a": "Cymorth", "c": "Mwy"}
        )

        assert (found.only_in_first, found.only_in_second) == (("b",), ("c",))
        assert found.aligned == 1


class TestTextsIn:
    def test_are_found_by_their_path_however_deep(self):
        document = {"title": "A", "sections": [{"title": "B", "answers": [{"label": "C"}]}]}

        assert language_comparison.texts_in(document) == {
            "title": "A",
            "sections/0/title": "B",
            "sections/0/answers/0/label": "C",
        }

    @pytest.mark.parametrize("document", [{}, [], "text", None, 7, {"label": {"value": "A"}}])
    def test_are_none_where_nothing_is_read_by_people(self, document):
        assert language_comparison.texts_in(document) == {}

    def test_agree_with_the_count_for_the_census_in_two_languages(self, census):
        english, welsh = (
            language_comparison.texts_in(json.loads(file.read_text())) for file in census
        )

        found = language_comparison.compare(english, welsh)

        assert (found.aligned, len(found.same)) == (688, 123)
        assert not found.only_in_first + found.only_in_second


class TestWordingsIn:
    def test_are_named_by_question_and_choice(self):
        found = language_comparison.wordings_in(
            make.raw_definition(questions=[make.raw_question("A")]), "cy"
        )

        assert found == {
            "sample/A/text": "Oedd hyn o help?",
            "sample/A/yes/text": "Oedd",
            "sample/A/no/text": "Nac oedd",
        }

    def test_leave_out_a_language_that_a_text_does_not_have(self):
        assert language_comparison.wordings_in(make.raw_definition(), "ur") == {}


class TestWhatShips:
    @pytest.mark.parametrize("definition", shipped.definitions(), ids=lambda each: each["code"])
    def test_is_as_complete_in_welsh_as_in_english(self, definition):
        english, welsh = (
            language_comparison.wordings_in(definition, code) for code in ("en", "cy")
        )

        found = language_comparison.compare(english, welsh)

        assert found.aligned > 100
        assert not found.only_in_first + found.only_in_second
        assert set(found.same.values()) <= SAME_IN_WELSH


class TestCompareLanguages:
    @pytest.mark.slow
    def test_counts_what_is_the_same_in_our_instruments_and_pages(self):
        said = run()

        assert "short-core 1, en and cy: 1 of " in said
        assert "pages, en and cy: " in said

    @pytest.mark.slow
    def test_compares_any_language(self):
        said = run(language="ur")

        assert "short-core 1, en and ur: 0 of " in said
        assert "national 1" not in said

    def test_compares_two_questionnaires(self, census):
        said = run(*map(str, census)).splitlines()

        assert said[0].endswith("123 of 688 texts are the same")
        assert len(said) == 124

    def test_takes_two_files_or_none(self, tmp_path):
        with pytest.raises(CommandError, match="Name two files to compare, or none: 1 named"):
            run(str(tmp_path / "a.json"))

    @pytest.mark.parametrize("content", [None, "", "{", "<html>"])
    def test_says_which_file_cannot_be_read(self, tmp_path, content):
        file = tmp_path / "broken.json"
        if content is not None:
            file.write_text(content)

        with pytest.raises(CommandError, match=r"broken\.json: "):
            run(str(file), str(file))
