from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.releases.record import account
from analytics.releases.record.account import FEW, PARTS, ReceivedAnswers, SealedHead

ids = st.frozensets(st.integers(1, 40))


def received(**given_ids: frozenset[int]) -> ReceivedAnswers:
    nobody = {"counted": frozenset(), "withdrawn": frozenset(), "usable": frozenset()}
    return ReceivedAnswers(**{**nobody, "sent": frozenset(), **given_ids})


class TestPartsOf:
    @given(counted=ids, withdrawn=ids, usable=ids, sent=ids)
    def test_are_one_for_each_answer_that_came(self, **of) -> None:
        parts = account.parts_of(received(**of))

        assert sum(parts.values()) == len(frozenset().union(*of.values()))

    def test_say_why_an_answer_is_in_no_figure(self) -> None:
        found = account.parts_of(
            received(
                counted=frozenset({1, 2}),
                withdrawn=frozenset({2, 3}),
                usable=frozenset({1, 4}),
                sent=frozenset({1, 4, 5}),
            )
        )

        # 2 was taken back after it was counted, and stays in what was published.
        assert found == {"counted": 2, "withdrawn": 1, "late": 1, "elsewhere": 1}


def parts(**of: int) -> dict[str, int]:
    return {**dict.fromkeys(PARTS, 0), "counted": 1_000, **of}


class TestShown:
    @pytest.mark.parametrize("people", [0, 1, 29])
    def test_tells_nothing_of_fewer_than_thirty_nor_of_nobody(self, people: int) -> None:
        shown = account.print_counts(parts(withdrawn=people))

        assert shown["withdrawn"] == FEW
        assert (shown["received"], shown["is_whole"]) == ("1000", "")

    def test_adds_up_to_what_came_where_all_is_shown(self) -> None:
        shown = account.print_counts(parts(withdrawn=31, late=44, elsewhere=90))

        assert [shown[name] for name in PARTS] == ["1000", "30", "45", "90"]
        assert (shown["received"], shown["is_whole"]) == ("1165", "yes")

    @pytest.mark.parametrize(
        ("before", "now", "told"),
        [("100", 129, "100"), ("100", 130, "130"), ("100", 71, "100"), (FEW, 58, FEW),
         (FEW, 59, "60"), ("45", 16, "45"), ("45", 15, FEW)],
    )  # fmt: skip
    def test_stays_as_it_was_where_few_moved_between_two_versions(
        self, before: str, now: int, told: str
    ) -> None:
        earlier = {**dict.fromkeys(PARTS, FEW), "counted": "1000", "withdrawn": before}

        assert account.print_counts(parts(withdrawn=now), earlier=earlier)["withdrawn"] == told


class TestSealed:
    def test_is_the_head_in_words_that_json_has_or_nothing(self) -> None:
        head = SealedHead(day=date(2026, 10, 1), position=7, hash="ab", seal="cd")

        assert account.sealed(head)["day"] == "2026-10-01"
        assert account.sealed(None) == {}
