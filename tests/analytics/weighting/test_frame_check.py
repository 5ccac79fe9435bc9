from datetime import date

import pytest

from analytics.tables import LEVELS, UNKNOWN, Dimension
from analytics.weighting import frame_check
from tests.analytics.weighting.test_force_weights import frame


def first(events, **facts):
    return frame(events, survey_stage="ST1", **facts)


def check_of(dimension, rows):
    return next(one for one in frame_check.check_frame(rows) if one.total.dimension == dimension)


def like_the_nation(dimension):
    total = next(one for one in frame_check.national_totals() if one.dimension == dimension)
    column = frame_check.COLUMNS[dimension]
    return [first(count, **{column: level}) for level, count in total.counts.items()]


class TestNationalTotals:
    @pytest.mark.parametrize(
        "total", frame_check.national_totals(), ids=lambda total: total.dimension
    )
    def test_say_where_they_are_from_and_know_only_levels_of_tables(self, total):
        assert total.source
        assert total.dated <= date(2026, 11, 25)
        assert set(total.counts) <= set(LEVELS[total.dimension])


class TestCheckFrame:
    @pytest.mark.parametrize("dimension", list(frame_check.COLUMNS))
    def test_finds_nothing_in_a_frame_like_the_nation(self, dimension):
        check = check_of(dimension, like_the_nation(dimension))

        assert not any(level.is_far for level in check.levels)
        assert check.recorded == 1
        assert check.may_be_raked_to

    def test_marks_a_kind_of_crime_that_is_missing(self):
        rows = [
            row for row in like_the_nation(Dimension.CRIME_GROUP) if row.crime_group != "violence"
        ]

        check = check_of(Dimension.CRIME_GROUP, rows)

        assert [level.level for level in check.levels if level.is_far] == ["violence"]

    def test_says_what_is_recorded_too_seldom_to_weigh_by(self):
        rows = [first(70, ethnicity_group="white"), first(30, ethnicity_group=UNKNOWN)]

        check = check_of(Dimension.ETHNICITY, rows)

        assert check.recorded == pytest.approx(0.7)
        assert not check.may_be_raked_to

    def test_counts_a_case_once(self):
        rows = [first(10), frame(500, survey_stage="ST2"), frame(90, survey_stage="ST5")]

        assert check_of(Dimension.SEX, rows).cases == 10

    def test_of_no_cases_is_nothing(self):
        assert frame_check.check_frame([]) == []
