from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responses.helplines.opening_hours import (
    DayRange,
    HoursError,
    OpeningHours,
    Span,
    parse_spans,
    read_hours,
    store_hours,
    write_spans,
)

NINE_TO_FIVE = (Span(time(9), time(17)),)
WEEK = OpeningHours(days=(NINE_TO_FIVE,) * 5 + ((), ()))
times = st.times().map(lambda moment: moment.replace(second=0, microsecond=0))
spans = st.lists(st.builds(Span, times, times), max_size=3).map(tuple)
hours = st.one_of(
    st.just(OpeningHours(is_always=True)),
    st.builds(
        OpeningHours,
        days=st.tuples(*[spans] * 7).filter(any),
        is_closed_on_holidays=st.booleans(),
    ),
    st.just(OpeningHours()),
)


class TestParseSpans:
    def test_reads_one_span_or_several(self) -> None:
        assert parse_spans("09:00-17:00") == NINE_TO_FIVE
        assert parse_spans("9:30 – 12:00, 14:00-24:00") == (
            Span(time(9, 30), time(12)),
            Span(time(14), time(0)),
        )

    def test_reads_nothing_as_closed(self) -> None:
        assert parse_spans(" ") == ()

    @pytest.mark.parametrize("text", ["9 to 5", "09:00", "09:00-17:60", "25:00-26:00", "always"])
    def test_refuses_what_is_no_span(self, text: str) -> None:
        with pytest.raises(HoursError):
            parse_spans(text)

    @given(spans)
    def test_reads_what_was_written(self, day: tuple[Span, ...]) -> None:
        assert parse_spans(write_spans(day)) == day


class TestOpeningHours:
    @pytest.mark.slow
    @given(hours)
    def test_are_stored_and_read_as_they_are(self, known: OpeningHours) -> None:
        assert read_hours(store_hours(known)) == known

    def test_are_known_where_a_day_has_some(self) -> None:
        assert WEEK.is_known
        assert OpeningHours(is_always=True).is_known
        assert not OpeningHours(days=((),) * 7).is_known

    def test_are_told_by_ranges_of_equal_days(self) -> None:
        late = (Span(time(12), time(20)),)
        mixed = OpeningHours(days=(NINE_TO_FIVE, NINE_TO_FIVE, late, (), NINE_TO_FIVE, (), ()))

        assert WEEK.ranges() == (DayRange(0, 4, NINE_TO_FIVE),)
        assert mixed.ranges() == (
            DayRange(0, 1, NINE_TO_FIVE),
            DayRange(2, 2, late),
            DayRange(4, 4, NINE_TO_FIVE),
        )
