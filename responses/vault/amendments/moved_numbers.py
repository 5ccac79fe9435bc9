"""A person who must not be asked may change number: what holds for the one holds for the other
while it waits to be confirmed."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from responses.vault import person_keys
from responses.vault.person_keys import Pair


class Move(NamedTuple):
    """The keys of one contact before and after."""

    before: frozenset[str]
    after: frozenset[str]
    birth_year: int


def remember(moves: Iterable[Move]) -> None:
    moved = [move for move in moves if move.before != move.after]
    if moved:
        person_keys.remember_pairs(_pairs(moved))


def _pairs(moves: Iterable[Move]) -> Iterator[Pair]:
    every = list(moves)
    joined = person_keys.joined_keys({key for move in every for key in move.before})
    for move in every:
        known = move.before.union(*(joined.get(key, ()) for key in move.before))
        for before in known - move.after:
            yield from (Pair(before, after, move.birth_year) for after in move.after)
