import pytest

from ui.markup.english_words import mark_english


class TestMarkEnglish:
    @pytest.mark.parametrize("language", ["ar", "ur", "pa", "bn"])
    def test_marks_whatever_is_in_latin_letters_on_a_page_of_another_script(
        self, language: str
    ) -> None:
        marked = mark_english("<p>نام Victim Support، Men’s Advice Line</p>", language=language)

        assert '<span lang="en">Victim Support</span>' in marked
        assert '<span lang="en">Men’s Advice Line</span>' in marked

    def test_marks_a_word_with_an_ending_of_the_other_language(self) -> None:
        marked = mark_english("<p>Support Service-এর সঙ্গে</p>", language="bn")

        assert '<span lang="en">Support Service</span>-এর' in marked

    def test_marks_the_names_it_knows_on_a_page_in_latin_letters(self) -> None:
        name = "Equality Advisory and Support Service"

        marked = mark_english(f"<p>Skontaktuj się z {name}.</p>", language="pl")

        assert f'<span lang="en">{name}</span>' in marked
        assert marked.count("<span") == 1

    @pytest.mark.parametrize(
        "html",
        [
            '<h3 lang="en">Victim Support</h3>',
            '<bdi dir="ltr">survey.example.org/w/</bdi>',
            "<p>https://survey.example.org/w/ info@example.org 07700 900010</p>",
            "<textarea>My words</textarea>",
            '<input value="yes"><a href="/q/3/" title="x y">نام</a>',
            "<p>&nbsp;&#x27;</p>",
        ],
    )
    def test_leaves_addresses_numbers_and_what_has_a_language(self, html: str) -> None:
        assert mark_english(html, language="ur") == html

    @pytest.mark.parametrize("language", ["en", "en-x-easy"])
    def test_leaves_english_pages(self, language: str) -> None:
        assert mark_english("<p>Victim Support</p>", language=language) == "<p>Victim Support</p>"
