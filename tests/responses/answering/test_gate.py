import time
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

import pytest
from argon2 import PasswordHasher, Type
from hypothesis import given
from hypothesis import strategies as st

from responses.answering import gate
from responses.answering.gate import Gate, may_be_an_answer
from responses.answering.selectors import respondents
from responses.cases.sensitivity import SENSITIVE_FLAGS
from tests.conftest import GATE_HASHER
from tests.each import for_each
from tests.responses.invited import NO_FLAGS, hash_of, invite

WITH_WORD = Gate(birth_year=1984, word_hash=hash_of("Lapwing"))
WITHOUT_WORD = Gate(birth_year=1984, word_hash="")
NOTHING_KNOWN = Gate(birth_year=None, word_hash="")


class TestGate:
    @pytest.mark.parametrize("given_year", ["1984", " 1984 ", "١٩٨٤", "১৯৮৪"])
    def test_opens_to_the_year_of_birth_in_any_digits(self, given_year: str) -> None:
        assert WITHOUT_WORD.accepts(given_year)

    @pytest.mark.parametrize("word", ["Lapwing", "lapwing", "  LAPWING ", "ｌａｐｗｉｎｇ"])
    def test_opens_to_the_agreed_word_however_it_is_written(self, word: str) -> None:
        assert WITH_WORD.accepts(word)

    @pytest.mark.safety
    def test_takes_only_the_word_where_one_is_agreed(self) -> None:
        assert not WITH_WORD.accepts("1984")

    @for_each(
        "wrong",
        ["1985", "84", "19840", "", "lapwings", "born 1984", "kite", "19x4", "¹⁹⁸⁴"],
    )
    def test_stays_shut_to_anything_else(self, wrong: str) -> None:
        assert not any(g.accepts(wrong) for g in (WITH_WORD, WITHOUT_WORD))

    def test_stays_shut_where_neither_year_nor_word_is_known(self) -> None:
        assert not any(NOTHING_KNOWN.accepts(guess) for guess in ("", "None", "0", "1984"))

    def test_stays_shut_where_the_stored_hash_is_no_hash(self) -> None:
        damaged = Gate(birth_year=1984, word_hash="lapwing")

        assert not damaged.accepts("lapwing")
        assert not damaged.accepts("1984")

    @pytest.mark.safety
    @pytest.mark.parametrize("kind", [WITH_WORD, WITHOUT_WORD, NOTHING_KNOWN])
    def test_does_the_same_slow_work_for_every_kind_of_case(
        self, kind: Gate, monkeypatch: pytest.MonkeyPatch
    ) -> None:
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
        cost = (GATE_HASHER.time_cost, GATE_HASHER.memory_cost, GATE_HASHER.parallelism)

        assert cost == (2, 19 * 1024, 1)
        assert GATE_HASHER.type is Type.ID


class TestManyAtOnce:
    def test_fill_the_memory_of_one_hash(self, monkeypatch: pytest.MonkeyPatch) -> None:
        judging, found = Lock(), []

        def verify(*_args: str) -> bool:
            found.append(judging.acquire(blocking=False))
            time.sleep(0.001)
            judging.release()
            return True

        monkeypatch.setattr(gate, "HASHER", type("Slow", (), {"verify": verify})())
        with ThreadPoolExecutor(4) as threads:
            assert all(threads.map(WITH_WORD.accepts, ["lapwing"] * 8))

        assert found == [True] * 8


@pytest.mark.safety
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
        with_word = Gate(birth_year=1984, word_hash=self.CHEAP)
        without = Gate(birth_year=1984, word_hash="", cost_reference_hash=self.CHEAP)

        assert self.judged_by(with_word, monkeypatch) == self.judged_by(without, monkeypatch)

    @pytest.mark.parametrize("unknown", ["", "no hash", "$argon2id$v=19$broken"])
    def test_is_our_own_where_a_force_has_agreed_no_word(
        self, unknown: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        without = Gate(birth_year=1984, word_hash="", cost_reference_hash=unknown)

        assert self.judged_by(without, monkeypatch) == [hash_of("any").rsplit("$", 2)[0]]

    def test_opens_nothing_by_the_word_of_another_case(self) -> None:
        without = Gate(birth_year=1984, word_hash="", cost_reference_hash=self.CHEAP)

        assert not without.accepts("lapwing")
        assert without.accepts("1984")


@pytest.mark.safety
class TestASlip:
    """SAF-6: what can be neither a year of birth nor a word, told by the text alone."""

    @for_each(
        "slip",
        ["", "  ", "84", "12/05/1984", "19840", "1899", "2027", "0000", "born 1984", "owl",
         "lapwing7", "¹⁹⁸⁴", "lap.wing", "-----", "a" * 41, "<b>no</b>"],
    )  # fmt: skip
    def test_can_be_no_answer(self, slip: str) -> None:
        assert not may_be_an_answer(slip, this_year=2026)

    @for_each(
        "answer",
        ["1900", "2026", "1984", " 1984 ", "١٩٨٤", "১৯৮৪", "lapwing", "wren", "  LAPWING ",
         "black cat", "gwas-y-neidr", "d’or derwen", "Łabędź", "پرندہ", "পাখিটি", "ਪੰਛੀਆਂ", "a" * 40],
    )  # fmt: skip
    def test_is_nothing_that_can_be_an_answer(self, answer: str) -> None:
        assert may_be_an_answer(answer, this_year=2026)

    @given(st.text(max_size=50))
    def test_never_opens_the_gate_of_a_word_that_a_page_takes(self, text: str) -> None:
        if gate.has_shape_of_word(text):
            assert may_be_an_answer(gate.normalise_word(text), this_year=2026)


@pytest.mark.safety
@pytest.mark.django_db
class TestTheGateOfACase:
    @pytest.mark.parametrize("flag", sorted(SENSITIVE_FLAGS))
    def test_saf_6_opens_no_sensitive_link_by_a_year_of_birth(self, flag: str) -> None:
        unknown = {name: value for name, value in NO_FLAGS.items() if name != flag}
        for flags in (NO_FLAGS | {flag: True}, unknown):
            found = respondents.gate_of(invite(flags=flags).invitation_id)

            assert not found.accepts("1984")

    def test_costs_what_words_cost_in_its_force(self) -> None:
        agreed, nothing_agreed = invite(word="lapwing"), invite()

        found = respondents.gate_of(nothing_agreed.invitation_id)

        assert found.word_hash == ""
        assert found.cost_reference_hash == hash_of("lapwing")
        assert respondents.gate_of(agreed.invitation_id).cost_reference_hash == hash_of("lapwing")
