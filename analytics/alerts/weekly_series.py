"""Weeks of receipt, by number."""

from collections.abc import Mapping
from datetime import date, timedelta

from survey.definition.types import Meaning

LEAST_IN_A_WEEK = 10


def may_replace_window(*, told_week: date, week: date, window_weeks: int, fewest: int) -> bool:
    return fewest >= LEAST_IN_A_WEEK or week - told_week >= timedelta(weeks=window_weeks)


def overlap(*, first: date, week: date, other_first: date, other_week: date) -> bool:
    return first <= other_week and other_first <= week


def first_of(week: date, window_weeks: int) -> date:
    return week - timedelta(weeks=window_weeks - 1)


FIRST_MONDAY = date(1970, 1, 5)
Meanings = Mapping[str, Mapping[str, Meaning]]
"""Item, choice code, meaning."""


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def week_number(day: date) -> int:
    return (day - FIRST_MONDAY).days // 7


def first_day(number: int) -> date:
    return FIRST_MONDAY + timedelta(weeks=number)
