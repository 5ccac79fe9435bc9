"""How a text is closed. Pure."""

from enum import StrEnum


class TextOutcome(StrEnum):
    """What was done about a text. Every closing names one."""

    NO_RISK = "no_risk"
    """It tells of no danger and asks for nothing."""
    KNOWN = "known"
    """The danger is known, and those who act on it have been asked."""
    PASSED_ON = "passed_on"
    """Given to the control room, to safeguarding or to social care."""
    COMPLAINT = "complaint"
    """Handed to who takes complaints, in another hand where the desk itself is complained of."""
    MISCONDUCT = "misconduct"
    """Handed to professional standards."""
    OFFENCE = "offence"
    """Recorded as another offence."""
    CANNOT_ACT = "cannot_act"
    """Nobody could be reached safely; a supervisor decided so."""


NOTHING_DONE = frozenset({TextOutcome.NO_RISK})
"""The outcomes that say that nothing was to be done."""
