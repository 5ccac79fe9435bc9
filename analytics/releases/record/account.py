"""No answer lost: what became of every answer that came about the events of a quarter, in the
nation. Pure."""

from collections.abc import Mapping, Set
from dataclasses import asdict, dataclass
from datetime import date

from analytics.releases.tables import LEAST_PUBLIC, to_five

PARTS = ("counted", "withdrawn", "late", "elsewhere")
"""Counted in the figures; taken back before they were; came, or were brought back, after the
quarter had closed; given in another way, in somebody's place, or too few to count."""
FEW = "few"
"""In the place of a number of fewer people than the public floor, nobody among them."""


@dataclass(frozen=True, kw_only=True)
class ReceivedAnswers:
    """The ids of the responses about a quarter's events. `counted` are in the figures, whatever
    became of them since; `withdrawn` are taken back now; `usable` would count if they came in time;
    `sent` are all that were sent in, or to whose end somebody came."""

    counted: Set[int]
    withdrawn: Set[int]
    usable: Set[int]
    sent: Set[int]


def parts_of(received: ReceivedAnswers) -> dict[str, int]:
    """Each response in one part: they add up to all that came."""
    counted = received.counted
    withdrawn = received.withdrawn - counted
    late = received.usable - counted - withdrawn
    elsewhere = received.sent - counted - withdrawn - late
    found = (counted, withdrawn, late, elsewhere)
    return {name: len(ids) for name, ids in zip(PARTS, found, strict=True)}


def shown(parts: Mapping[str, int], *, earlier: Mapping[str, str] | None = None) -> dict[str, str]:
    """The counts as printed, to the nearest five. `received` is the sum of what is shown and never
    of what is not; it is all that came where `is_whole`. A number of the version before (`earlier`)
    stands where fewer people than the public floor moved."""
    found = {name: _shown(parts[name], (earlier or {}).get(name, "")) for name in PARTS}
    numbers = [int(each) for each in found.values() if each != FEW]
    is_whole = len(numbers) == len(PARTS)
    return {**found, "received": str(sum(numbers)), "is_whole": "yes" if is_whole else ""}


def _shown(people: int, before: str) -> str:
    if before and abs(people - _most_before(before)) < LEAST_PUBLIC:
        return before
    return FEW if people < LEAST_PUBLIC else to_five(people)


def _most_before(before: str) -> int:
    return LEAST_PUBLIC - 1 if before == FEW else int(before)


@dataclass(frozen=True, kw_only=True)
class SealedHead:
    """The end of the chain of audit events on a day: after how many events, their hash, and the
    seal of who has the key. Whoever keeps it can tell later whether an event before it was changed
    or taken out."""

    day: date
    position: int
    hash: str
    seal: str


def sealed(head: SealedHead | None) -> dict[str, str]:
    """The sealed head as it is frozen; empty where none was sealed yet."""
    return {name: str(value) for name, value in asdict(head).items()} if head else {}
