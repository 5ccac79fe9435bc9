"""As the Victims' Code counts them."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache

from dateutil.easter import easter

TOLD_WITHIN = 5
"""Working days in which the Code promises news of an outcome; 1 with enhanced rights, which a case
file tells too seldom to be judged by."""
ONE_OFF = (
    date(2020, 5, 8),
    date(2022, 6, 2),
    date(2022, 6, 3),
    date(2022, 9, 19),
    date(2023, 5, 8),
)
"""Bank holidays by proclamation, which no rule foretells: add each when it is proclaimed."""
MOVED = (date(2020, 5, 4), date(2022, 5, 30))
"""Bank holidays that were held on another day instead."""


MONDAY, SATURDAY, SUNDAY = 0, 5, 6
DAY = timedelta(days=1)


@lru_cache(maxsize=4_096)
def working_days_after(day: date, count: int) -> date:
    found = day
    while count:
        found += DAY
        count -= is_working_day(found)
    return found


def is_working_day(day: date) -> bool:
    return day.weekday() < SATURDAY and day not in bank_holidays(day.year)


@lru_cache(maxsize=64)
def bank_holidays(year: int) -> frozenset[date]:
    """Those of the year."""
    good_friday, easter_monday = easter(year) - 2 * DAY, easter(year) + DAY
    by_rule = {
        _first(date(year, 1, 1), lambda day: day.weekday() < SATURDAY),
        good_friday,
        easter_monday,
        _first(date(year, 5, 1), _is_monday),
        _last(date(year, 5, 31), _is_monday),
        _last(date(year, 8, 31), _is_monday),
        *_christmas(year),
    }
    of_year = {each for each in ONE_OFF if each.year == year}
    return frozenset((by_rule | of_year) - set(MOVED))


def _christmas(year: int) -> tuple[date, date]:
    christmas, boxing = date(year, 12, 25), date(year, 12, 26)
    if christmas.weekday() == SATURDAY:
        return christmas + 2 * DAY, christmas + 3 * DAY
    if christmas.weekday() == SUNDAY:
        return christmas + 2 * DAY, boxing
    return christmas, boxing if boxing.weekday() < SATURDAY else boxing + 2 * DAY


def _first(day: date, is_one: Callable[[date], bool]) -> date:
    while not is_one(day):
        day += DAY
    return day


def _last(day: date, is_one: Callable[[date], bool]) -> date:
    while not is_one(day):
        day -= DAY
    return day


def _is_monday(day: date) -> bool:
    return day.weekday() == MONDAY
