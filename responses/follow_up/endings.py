from datetime import date, datetime, timedelta
from enum import StrEnum

from responses.cases.working_days import working_days_after

DUE_IN_DAYS = 10
"""Working days."""
SAFE_WAY_KEPT_FOR = timedelta(days=183)
"""Safe ways to reach people are destroyed six months after they asked."""
TRIES_BEFORE_GIVING_UP = 3
TO_THE_NATION_IN_DAYS = 2
"""Working days after the one by which they were to be reached, the national desk sees the wish."""


class FollowUpEnd(StrEnum):
    SPOKEN = "spoken"
    PASSED_ON = "passed_on"
    """To a service of support, at their wish."""
    NOT_WANTED = "not_wanted"
    NOT_REACHED = "not_reached"
    """After three tries."""
    UNSAFE = "unsafe"
    """There was no safe way."""


ANSWERED = frozenset({FollowUpEnd.SPOKEN, FollowUpEnd.PASSED_ON, FollowUpEnd.NOT_WANTED})
"""The endings in which they were reached."""


def step_of(due_on: date, *, on: date) -> int:
    """0 in time, then 1 (the lead's), then 2 (the national team's)."""
    if on <= due_on:
        return 0
    return 2 if on > working_days_after(due_on, TO_THE_NATION_IN_DAYS) else 1


def may_give_up(tries: int) -> bool:
    return tries >= TRIES_BEFORE_GIVING_UP


def destroyed_before(at: datetime) -> datetime:
    return at - SAFE_WAY_KEPT_FOR
