from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.contrib.sessions.backends.base import SessionBase, UpdateError
from django.utils.crypto import constant_time_compare

from access.web.sessions import IDLE_SECONDS

IDLE_LIMIT = timedelta(minutes=20)
FAREWELL_LIMIT = timedelta(minutes=30)
REPEAT_LIMIT = timedelta(minutes=2)
"""A press repeated within this time gets the same page (decision 37)."""
AFTER_REPEATS = timedelta(minutes=1)
"""The row of a finished session is deleted this long after REPEAT_LIMIT."""
VISIT = "visit"
SENT = "sent"
FAREWELL = "farewell"
WITHDRAWN = "withdrawn"
LAST = (SENT, FAREWELL, WITHDRAWN)
"""Keys whose data serves the reply to one press, until another page is opened."""


@dataclass(frozen=True)
class Visit:
    """One sitting of one respondent. Only the answers of its questions in `answered` are shown
    again (SAF-8)."""

    invitation_id: int
    language: str
    attempt_id: int | None = None
    has_passed_gate: bool = False
    is_equality_explained: bool = False
    answered: tuple[str, ...] = ()
    once: str = ""
    led_to: str = ""
    further_language: str = ""
    is_own_text_settled: bool = False
    """They have left the page for own words and contact."""
    has_sent_text: bool = False
    """The next page says, once, what happens with the message that they have just sent."""
    has_others_first: bool = False
    """Whether English, Welsh and Easy Read are offered after the other languages: a trial."""

    def with_answered(self, code: str) -> "Visit":
        return replace(self, answered=tuple(dict.fromkeys((*self.answered, code))))


@dataclass(frozen=True)
class Sent:
    """Holds no invitation and no answers."""

    once: str
    language: str
    seed: str


class Ending(StrEnum):
    STOPPED = "stopped"
    NUMBER_STOPPED = "number stopped"
    """Message reported as meant for another person."""
    STOP_UNDONE = "stop undone"


@dataclass(frozen=True)
class Farewell:
    """Holds no invitation and no answers."""

    ending: Ending
    language: str
    once: str
    ticket: str = ""


@dataclass(frozen=True)
class Withdrawn:
    once: str
    state: str


def begin(session: SessionBase, visit: Visit, *, at: datetime) -> None:
    """A visit under a new session key. Forms of other tabs stay usable: opening a link twice must
    not be a dead end."""
    for name in (*LAST, IDLE_SECONDS):
        session.pop(name, None)
    keep(session, visit, at=at)
    session.cycle_key()


def let_in(session: SessionBase, visit: Visit, *, at: datetime) -> Visit:
    """Under a new key, so that one known before opens nothing. A code begins with a new key and
    opens once, so it keeps that key."""
    inside = replace(visit, has_passed_gate=True)
    keep(session, inside, at=at)
    if visit.attempt_id is None:
        session.cycle_key()
    return inside


def keep(session: SessionBase, visit: Visit, *, at: datetime) -> None:
    session[VISIT] = vars(visit) | {"seen_at": at.isoformat()}


def visit_in(session: SessionBase) -> Visit | None:
    """Even an idle one: enough for opting out, not for seeing a page."""
    kept = session.get(VISIT)
    return _visit(kept) if kept else None


def fresh_visit_in(session: SessionBase, *, at: datetime) -> Visit | None:
    """None where its last request is more than 20 minutes ago."""
    kept = session.get(VISIT)
    return _visit(kept) if kept and _is_within(kept, IDLE_LIMIT, at=at) else None


def finish(session: SessionBase, sent: Sent, *, at: datetime) -> bool:
    """Returns False if the session had ended."""
    session.pop(VISIT, None)
    return _keep_last(session, SENT, asdict(sent), for_=REPEAT_LIMIT + AFTER_REPEATS, at=at)


def is_over(session: SessionBase) -> bool:
    return any(name in session for name in LAST)


def has_ended_visit(session: SessionBase) -> bool:
    return SENT in session or FAREWELL in session


def is_idle(session: SessionBase, *, at: datetime) -> bool:
    return VISIT in session and fresh_visit_in(session, at=at) is None


def sent_again(session: SessionBase, *, once: str, at: datetime) -> Sent | None:
    """The stored press, if it is the same one within two minutes."""
    kept = _repeated(session, SENT, once=once, at=at)
    return Sent(once=kept["once"], language=kept["language"], seed=kept["seed"]) if kept else None


def as_stored(session: SessionBase) -> SessionBase:
    """The session as the store has it now; another request may have changed it."""
    return type(session)(session.session_key)


def end(session: SessionBase, farewell: Farewell, *, at: datetime) -> bool:
    """Forget who answered. Returns False if the session had ended."""
    session.pop(VISIT, None)
    return _keep_last(session, FAREWELL, asdict(farewell), for_=FAREWELL_LIMIT, at=at)


def farewell_in(session: SessionBase, *, at: datetime) -> Farewell | None:
    kept = session.get(FAREWELL)
    if not kept or not _is_within(kept, FAREWELL_LIMIT, at=at):
        return None
    return Farewell(
        ending=Ending(kept["ending"]),
        language=kept["language"],
        once=kept["once"],
        ticket=kept["ticket"] if _is_within(kept, IDLE_LIMIT, at=at) else "",
    )


def farewell_again(session: SessionBase, *, at: datetime) -> Farewell | None:
    """The stored ending, for two minutes."""
    kept = session.get(FAREWELL)
    return farewell_in(session, at=at) if kept and _is_within(kept, REPEAT_LIMIT, at=at) else None


def remember_withdrawn(session: SessionBase, withdrawn: Withdrawn, *, at: datetime) -> None:
    if session.session_key is not None and withdrawn.once and VISIT not in session:
        limit = REPEAT_LIMIT + AFTER_REPEATS
        _keep_last(session, WITHDRAWN, asdict(withdrawn), for_=limit, at=at)


def withdrawn_again(session: SessionBase, *, once: str, at: datetime) -> Withdrawn | None:
    """The stored press, if it is the same one within two minutes."""
    kept = _repeated(session, WITHDRAWN, once=once, at=at)
    return Withdrawn(once=kept["once"], state=kept["state"]) if kept else None


def _keep_last(
    session: SessionBase, name: str, kept: Mapping[str, Any], *, for_: timedelta, at: datetime
) -> bool:
    """Save at once, for a repeated press under way. Returns False where the session was ended
    meanwhile."""
    session[name] = {**kept, "seen_at": at.isoformat()}
    session[IDLE_SECONDS] = for_.total_seconds()
    try:
        session.save()
    except UpdateError:
        return False
    finally:
        session.modified = False
    return True


def _repeated(
    session: SessionBase, name: str, *, once: str, at: datetime
) -> Mapping[str, Any] | None:
    kept = session.get(name)
    if not (kept and once and _is_within(kept, REPEAT_LIMIT, at=at)):
        return None
    return kept if constant_time_compare(kept["once"], once) else None


def language_in(session: SessionBase, *, at: datetime) -> str | None:
    kept = fresh_visit_in(session, at=at) or farewell_in(session, at=at)
    return kept.language if kept else None


def has_others_first(session: SessionBase, *, at: datetime) -> bool:
    visit = fresh_visit_in(session, at=at)
    return visit is not None and visit.has_others_first


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
        once=kept.get("once", ""),
        led_to=kept.get("led_to", ""),
        further_language=kept.get("further_language", ""),
        is_own_text_settled=kept.get("is_own_text_settled", False),
        has_sent_text=kept.get("has_sent_text", False),
        has_others_first=kept.get("has_others_first", False),
    )


def _is_within(kept: Mapping[str, Any], limit: timedelta, *, at: datetime) -> bool:
    return at - datetime.fromisoformat(kept["seen_at"]) <= limit
