"""Outcomes of closed texts."""

from enum import StrEnum


class TextOutcome(StrEnum):
    NO_RISK = "no_risk"
    """No danger and no request."""
    KNOWN = "known"
    """Known danger; those who act on it have been asked."""
    PASSED_ON = "passed_on"
    """Given to the control room, to safeguarding or to social care."""
    COMPLAINT = "complaint"
    """Passed to the complaints team; handled by another person if about the desk itself."""
    MISCONDUCT = "misconduct"
    """Handed to professional standards."""
    OFFENCE = "offence"
    """Recorded as another offence."""
    CANNOT_ACT = "cannot_act"
    """No one could be reached safely; a supervisor decided so."""


NOTHING_DONE = frozenset({TextOutcome.NO_RISK})
"""The outcomes that say that nothing was to be done."""
