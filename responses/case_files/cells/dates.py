"""Which dates a case can have. Pure."""

from datetime import date

from responses.case_files.faults import CellError, FaultCode

EARLIEST = date(1900, 1, 1)
MOST_YEARS_AHEAD = 60
"""A release from prison may lie far ahead; no date of a case lies further."""


def check_day(day: date, *, today: date, may_be_future: bool) -> None:
    """Raises CellError for a date that is a slip of the keyboard, such as one in 1026 or 2926, or
    that is in the future and may not be."""
    if day < EARLIEST:
        raise CellError(FaultCode.DATE_TOO_EARLY, earliest=EARLIEST.isoformat())
    if day.year > today.year + MOST_YEARS_AHEAD:
        raise CellError(FaultCode.DATE_TOO_LATE, years=str(MOST_YEARS_AHEAD))
    if day > today and not may_be_future:
        raise CellError(FaultCode.FUTURE_DATE)
