"""What somebody typed on a page about an example and could not be kept, until it can: the page is
shown again from here, so that going back or loading it anew never asks to send a form again. It is
kept in the session, and holds picks and no cell of the file."""

from collections.abc import Iterable, Mapping

from django.contrib.sessions.backends.base import SessionBase

KEY = "mapping_typed"
LONGEST = 100
Typed = Mapping[str, str]


def keep(
    session: SessionBase, data: Mapping[str, str], *, place: str, fields: Iterable[str]
) -> None:
    """Of one page at a time: `place` is its address."""
    typed = {name: data[name][:LONGEST] for name in fields if name in data}
    session[KEY] = {"place": place, "typed": typed}


def find(session: SessionBase, *, place: str) -> Typed | None:
    kept = session.get(KEY)
    return dict(kept["typed"]) if kept and kept["place"] == place else None


def forget(session: SessionBase) -> None:
    session.pop(KEY, None)
