"""When a helpline must be rung again, and when nobody may be texted before it was (SAF-16). Pure.

A wrong number is a safety defect: somebody in danger rings it, and somebody else may answer."""

from datetime import date, timedelta

CHECK_EVERY = timedelta(days=90)
SENDING_STOPS_AFTER = timedelta(days=183)


def is_due(last_verified_on: date | None, *, on: date) -> bool:
    """Whether the line must be rung. One that nobody has rung is due, however good its source."""
    return last_verified_on is None or on - last_verified_on > CHECK_EVERY


def stops_sending(last_verified_on: date | None, *, on: date) -> bool:
    """Whether nobody may be texted, because the line's number may be wrong."""
    return last_verified_on is None or on - last_verified_on > SENDING_STOPS_AFTER
