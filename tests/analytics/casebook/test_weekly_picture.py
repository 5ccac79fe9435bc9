import json
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.casebook import weekly_picture
from analytics.casebook.weekly_picture import ExpectedByWeek, SeriesWeek, picture_of
from tests.analytics.disclosure.weekly_solver import Telling, known_too_well

LAST = 2950


def series(bases, share=0.5):
    return [
        SeriesWeek(number=LAST - back, share=share, effective_base=base)
        for back, base in enumerate(bases)
    ]


def drawn_each_monday(known, *, goes_on):
    drawn = None
    for last in range(51, 60):
        weeks = [
            SeriesWeek(number=week, share=satisfied / all_, effective_base=all_)
            for week, (satisfied, all_) in known.items()
        ]
        before = drawn if goes_on else None
        drawn = picture_of(
            weeks, last=last, window=4, expected=ExpectedByWeek(of_window=0.3), before=before
        )
        for point in drawn.points:
            within = range(point.week, point.week + drawn.weeks_each)
            if point.share is not None:
                tens = 10 * int(sum(known[week][1] for week in within) / 10 + 0.5)
                yield Telling(weeks=frozenset(within), share=point.share, tens=tens)


class TestThePicture:
    @given(st.lists(st.integers(0, 40), min_size=1, max_size=80), st.integers(1, 12))
    def test_has_no_point_of_fewer_than_ten_answers(self, bases, window):
        weeks = [week for week in series(bases) if week.effective_base]
        drawn = picture_of(weeks, last=LAST, window=window, expected=ExpectedByWeek(of_window=0.5))

        for point in drawn.points:
            answers = sum(
                week.effective_base
                for week in weeks
                if 0 <= week.number - point.week < drawn.weeks_each
            )
            assert point.share is None or answers >= 10
            is_beside = point.week > LAST - window
            assert point.share is not None or answers < 10 or is_beside
        assert len(drawn.points) * drawn.weeks_each == 52

    def test_draws_a_small_series_by_four_weeks_and_a_large_one_by_one(self):
        small = picture_of(
            series([4] * 52), last=LAST, window=8, expected=ExpectedByWeek(of_window=0.5)
        )
        large = picture_of(
            series([20] * 52), last=LAST, window=8, expected=ExpectedByWeek(of_window=0.5)
        )

        assert (small.weeks_each, large.weeks_each) == (4, 1)
        assert all(point.share is not None for point in small.points)

    def test_marks_the_window_and_ends_with_the_alerts_last_week(self):
        drawn = picture_of(
            series([20] * 60), last=LAST, window=3, expected=ExpectedByWeek(of_window=0.5)
        )

        assert [point.week for point in drawn.points if point.is_marked] == [
            LAST - 2, LAST - 1, LAST,
        ]  # fmt: skip

    def test_has_the_band_of_chance_where_weeks_vary_no_more(self):
        point = picture_of(
            series([100] * 52), last=LAST, window=1, expected=ExpectedByWeek(of_window=0.5)
        ).points[0]

        assert (point.lower, point.upper) == (0.4, 0.6)

    def test_has_the_band_of_each_week_where_one_is_known(self):
        by_week = {LAST - back: 0.3 + 0.4 * (back > 25) for back in range(52)}
        weeks = [
            SeriesWeek(number=week, share=share, effective_base=100)
            for week, share in by_week.items()
        ]
        expected = ExpectedByWeek(of_window=0.3, by_week=by_week)

        points = picture_of(weeks, last=LAST, window=1, expected=expected).points

        assert [(one.lower, one.upper) for one in (points[0], points[-1])] == [
            (0.61, 0.79), (0.21, 0.39),
        ]  # fmt: skip

    def test_has_a_wider_band_where_weeks_vary_more(self):
        weeks = [
            SeriesWeek(number=LAST - back, share=0.3 + 0.4 * (back % 2), effective_base=100)
            for back in range(52)
        ]

        point = picture_of(
            weeks, last=LAST, window=1, expected=ExpectedByWeek(of_window=0.5)
        ).points[0]

        assert point.upper == 0.89

    def test_tells_how_many_answered_to_the_nearest_ten_alone(self):
        one, other = (
            picture_of(
                series([base] * 52, share=share),
                last=LAST,
                window=8,
                expected=ExpectedByWeek(of_window=0.4),
            )
            for base, share in ((15, 0.3077), (24, 0.3125))
        )

        assert one.to_json() == other.to_json()

    def test_needs_twenty_people_a_point_if_all_answered_the_same(self):
        bases = [19, 20] * 26
        alike = picture_of(
            series(bases, share=0.0), last=LAST, window=4, expected=ExpectedByWeek(of_window=0.5)
        )

        assert [point.share is None for point in alike.points] == [False, True] * 26

    def test_goes_on_from_the_one_before(self):
        before = picture_of(
            series([4] * 52), last=LAST, window=4, expected=ExpectedByWeek(of_window=0.4)
        )
        weeks = [
            SeriesWeek(number=LAST - back, share=0.9, effective_base=3) for back in range(-6, 52)
        ]

        drawn = picture_of(
            weeks, last=LAST + 6, window=4, expected=ExpectedByWeek(of_window=0.2), before=before
        )

        assert drawn.weeks_each == 4
        assert [point.week for point in drawn.points][-2:] == [LAST - 3, LAST + 3]
        assert [point.share for point in drawn.points][-2:] == [0.5, 0.9]
        assert [point.is_marked for point in drawn.points][-2:] == [False, True]
        assert [(one.lower, one.upper) for one in drawn.points[:-1]] == [
            (one.lower, one.upper) for one in before.points[2:]
        ]

    def test_hides_nothing_of_its_window_or_ten_answers_at_least(self):
        drawn = picture_of(
            series([20, 6, 14, 12] + [20] * 48),
            last=LAST,
            window=4,
            expected=ExpectedByWeek(of_window=0.5),
        )

        shown = [point.share is not None for point in drawn.points[-4:]]
        assert shown == [False, True, False, True]
        assert all(point.share is not None for point in drawn.points[:-4])

    @pytest.mark.slow
    def test_tells_of_no_week_of_few_answers_from_monday_to_monday(self):
        chance = Random(1)
        people = [chance.randint(1, 5) for _week in range(60)]
        satisfied = [sum(chance.random() < 0.1 for _one in range(n)) for n in people]
        known = dict(enumerate(zip(satisfied, people, strict=True)))

        newest = {week: known[week] for week in range(40, 60)}
        assert known_too_well(drawn_each_monday(known, goes_on=True), newest) == []
        assert known_too_well(drawn_each_monday(known, goes_on=False), newest) != []

    def test_is_the_same_when_it_comes_back_from_where_it_was_stored(self):
        drawn = picture_of(
            series([20, 3] * 26), last=LAST, window=2, expected=ExpectedByWeek(of_window=0.25)
        )

        again = weekly_picture.from_json(json.loads(json.dumps(drawn.to_json())))

        assert again.weeks_each == 4
        assert [point.week for point in again.points] == [point.week for point in drawn.points]
        assert weekly_picture.from_json({}) is None
