"""When a session of staff ends by itself: after 30 idle minutes, and where the roles that it began
with are no longer those that its owner holds. That an account was switched off and on again, or its
password changed, ends it as well (User.session_epoch, and Django's own hash of the password)."""

import hashlib
import json
from datetime import UTC, datetime, timedelta

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from access.viewer import HeldRole, Viewer

IDLE = timedelta(minutes=30)
NOTED_EVERY = timedelta(minutes=1)
"""A session is not written for each page."""
SEEN_AT, HELD = "staff seen at", "staff roles"


def is_over(session: SessionBase, viewer: Viewer, *, at: datetime) -> bool:
    """Whether it was idle for too long, or its owner holds other roles than when it began."""
    seen, held = session.get(SEEN_AT), session.get(HELD)
    if seen is not None and at - datetime.fromtimestamp(seen, tz=UTC) >= IDLE:
        return True
    return held is not None and held != stamp(viewer)


def note(session: SessionBase, viewer: Viewer, *, at: datetime) -> None:
    """Write down that its owner is there, at most once a minute, and at first what they hold."""
    seen = session.get(SEEN_AT)
    if HELD not in session:
        session[HELD] = stamp(viewer)
    if seen is None or at - datetime.fromtimestamp(seen, tz=UTC) >= NOTED_EVERY:
        session[SEEN_AT] = int(at.timestamp())


def is_by_hand(request: HttpRequest) -> bool:
    """False for what a page asks for by itself, which must not keep a session alive."""
    return request.headers.get("Sec-Fetch-Dest") != "empty"


def stamp(viewer: Viewer) -> str:
    """The same as long as somebody holds the same roles in the same places."""
    held = sorted(json.dumps(_place(each)) for each in viewer.held)
    return hashlib.sha256("\n".join(held).encode()).hexdigest()[:16]


def _place(held: HeldRole) -> list[object]:
    """Which forces a service serves may change while its people are at work."""
    forces = sorted(held.force_codes) if held.organisation_id is None else []
    return [held.role.value, forces, held.organisation_id, sorted(held.languages)]
