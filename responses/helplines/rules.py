"""SAF-16."""

from datetime import date, timedelta

CHECK_EVERY = timedelta(days=90)
SENDING_STOPS_AFTER = timedelta(days=183)


def is_due(last_verified_on: date | None, *, on: date) -> bool:
    """Whether the line must be rung."""
    return last_verified_on is None or on - last_verified_on > CHECK_EVERY


def stops_sending(last_verified_on: date | None, *, on: date) -> bool:
    return last_verified_on is None or on - last_verified_on > SENDING_STOPS_AFTER
