"""When figures may appear, and when they may move. Two showings of one figure a day apart would
give away the one person who answered between them, so a running quarter is not shown, and what was
shown moves by the month and by ten people at a time (decision 14; analytics/refresh/holdback.py).
Pure."""

from datetime import date

from analytics.stats.suppression import POLICY, Audience, Topic

FEWEST_NEW = POLICY[Audience.STAFF, Topic.ORDINARY].hide_below


def is_over(period: str, *, on: date) -> bool:
    return period < f"{on.year}-Q{(on.month + 2) // 3}"


def has_moved(*, last: date, on: date) -> bool:
    """Whether figures that moved last on a day have moved in this month already."""
    return (last.year, last.month) == (on.year, on.month)
