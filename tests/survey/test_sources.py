"""Instruments as they ship, expanded into definitions."""

import tomllib

import pytest

from survey.entries import DefinitionError
from survey.sources import Source, draft_languages, read_source, shipped_sources

DOCUMENT = """
code = "sample"
version = 2
languages = ["en", "cy"]

[extras.prefer_not]
text = "Prefer not to say"
meaning = "out_of_base"
is_apart = true

[scales]
YESNO = [
    { code = "yes", text = "Yes", meaning = "positive", note = "About the past." },
    { code = "no", text = "No", meaning = "negative" },
]

[[questions]]
code = "A"
block = "core"
measure = "help"
text = "Did it help?"
hint = "Say so."
scale = "YESNO"
extras = ["prefer_not"]

[[questions]]
code = "B"
block = "equality"
kind = "multi"
text = "Which of these?"
extras = ["prefer_not"]
choices = [{ code = "one", text = "One" }, { code = "none", text = "None", is_exclusive = true }]
"""


def source(text=DOCUMENT):
    return Source(name="sample/2.toml", document=tomllib.loads(text))


def shout(english, *, context, note):
    return {"en": english, "cy": f"{english.upper()} [{context}]"}


class TestExpand:
    def test_writes_scales_and_extras_into_each_question(self):
        first, second = source().expand(shout)["questions"]

        assert [choice["code"] for choice in first["choices"]] == ["yes", "no", "prefer_not"]
        assert [choice["code"] for choice in second["choices"]] == ["one", "none", "prefer_not"]
        assert "extras" not in first

    def test_asks_for_each_text_by_its_place(self):
        heard = []

        source().expand(lambda english, *, context, note: heard.append(context) or {"en": english})

        assert heard == [
            "sample/A/text",
            "sample/A/hint",
            "scale/YESNO/yes",
            "scale/YESNO/no",
            "extra/prefer_not",
            "sample/B/text",
            "sample/B/choice/one",
            "sample/B/choice/none",
            "extra/prefer_not",
        ]

    def test_puts_the_wordings_given_in_their_places(self):
        first = source().expand(shout)["questions"][0]

        assert first["text"] == {"en": "Did it help?", "cy": "DID IT HELP? [sample/A/text]"}
        assert first["choices"][0]["text"]["cy"] == "YES [scale/YESNO/yes]"

    def test_keeps_notes_for_translators_out_of_the_definition(self):
        first = source().expand(shout)["questions"][0]

        assert set(first["choices"][0]) == {"code", "text", "meaning"}

    def test_makes_extras_exclusive_where_many_can_be_picked(self):
        first, second = source().expand(shout)["questions"]

        assert "is_exclusive" not in first["choices"][-1]
        assert second["choices"][-1]["is_exclusive"] is True

    def test_takes_a_choice_without_meaning_as_neutral(self):
        second = source().expand(shout)["questions"][1]

        assert second["choices"][0]["meaning"] == "neutral"

    def test_names_as_drafts_only_languages_it_offers(self):
        expanded = source().expand(shout, drafts=frozenset({"cy", "pl"}))

        assert expanded["drafts"] == ["cy"]

    @pytest.mark.parametrize(
        ("line", "missing"),
        [
            ('code = "sample"\n', "'code'"),
            ("version = 2\n", "'version'"),
            ('text = "Did it help?"\n', "'text'"),
            ("YESNO", "'YESNO'"),
        ],
    )
    def test_says_in_which_file_something_is_missing(self, line, missing):
        with pytest.raises(DefinitionError) as error:
            source(DOCUMENT.replace(line, "OTHER" if line == "YESNO" else "", 1)).expand(shout)

        assert str(error.value) == f"sample/2.toml: {missing} is missing"


class TestReadSource:
    def test_names_the_file_that_is_no_toml(self, tmp_path):
        path = tmp_path / "1.toml"
        path.write_text("code = ")

        with pytest.raises(DefinitionError, match=r"^1\.toml: Invalid value"):
            read_source(path)


class TestShippedSources:
    def test_are_named_by_their_place_in_the_project(self):
        assert "survey/instruments/short-core/1.toml" in [each.name for each in shipped_sources()]

    def test_come_in_the_order_of_code_and_version(self, tmp_path):
        for code, version in (("b", 1), ("a", 10), ("a", 2)):
            (tmp_path / code).mkdir(exist_ok=True)
            (tmp_path / code / f"{version}.toml").write_text(
                f'code = "{code}"\nversion = {version}\n'
            )

        found = [(s.document["code"], s.document["version"]) for s in shipped_sources(tmp_path)]

        assert found == [("a", 2), ("a", 10), ("b", 1)]

    def test_stand_where_their_code_and_version_say(self):
        for each in shipped_sources():
            code, version = each.document["code"], each.document["version"]

            assert each.name == f"survey/instruments/{code}/{version}.toml"


class TestDraftLanguages:
    def test_are_those_nobody_has_reviewed(self, tmp_path):
        path = tmp_path / "translations.toml"
        path.write_text("[cy]\nis_reviewed = false\n\n[pl]\nis_reviewed = true\n")

        assert draft_languages(path) == {"cy"}
