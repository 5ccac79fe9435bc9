import pytest

from survey.publishing import rendering_check
from tests.survey.make import choice, instrument, question


class TestFaultsIn:
    def test_finds_nothing_where_every_page_can_be_drawn(self):
        assert rendering_check.faults_in(instrument(question("A"), question("B"))) == []

    @pytest.mark.parametrize("language", ["ar", "ur", "cy", "pa"])
    def test_draws_in_the_direction_of_the_language(self, language):
        words = {"en": "Did it help?", language: "؟"}
        choices = [choice(code, text={"en": code, language: code}) for code in ("yes", "no")]
        asked = question("A", text=words, choices=choices)

        assert rendering_check.faults_in(instrument(asked, languages=("en", language))) == []

    def test_knows_the_languages_that_pages_are_offered_in(self):
        assert rendering_check.faults_in(instrument(question("A"), languages=("en", "tlh"))) == [
            "sample version 1, languages: no page is offered in tlh"
        ]

    def test_names_the_question_that_cannot_be_drawn(self, monkeypatch):
        def broken(question, *, language):
            raise KeyError(language)

        monkeypatch.setattr(rendering_check, "form_for", broken)

        assert rendering_check.faults_in(instrument(question("A"), languages=("en",))) == [
            "sample version 1, question A: it cannot be drawn in en: KeyError, 'en'"
        ]
