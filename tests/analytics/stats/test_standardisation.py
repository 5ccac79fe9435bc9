import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.stats import standardisation
from analytics.stats.mix_cells import Column, MixTable
from analytics.stats.proportions import wilson_interval
from tests.analytics.stats.test_case_mix import cell

# The nation finds 80 % of burglaries and 40 % of thefts satisfied; both forces do just so, but
# one has four burglaries to a theft and the other the reverse.
MOSTLY_BURGLARY = [cell("easy", "burglary", 320, 80), cell("easy", "theft", 40, 60)]
MOSTLY_THEFT = [cell("hard", "burglary", 80, 20), cell("hard", "theft", 160, 240)]


class TestStandardise:
    def test_makes_forces_equal_that_differ_by_their_mix_alone(self):
        found = standardisation.standardise(
            cells=[*MOSTLY_BURGLARY, *MOSTLY_THEFT], characteristics=("crime",)
        )

        assert (found["easy"].raw, found["hard"].raw) == (pytest.approx(0.72), pytest.approx(0.48))
        assert found["easy"].ratio == pytest.approx(1)
        assert found["easy"].share == pytest.approx(found["hard"].share) == pytest.approx(0.6)

    def test_stretches_the_interval_as_the_share(self):
        found = standardisation.standardise(
            cells=[*MOSTLY_BURGLARY, *MOSTLY_THEFT], characteristics=("crime",)
        )["hard"]

        own = wilson_interval(successes=240, trials=500)
        assert found.interval.lower == pytest.approx(own.lower * 0.6 / 0.48)
        assert found.interval.upper == pytest.approx(own.upper * 0.6 / 0.48)

    def test_leaves_a_force_alone_where_all_have_the_same_mix(self):
        cells = [cell("a", "x", 60, 40), cell("a", "y", 20, 80),
                 cell("b", "x", 50, 50), cell("b", "y", 30, 70)]  # fmt: skip

        found = standardisation.standardise(cells=cells, characteristics=("crime",))

        assert found["a"].share == pytest.approx(found["a"].raw)

    def test_gives_nobody_more_than_everybody(self):
        cells = [cell("best", "hard", 99, 1), cell("all", "hard", 1, 99),
                 cell("all", "easy", 2000, 10)]  # fmt: skip

        found = standardisation.standardise(cells=cells, characteristics=("crime",))["best"]

        assert (found.share, found.interval.upper) == (1, 1)
        assert found.ratio > 1
        assert found.raw == pytest.approx(0.99)

    def test_knows_forces_that_have_no_cell(self):
        table = MixTable.of([*MOSTLY_BURGLARY, *MOSTLY_THEFT])
        without_last = MixTable(
            force=Column((*table.force.names, "zeta"), table.force.codes),
            levels=table.levels,
            positive=table.positive,
            other=table.other,
        )

        found = standardisation.standardise(cells=without_last, characteristics=("crime",))

        assert set(found) == {"easy", "hard"}

    @given(st.lists(st.integers(1, 200), min_size=8, max_size=8))
    def test_gives_shares_within_their_intervals(self, counts):
        places = [(force, level) for force in "ab" for level in "xy"]
        cells = [
            cell(force, level, counts[2 * at], counts[2 * at + 1])
            for at, (force, level) in enumerate(places)
        ]

        for found in standardisation.standardise(cells=cells, characteristics=("crime",)).values():
            assert 0 <= found.interval.lower <= found.share <= found.interval.upper <= 1
