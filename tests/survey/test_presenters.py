"""A question in the words of the published row."""

import pytest
from django.utils import translation

from survey import presenters
from survey.presenters import question_words, wording
from tests.survey import make

QUESTION = make.question(
    "A",
    text={"en": "How <strong>safe</strong> are you?", "cy": "Pa mor ddiogel ydych chi?"},
    hint={"en": "Say so.", "cy": "Dywedwch."},
    choices=(
        make.choice("safe", text={"en": "Safe", "cy": "Diogel"}),
        make.choice("not", text={"en": "Not safe", "cy": "Ddim yn ddiogel"}),
        make.choice("prefer_not", text={"en": "Rather not", "cy": "Gwell peidio"}, is_apart=True),
    ),
)


class TestQuestionWords:
    def test_speak_the_language_asked_for(self):
        words = question_words(QUESTION, language="cy")

        assert words.legend == "Pa mor ddiogel ydych chi?"
        assert words.hint == "Dywedwch."
        assert [choice.text for choice in words.choices] == [
            "Diogel",
            "Ddim yn ddiogel",
            "Gwell peidio",
        ]

    def test_come_from_the_row_whatever_language_the_interface_is_in(self):
        with translation.override("cy"):
            words = question_words(QUESTION, language="en")

        assert words.hint == "Say so."

    def test_keep_the_order_and_set_one_choice_apart(self):
        words = question_words(QUESTION, language="en")

        assert [choice.code for choice in words.choices] == ["safe", "not", "prefer_not"]
        assert words.apart == words.choices[-1]

    def test_have_no_choice_apart_where_there_is_none(self):
        assert question_words(make.question("A"), language="en").apart is None

    def test_have_no_hint_where_there_is_none(self):
        assert question_words(make.question("A"), language="en").hint == ""


class TestWording:
    def test_keeps_strong_and_escapes_everything_else(self):
        text = {"en": "<strong>A</strong> & <script>b</script>"}

        assert wording(text, "en") == "<strong>A</strong> &amp; &lt;script&gt;b&lt;/script&gt;"

    def test_is_english_where_the_version_does_not_offer_the_language(self):
        """Someone who began with an older version may choose a language that came later."""
        assert wording({"en": "Safe", "cy": "Diogel"}, "pl") == "Safe"

    def test_is_marked_as_html(self):
        assert isinstance(presenters.wording({"en": "x"}, "en"), presenters.SafeString)


class TestSymbols:
    DRAWN = make.question("A", choices=(make.choice("yes", symbol="tick"), make.choice("no")))

    def test_stand_beside_choices_in_easy_read(self):
        words = question_words(self.DRAWN, language="en-x-easy")

        assert [choice.symbol for choice in words.choices] == ["tick", ""]

    @pytest.mark.parametrize("language", ["en", "cy", "ur"])
    def test_are_left_out_in_every_other_language(self, language):
        words = question_words(self.DRAWN, language=language)

        assert [choice.symbol for choice in words.choices] == ["", ""]
