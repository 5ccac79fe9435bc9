"""Also what no case file records."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from config.demo import assumptions as assumed
from config.demo import facts
from config.demo.facts import ETHNIC_GROUPS, ForceFacts

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
NATION_DISABLED = 0.175

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
# Of women of these ages, or gave birth within 26 weeks.
EXPECTING, MAY_EXPECT = 0.065, (18, 44)


class Stream(IntEnum):
    """Streams apart from the force's own."""

    ADVISED = 1
    ADVISERS = 2
    CALLED = 3
    PAPER = 4


def stream_of(rng: np.random.Generator, stream: Stream) -> np.random.Generator:
    """Whatever was drawn before."""
    seed = rng.bit_generator.seed_seq
    assert isinstance(seed, np.random.SeedSequence)  # noqa: S101  # every stream here has one
    # No spawned stream has such a number.
    key = (*seed.spawn_key, 1_000_000 + stream)
    return np.random.default_rng(np.random.SeedSequence(entropy=seed.entropy, spawn_key=key))


@dataclass(frozen=True, kw_only=True)
class People:
    is_female: Flags
    age: Ints
    ethnicity: Ints
    ethnic_group: Ints
    is_disabled: Flags
    language: list[str]


@dataclass(frozen=True, kw_only=True)
class Characteristics:
    religion: Ints
    orientation: Ints
    is_of_other_gender: Flags
    is_expecting: Flags


def draw(rng: np.random.Generator, *, kinds: Sequence[str], force: ForceFacts) -> People:
    number, ethnicities = len(kinds), facts.load().ethnicities
    age = _draw_ages(rng, kinds, force)
    tilt = [1.0 if group == "white" else assumed.MINORITY_TILT for group in ETHNIC_GROUPS]
    by_group = dict(zip(ETHNIC_GROUPS, force.ethnic_groups * tilt, strict=True))
    crude = np.array([by_group[each.group] * each.share_of_group for each in ethnicities])
    ethnicity = rng.choice(len(ethnicities), size=number, p=crude / crude.sum())
    groups = np.array([ETHNIC_GROUPS.index(each.group) for each in ethnicities])
    # As far from half as the force's residents.
    female = np.clip(by_kind(kinds, assumed.FEMALE, 0.48) + force.female - 0.51, 0.02, 0.98)
    first_ages = [first for first, _ in assumed.ADULT_AGES]
    band = np.clip(np.searchsorted(first_ages, age, side="right") - 1, 0, None)
    disabled = np.array(assumed.DISABLED_BY_AGE)[band] * force.disabled / NATION_DISABLED
    return People(
        is_female=rng.random(number) < female,
        age=age,
        ethnicity=ethnicity,
        ethnic_group=groups[ethnicity],
        is_disabled=rng.random(number) < np.clip(disabled, 0, 0.9),
        language=_draw_languages(rng, number, force),
    )


def by_kind(kinds: Sequence[str], table: Mapping[str, float], otherwise: float = 0.0) -> Floats:
    return np.array([table.get(kind, otherwise) for kind in kinds])


def by_age(table: Sequence[tuple[int, object]], age: Ints) -> Floats:
    firsts = [first for first, _ in table]
    values: Floats = np.array([value for _, value in table])
    return values[np.searchsorted(firsts, age, side="right") - 1]


def _draw_ages(rng: np.random.Generator, kinds: Sequence[str], force: ForceFacts) -> Ints:
    number = len(kinds)
    younger, working_age, older = force.broad_ages
    shares = np.array(assumed.ADULT_AGE_SHARES) * ([working_age] * 5 + [older] * 2)
    bands = np.array(assumed.ADULT_AGES)
    band = bands[rng.choice(len(bands), size=number, p=shares / shares.sum())]
    adult = rng.integers(band[:, 0], band[:, 1] + 1)
    under_18 = by_kind(kinds, assumed.UNDER_18, assumed.UNDER_18_ELSEWHERE) * younger
    child = rng.integers(8, 18, size=number)
    return np.where(rng.random(number) < under_18, child, adult)


def _draw_languages(rng: np.random.Generator, number: int, force: ForceFacts) -> list[str]:
    languages = np.full(number, "en", dtype=object)
    other = rng.random(number) < assumed.OTHER_LANGUAGE
    languages[other] = rng.choice(assumed.OTHER_LANGUAGES, size=int(other.sum()))
    welsh = rng.random(number) < assumed.WELSH_PREFERRED.get(force.code, 0.0)
    languages[welsh] = "cy"
    return list(languages)


def draw_characteristics(rng: np.random.Generator, *, people: People) -> Characteristics:
    """From a spawned stream: `rng` draws the same next."""
    own = rng.spawn(1)[0]
    number = len(people.age)
    first, last = MAY_EXPECT
    may_expect = people.is_female & (people.age >= first) & (people.age <= last)
    by_group = np.array([RELIGION_BY_GROUP[group] for group in ETHNIC_GROUPS])
    return Characteristics(
        religion=_choose(own, by_group[people.ethnic_group]),
        orientation=_choose(own, by_age(ORIENTATION_BY_AGE, people.age)),
        is_of_other_gender=own.random(number) < by_age(OTHER_GENDER_BY_AGE, people.age),
        is_expecting=may_expect & (own.random(number) < EXPECTING),
    )


def _choose(rng: np.random.Generator, shares: Floats) -> Ints:
    reached = np.cumsum(shares, axis=1)
    chosen: Ints = (rng.random(len(shares))[:, None] * reached[:, -1:] >= reached).sum(axis=1)
    return chosen
