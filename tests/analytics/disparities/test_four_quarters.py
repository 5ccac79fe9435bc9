from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.disparities import four_quarters
from analytics.stats.groups.pooled_gaps import QuarterPair, Side, pool_gaps
from analytics.stats.proportions import Proportion, wilson_interval
from analytics.stats.suppression import (
    NO_ANSWERS,
    Published,
    Share,
    Suppressed,
    SuppressionReason,
)
from analytics.tables import Dimension
from tests.each import for_each

ITEM = "Q-OVR-1"
DISABLED, NOT = ((Dimension.DISABILITY, level, ITEM) for level in ("yes", "no"))
QUARTERS = ("2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3")
HIDDEN = Suppressed(reason=SuppressionReason.SMALL_BASE)
ALIKE = {DISABLED: 0.5, NOT: 0.5}


def share(positive: int, people: int) -> Published:
    return Published(
        positive=positive / people,
        neutral=0.0,
        negative=1 - positive / people,
        interval=wilson_interval(successes=positive, trials=people),
        base=people,
        effective_base=float(people),
    )


def year(*disabled, others=None):
    return {
        (quarter, "gwent"): {DISABLED: one, NOT: others or share(70, 100)}
        for quarter, one in zip(QUARTERS, disabled, strict=True)
    }


def gaps_of(shares, expected=ALIKE):
    return four_quarters.pooled_gaps(shares, dict.fromkeys(shares, expected))


@dataclass
class Known:
    period: str
    periods: tuple[str, ...] = ("2025-Q2", *QUARTERS)
    provisional: tuple[str, ...] = ()

    def is_provisional(self, period: str) -> bool:
        return period in self.provisional


class TestTheQuarters:
    @pytest.mark.parametrize(
        ("known", "found"),
        [
            (Known("2026-Q3"), QUARTERS),
            (Known("2026-Q1"), QUARTERS[:2]),
            (Known("2025-Q2"), ("2025-Q2",)),
            (Known("2026-Q3", provisional=("2026-Q3",)), ()),
            (Known("2026-Q3", provisional=("2026-Q1",)), QUARTERS[2:]),
        ],
    )
    def test_are_four_in_a_row_or_fewer(self, known, found):
        assert four_quarters.until(known) == found


class TestAGap:
    def test_is_of_all_quarters_together(self):
        found = gaps_of(year(*[share(10, 25)] * 4))[DISABLED]

        assert (found.people, found.other_people) == (100, 400)
        assert found.raw.value == pytest.approx(-0.3)

    def test_is_of_nobody_under_an_effective_base_of_fifty(self):
        assert not gaps_of(year(*[share(5, 12)] * 4))

    def test_is_not_of_the_reference_itself(self):
        assert set(gaps_of(year(*[share(10, 25)] * 4))) == {DISABLED}

    def test_is_none_where_the_mix_of_cases_is_not_known(self):
        assert not gaps_of(year(*[share(10, 25)] * 4), expected={DISABLED: 0.5})

    def test_counts_the_quarters_in_which_anybody_answered(self):
        found = gaps_of(year(*[share(20, 50)] * 2, NO_ANSWERS, NO_ANSWERS))[DISABLED]

        assert found.people == 100
        assert found.other_people == 200


ANSWERS = st.integers(10, 40).flatmap(
    lambda people: st.tuples(st.integers(0, people), st.just(people))
)


def subtracted(found: QuarterPair, rest: list[QuarterPair], together: float) -> float:
    weights = [four_weight(one) for one in [found, *rest]]
    known = sum(w * one.own.proportion.share for w, one in zip(weights[1:], rest, strict=True))
    return (together * sum(weights) - known) / weights[0]


def four_weight(one: QuarterPair) -> float:
    ours, theirs = one.own.proportion.trials, one.other.proportion.trials
    return ours * theirs / (ours + theirs)


def stratum(own: tuple[int, int]) -> QuarterPair:
    def side(positive: int, people: int) -> Side:
        proportion = Proportion(successes=positive, trials=people)
        return Side(proportion=proportion, people=people, expected=0.5)

    return QuarterPair(own=side(*own), other=side(70, 100))


def as_told(own: tuple[int, int]) -> QuarterPair:
    def side(of: Share) -> Side:
        assert isinstance(of, Published)
        return Side(proportion=of.proportion, people=of.base, expected=0.5)

    return QuarterPair(own=side(share(*own)), other=side(share(70, 100)))


class TestTheAttack:
    @given(st.integers(1, 9).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
           st.lists(ANSWERS, min_size=3, max_size=3))  # fmt: skip
    def test_succeeds_where_a_hidden_quarter_is_put_in(self, few, others):
        rest = [stratum(one) for one in others]

        together = pool_gaps([stratum(few), *rest]).own.share

        assert subtracted(stratum(few), rest, together) == pytest.approx(few[0] / few[1])

    @for_each("at", range(4))
    @for_each("is_reference", [True, False])
    @for_each(
        "reason", [each for each in SuppressionReason if each is not SuppressionReason.NO_ANSWERS]
    )
    def test_finds_nothing_to_subtract_from(self, at, is_reference, reason):
        shares = year(*[share(20, 40)] * 4)
        shares[QUARTERS[at], "gwent"][NOT if is_reference else DISABLED] = Suppressed(reason=reason)

        assert not gaps_of(shares)

    def test_finds_nothing_in_a_part_of_a_merged_force(self):
        shares = year(*[share(20, 40)] * 4)
        shares["2025-Q4", "dyfed-powys"] = {DISABLED: HIDDEN, NOT: share(70, 100)}

        assert not gaps_of(shares)

    @given(st.lists(ANSWERS, min_size=4, max_size=4))
    def test_contain_only_what_readers_could_work_out(self, answers):
        found = gaps_of(year(*[share(*one) for one in answers]))

        told = pool_gaps([as_told(one) for one in answers])
        assert {key: one.raw for key, one in found.items()} == dict.fromkeys(found, told.raw)
