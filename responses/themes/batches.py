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
    """A text that may be coded. `group` is who may see it: a force, or the nation alone. `is_met`
    is whether somebody has coded it."""

    pk: int
    group: str
    person: str
    batch: int | None
    is_met: bool = False


def people_in(texts: Iterable[TextAtHand]) -> int:
    return len({text.person for text in texts})


def dissolved(texts: Collection[TextAtHand]) -> set[int]:
    """The texts that leave their batch, since too few people are left beside them: words were
    withdrawn, or cases were hidden. A batch is of one group."""
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
    """By group, the texts without a batch that make one now, in an order drawn by chance. Texts
    that nobody has coded wait until they are of ten people themselves: one newcomer among nine whom
    coders have met already would be met alone."""
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
