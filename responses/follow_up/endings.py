"""How a wish to be contacted ends, and by when. Pure."""

from datetime import datetime, timedelta
from enum import StrEnum

DUE_IN_DAYS = 10
"""Working days."""
SAFE_WAY_KEPT_FOR = timedelta(days=183)
"""How somebody may be reached is destroyed six months after they asked."""
TRIES_BEFORE_GIVING_UP = 3


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


def may_give_up(tries: int) -> bool:
    return tries >= TRIES_BEFORE_GIVING_UP


def destroyed_before(at: datetime) -> datetime:
    return at - SAFE_WAY_KEPT_FOR
