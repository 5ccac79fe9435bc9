"""How texts come to coders: ten people or more at a time, in an order drawn by chance, some of them
for a second coder. Pure."""

import random
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

LEAST_PEOPLE = 10
"""Fewer than this many people are never shown together: who wrote would be guessed."""
DOUBLED_SHARE = 0.2
"""Of all texts, drawn by chance, a second person codes."""


@dataclass(frozen=True, kw_only=True)
class TextAtHand:
    """A text that may be coded. `group` is who may see it: a force, or the nation alone."""

    pk: int
    group: str
    person: str
    batch: int | None


def people_in(texts: Iterable[TextAtHand]) -> int:
    return len({text.person for text in texts})


def dissolved(texts: Collection[TextAtHand]) -> set[int]:
    """The batches that have lost too many people to be shown, since their words were withdrawn or
    their cases were hidden: a batch is of one group."""
    people: dict[int, dict[str, set[str]]] = {}
    for text in texts:
        if text.batch is not None:
            people.setdefault(text.batch, {}).setdefault(text.group, set()).add(text.person)
    return {
        batch
        for batch, groups in people.items()
        if any(len(of_group) < LEAST_PEOPLE for of_group in groups.values())
    }


def new_batches(
    texts: Collection[TextAtHand], *, chance: random.Random
) -> Mapping[str, Sequence[int]]:
    """By group, the texts without a batch that make one now, in an order drawn by chance."""
    free: dict[str, list[TextAtHand]] = {}
    for text in texts:
        if text.batch is None:
            free.setdefault(text.group, []).append(text)
    return {
        group: chance.sample(sorted(text.pk for text in waiting), k=len(waiting))
        for group, waiting in free.items()
        if people_in(waiting) >= LEAST_PEOPLE
    }


def is_doubled(chance: random.Random) -> bool:
    return chance.random() < DOUBLED_SHARE
