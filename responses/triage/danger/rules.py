from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from access.permissions import Role
from responses.triage.risk.reading import RiskCategory

LIFE_AT_RISK = frozenset({RiskCategory.IMMEDIATE, RiskCategory.SUICIDE, RiskCategory.CHILD})
"""One reader may send these. A late text of these categories is tagged *Overdue: risk to life*."""
NEEDS_TWO = frozenset({RiskCategory.SERIOUS, RiskCategory.HONOUR, RiskCategory.BREACH})
SENDABLE = LIFE_AT_RISK | NEEDS_TWO
ABOUT_POLICE = frozenset({RiskCategory.MISCONDUCT, RiskCategory.COMPLAINT})
"""If the rules found one of these, only the national desk may send the notice."""
CONFIRM_WITHIN = timedelta(minutes=10)
OPEN_FOR = timedelta(hours=1)
CONTROL_ROOM, PROFESSIONAL_STANDARDS = "control_room", "professional_standards"
UNIT_ROLES: Mapping[str, Role] = {
    CONTROL_ROOM: Role.CONTROL_ROOM,
    PROFESSIONAL_STANDARDS: Role.PROFESSIONAL_STANDARDS,
}


class NoticePhase(StrEnum):
    ASKED = "asked"
    SENT = "sent"
    UNCONFIRMED = "unconfirmed"
    """The unit hasn't confirmed within ten minutes, or no unit could receive it."""
    CONFIRMED = "confirmed"


def phase_of(state: str, confirm_by_at: datetime | None, *, at: datetime) -> NoticePhase:
    if state == NoticePhase.SENT and confirm_by_at is not None and confirm_by_at <= at:
        return NoticePhase.UNCONFIRMED
    return NoticePhase(state)
