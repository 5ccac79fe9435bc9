from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum, StrEnum


class TriageClock(IntEnum):
    HALF_HOUR = 1
    FOUR_HOURS = 2
    WORKING_DAY = 3

    def lowered(self) -> "TriageClock":
        """The last stays."""
        return TriageClock(min(self + 1, TriageClock.WORKING_DAY))


TIME_ALLOWED: Mapping[TriageClock, timedelta] = {
    TriageClock.HALF_HOUR: timedelta(minutes=30),
    TriageClock.FOUR_HOURS: timedelta(hours=4),
}
"""The half hour never pauses; the four hours count while a reader is on duty
(responses/triage/rota.py). A working day is counted by the calendar."""


class RiskCategory(StrEnum):
    IMMEDIATE = "immediate"
    """Someone's life or safety now: a threat to kill, a weapon, the person at the door."""
    SUICIDE = "suicide"
    """Thoughts of suicide or harm to oneself."""
    CHILD = "child"
    """A child harmed or in danger."""
    SERIOUS = "serious"
    """Violence, rape, stalking, exploitation or threats that go on."""
    HONOUR = "honour"
    """Honour-based abuse, forced marriage, female genital mutilation. Never answered by way of the
    family."""
    BREACH = "breach"
    """A bail condition or an order of a court that is not kept."""
    NEW_OFFENCE = "new_offence"
    """Another crime than the one reported."""
    AUTHOR = "author"
    """Perhaps written by the person who did the harm."""
    MISCONDUCT = "misconduct"
    """A police officer or member of staff who did wrong."""
    COMPLAINT = "complaint"
    """Someone who wants to complain."""
    NONE = "none"
    """Nothing that the rules know. It says nothing of what they do not know."""


USUAL_CLOCK: Mapping[RiskCategory, TriageClock] = {
    RiskCategory.IMMEDIATE: TriageClock.HALF_HOUR,
    RiskCategory.SUICIDE: TriageClock.HALF_HOUR,
    RiskCategory.CHILD: TriageClock.HALF_HOUR,
    RiskCategory.SERIOUS: TriageClock.FOUR_HOURS,
    RiskCategory.HONOUR: TriageClock.FOUR_HOURS,
    RiskCategory.BREACH: TriageClock.FOUR_HOURS,
    RiskCategory.NEW_OFFENCE: TriageClock.WORKING_DAY,
    RiskCategory.AUTHOR: TriageClock.WORKING_DAY,
    RiskCategory.MISCONDUCT: TriageClock.WORKING_DAY,
    RiskCategory.COMPLAINT: TriageClock.WORKING_DAY,
    RiskCategory.NONE: TriageClock.WORKING_DAY,
}
"""The clock of a category where a rule names no other."""

OF_RISK = frozenset(
    category for category in RiskCategory if USUAL_CLOCK[category] < TriageClock.WORKING_DAY
)
"""Categories with someone possibly in danger, which must not be missed."""

OF_LIFE = frozenset(
    category for category in RiskCategory if USUAL_CLOCK[category] is TriageClock.HALF_HOUR
)
"""The categories in which a life may be in danger."""


class Doubt(StrEnum):
    NO_RULES = "no_rules"
    """It is in a script or a language that has no rules."""
    UNKNOWN_LANGUAGE = "unknown_language"
    """Too few words indicate a language, or they indicate several."""
    MIXED_SCRIPT = "mixed_script"
    """It is written in more than one script."""
    ROMANISED = "romanised"
    """A language that has a script of its own, in Latin letters."""


DOUBT_CLOCK = TriageClock.FOUR_HOURS
"""The slowest clock of a text that the rules may not have understood."""


@dataclass(frozen=True, kw_only=True)
class RiskReason:
    """A rule that matched."""

    rule: str
    language: str
    category: RiskCategory
    clock: TriageClock
    start: int
    end: int
    lowered_by: str = ""


@dataclass(frozen=True, kw_only=True)
class RiskReading:
    category: RiskCategory
    clock: TriageClock
    reasons: tuple[RiskReason, ...] = ()
    doubts: tuple[Doubt, ...] = ()

    @property
    def is_unsure(self) -> bool:
        return bool(self.doubts)
