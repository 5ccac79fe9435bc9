"""When figures may appear and change (decision 14; analytics/refresh/open_totals.py). Frequent
versions would disclose the answers in between, so a running quarter is not shown, open totals
change monthly and closed quarters never. Pure.
"""

from datetime import date


def is_over(period: str, *, on: date) -> bool:
    """Return whether a quarter has ended; always false for a year."""
    return "Q" in period and period < quarter_of(on)


def quarter_of(day: date) -> str:
    return f"{day.year}-Q{(day.month + 2) // 3}"


def quarter_before(period: str) -> str:
    year, quarter = (int(part) for part in period.split("-Q"))
    return f"{year}-Q{quarter - 1}" if quarter > 1 else f"{year - 1}-Q4"


def year_before(period: str) -> str:
    year, quarter = period.split("-")
    return f"{int(year) - 1}-{quarter}"


def changed_this_month(*, last: date, on: date) -> bool:
    return (last.year, last.month) == (on.year, on.month)
