"""Words that are looked up once in a language."""

from django.utils import translation

from ui.spoken import gettext

WORD = "Sign out"


class TestAWord:
    def test_is_that_of_the_language_that_is_on(self) -> None:
        found = {}
        for language in ("en", "cy", "ur", "cy", "en"):
            with translation.override(language):
                found[language] = gettext(WORD)
                assert found[language] == translation.gettext(WORD)

        assert found["en"] == WORD
        assert len(set(found.values())) > 1

    def test_is_that_of_the_source_where_no_language_is_on(self) -> None:
        with translation.override("cy"):
            gettext(WORD)
        with translation.override(None):
            assert gettext(WORD) == WORD
