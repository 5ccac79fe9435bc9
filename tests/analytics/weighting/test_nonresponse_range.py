from math import exp, log

import pytest

from analytics.stats.proportions import Interval
from analytics.stats.suppression import Published
from analytics.weighting.nonresponse_range import (
    SilentShift,
    range_of,
    shift_of_shown,
    silent_shifts,
    told_range,
)
from survey.definition.types import Meaning
from tests.analytics.weighting.test_force_weights import answer, frame

MEANINGS = {"Q-OVR-1": {"yes": Meaning.POSITIVE, "no": Meaning.NEGATIVE}}


def said(yes: int, no: int, *, is_late: bool = False, **facts: object):
    return [
        answer(answers={"Q-OVR-1": [choice]}, is_late=is_late, **facts)
        for choice, people in (("yes", yes), ("no", no))
        for _ in range(people)
    ]


def shift(rows, frames, weights=None, **limits) -> SilentShift:
    weights = weights or [1.0] * len(rows)
    return silent_shifts(rows, weights, frames, meanings=MEANINGS, **limits)["Q-OVR-1"]


class TestIfThoseWhoDidNotAnswerWereLikeTheLate:
    def test_moves_the_figure_by_how_the_late_differ(self):
        rows = [*said(1200, 300), *said(200, 300, is_late=True)]
        silent = 1 / (1 + exp(-(log(0.7 / 0.3) - 0.75 * log(6))))

        found = shift(rows, [frame(4000)])

        assert found.as_late == pytest.approx(0.5 * (silent - 0.7))

    def test_is_no_matter_of_which_cases_answer_late(self):
        rows = [
            *said(900, 300),
            *said(300, 100, is_late=True),
            *said(300, 300, crime_group="robbery"),
            *said(600, 600, crime_group="robbery", is_late=True),
        ]
        frames = [frame(4000), frame(4000, crime_group="robbery")]

        assert shift(rows, frames).as_late == pytest.approx(0)

    def test_compares_like_cases_of_few_people_together(self):
        many = [*said(1200, 300), *said(200, 310, is_late=True)]
        few = [*said(20, 0, crime_group="robbery"), *said(0, 15, crime_group="arson", is_late=True)]
        one_class = [
            *said(20, 0, crime_group="fraud"),
            *said(0, 15, crime_group="fraud", is_late=True),
        ]
        asked = frame(4000)

        apart = shift(
            [*many, *few], [asked, *(frame(40, crime_group=of) for of in ("robbery", "arson"))]
        )
        together = shift([*many, *one_class], [asked, frame(80, crime_group="fraud")])

        assert apart.as_late is not None
        assert apart.as_late == pytest.approx(together.as_late, abs=0.004)

    def test_compares_no_class_of_few_within_itself(self):
        many = [*said(1200, 300), *said(200, 310, is_late=True), *said(40, 0, crime_group="fraud")]
        frames = [frame(4000), frame(80, crime_group="fraud")]
        robbed, defrauded = (said(1, 0, crime_group=of) for of in ("robbery", "fraud"))

        apart = shift([*many, *robbed], [*frames, frame(2, crime_group="robbery")])
        together = shift([*many, *defrauded], [frames[0], frame(82, crime_group="fraud")])

        assert apart.as_late == pytest.approx(together.as_late, abs=1e-9)

    def test_is_not_told_where_few_answered_late(self):
        found = shift([*said(1200, 300), *said(20, 29, is_late=True)], [frame(4000)])

        assert found.as_late is None

    def test_is_not_told_where_nine_people_would_move_it(self):
        rows, asked = [*said(1200, 300), *said(30, 30, is_late=True)], [frame(4000)]

        assert shift(rows, asked).as_late is None
        assert shift(rows, asked, most_by_nine=1.0).as_late is not None

    def test_is_told_where_few_were_silent_and_so_nine_people_hardly_move_it(self):
        rows = [*said(1200, 300), *said(30, 30, is_late=True)]

        assert shift(rows, [frame(1600)]).as_late is not None

    def test_weighs_the_nine_as_the_heaviest_of_them(self):
        rows = [*said(1200, 300), *said(300, 200, is_late=True)]
        even, uneven = [1.0] * 2000, [1.0] * 1999 + [60.0]

        assert shift(rows, [frame(4000)], even).as_late is not None
        assert shift(rows, [frame(4000)], uneven).as_late is None

    def test_is_not_told_while_it_may_not_be(self):
        rows = [*said(1200, 300), *said(200, 300, is_late=True)]

        assert shift(rows, [frame(4000)], may_tell_late=False).as_late is None


class TestIfThoseWhoDidNotAnswerHadOtherOdds:
    def test_moves_the_figure_by_their_share(self):
        found = shift(said(50, 50), [frame(400)])

        assert (found.lower, found.upper) == (
            pytest.approx(-0.75 * (0.5 - 1 / (1 + exp(0.3)))),
            pytest.approx(0.75 * (0.5 - 1 / (1 + exp(0.3)))),
        )

    def test_is_made_of_the_figure_and_of_who_was_silent_alone(self):
        of = {"crime_group": "robbery"}
        frames = [frame(400), frame(60, **of)]

        first = shift([*said(60, 60), *said(3, 0, **of)], frames)
        other = shift([*said(63, 57), *said(0, 3, **of)], frames)

        assert (first.lower, first.upper) == (
            pytest.approx(other.lower), pytest.approx(other.upper),
        )  # fmt: skip

    def test_moves_nothing_where_everybody_answered(self):
        found = shift(said(50, 50), [frame(100)])

        assert found == SilentShift(as_late=None, lower=0, upper=0)

    def test_moves_nothing_where_more_answered_than_were_asked(self):
        assert shift(said(60, 60), [frame(100)]) == shift(said(60, 60), [frame(120)])

    def test_leaves_out_who_was_not_asked_or_not_reached(self):
        frames = [
            frame(200),
            frame(900, decision="FATIGUE", is_invited=False),
            frame(900, is_undeliverable=True),
            frame(900, mode="telephone"),
        ]

        assert shift(said(50, 50), frames) == shift(said(50, 50), frames[:1])


class TestTheRange:
    def test_is_the_interval_moved_and_never_leaves_nought_to_one(self):
        moved = SilentShift(as_late=-0.05, lower=-0.1, upper=0.1)

        found = range_of(0.95, Interval(lower=0.93, upper=0.97), moved)

        assert (found.as_late, found.lower, found.upper) == (
            pytest.approx(0.9), pytest.approx(0.83), 1.0,
        )  # fmt: skip


class TestTheRangeAsItIsTold:
    @pytest.mark.parametrize("response", [0.1, 0.37, 0.9])
    def test_is_equal_for_equal_rounded_shares(self, response):
        found = {
            told_range(share, moved)
            for positive, lower, upper in ((0.3951, 0.2951, 0.5049), (0.4049, 0.3049, 0.4951))
            for share in [published(positive, lower, upper)]
            for moved in [shift_of_shown(positive, response=response)]
            if moved is not None
        }

        assert len(found) == 1

    def test_is_in_whole_points(self):
        moved = SilentShift(as_late=-0.012, lower=-0.061, upper=0.052)

        found = told_range(published(0.3951, 0.2951, 0.5049), moved)

        assert (found.as_late, found.lower, found.upper) == (0.39, 0.24, 0.55)


def published(positive: float, lower: float, upper: float) -> Published:
    return Published(
        positive=positive,
        neutral=0.0,
        negative=1 - positive,
        interval=Interval(lower=lower, upper=upper),
        base=100,
        effective_base=95.0,
    )


class TestOfAForce:
    def test_equals_the_nations_for_equal_cases(self):
        of_nation = shift(said(50, 50), [frame(400)])

        assert shift_of_shown(0.5, response=0.25) == of_nation

    def test_is_not_known_without_its_response(self):
        assert shift_of_shown(0.5, response=None) is None

    @pytest.mark.parametrize("share", [0.0, 1.0])
    def test_stands_where_all_or_none_are_content(self, share):
        found = shift_of_shown(share, response=0.5)

        assert found.lower <= 0 <= found.upper
