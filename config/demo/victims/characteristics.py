"""What victims would say of themselves that no case file records: religion, sexual orientation,
gender identity, pregnancy. Pure.

The shares are roundings of the Census 2021 of England and Wales, of those who answered (ONS:
religion by ethnic group; sexual orientation and gender identity by age; from memory), and of its
605,000 births in 2022 among some 11 million women of 18 to 44. They are approximations: nobody
publishes them of victims."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from config.demo.facts import ETHNIC_GROUPS
from config.demo.victims.people import Flags, Floats, Ints, People

RELIGIONS = ("none", "christian", "buddhist", "hindu", "jewish", "muslim", "sikh", "any_other")
RELIGION_BY_GROUP: Mapping[str, tuple[float, ...]] = {
    "asian": (0.13, 0.11, 0.02, 0.185, 0.0, 0.45, 0.095, 0.01),
    "black": (0.1, 0.7, 0.0, 0.005, 0.0, 0.185, 0.0, 0.01),
    "mixed": (0.46, 0.4, 0.01, 0.01, 0.01, 0.1, 0.005, 0.005),
    "white": (0.445, 0.532, 0.003, 0.0, 0.005, 0.01, 0.0, 0.005),
    "other": (0.18, 0.28, 0.02, 0.05, 0.03, 0.35, 0.07, 0.02),
}
ORIENTATIONS = ("straight", "gay_lesbian", "bisexual", "other")
ORIENTATION_BY_AGE: Sequence[tuple[int, tuple[float, ...]]] = (
    (0, (0.92, 0.023, 0.05, 0.007)),
    (25, (0.95, 0.025, 0.02, 0.005)),
    (35, (0.967, 0.02, 0.01, 0.003)),
    (45, (0.975, 0.017, 0.006, 0.002)),
    (65, (0.99, 0.006, 0.003, 0.001)),
)
OTHER_GENDER_BY_AGE = ((0, 0.01), (25, 0.008), (35, 0.006), (45, 0.005), (65, 0.003))
EXPECTING = 0.065
"""Of women of 18 to 44: nine months and then 26 weeks of each birth."""
MAY_EXPECT = (18, 44)


@dataclass(frozen=True, kw_only=True)
class Characteristics:
    """One entry a victim. `religion` indexes RELIGIONS, `orientation` ORIENTATIONS."""

    religion: Ints
    orientation: Ints
    is_of_other_gender: Flags
    is_expecting: Flags


def draw(rng: np.random.Generator, *, people: People) -> Characteristics:
    """Takes its chance from a stream beside `rng`, which it leaves where it was."""
    own = rng.spawn(1)[0]
    number = len(people.age)
    first, last = MAY_EXPECT
    may_expect = people.is_female & (people.age >= first) & (people.age <= last)
    by_group = np.array([RELIGION_BY_GROUP[group] for group in ETHNIC_GROUPS])
    other = _of_age(OTHER_GENDER_BY_AGE, people.age)
    return Characteristics(
        religion=_picked(own, by_group[people.ethnic_group]),
        orientation=_picked(own, _of_age(ORIENTATION_BY_AGE, people.age)),
        is_of_other_gender=own.random(number) < other,
        is_expecting=may_expect & (own.random(number) < EXPECTING),
    )


def _of_age(table: Sequence[tuple[int, object]], age: Ints) -> Floats:
    firsts = [first for first, _ in table]
    values: Floats = np.array([value for _, value in table])
    return values[np.searchsorted(firsts, age, side="right") - 1]


def _picked(rng: np.random.Generator, shares: Floats) -> Ints:
    """The place that each row's shares choose."""
    reached = np.cumsum(shares, axis=1)
    chosen: Ints = (rng.random(len(shares))[:, None] * reached[:, -1:] >= reached).sum(axis=1)
    return chosen
