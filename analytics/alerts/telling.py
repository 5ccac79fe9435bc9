"""Which weeks an alert may be told by. Pure.

Two tellings of one series whose weeks overlap tell of the weeks in which they differ: where four
weeks without a satisfied answer are followed by four with one, it came in the newest week. So no
week is told twice in different company, but where every week has answers enough by itself."""

from datetime import date, timedelta

LEAST_IN_A_WEEK = 10


def may_tell_anew(*, told_week: date, week: date, window_weeks: int, fewest: int) -> bool:
    """Whether the `window_weeks` up to `week` may take the place of those up to `told_week`.
    `fewest` are the answers of the smallest week of either window."""
    return fewest >= LEAST_IN_A_WEEK or week - told_week >= timedelta(weeks=window_weeks)


def overlap(*, first: date, week: date, other_first: date, other_week: date) -> bool:
    """Whether weeks from `first` to `week` meet the others; all are Mondays."""
    return first <= other_week and other_first <= week


def first_of(week: date, window_weeks: int) -> date:
    """The first week of a window that ends with this one."""
    return week - timedelta(weeks=window_weeks - 1)
