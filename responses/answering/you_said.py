"""What changed because people answered: dated, in words for respondents. Pure.

The list is a file that staff edit. A change stands in it once it has happened, with no name of a
person or a case; an empty list says nothing anywhere."""

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
    """The list is wrong. The message says which line and why."""


@dataclass(frozen=True)
class Change:
    """`said` and `did` by language; a language has both or neither."""

    on: date
    said: Mapping[str, str]
    did: Mapping[str, str]


def parse_changes(text: str) -> tuple[Change, ...]:
    """The changes, the newest first. Raises ChangeError naming the line at fault."""
    rows = enumerate(csv.DictReader(io.StringIO(text)), 2)
    changes = [_change(row, number) for number, row in rows]
    return tuple(sorted(changes, key=lambda change: change.on, reverse=True))


def to_show(changes: Sequence[Change], *, language: str, on: date) -> tuple[Change, ...]:
    """The newest of the past year that are told in the language: half a page in another tongue
    helps nobody."""
    recent = (c for c in changes if c.on <= on < c.on + SHOWN_FOR and language in c.said)
    return tuple(recent)[:MOST_SHOWN]


def _change(row: Mapping[str, str | None], number: int) -> Change:
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
    return Change(on=on, said=said, did=did)


def _words(row: Mapping[str, str | None], kind: str) -> Mapping[str, str]:
    return {
        column.removeprefix(kind): words
        for column, words in row.items()
        if column and column.startswith(kind) and words
    }
