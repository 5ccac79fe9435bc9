import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analytics.charts.scale import scale_of
from analytics.stats.rounding.whole_points import told
from tests.each import for_each

shares = st.lists(st.floats(0, 1), min_size=1, max_size=20)


class TestScaleOf:
    @given(shares)
    @example([0.50390625])
    def test_holds_every_rounded_share(self, shares):
        scale = scale_of(shares)

        assert all(0 <= scale.down(share) <= 1 for share in shares)
        assert scale.low <= min(map(told, shares)) + 1e-9
        assert scale.high >= max(map(told, shares)) - 1e-9

    @given(shares)
    def test_shows_at_least_thirty_points_within_the_possible(self, shares):
        scale = scale_of(shares)

        assert scale.high - scale.low >= 0.3 - 1e-9
        assert 0 <= scale.low < scale.high <= 1

    @given(shares)
    def test_ticks_from_end_to_end(self, shares):
        scale = scale_of(shares)

        assert scale.ticks[0] == scale.low
        assert scale.ticks[-1] == pytest.approx(scale.high)
        assert 3 <= len(scale.ticks) <= 7

    @for_each(
        ("shares", "low", "high", "step"),
        [
            ([0.5], 0.3, 0.7, 0.1), ([0.4, 0.7], 0.4, 0.7, 0.1), ([0.05], 0.0, 0.3, 0.1),
            ([0.98], 0.7, 1.0, 0.1), ([0.2, 0.8], 0.2, 0.8, 0.1), ([0.25, 0.85], 0.1, 0.9, 0.2),
            ([0.05, 0.65], 0.0, 0.8, 0.2), ([0.35, 1.0], 0.2, 1.0, 0.2),
            ([0.1, 0.9], 0.1, 0.9, 0.2),
        ],
    )  # fmt: skip
    def test_has_steps_of_ten_points_or_of_twenty_where_there_are_many(
        self, shares, low, high, step
    ):
        scale = scale_of(shares)

        assert (scale.low, scale.high, scale.step) == pytest.approx((low, high, step))

    def test_runs_downwards(self):
        scale = scale_of([0.4, 0.7])

        assert scale.down(0.7) < scale.down(0.4)

    def test_keeps_what_lies_beyond_on_the_edge(self):
        scale = scale_of([0.4, 0.7])

        assert scale.down(0.99) == 0
        assert scale.down(0.01) == 1

    def test_of_nothing_is_the_whole(self):
        assert (scale_of([]).low, scale_of([]).high) == (0, 1)
