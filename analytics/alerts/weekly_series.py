"""Weeks of receipt, by number. Pure."""

from collections.abc import Mapping
from datetime import date, timedelta

from survey.definition.types import Meaning

FIRST_MONDAY = date(1970, 1, 5)
Meanings = Mapping[str, Mapping[str, Meaning]]
"""Item, choice code, meaning."""


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def week_number(day: date) -> int:
    """Weeks since the first Monday of 1970."""
    return (day - FIRST_MONDAY).days // 7


def first_day(number: int) -> date:
    """The Monday of a week by its number."""
    return FIRST_MONDAY + timedelta(weeks=number)
