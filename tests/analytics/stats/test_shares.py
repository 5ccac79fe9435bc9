from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.stats import shares
from analytics.stats.proportions import wilson_interval
from analytics.stats.suppression import (
    Audience,
    Mark,
    Published,
    Suppressed,
    SuppressionReason,
    Topic,
)
from survey.definition.types import Meaning

SAT5 = {
    "very_satisfied": Meaning.POSITIVE,
    "fairly_satisfied": Meaning.POSITIVE,
    "neither": Meaning.NEUTRAL,
    "fairly_dissatisfied": Meaning.NEGATIVE,
    "very_dissatisfied": Meaning.NEGATIVE,
    "does_not_apply": Meaning.OUT_OF_BASE,
    "prefer_not": Meaning.OUT_OF_BASE,
}


@st.composite
def cells(draw):
    bins = {}
    for choice in draw(st.lists(st.sampled_from(sorted(SAT5)), unique=True)):
        weights = draw(st.lists(st.floats(0.1, 20), max_size=15))
        bins[choice] = (len(weights), sum(weights), sum(w * w for w in weights))
    return bins


def unit_bins(**people: int) -> dict[str, tuple[int, float, float]]:
    return {choice: (count, float(count), float(count)) for choice, count in people.items()}


def share_from_bins(*, bins, meanings, audience=Audience.STAFF, **of):
    tally = shares.tally_of(bins=bins, meanings=meanings)
    return shares.share_of(tally=tally, audience=audience, **of)


class TestShareFromBins:
    def test_counts_the_first_two_as_positive_and_the_last_two_as_negative(self):
        bins = unit_bins(
            very_satisfied=30,
            fairly_satisfied=20,
            neither=10,
            fairly_dissatisfied=25,
            very_dissatisfied=15,
        )

        share = share_from_bins(bins=bins, meanings=SAT5)

        assert isinstance(share, Published)
        assert (share.positive, share.neutral, share.negative) == (0.5, 0.1, 0.4)
        assert (share.base, share.effective_base) == (100, 100)
        assert share.effective_base == 100

    def test_leaves_those_out_of_the_base_out_of_everything(self):
        inside = unit_bins(very_satisfied=30, neither=30)

        share = share_from_bins(
            bins=inside | unit_bins(does_not_apply=500, prefer_not=40), meanings=SAT5
        )

        assert share == share_from_bins(bins=inside, meanings=SAT5)
        assert share == share_from_bins(
            bins=unit_bins(does_not_apply=500, prefer_not=40) | inside, meanings=SAT5
        )

    def test_is_of_a_force_and_for_staff_unless_it_is_said(self):
        bins = unit_bins(very_satisfied=15, neither=14)

        assert isinstance(share_from_bins(bins=bins, meanings=SAT5), Published)
        assert share_from_bins(
            bins=unit_bins(very_satisfied=300, neither=300),
            meanings=SAT5,
            audience=Audience.PUBLIC,
            topic=Topic.SPECIAL,
        ) == Suppressed(reason=SuppressionReason.NOT_BY_FORCE)

    def test_weighs_the_share_and_judges_it_on_the_effective_base(self):
        bins = {"very_satisfied": (40, 80.0, 160.0), "neither": (60, 60.0, 60.0)}

        share = share_from_bins(bins=bins, meanings=SAT5)

        assert isinstance(share, Published)
        assert share.positive == pytest.approx(80 / 140)
        assert share.base == 100
        assert share.effective_base == pytest.approx(140**2 / 220)

    def test_has_the_interval_of_a_statement_about_the_victims_who_are_represented(self):
        bins = {"very_satisfied": (40, 80.0, 160.0), "neither": (60, 60.0, 60.0)}

        share = share_from_bins(bins=bins, meanings=SAT5)

        described = 140**2 / (220 - 140)
        assert isinstance(share, Published)
        assert share.interval == wilson_interval(
            successes=share.positive * described, trials=described
        )

    def test_has_an_interval_also_where_everybody_answered(self):
        share = share_from_bins(bins=unit_bins(very_satisfied=50, neither=50), meanings=SAT5)

        assert isinstance(share, Published)
        assert share.interval == wilson_interval(successes=1_000, trials=2_000)

    def test_marks_a_small_base(self):
        share = share_from_bins(
            bins=unit_bins(very_satisfied=9, neither=2, very_dissatisfied=4), meanings=SAT5
        )

        assert isinstance(share, Published)
        assert share.mark is Mark.LOW_RELIABILITY

    def test_hides_a_base_under_ten(self):
        share = share_from_bins(bins=unit_bins(very_satisfied=5, neither=4), meanings=SAT5)

        assert share == Suppressed(reason=SuppressionReason.SMALL_BASE)

    @pytest.mark.parametrize("choice", ["very_satisfied", "very_dissatisfied"])
    def test_hides_what_everybody_of_a_few_said(self, choice):
        bins = {choice: (15, 15 * 0.1, 15 * 0.01)}

        assert share_from_bins(bins=bins, meanings=SAT5) == Suppressed(
            reason=SuppressionReason.UNIFORM
        )

    def test_hides_that_nobody_of_a_few_was_dissatisfied(self):
        share = share_from_bins(bins=unit_bins(very_satisfied=10, neither=5), meanings=SAT5)

        assert share == Suppressed(reason=SuppressionReason.UNIFORM)

    def test_says_when_nobody_answered(self):
        nobody = share_from_bins(bins={}, meanings=SAT5)
        nobody_in_base = share_from_bins(bins=unit_bins(prefer_not=80), meanings=SAT5)

        assert nobody == nobody_in_base == Suppressed(reason=SuppressionReason.NO_ANSWERS)

    def test_refuses_a_choice_without_meaning(self):
        with pytest.raises(KeyError):
            share_from_bins(bins=unit_bins(quite_satisfied=50), meanings=SAT5)

    @given(cells(), st.sampled_from(Audience))
    def test_never_lets_a_number_of_a_small_base_out(self, bins, audience):
        share = share_from_bins(bins=bins, meanings=SAT5, audience=audience)

        if isinstance(share, Suppressed):
            assert [field.name for field in fields(share)] == ["reason"]
        else:
            assert share.base >= 10
            assert share.base >= 20 or not {share.positive, share.negative} & {0.0, 1.0}

    @given(cells())
    def test_shares_add_to_one_inside_the_interval(self, bins):
        share = share_from_bins(bins=bins, meanings=SAT5)

        if isinstance(share, Published):
            assert share.positive + share.neutral + share.negative == pytest.approx(1)
            assert share.interval.lower <= share.positive <= share.interval.upper
            assert share.effective_base <= share.base * (1 + 1e-9)


class TestAddBins:
    def test_a_nation_is_the_sum_of_its_forces(self):
        total = shares.add_bins(
            [{"yes": (2, 3.0, 5.0), "no": (1, 1.0, 1.0)}, {"yes": [4, 4.0, 4.0]}, {}]
        )

        assert total == {"yes": (6, 7.0, 9.0), "no": (1, 1.0, 1.0)}

    @given(cells(), cells())
    def test_does_not_depend_on_the_order(self, first, second):
        there, back = shares.add_bins([first, second]), shares.add_bins([second, first])

        assert there == {choice: pytest.approx(bin_) for choice, bin_ in back.items()}
