"""When figures may appear and change (decision 14; analytics/refresh/open_totals.py). Two versions
of a figure a day apart would disclose the one person who answered between them. So a running
quarter is not shown, the totals of an open one change once a month, and a closed one never.
Pure."""

from datetime import date


def is_over(period: str, *, on: date) -> bool:
    """Whether a quarter has ended. Never so of a year, which is shown by pages of its own."""
    return "Q" in period and period < quarter_of(on)


def quarter_of(day: date) -> str:
    return f"{day.year}-Q{(day.month + 2) // 3}"


def quarter_before(period: str) -> str:
    year, quarter = (int(part) for part in period.split("-Q"))
    return f"{year}-Q{quarter - 1}" if quarter > 1 else f"{year - 1}-Q4"


def year_before(period: str) -> str:
    """The same quarter of the year before."""
    year, quarter = period.split("-")
    return f"{int(year) - 1}-{quarter}"


def changed_this_month(*, last: date, on: date) -> bool:
    """Whether figures that last changed on one day have changed in the month of another."""
    return (last.year, last.month) == (on.year, on.month)
