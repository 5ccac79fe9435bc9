"""Four words for a code, read back however they are typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responses.answering import withdrawal_words
from responses.answering.selectors import withdrawals
from responses.answering.withdrawal_words import WORDS_IN_A_LIST, WordListError

BOOK = withdrawals.words()
KEY, OTHER_KEY = b"key", b"other"
codes = st.tuples(*[st.integers(0, WORDS_IN_A_LIST - 1)] * withdrawal_words.WORDS_IN_A_CODE)


def listed(rows: int = WORDS_IN_A_LIST, *, first: tuple[str, str] = ("acorn", "mesen")) -> str:
    lines = [f"e{letters(n)},c{letters(n)}" for n in range(1, rows)]
    return "\n".join(["en,cy", ",".join(first), *lines]) + "\n"


def letters(number: int) -> str:
    return "".join(chr(ord("a") + number // 26**place % 26) for place in range(3))


class TestTheWords:
    def test_make_two_to_the_fortieth_codes(self) -> None:
        assert {len(words) for words in BOOK.words.values()} == {1024}
        assert 1024**withdrawal_words.WORDS_IN_A_CODE == 2**40

    def test_are_in_both_official_languages(self) -> None:
        assert set(BOOK.words) == {"en", "cy"}

    def test_each_mean_one_number_in_all_languages_together(self) -> None:
        assert len(BOOK.numbers) == 2 * 1024

    @pytest.mark.parametrize("language", ["en", "cy"])
    def test_are_short_and_plain(self, language: str) -> None:
        plain = [withdrawal_words.normalise(word) for word in BOOK.words[language]]

        assert all(word.isascii() and word.isalpha() and 3 <= len(word) <= 10 for word in plain)

    def test_of_english_are_never_one_letter_apart(self) -> None:
        """A slip of the pen must not make another word of the list."""
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
    @given(code=codes, language=st.sampled_from(["en", "cy", "ur"]))
    def test_is_read_back_as_it_was_written(self, code, language: str) -> None:
        assert BOOK.read(BOOK.written(code, language=language)) == code

    @given(code=codes)
    def test_is_the_same_in_every_language(self, code) -> None:
        english, welsh = (BOOK.written(code, language=language) for language in ("en", "cy"))

        assert BOOK.read(english) == BOOK.read(welsh)

    @pytest.mark.parametrize(
        "typed",
        ["ACORN mesen apple  âfal", " acorn, mesen, apple, afal ", "acorn\nmesen\tapple afal"],
    )
    def test_is_read_whatever_its_capitals_spaces_and_accents(self, typed: str) -> None:
        assert BOOK.read(typed) == BOOK.read("acorn mesen apple afal") is not None

    @pytest.mark.parametrize(
        "typed", ["", "acorn", "acorn acorn acorn", "acorn acorn acorn acorn acorn", "a b c d"]
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
        assert all(0 <= n < 1024 for n in withdrawal_words.code_of_seed(seeds[0], key=KEY))

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
        hashes = {withdrawal_words.hash_code((1, 2, 3, 4), key=key) for key in (KEY, OTHER_KEY)}

        assert len(hashes) == 2


class TestAListOfWords:
    def test_is_read_in_its_order(self) -> None:
        book = withdrawal_words.parse_words(listed())

        assert book.words["cy"][0] == "mesen"
        assert book.numbers["mesen"] == book.numbers["acorn"] == 0

    def test_of_another_length_is_refused(self) -> None:
        with pytest.raises(WordListError, match="1000 rows, not 1024"):
            withdrawal_words.parse_words(listed(1000))

    @pytest.mark.parametrize("first", [("same", "same"), ("eaab", "mesen"), ("acorn", "câab")])
    def test_in_which_a_word_means_two_numbers_is_refused(self, first: tuple[str, str]) -> None:
        with pytest.raises(WordListError, match=r"line \d+: .* stands twice"):
            withdrawal_words.parse_words(listed(first=first))
