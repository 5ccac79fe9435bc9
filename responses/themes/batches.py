"""At least ten people, in random order, some also for a second coder."""

import random
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

LEAST_PEOPLE = 10
"""Fewer than this many people are never shown together: who wrote would be guessed."""
DOUBLED_SHARE = 0.2
"""Share of texts, drawn at random, that a second person codes."""


@dataclass(frozen=True, kw_only=True)
class TextAtHand:
    """A text that may be coded."""

    pk: int
    group: str
    person: str
    batch: int | None
    is_met: bool = False


def people_in(texts: Iterable[TextAtHand]) -> int:
    return len({text.person for text in texts})


def dissolved(texts: Collection[TextAtHand]) -> set[int]:
    people: dict[tuple[int | None, str], set[str]] = {}
    for text in texts:
        people.setdefault((text.batch, text.group), set()).add(text.person)
    return {
        text.pk
        for text in texts
        if text.batch is not None and len(people[text.batch, text.group]) < LEAST_PEOPLE
    }


def new_batches(
    texts: Collection[TextAtHand], *, chance: random.Random
) -> Mapping[str, Sequence[int]]:
    """By group, in an order drawn by chance."""
    free: dict[str, list[TextAtHand]] = {}
    for text in texts:
        if text.batch is None:
            free.setdefault(text.group, []).append(text)
    together = {group: _together(waiting) for group, waiting in free.items()}
    return {
        group: chance.sample(sorted(text.pk for text in shown), k=len(shown))
        for group, shown in together.items()
        if people_in(shown) >= LEAST_PEOPLE
    }


def _together(waiting: Collection[TextAtHand]) -> Collection[TextAtHand]:
    is_enough = people_in(text for text in waiting if not text.is_met) >= LEAST_PEOPLE
    return waiting if is_enough else [text for text in waiting if text.is_met]


def is_doubled(chance: random.Random) -> bool:
    return chance.random() < DOUBLED_SHARE
