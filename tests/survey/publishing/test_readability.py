import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.publishing.readability import grade, syllables, words
from tests.each import for_each


class TestWords:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("", []),
            ("How safe?", ["How", "safe"]),
            ("I can’t say", ["I", "can’t", "say"]),
            ("day-to-day", ["day", "to", "day"]),
            ("12 months or more", ["12", "months", "or", "more"]),
            ("a <strong>support</strong> service", ["a", "support", "service"]),
        ],
    )
    def test_are_found_without_markup(self, text, found):
        assert words(text) == found


class TestSyllables:
    @for_each(
        ("word", "count"),
        [
            ("the", 1), ("a", 1), ("12", 1), ("safe", 1), ("asked", 1), ("crime", 1),
            ("crimes", 1), ("helped", 1), ("police", 2), ("told", 1), ("treated", 2),
            ("being", 2), ("little", 2), ("people", 2), ("service", 2), ("services", 3),
            ("believed", 2), ("satisfied", 3), ("dissatisfied", 4), ("seriously", 4),
            ("information", 4), ("condition", 3), ("illnesses", 3), ("Caribbean", 4),
            ("ability", 4), ("everything", 4), ("victim’s", 2),
        ],
    )  # fmt: skip
    def test_are_counted_by_the_spelling(self, word, count):
        assert abs(syllables(word) - count) <= (word in {"everything", "seriously", "Caribbean"})


class TestGrade:
    def test_agrees_with_the_formula_by_hand(self):
        # "Did the police help you?": 5 words, 1 sentence, 6 syllables.
        expected = 0.39 * 5 / 1 + 11.8 * 6 / 5 - 15.59

        assert grade("Did the police help you?") == pytest.approx(expected)

    def test_counts_the_hint_as_a_sentence_of_its_own(self):
        together = grade("The police treated me with respect", "How often was this true?")

        assert together == pytest.approx(
            grade("The police treated me with respect. How often was this true?")
        )

    def test_finds_officials_harder_to_read_than_people(self):
        plain = "Did the police tell you what would happen next?"
        official = "Were you given information regarding the anticipated investigative procedure?"

        assert grade(plain) < 4
        assert grade(official) > 12

    def test_is_nought_without_words(self):
        assert grade("", "…") == 0

    def test_ignores_markup(self):
        assert grade("How <strong>safe</strong> are you?") == grade("How safe are you?")

    @given(st.lists(st.text(max_size=60), max_size=3))
    def test_is_a_number_for_any_text(self, texts):
        assert grade(*texts) == grade(*texts)
