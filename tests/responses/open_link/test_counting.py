from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responses.open_link import counting
from responses.open_link.counting import CoarseShare, TooFew
from survey.definition.types import Question
from tests.survey import shipped

NOT_SURE = ""
FORCES = st.dictionaries(st.sampled_from(["", *"abcdefgh"]), st.integers(0, 40))


@pytest.fixture(scope="module")
def headline() -> Question:
    return shipped.instruments()["short-core"].question("Q-OVR-1")


def answered(*picked: str) -> list[dict[str, tuple[str, ...]]]:
    return [{"Q-OVR-1": (each,) if each else ()} for each in picked]


class TestAShare:
    def test_is_hidden_under_thirty(self, headline: Question) -> None:
        answers = answered(*["very_satisfied"] * 29)

        assert counting.share_of(headline, answers) == TooFew()

    def test_comes_in_steps_of_five_points_and_of_ten_people(self, headline: Question) -> None:
        answers = answered(*["very_satisfied"] * 22, *["very_dissatisfied"] * 17)

        shown = counting.share_of(headline, answers)

        assert isinstance(shown, CoarseShare)
        assert shown.positive == pytest.approx(0.55)  # 56.4 %
        assert shown.base == 30  # 39

    def test_leaves_out_who_skipped(self, headline: Question) -> None:
        answers = answered(*["very_satisfied"] * 30, *[""] * 30)

        assert counting.share_of(headline, answers) == CoarseShare(positive=1.0, base=30)

    def test_of_what_no_choice_says_counts_nothing(self, headline: Question) -> None:
        assert counting.share_of(headline, answered(*["made_up"] * 50)) == TooFew()


class TestATooFewShare:
    def test_has_no_number(self) -> None:
        assert not vars(TooFew())


class TestForces:
    def test_are_named_from_ten_on_the_largest_first(self) -> None:
        counts = {"a": 12, "b": 30, "c": 9, "d": 9, NOT_SURE: 40}

        shown, others = counting.shown_forces(counts, apart=NOT_SURE)

        assert list(shown.items()) == [("b", 30), ("a", 12)]
        assert others == 58

    def test_hide_another_where_the_rest_would_tell_of_few(self) -> None:
        shown, others = counting.shown_forces({"a": 12, "b": 30, "c": 3}, apart=NOT_SURE)

        assert (shown, others) == ({"b": 30}, 15)

    def test_of_few_in_all_are_not_named(self) -> None:
        assert counting.shown_forces({"a": 4}, apart=NOT_SURE) == ({}, TooFew())

    @given(FORCES)
    def test_never_leave_a_rest_of_one_to_nine(self, counts: dict[str, int]) -> None:
        shown, others = counting.shown_forces(counts, apart=NOT_SURE)

        left = sum(counts.values()) - sum(shown.values())
        assert left == 0 or left >= counting.FLOOR or not shown
        assert others == (left if left == 0 or left >= counting.FLOOR else TooFew())
        assert all(n >= counting.FLOOR and n == counts[force] for force, n in shown.items())
        assert NOT_SURE not in shown


class TestACrowdedMonth:
    def test_has_more_than_a_third_on_one_day(self) -> None:
        assert counting.is_crowded([20, 10, 10, 10])

    def test_is_not_one_of_even_days(self) -> None:
        assert not counting.is_crowded([10] * 3)

    def test_is_not_told_where_it_is_small(self) -> None:
        assert not counting.is_crowded([29])
        assert not counting.is_crowded([])


class TestMonths:
    def test_are_those_that_are_over(self) -> None:
        assert counting.months_before(date(2026, 2, 28), 3) == [
            date(2026, 1, 1), date(2025, 12, 1), date(2025, 11, 1),
        ]  # fmt: skip

    @given(st.dates())
    def test_belong_to_quarters_that_begin_before_them(self, day: date) -> None:
        first = counting.first_of_quarter(day)

        assert first <= day
        assert (day - first).days < 92
