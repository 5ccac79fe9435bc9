import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

SHOWN_FOR = timedelta(days=365)
MOST_SHOWN = 3
LONGEST = 200
SAID, DID = "said_", "did_"


class ChangeError(ValueError):
    """The list is not valid."""


@dataclass(frozen=True)
class PublishedChange:
    """A language has both texts or neither."""

    on: date
    said: Mapping[str, str]
    did: Mapping[str, str]


def parse_changes(text: str) -> tuple[PublishedChange, ...]:
    """The changes, newest first. Raises ChangeError."""
    rows = enumerate(csv.DictReader(io.StringIO(text)), 2)
    changes = [_change(row, number) for number, row in rows]
    return tuple(sorted(changes, key=lambda change: change.on, reverse=True))


def recent_changes(
    changes: Sequence[PublishedChange], *, language: str, on: date
) -> tuple[PublishedChange, ...]:
    recent = (c for c in changes if c.on <= on < c.on + SHOWN_FOR and language in c.said)
    return tuple(recent)[:MOST_SHOWN]


def _change(row: Mapping[str, str | None], number: int) -> PublishedChange:
    try:
        on = date.fromisoformat(row.get("on") or "")
    except ValueError as fault:
        message = f"line {number}: {fault}"
        raise ChangeError(message) from fault
    said, did = _words(row, SAID), _words(row, DID)
    if not said or said.keys() != did.keys():
        message = f"line {number}: each language needs what was said and what was done"
        raise ChangeError(message)
    if any(len(words) > LONGEST for words in (*said.values(), *did.values())):
        message = f"line {number}: a text is longer than {LONGEST} characters"
        raise ChangeError(message)
    return PublishedChange(on=on, said=said, did=did)


def _words(row: Mapping[str, str | None], kind: str) -> Mapping[str, str]:
    return {
        column.removeprefix(kind): words
        for column, words in row.items()
        if column and column.startswith(kind) and words
    }
