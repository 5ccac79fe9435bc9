"""Months into which tables are cut. Pure.

A month begins and ends at midnight UTC, so that it has the same bounds whatever a server's time
zone is."""

from datetime import UTC, datetime


def month_start(at: datetime) -> datetime:
    """The first moment of the month of a time."""
    return at.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def months_later(first: datetime, count: int) -> datetime:
    """The first moment of the month so many months after the one that begins then."""
    months = first.year * 12 + first.month - 1 + count
    return first.replace(year=months // 12, month=months % 12 + 1)
