"""For 20 minutes, in the session and never in an address, so that it cannot be guessed, bookmarked
or logged."""

from datetime import datetime, timedelta

from django.contrib.sessions.backends.base import SessionBase

LIFETIME = timedelta(minutes=20)
KEY = "case_in_hand"


def store(session: SessionBase, *, case_id: int, at: datetime) -> None:
    session[KEY] = {"case": case_id, "at": at.isoformat()}


def find(session: SessionBase, *, at: datetime) -> int | None:
    kept = session.get(KEY)
    if not kept or at - datetime.fromisoformat(kept["at"]) > LIFETIME:
        return None
    return int(kept["case"])


def clear(session: SessionBase) -> None:
    session.pop(KEY, None)
