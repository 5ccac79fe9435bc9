"""What the picture of an alert shows, and what it keeps to itself."""

import json

from hypothesis import given
from hypothesis import strategies as st

from analytics.casebook import weekly_picture
from analytics.casebook.area_series import SeriesWeek
from analytics.casebook.weekly_picture import picture_of

LAST = 2950


def series(bases, share=0.5):
    return [
        SeriesWeek(number=LAST - back, share=share, effective_base=base)
        for back, base in enumerate(bases)
    ]


class TestThePicture:
    @given(st.lists(st.integers(0, 40), min_size=1, max_size=80), st.integers(1, 12))
    def test_has_no_point_of_fewer_than_ten_answers(self, bases, window):
        weeks = [week for week in series(bases) if week.effective_base]
        drawn = picture_of(weeks, last=LAST, window=window, expected=0.5)

        for point in drawn.points:
            answers = sum(
                week.effective_base
                for week in weeks
                if 0 <= week.number - point.week < drawn.weeks_each
            )
            assert (point.share is None) == (answers < 10)
        assert len(drawn.points) * drawn.weeks_each == 52

    def test_draws_a_small_series_by_four_weeks_and_a_large_one_by_one(self):
        small = picture_of(series([4] * 52), last=LAST, window=8, expected=0.5)
        large = picture_of(series([20] * 52), last=LAST, window=8, expected=0.5)

        assert (small.weeks_each, large.weeks_each) == (4, 1)
        assert all(point.share is not None for point in small.points)

    def test_marks_the_window_and_ends_with_the_alerts_last_week(self):
        drawn = picture_of(series([20] * 60), last=LAST, window=3, expected=0.5)

        assert [point.week for point in drawn.points if point.is_marked] == [
            LAST - 2, LAST - 1, LAST,
        ]  # fmt: skip

    def test_has_the_band_of_chance_where_weeks_vary_no_more(self):
        point = picture_of(series([100] * 52), last=LAST, window=1, expected=0.5).points[0]

        assert (point.lower, point.upper) == (0.4, 0.6)

    def test_has_a_wider_band_where_weeks_vary_more(self):
        weeks = [
            SeriesWeek(number=LAST - back, share=0.3 + 0.4 * (back % 2), effective_base=100)
            for back in range(52)
        ]

        point = picture_of(weeks, last=LAST, window=1, expected=0.5).points[0]

        assert point.upper == 0.89

    def test_tells_how_many_answered_to_the_nearest_ten_alone(self):
        """Four of thirteen and five of sixteen are both about 31 per cent of ten to twenty."""
        one, other = (
            picture_of(series([base] * 52, share=share), last=LAST, window=8, expected=0.4)
            for base, share in ((15, 0.3077), (24, 0.3125))
        )

        assert one.as_json() == other.as_json()

    def test_is_the_same_when_it_comes_back_from_where_it_was_stored(self):
        drawn = picture_of(series([20, 3] * 26), last=LAST, window=2, expected=0.25)

        again = weekly_picture.from_json(json.loads(json.dumps(drawn.as_json())))

        assert again.weeks_each == 4
        assert [point.week for point in again.points] == [point.week for point in drawn.points]
        assert weekly_picture.from_json({}) is None
