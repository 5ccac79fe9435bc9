"""What the server remembers of a respondent between two pages, and for how long.

The browser holds a random session key and nothing else; closing it ends everything. The link
in the text message starts anew."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.contrib.sessions.backends.base import SessionBase

IDLE_LIMIT = timedelta(minutes=20)
FAREWELL_LIMIT = timedelta(minutes=30)
VISIT = "visit"
FAREWELL = "farewell"


@dataclass(frozen=True)
class Visit:
    """One sitting of one respondent. `answered` names the questions answered in this sitting:
    only their answers are ever shown again (SAF-8)."""

    invitation_id: int
    language: str
    has_passed_gate: bool = False
    is_equality_explained: bool = False
    answered: tuple[str, ...] = ()

    def with_answered(self, code: str) -> "Visit":
        return replace(self, answered=tuple(dict.fromkeys((*self.answered, code))))


class Ending(StrEnum):
    THANKED = "thanked"
    STOPPED = "stopped"


@dataclass(frozen=True)
class Farewell:
    """All that is left of a visit that ended well: no invitation, no answers. `seed` lets the
    thanks show the four words again, and leads to nobody (responses.answering.withdrawal_words)."""

    ending: Ending
    language: str
    seed: str = ""


def begin(session: SessionBase, visit: Visit, *, at: datetime) -> None:
    """A new visit under a new session key. The forms of other tabs stay usable: opening a
    link twice must not be a dead end."""
    session.cycle_key()
    session.pop(FAREWELL, None)
    keep(session, visit, at=at)


def let_in(session: SessionBase, visit: Visit, *, at: datetime) -> None:
    """Past the gate under a new key: one that was known before opens nothing behind it."""
    session.cycle_key()
    keep(session, replace(visit, has_passed_gate=True), at=at)


def keep(session: SessionBase, visit: Visit, *, at: datetime) -> None:
    session[VISIT] = asdict(visit) | {"seen_at": at.isoformat()}


def visit_in(session: SessionBase) -> Visit | None:
    """The visit however long ago it was last seen: enough to opt out by, not to see a page."""
    kept = session.get(VISIT)
    return _visit(kept) if kept else None


def fresh_visit_in(session: SessionBase, *, at: datetime) -> Visit | None:
    """The visit, unless nobody has asked for a page for 20 minutes."""
    kept = session.get(VISIT)
    return _visit(kept) if kept and _is_within(kept, IDLE_LIMIT, at=at) else None


def end(session: SessionBase, farewell: Farewell, *, at: datetime) -> None:
    """Forgets who was answering; keeps only that the visit ended, and how."""
    session.pop(VISIT, None)
    session[FAREWELL] = asdict(farewell) | {"seen_at": at.isoformat()}
    session.cycle_key()


def farewell_in(session: SessionBase, *, at: datetime) -> Farewell | None:
    kept = session.get(FAREWELL)
    if not kept or not _is_within(kept, FAREWELL_LIMIT, at=at):
        return None
    return Farewell(
        ending=Ending(kept["ending"]), language=kept["language"], seed=kept.get("seed", "")
    )


def language_in(session: SessionBase, *, at: datetime) -> str | None:
    """The language of a visit that is not over, or of how it ended."""
    kept = fresh_visit_in(session, at=at) or farewell_in(session, at=at)
    return kept.language if kept else None


def destroy(session: SessionBase) -> None:
    session.flush()


def _visit(kept: Mapping[str, Any]) -> Visit:
    return Visit(
        invitation_id=kept["invitation_id"],
        language=kept["language"],
        has_passed_gate=kept["has_passed_gate"],
        is_equality_explained=kept["is_equality_explained"],
        answered=tuple(kept["answered"]),
    )


def _is_within(kept: Mapping[str, Any], limit: timedelta, *, at: datetime) -> bool:
    return at - datetime.fromisoformat(kept["seen_at"]) <= limit
