"""What opens the gate, and that nothing else can be told from it."""

import pytest
from argon2 import PasswordHasher, Type

from responses.answering import gate
from responses.answering.gate import Gate
from responses.answering.selectors import respondents
from tests.conftest import GATE_HASHER
from tests.responses.invited import hash_of, invite

WITH_WORD = Gate(birth_year=1984, word_hash=hash_of("Lapwing"), is_word_only=True)
WITH_EITHER = Gate(birth_year=1984, word_hash=hash_of("Lapwing"), is_word_only=False)
WITHOUT_WORD = Gate(birth_year=1984, word_hash="", is_word_only=False)


class TestGate:
    @pytest.mark.parametrize("given_year", ["1984", " 1984 ", "١٩٨٤", "১৯৮৪"])
    def test_opens_to_the_year_of_birth_in_any_digits(self, given_year: str) -> None:
        assert WITHOUT_WORD.accepts(given_year)
        assert WITH_EITHER.accepts(given_year)

    @pytest.mark.parametrize("word", ["Lapwing", "lapwing", "  LAPWING ", "ｌａｐｗｉｎｇ"])
    def test_opens_to_the_agreed_word_however_it_is_written(self, word: str) -> None:
        assert WITH_WORD.accepts(word)
        assert WITH_EITHER.accepts(word)

    def test_takes_only_the_word_where_the_case_is_sensitive(self) -> None:
        """SAF-6"""
        assert not WITH_WORD.accepts("1984")

    @pytest.mark.parametrize(
        "wrong",
        ["1985", "84", "19840", "", "lapwings", "born 1984", "kite", "19x4", "¹⁹⁸⁴"],
    )
    def test_stays_shut_to_anything_else(self, wrong: str) -> None:
        assert not any(g.accepts(wrong) for g in (WITH_WORD, WITH_EITHER, WITHOUT_WORD))

    def test_stays_shut_where_neither_year_nor_word_is_known(self) -> None:
        nothing_known = Gate(birth_year=None, word_hash="", is_word_only=False)

        assert not any(nothing_known.accepts(guess) for guess in ("", "None", "0", "1984"))

    def test_stays_shut_where_the_stored_hash_is_no_hash(self) -> None:
        damaged = Gate(birth_year=None, word_hash="lapwing", is_word_only=True)

        assert not damaged.accepts("lapwing")

    @pytest.mark.parametrize("kind", [WITH_WORD, WITH_EITHER, WITHOUT_WORD])
    def test_does_the_same_slow_work_for_every_kind_of_case(
        self, kind: Gate, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """SAF-6: the time an answer takes must not tell whether a word was agreed."""
        asked = []
        verify = gate.PasswordHasher.verify
        monkeypatch.setattr(
            gate.PasswordHasher,
            "verify",
            lambda self, *args: asked.append(args) or verify(self, *args),
        )

        kind.accepts("1984")

        assert len(asked) == 1


class TestOurOwnWork:
    def test_is_as_slow_as_owasp_asks(self) -> None:
        """All other tests use a quicker one."""
        cost = (GATE_HASHER.time_cost, GATE_HASHER.memory_cost, GATE_HASHER.parallelism)

        assert cost == (2, 19 * 1024, 1)
        assert GATE_HASHER.type is Type.ID


class TestTheWorkOfAForce:
    """SAF-6: forces hash their words with tools of their own, at costs of their own."""

    CHEAP = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash("lapwing")

    def judged_by(self, kind: Gate, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        asked: list[str] = []
        verify = gate.PasswordHasher.verify
        monkeypatch.setattr(
            gate.PasswordHasher,
            "verify",
            lambda self, hashed, given: asked.append(hashed) or verify(self, hashed, given),
        )
        assert not kind.accepts("1900")
        return [hashed.rsplit("$", 2)[0] for hashed in asked]

    def test_is_done_too_where_no_word_was_agreed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with_word = Gate(birth_year=1984, word_hash=self.CHEAP, is_word_only=True)
        without = Gate(
            birth_year=1984, word_hash="", is_word_only=False, cost_reference_hash=self.CHEAP
        )

        assert self.judged_by(with_word, monkeypatch) == self.judged_by(without, monkeypatch)

    @pytest.mark.parametrize("unknown", ["", "no hash", "$argon2id$v=19$broken"])
    def test_is_our_own_where_a_force_has_agreed_no_word(
        self, unknown: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        without = Gate(
            birth_year=1984, word_hash="", is_word_only=False, cost_reference_hash=unknown
        )

        assert self.judged_by(without, monkeypatch) == [hash_of("any").rsplit("$", 2)[0]]

    def test_opens_nothing_by_the_word_of_another_case(self) -> None:
        without = Gate(
            birth_year=1984, word_hash="", is_word_only=False, cost_reference_hash=self.CHEAP
        )

        assert not without.accepts("lapwing")
        assert without.accepts("1984")


@pytest.mark.django_db
class TestTheGateOfACase:
    def test_costs_what_words_cost_in_its_force(self) -> None:
        """SAF-6"""
        agreed, nothing_agreed = invite(word="lapwing"), invite()

        found = respondents.gate_of(nothing_agreed.invitation_id)

        assert found.word_hash == ""
        assert found.cost_reference_hash == hash_of("lapwing")
        assert respondents.gate_of(agreed.invitation_id).cost_reference_hash == hash_of("lapwing")
