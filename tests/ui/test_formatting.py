from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui import formatting

SPACE = "\u00a0"
OCTOBER = date(2026, 10, 1)


class TestFormatNumber:
    @pytest.mark.parametrize(
        ("value", "decimals", "written"),
        [(0, 0, "0"), (1204, 0, "1,204"), (-3, 0, "−3"), (2.345, 1, "2.3"), (-0.2, 0, "0")],
    )
    def test_groups_thousands_and_writes_a_true_minus(
        self, value: float, decimals: int, written: str
    ) -> None:
        assert formatting.format_number(value, decimals=decimals) == written

    def test_follows_the_language(self) -> None:
        assert formatting.format_number(1204.5, language="pl", decimals=1) == f"1{SPACE}204,5"

    @given(st.integers(-(10**12), 10**12))
    def test_can_be_read_back(self, value: int) -> None:
        written = formatting.format_number(value)

        assert int(written.replace(",", "").replace("−", "-")) == value


class TestFormatShare:
    @pytest.mark.parametrize(
        ("share", "decimals", "written"),
        [(0, 0, "0"), (1, 0, "100"), (0.612, 0, "61"), (0.612, 1, "61.2"), (0.9996, 1, "100.0")],
    )
    def test_is_a_percentage_that_does_not_break(
        self, share: float, decimals: int, written: str
    ) -> None:
        assert formatting.format_share(share, decimals=decimals) == f"{written}{SPACE}%"

    @given(st.floats(0, 1))
    def test_stays_between_nought_and_a_hundred(self, share: float) -> None:
        number = formatting.format_share(share).removesuffix(f"{SPACE}%")

        assert 0 <= int(number) <= 100


class TestFormatInterval:
    def test_names_the_unit_once(self) -> None:
        assert formatting.format_interval(0.581, 0.637) == f"58–64{SPACE}%"

    def test_keeps_decimals(self) -> None:
        assert formatting.format_interval(0.581, 0.637, decimals=1) == f"58.1–63.7{SPACE}%"


class TestFormatPoints:
    @pytest.mark.parametrize(
        ("difference", "written"), [(0.04, "+4"), (-0.031, "−3"), (0, "0"), (-0.001, "0")]
    )
    def test_carries_its_sign(self, difference: float, written: str) -> None:
        assert formatting.format_points(difference) == written


class TestFormatDate:
    @pytest.mark.parametrize(
        ("language", "written"),
        [("en", "1 October 2026"), ("en-gb", "1 October 2026"), ("cy", "1 Hydref 2026")],
    )
    def test_names_the_month(self, language: str, written: str) -> None:
        assert formatting.format_date(OCTOBER, language=language) == written

    def test_leaves_the_day_out_where_only_the_month_is_known(self) -> None:
        assert formatting.format_month(OCTOBER) == "October 2026"
        assert formatting.format_month(OCTOBER, language="cy") == "Hydref 2026"


class TestFormatMoment:
    def test_is_by_the_clock_in_london(self) -> None:
        summer = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)

        assert formatting.format_moment(summer) == "2 July 2026, 00:30"


class TestFormatTime:
    @pytest.mark.parametrize(
        ("moment", "english", "welsh"),
        [
            (time(9), "9am", "9am"),
            (time(17, 30), "5:30pm", "5:30pm"),
            (time(12), "midday", "hanner dydd"),
            (time(0), "midnight", "hanner nos"),
            (time(0, 5), "12:05am", "12:05am"),
            (time(12, 5), "12:05pm", "12:05pm"),
        ],
    )
    def test_needs_no_clock_of_24_hours(self, moment: time, english: str, welsh: str) -> None:
        assert formatting.format_time(moment) == english
        assert formatting.format_time(moment, language="cy") == welsh

    def test_follows_the_language(self) -> None:
        assert formatting.format_time(time(9), language="pl") == "09:00"

    def test_stays_together_and_in_order_from_right_to_left(self) -> None:
        written = formatting.format_time(time(17), language="ur")

        assert written == f"\u20685:00{SPACE}PM\u2069"


class TestFormatWeekday:
    def test_follows_the_language_whatever_was_asked_before(self) -> None:
        days = [formatting.format_weekday(0, language=code) for code in ("ur", "ar", "bn", "en")]

        assert days == ["پیر", "الاثنين", "সোমবার", "Monday"]

    def test_changes_in_welsh_after_to(self) -> None:
        assert formatting.format_weekday(4, language="cy") == "Dydd Gwener"
        assert formatting.format_weekday(4, language="cy", is_after_to=True) == "ddydd Gwener"
        assert formatting.format_weekday(4, is_after_to=True) == "Friday"


class TestFormatDateRange:
    @pytest.mark.parametrize(
        ("last", "english", "welsh"),
        [
            (date(2026, 10, 1), "1 October 2026", "1 Hydref 2026"),
            (date(2026, 10, 7), "1 to 7 October 2026", "1 i 7 Hydref 2026"),
            (date(2026, 11, 7), "1 October to 7 November 2026", "1 Hydref i 7 Tachwedd 2026"),
            (
                date(2027, 1, 2),
                "1 October 2026 to 2 January 2027",
                "1 Hydref 2026 i 2 Ionawr 2027",
            ),
        ],
    )
    def test_says_once_what_both_ends_share(self, last: date, english: str, welsh: str) -> None:
        assert formatting.format_date_range(OCTOBER, last) == english
        assert formatting.format_date_range(OCTOBER, last, language="cy") == welsh

    def test_falls_back_to_the_pattern_of_the_locale(self) -> None:
        written = formatting.format_date_range(OCTOBER, date(2026, 10, 7), language="pl")

        assert written == "1–7 października 2026"


class TestFormatQuarter:
    @pytest.mark.parametrize(
        ("period", "english", "welsh"),
        [
            ("2026-Q1", "January to March 2026", "Ionawr i Fawrth 2026"),
            ("2026-Q2", "April to June 2026", "Ebrill i Fehefin 2026"),
            ("2026-Q3", "July to September 2026", "Gorffennaf i Fedi 2026"),
            ("2026-Q4", "October to December 2026", "Hydref i Ragfyr 2026"),
        ],
    )
    def test_names_its_months_with_the_mutation_welsh_needs(
        self, period: str, english: str, welsh: str
    ) -> None:
        assert formatting.format_quarter(period) == english
        assert formatting.format_quarter(period, language="cy") == welsh

    def test_falls_back_to_the_pattern_of_the_locale(self) -> None:
        assert formatting.format_quarter("2026-Q3", language="pl") == "lipiec–wrzesień 2026"


class TestFormatWords:
    def test_joins_the_last_by_a_word(self) -> None:
        assert formatting.format_words(["a"]) == "a"
        assert formatting.format_words(["a", "b", "c"]) == "a, b and c"
        assert formatting.format_words(["a", "b"], language="pl") == "a i b"

    def test_joins_by_commas_in_welsh(self) -> None:
        assert formatting.format_words(["a", "b", "c"], language="cy") == "a, b, c"

    def test_is_empty_for_no_words(self) -> None:
        assert formatting.format_words([]) == ""
