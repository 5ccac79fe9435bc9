"""Which case a member of staff has in hand: the one she found by its key, for a while. It stands in
the session and in no address, so that none can be guessed, bookmarked or read in a log."""

from datetime import datetime, timedelta

from django.contrib.sessions.backends.base import SessionBase

LASTS = timedelta(minutes=20)
KEY = "case_in_hand"


def take(session: SessionBase, *, case_id: int, at: datetime) -> None:
    session[KEY] = {"case": case_id, "at": at.isoformat()}


def held(session: SessionBase, *, at: datetime) -> int | None:
    kept = session.get(KEY)
    if not kept or at - datetime.fromisoformat(kept["at"]) > LASTS:
        return None
    return int(kept["case"])


def put_down(session: SessionBase) -> None:
    session.pop(KEY, None)
