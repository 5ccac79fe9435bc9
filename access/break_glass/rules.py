from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from access.permissions import Role
from access.viewer import HeldRole, Viewer

MOST_HOURS = 4
CASE, PASSWORDS = "case", "passwords"
ASKS: Mapping[str, frozenset[Role]] = {
    CASE: frozenset({Role.SAFE_CONTACT_OFFICER, Role.OPERATIONS_LEAD}),
    PASSWORDS: frozenset({Role.ADMINISTRATOR}),
}
OPENS: Mapping[str, frozenset[Role]] = {
    CASE: frozenset({Role.OPERATIONS_LEAD}),
    PASSWORDS: frozenset({Role.ADMINISTRATOR}),
}
NATION_ALONE = frozenset({CASE})
"""A case is hidden because the force's own people may be the danger (SAF-13), so no two of them may
open it."""
REVIEWS = frozenset({Role.DATA_PROTECTION_OFFICER})


class GlassState(StrEnum):
    WAITING = "waiting"
    LAPSED = "lapsed"
    REFUSED = "refused"
    OPEN = "open"
    CLOSED = "closed"
    """Its hours are over, and it is not reviewed yet."""
    REVIEWED = "reviewed"


def may_ask(viewer: Viewer, kind: str, force_code: str) -> bool:
    return any(
        each.role in ASKS[kind] and each.organisation_id is None and _reaches(each, force_code)
        for each in viewer.held
    )


def may_open(viewer: Viewer, kind: str, force_code: str) -> bool:
    return any(
        each.role in OPENS[kind]
        and each.organisation_id is None
        and (each.is_national if kind in NATION_ALONE else _reaches(each, force_code))
        for each in viewer.held
    )


def may_review(viewer: Viewer, force_code: str) -> bool:
    return any(each.role in REVIEWS and _reaches(each, force_code) for each in viewer.held)


def _reaches(held: HeldRole, force_code: str) -> bool:
    return held.is_national or force_code in held.force_codes | held.past_force_codes


def state_of(
    *,
    expires_at: datetime,
    until: datetime | None,
    is_refused: bool,
    is_reviewed: bool,
    at: datetime,
) -> GlassState:
    if is_reviewed:
        return GlassState.REVIEWED
    if is_refused:
        return GlassState.REFUSED
    if until is not None:
        return GlassState.OPEN if at < until else GlassState.CLOSED
    return GlassState.WAITING if at < expires_at else GlassState.LAPSED
