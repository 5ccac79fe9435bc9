"""What the server stores about a respondent between two pages, and for how long.

The browser has only a random session key; closing the browser ends the visit. The link in the text
message starts a new one."""

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
    """One sitting of one respondent. `attempt_id` is that of the code which was typed, None for a
    link. `answered` has the codes of the questions answered in this sitting: only their answers
    are shown again (SAF-8)."""

    invitation_id: int
    language: str
    attempt_id: int | None = None
    has_passed_gate: bool = False
    is_equality_explained: bool = False
    answered: tuple[str, ...] = ()

    def with_answered(self, code: str) -> "Visit":
        return replace(self, answered=tuple(dict.fromkeys((*self.answered, code))))


class Ending(StrEnum):
    THANKED = "thanked"
    STOPPED = "stopped"
    NUMBER_STOPPED = "number stopped"
    """Somebody said that the message was not meant for them."""
    STOP_UNDONE = "stop undone"


STOP_ENDINGS = frozenset({Ending.STOPPED, Ending.NUMBER_STOPPED, Ending.STOP_UNDONE})


@dataclass(frozen=True)
class Farewell:
    """What is stored after a visit was completed: no invitation and no answers. `seed` lets the
    page of thanks show the six words again; it identifies nobody
    (responses.answering.withdrawal_words). `ticket` undoes a stop, once, as long as the visit would
    have lasted (responses.invitations.actions.undo_opt_outs); no page shows it."""

    ending: Ending
    language: str
    seed: str = ""
    ticket: str = ""


def begin(session: SessionBase, visit: Visit, *, at: datetime) -> None:
    """A new visit under a new session key. The forms of other tabs stay usable: opening a
    link twice must not be a dead end."""
    session.pop(FAREWELL, None)
    keep(session, visit, at=at)
    session.cycle_key()


def let_in(session: SessionBase, visit: Visit, *, at: datetime) -> Visit:
    """Past the gate under a new key: one that was known before opens nothing behind it. A code
    begins its visit with a new key and opens once, so it keeps that one: whose reply is lost, or
    who presses twice, is still inside."""
    inside = replace(visit, has_passed_gate=True)
    keep(session, inside, at=at)
    if visit.attempt_id is None:
        session.cycle_key()
    return inside


def keep(session: SessionBase, visit: Visit, *, at: datetime) -> None:
    session[VISIT] = asdict(visit) | {"seen_at": at.isoformat()}


def visit_in(session: SessionBase) -> Visit | None:
    """The visit, even one whose idle time is over: enough for opting out, not for seeing a page."""
    kept = session.get(VISIT)
    return _visit(kept) if kept else None


def fresh_visit_in(session: SessionBase, *, at: datetime) -> Visit | None:
    """The visit, or None where its last request is more than 20 minutes ago."""
    kept = session.get(VISIT)
    return _visit(kept) if kept and _is_within(kept, IDLE_LIMIT, at=at) else None


def end(session: SessionBase, farewell: Farewell, *, at: datetime) -> None:
    """End the visit: forget who answered, and store only how it ended."""
    session.pop(VISIT, None)
    session[FAREWELL] = asdict(farewell) | {"seen_at": at.isoformat()}
    session.cycle_key()


def farewell_in(session: SessionBase, *, at: datetime) -> Farewell | None:
    kept = session.get(FAREWELL)
    if not kept or not _is_within(kept, FAREWELL_LIMIT, at=at):
        return None
    return Farewell(
        ending=Ending(kept["ending"]),
        language=kept["language"],
        seed=kept.get("seed", ""),
        ticket=kept.get("ticket", "") if _is_within(kept, IDLE_LIMIT, at=at) else "",
    )


def forget_ticket(session: SessionBase) -> None:
    """Keep how the visit ended, and offer to undo nothing any more."""
    if kept := session.get(FAREWELL):
        session[FAREWELL] = {**kept, "ticket": ""}


def language_in(session: SessionBase, *, at: datetime) -> str | None:
    """The language of an active or ended visit, or None."""
    kept = fresh_visit_in(session, at=at) or farewell_in(session, at=at)
    return kept.language if kept else None


def destroy(session: SessionBase) -> None:
    session.flush()


def _visit(kept: Mapping[str, Any]) -> Visit:
    return Visit(
        invitation_id=kept["invitation_id"],
        language=kept["language"],
        attempt_id=kept.get("attempt_id"),
        has_passed_gate=kept["has_passed_gate"],
        is_equality_explained=kept["is_equality_explained"],
        answered=tuple(kept["answered"]),
    )


def _is_within(kept: Mapping[str, Any], limit: timedelta, *, at: datetime) -> bool:
    return at - datetime.fromisoformat(kept["seen_at"]) <= limit
