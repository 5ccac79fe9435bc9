"""Which of two exclusions by hand keeps a person safer. Pure: no Django, no database."""

from collections.abc import Set as AbstractSet
from enum import Enum, auto

from responses.cases.sensitivity import OFFICER_SUSPECT
from responses.eligibility.rules import FIRST_TEXT_ONLY, KEEPS_SAFE, NEEDS_NO_TEXT, Decision

REPLACED_BY_NONE = frozenset({OFFICER_SUSPECT, Decision.VICTIM_ASKED, Decision.OPTED_OUT})
"""The code that hides a case from its force (SAF-13), and those by which the victim has said no."""


class ExclusionReach(Enum):
    """What an exclusion does besides keeping the first text away, which each does."""

    LATER_TEXTS = auto()
    CODES = auto()
    """No code may be handed over (SAF-9)."""
    OUTLIVES_REFUSAL = auto()
    """It stays in force when a second person refuses it."""
    HIDES = auto()
    """The case is hidden from its force (SAF-13)."""


def may_replace(code: str, *, stored: str) -> bool:
    """Whether an exclusion with `code` takes the place of the stored one at once: it keeps away all
    that the stored one does, and more. Of two that do the same the stored one stands, because a
    second person must judge the one that somebody made, and not the one that a file put over
    it."""
    if code == stored or not stored:
        return True
    if not code or stored in REPLACED_BY_NONE:
        return False
    return _reach(code) > _reach(stored)


def _reach(code: str) -> AbstractSet[ExclusionReach]:
    found = {
        ExclusionReach.LATER_TEXTS: code not in FIRST_TEXT_ONLY,
        ExclusionReach.CODES: code not in NEEDS_NO_TEXT and code != OFFICER_SUSPECT,
        ExclusionReach.OUTLIVES_REFUSAL: code in KEEPS_SAFE,
        ExclusionReach.HIDES: code == OFFICER_SUSPECT,
    }
    return {reach for reach, holds in found.items() if holds}
