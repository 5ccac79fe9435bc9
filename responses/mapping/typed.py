"""Shown again after a failed save, so that going back never resubmits a form."""

from collections.abc import Iterable, Mapping

from django.contrib.sessions.backends.base import SessionBase

KEY = "mapping_typed"
LONGEST = 100
Typed = Mapping[str, str]


def keep(
    session: SessionBase, data: Mapping[str, str], *, place: str, fields: Iterable[str]
) -> None:
    typed = {name: data[name][:LONGEST] for name in fields if name in data}
    session[KEY] = {"place": place, "typed": typed}


def find(session: SessionBase, *, place: str) -> Typed | None:
    kept = session.get(KEY)
    return dict(kept["typed"]) if kept and kept["place"] == place else None


def forget(session: SessionBase) -> None:
    session.pop(KEY, None)
