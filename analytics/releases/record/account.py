from collections.abc import Mapping, Set
from dataclasses import asdict, dataclass
from datetime import date

from analytics.releases.tables import LEAST_PUBLIC, to_five

PARTS = ("counted", "withdrawn", "late", "elsewhere")
"""Counted; withdrawn before counting; received or restored after closing; given in another mode,
by proxy, or too few to count.
"""
FEW = "few"
"""Replaces a number of people below the public threshold, other than zero."""


@dataclass(frozen=True, kw_only=True)
class ReceivedAnswers:
    counted: Set[int]
    withdrawn: Set[int]
    usable: Set[int]
    sent: Set[int]


def parts_of(received: ReceivedAnswers) -> dict[str, int]:
    counted = received.counted
    withdrawn = received.withdrawn - counted
    late = received.usable - counted - withdrawn
    elsewhere = received.sent - counted - withdrawn - late
    found = (counted, withdrawn, late, elsewhere)
    return {name: len(ids) for name, ids in zip(PARTS, found, strict=True)}


def print_counts(
    parts: Mapping[str, int], *, earlier: Mapping[str, str] | None = None
) -> dict[str, str]:
    found = {name: _print_count(parts[name], (earlier or {}).get(name, "")) for name in PARTS}
    numbers = [int(each) for each in found.values() if each != FEW]
    is_whole = len(numbers) == len(PARTS)
    return {**found, "received": str(sum(numbers)), "is_whole": "yes" if is_whole else ""}


def _print_count(people: int, before: str) -> str:
    if before and abs(people - _most_before(before)) < LEAST_PUBLIC:
        return before
    return FEW if people < LEAST_PUBLIC else to_five(people)


def _most_before(before: str) -> int:
    return LEAST_PUBLIC - 1 if before == FEW else int(before)


@dataclass(frozen=True, kw_only=True)
class SealedHead:
    """The end of the audit chain on a day: number of events, their hash, and the key holder's
    seal.
    """

    day: date
    position: int
    hash: str
    seal: str


def sealed(head: SealedHead | None) -> dict[str, str]:
    return {name: str(value) for name, value in asdict(head).items()} if head else {}
