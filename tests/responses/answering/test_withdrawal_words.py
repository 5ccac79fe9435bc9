import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responses.answering import withdrawal_words
from responses.answering.selectors import withdrawals
from responses.answering.withdrawal_words import (
    WORDS_IN_A_CODE,
    WORDS_IN_A_LIST,
    WordListError,
    normalise,
)
from tests.each import for_each
from ui.languages import OWN_NAMES

pytestmark = pytest.mark.safety

BOOK = withdrawals.words()
KEY, OTHER_KEY = b"key", b"other"
codes = st.tuples(*[st.integers(0, WORDS_IN_A_LIST - 1)] * WORDS_IN_A_CODE)
languages = st.sampled_from(["en", "cy", "pl", "ro", "pa", "ur", "ar", "bn", "en-x-easy"])
between = st.sampled_from([" ", "  ", ", ", "،", "\n", " \t", ". ", " - "])
LATIN, ARABIC = ["en", "cy", "pl", "ro"], ["ur", "ar"]
INVISIBLE = "\u200c\u200d\u200e\u200f\u0640"
"""Zero-width joiners, marks of direction, and the stretching of Arabic letters."""


def listed(rows: int = WORDS_IN_A_LIST, *, first: tuple[str, str] = ("acorn", "mesen")) -> str:
    lines = [f"e{letters(n)},c{letters(n)}" for n in range(1, rows)]
    return "\n".join(["en,cy", ",".join(first), *lines]) + "\n"


def letters(number: int) -> str:
    return "".join(chr(ord("a") + number // 26**place % 26) for place in range(3))


def without_accents(text: str) -> str:
    parted = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in parted if not unicodedata.combining(letter))


def in_presentation_forms(text: str) -> str:
    forms = {
        unicodedata.normalize("NFKC", form): form
        for form in map(chr, [*range(0xFB50, 0xFBB2), *range(0xFE80, 0xFEF5)])
        if unicodedata.decomposition(form).startswith("<final>")
    }
    return "".join(forms.get(letter, letter) for letter in text)


class TestTheWords:
    def test_make_two_to_the_54th_codes(self) -> None:
        assert {len(words) for words in BOOK.words.values()} == {512}
        assert WORDS_IN_A_LIST**WORDS_IN_A_CODE == 2**54

    def test_are_in_every_language_of_the_pages(self) -> None:
        assert set(BOOK.words) == set(OWN_NAMES) - {"en-x-easy"}

    def test_each_mean_one_number_in_all_languages_together(self) -> None:
        assert len(BOOK.numbers) == len(BOOK.words) * 512

    @for_each("language", sorted(BOOK.words))
    def test_are_short_and_of_letters_alone(self, language: str) -> None:
        for word in BOOK.words[language]:
            kinds = {unicodedata.category(letter)[0] for letter in word}
            assert kinds <= {"L", "M"}, word
            assert len(normalise(word)) >= 3, word
            assert len(word) <= 8, word

    @pytest.mark.parametrize("language", LATIN)
    def test_are_typed_on_a_keyboard_without_accents(self, language: str) -> None:
        plain = [normalise(word) for word in BOOK.words[language]]

        assert all(word.isascii() and word.isalpha() for word in plain)

    def test_in_english_differ_by_more_than_one_letter(self) -> None:
        words = set(BOOK.words["en"])
        slips = {
            word[:at] + letter + word[at + 1 :]
            for word in words
            for at in range(len(word))
            for letter in "abcdefghijklmnopqrstuvwxyz"
            if word[at] != letter
        }

        assert not words & slips


class TestACode:
    @given(code=codes, language=languages, between=between)
    def test_is_read_back_as_it_was_written(self, code, language: str, between: str) -> None:
        assert BOOK.read(BOOK.written(code, language=language).replace(" ", between)) == code

    @given(code=codes, language=languages)
    def test_is_read_back_with_the_numbers_of_its_lines(self, code, language: str) -> None:
        words = BOOK.written(code, language=language).split()

        assert BOOK.read("\n".join(f"{n}. {word}" for n, word in enumerate(words, 1))) == code

    @given(code=codes, one=languages, other=languages)
    def test_is_the_same_in_every_language(self, code, one: str, other: str) -> None:
        first, second = (BOOK.written(code, language=language) for language in (one, other))

        assert BOOK.read(first) == BOOK.read(second)

    @given(code=codes, language=st.sampled_from(LATIN))
    def test_is_read_without_accents_and_in_capitals(self, code, language: str) -> None:
        written = BOOK.written(code, language=language)

        assert BOOK.read(without_accents(written).upper()) == code
        assert BOOK.read(unicodedata.normalize("NFD", written).title()) == code

    @given(code=codes, language=st.sampled_from(ARABIC))
    def test_is_read_in_arabic_presentation_forms(self, code, language: str) -> None:
        written = in_presentation_forms(BOOK.written(code, language=language))

        assert BOOK.read(written) == code

    @given(code=codes, language=languages, sign=st.sampled_from(INVISIBLE))
    def test_is_read_with_invisible_signs_in_it(self, code, language: str, sign: str) -> None:
        written = BOOK.written(code, language=language)

        assert BOOK.read("".join(letter + sign for letter in written)) == code

    @given(code=codes)
    def test_is_read_from_a_keyboard_of_another_arabic_language(self, code) -> None:
        written = BOOK.written(code, language="ur")
        arabic = written.translate(str.maketrans("یکہھ", "يكهه"))

        assert BOOK.read(arabic) == code

    @given(code=codes)
    def test_of_panjabi_is_read_without_the_marks_that_many_do_not_type(self, code) -> None:
        written = BOOK.written(code, language="pa")

        assert BOOK.read(written.translate({ord("ੱ"): None, ord("ੰ"): "ਂ"})) == code

    @pytest.mark.parametrize(
        "typed",
        [
            "ACORN derwen apple  âfal RÓŻA jabłko",
            " acorn, derwen, apple, afal; Roza. jablko ",
            "acorn\nderwen\tapple afal 5) róża 6) jabłko",
        ],
    )
    def test_is_read_whatever_its_capitals_spaces_and_accents(self, typed: str) -> None:
        plain = "acorn derwen apple afal roza jablko"

        assert BOOK.read(typed) == BOOK.read(plain) is not None

    @pytest.mark.parametrize(
        "typed", ["", "acorn", "acorn " * 4, "acorn " * 5, "acorn " * 7, "a b c d e f"]
    )
    def test_is_not_found_in_other_words(self, typed: str) -> None:
        assert BOOK.read(typed) is None

    @given(response=st.integers(1, 10**9), attempt=st.integers(1, 5))
    def test_is_always_the_same_for_a_response_and_an_attempt(
        self, response: int, attempt: int
    ) -> None:
        seeds = [
            withdrawal_words.make_seed(key=KEY, response_id=response, attempt=attempt)
            for _ in range(2)
        ]

        assert seeds[0] == seeds[1]
        assert all(0 <= n < 512 for n in withdrawal_words.code_of_seed(seeds[0], key=KEY))

    def test_is_another_for_each_response_and_attempt(self) -> None:
        made = {
            withdrawal_words.code_of_seed(
                withdrawal_words.make_seed(key=KEY, response_id=response, attempt=attempt), key=KEY
            )
            for response in range(200)
            for attempt in (1, 2)
        }

        assert len(made) == 400

    def test_does_not_follow_from_its_seed_without_the_key(self) -> None:
        seed = withdrawal_words.make_seed(key=KEY, response_id=1, attempt=1)

        assert withdrawal_words.code_of_seed(seed, key=KEY) != withdrawal_words.code_of_seed(
            seed, key=OTHER_KEY
        )

    def test_is_hashed_under_a_key(self) -> None:
        hashes = {
            withdrawal_words.hash_code((1, 2, 3, 4, 5, 6), key=key) for key in (KEY, OTHER_KEY)
        }

        assert len(hashes) == 2


class TestAListOfWords:
    def test_is_read_in_its_order(self) -> None:
        book = withdrawal_words.parse_words(listed())

        assert book.words["cy"][0] == "mesen"
        assert book.numbers["mesen"] == book.numbers["acorn"] == 0

    def test_of_another_length_is_refused(self) -> None:
        with pytest.raises(WordListError, match="500 rows, not 512"):
            withdrawal_words.parse_words(listed(500))

    @pytest.mark.parametrize("first", [("same", "same"), ("ebaa", "mesen"), ("acorn", "cbâa")])
    def test_in_which_a_word_means_two_numbers_is_refused(self, first: tuple[str, str]) -> None:
        with pytest.raises(WordListError, match=r"line \d+: .* stands twice"):
            withdrawal_words.parse_words(listed(first=first))
