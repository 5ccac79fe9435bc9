import pytest

from responses.answering.gate import GUESSABLE_WORDS, WordFault, new_word_fault
from tests.each import for_each


class TestANewWord:
    @for_each("word", ["lapwing", "Cwmbran", "żurawina", "dal makhani", "ਗੁਲਾਬਜਾਮੁਨ", "زعفران"])
    def test_is_taken_when_it_is_hard_to_guess(self, word: str) -> None:
        assert new_word_fault(word) is None

    @for_each("word", ["", "bird", "a-b-c-d", "abcd1", "12345", "lapwing7", "x" * 41])
    def test_is_refused_when_short_or_not_letters_alone(self, word: str) -> None:
        assert new_word_fault(word) is WordFault.SHAPE

    @pytest.mark.safety
    @for_each(
        "word",
        [
            "password", "PassWord", "Arsenal", "survey", "cyfrinair", "sunshine",
            "Sarah", "charlotte", "Rhiannon", "Llewelyn", "Mohammed", "fatima", "Harpreet",
            "Nasrin", "Mateusz", "Małgorzata", "Malgorzata", "MAŁGORZATA", "Ștefan", "stefan",
            "Andreea", "Khadija", "Chloé", "mary-am", "فاطمة", "সুলতানা", "ਹਰਪ੍ਰੀਤ",
        ],
    )  # fmt: skip
    def test_saf_9_is_refused_when_it_is_a_name_or_a_common_password(self, word: str) -> None:
        assert new_word_fault(word) is WordFault.GUESSABLE


class TestTheList:
    @pytest.fixture
    def parts(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for line in GUESSABLE_WORDS.read_text(encoding="utf-8").splitlines():
            if line.startswith("# "):
                found[line] = words = []
            else:
                words.append(line)
        return found

    def test_has_five_hundred_passwords_and_more_names(self, parts: dict[str, list[str]]) -> None:
        passwords, names, _ = parts.values()

        assert len(passwords) >= 500
        assert len(names) >= 2000

    def test_holds_only_words_that_have_the_shape_of_one(self, parts: dict[str, list[str]]) -> None:
        every = [word for words in parts.values() for word in words]

        assert [each for each in every if new_word_fault(each) is WordFault.SHAPE] == []
