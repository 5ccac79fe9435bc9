import pytest

from survey.bank.questions import Bank, TextLocation, read_bank
from survey.definition.json_entry import DefinitionError

SHARED = """
[extras.prefer_not]
text = "Prefer not to say"
meaning = "out_of_base"
is_apart = true

[scales]
YESNO = [
    { code = "yes", text = "Yes", meaning = "positive", symbol = "tick", note = "About the past." },
    { code = "no", text = "No", meaning = "negative" },
]
"""
QUESTIONS = """
[about]
title = "The module"
when = "Once."
why = "To know."

[every]
block = "stage"
module = "ST1"

[[questions]]
code = "A"
measure = "help"
text = "Did it help?"
hint = "Say so."
why = "Help is what people ask for."
scale = "YESNO"
extras = ["prefer_not"]

[[questions]]
code = "B"
block = "equality"
kind = "multi"
text = "Which of these?"
extras = ["prefer_not"]
choices = [{ code = "one", text = "One" }, { code = "none", text = "None", is_exclusive = true }]

[[questions]]
code = "C"
kind = "text"
text = "What went well?"
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "stages").mkdir()
    (tmp_path / "scales.toml").write_text(SHARED)
    (tmp_path / "stages" / "st1.toml").write_text(QUESTIONS)
    return tmp_path


@pytest.fixture
def bank(folder):
    return read_bank(folder)


def shout(english, place):
    return {"en": english, "cy": f"{english.upper()} [{place.context}]"}


class TestExpand:
    def test_writes_scale_and_extras_into_the_question(self, bank):
        first, second = bank.expand("A", shout), bank.expand("B", shout)

        assert [choice["code"] for choice in first["choices"]] == ["yes", "no", "prefer_not"]
        assert [choice["code"] for choice in second["choices"]] == ["one", "none", "prefer_not"]
        assert "extras" not in first

    def test_asks_for_each_text_by_its_place(self, bank):
        heard = []

        bank.expand("A", lambda english, place: heard.append(place) or {"en": english})
        bank.expand("B", lambda english, place: heard.append(place) or {"en": english})

        assert heard == [
            TextLocation("st1.toml", "bank/A/text"),
            TextLocation("st1.toml", "bank/A/hint"),
            TextLocation("scales.toml", "scale/YESNO/yes", "About the past."),
            TextLocation("scales.toml", "scale/YESNO/no"),
            TextLocation("scales.toml", "extra/prefer_not"),
            TextLocation("st1.toml", "bank/B/text"),
            TextLocation("st1.toml", "bank/B/choice/one"),
            TextLocation("st1.toml", "bank/B/choice/none"),
            TextLocation("scales.toml", "extra/prefer_not"),
        ]

    def test_puts_the_wordings_given_in_their_places(self, bank):
        raw = bank.expand("A", shout)

        assert raw["text"] == {"en": "Did it help?", "cy": "DID IT HELP? [bank/A/text]"}
        assert raw["choices"][0]["text"]["cy"] == "YES [scale/YESNO/yes]"

    def test_gives_each_question_what_its_file_says_of_all(self, bank):
        assert (bank.expand("A", shout)["block"], bank.expand("A", shout)["module"]) == (
            "stage",
            "ST1",
        )
        assert bank.expand("B", shout)["block"] == "equality"

    def test_keeps_what_is_for_readers_of_the_file_out_of_the_definition(self, bank):
        raw = bank.expand("A", shout)

        assert "why" not in raw
        assert set(raw["choices"][0]) == {"code", "text", "meaning", "symbol"}

    def test_makes_extras_exclusive_where_many_can_be_picked(self, bank):
        assert "is_exclusive" not in bank.expand("A", shout)["choices"][-1]
        assert bank.expand("B", shout)["choices"][-1]["is_exclusive"] is True

    def test_takes_a_choice_without_meaning_as_neutral(self, bank):
        assert bank.expand("B", shout)["choices"][0]["meaning"] == "neutral"

    def test_gives_a_question_in_words_no_choices(self, bank):
        assert "choices" not in bank.expand("C", shout)

    def test_raises_for_a_question_that_is_not_there(self, bank):
        with pytest.raises(KeyError, match="GONE"):
            bank.expand("GONE", shout)


class TestReadBank:
    def test_says_what_a_file_is_about(self, bank):
        [about] = bank.files

        assert (about.title, about.when, about.why) == ("The module", "Once.", "To know.")
        assert about.codes == ("A", "B", "C")

    def test_keeps_why_a_question_is_asked(self, bank):
        assert bank.questions["A"].why == "Help is what people ask for."
        assert bank.questions["B"].why == ""

    def test_refuses_a_code_that_stands_twice(self, folder):
        (folder / "core.toml").write_text('[[questions]]\ncode = "B"\ntext = "Again?"\n')

        with pytest.raises(DefinitionError) as error:
            read_bank(folder)

        assert str(error.value) == (
            "st1.toml: question B stands in core.toml too; one code is one wording"
        )

    def test_takes_no_folder_as_an_empty_bank(self, tmp_path):
        assert read_bank(tmp_path / "none") == Bank()

    def test_names_the_file_that_is_no_toml(self, tmp_path):
        (tmp_path / "core.toml").write_text("code = ")

        with pytest.raises(DefinitionError, match=r"^core\.toml: Invalid value"):
            read_bank(tmp_path)
