import pytest

from responses.themes.frame import FrameError, coding_frame, parse_frame, suggest
from tests.each import for_each

THEME = """
[[themes]]
code = "informed"
name = { en = "a", cy = "b" }
about = { en = "a", cy = "b" }
include = { en = "a", cy = "b" }
exclude = { en = "a", cy = "b" }
"""


def suggested(text: str, language: str = "en") -> set[str]:
    return {*suggest(text, language=language, frame=coding_frame())}


class TestTheFrame:
    def test_has_twenty_themes_and_is_a_draft_until_somebody_signs_it(self):
        frame = coding_frame()

        assert len(frame.themes) == 20
        assert frame.is_draft
        assert {"en", "cy"} <= frame.languages

    @pytest.mark.slow
    def test_suggests_a_theme_by_each_line_of_its_words(self):
        unread = [
            (theme.code, language, phrase)
            for theme in coding_frame().themes
            for language, phrases in theme.words.items()
            for phrase in phrases
            if theme.code not in suggested(phrase.replace("*", ""), language)
        ]
        assert unread == []

    def test_tells_of_which_languages_no_speaker_has_read_the_words(self):
        frame = coding_frame()

        drafts = {language for language in frame.languages if frame.has_draft_words(language)}
        assert drafts == {"ar", "bn", "cy", "pa", "pl", "ro", "ur"}
        read = 'version = 1\nstate = "draft"\nwords_read = { pl = "Ala, 2026-12-01" }\n'
        words = '[themes.words]\npl = ["list"]\n'
        assert not parse_frame(read + THEME + words).has_draft_words("pl")
        assert not parse_frame(read + THEME + words).has_draft_words("so")

    def test_is_signed_by_a_name_and_a_day(self):
        head = 'version = 2\nstate = "signed"\nsigned_by = "Ash"\nsigned_on = "2026-12-01"\n'
        assert not parse_frame(head + THEME).is_draft

    @for_each(
        "text, said",
        [
            ("version = 1\nstate = 'draft'\n", "1 to 26 themes"),
            ("state = 'draft'\n" + THEME, "version is None"),
            ("version = 1\nstate = 'signed'\n" + THEME, "signed has both"),
            ("version = 1\nstate = 'draft'\n" + THEME + THEME, "a code of its own"),
            ("version = 1\nstate = 'draft'\n" + THEME.replace("informed", "In-1"), "small letters"),
            (
                "version = 1\nstate = 'draft'\n" + THEME.replace(', cy = "b"', ""),
                "has no name in cy",
            ),
            ("version = 1\nstate = 'draft'\nwords_read = { pl = '' }\n" + THEME, "who read"),
            ("version", "no TOML"),
        ],
    )
    def test_says_what_is_wrong_with_it(self, text, said):
        with pytest.raises(FrameError, match=said):
            parse_frame(text)


class TestSuggestions:
    @for_each(
        "text, language, theme",
        [
            ("Nobody rang me back.", "en", "informed"),
            ("They never fetched the CCTV", "en", "effort"),
            ("He was very KIND.", "en-x-easy", "respect"),
            ("Doedd neb yn garedig.", "cy", "respect"),
            ("Tłumaczka była bardzo pomocna.", "pl", "access"),
            ("انہوں نے میری بات غور سے سنی۔", "ur", "listened"),
            ("ਮੇਰੀ ਕਿਸੇ ਨੇ ਮਦਦ ਨਹੀਂ ਕੀਤੀ।", "pa", "support"),
            ("أغلقوا القضية دون أن يخبروني.", "ar", "closed"),
            ("তারা আমার সাথে ভদ্র ব্যবহার করেছে।", "bn", "respect"),
        ],
    )
    def test_are_made_by_words_of_the_language(self, text, language, theme):
        assert theme in suggested(text, language)

    def test_are_not_made_of_a_language_without_words(self):
        assert suggested("update court safe", "so") == set()

    def test_are_not_made_by_parts_of_words(self):
        assert "respect" not in suggested("A scolding in the mankind museum")
