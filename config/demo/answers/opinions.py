"""What a perfect survey would find."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from config.demo import assumptions as assumed
from config.demo.facts import ETHNIC_GROUPS
from config.demo.planted import Planted
from config.demo.victims.people import (
    ORIENTATIONS,
    RELIGIONS,
    Characteristics,
    Flags,
    Floats,
    Ints,
    People,
    by_age,
    by_kind,
)


@dataclass(frozen=True, kw_only=True)
class SimulatedItem:
    """`shares` of `choices`, best first, for average opinion."""

    code: str
    choices: tuple[str, ...]
    shares: tuple[float, ...]
    positive: int
    apart: Mapping[str, float]
    of_informed: float = 0.3

    @property
    def thresholds(self) -> Floats:
        """Logits of reaching each choice or better."""
        reached = np.cumsum(self.shares)[:-1]
        logits: Floats = np.log(reached / (1 - reached))
        return logits

    @property
    def outcomes(self) -> tuple[str, ...]:
        """In the order of `pick_places`; the last is to skip."""
        return (*self.choices, *self.apart, "")


PREFER_NOT = {"prefer_not": 0.006}
SAT5 = ("very_satisfied", "fairly_satisfied", "neither", "fairly_dissatisfied", "very_dissatisfied")
EASE5 = ("very_easy", "fairly_easy", "neither", "fairly_difficult", "very_difficult")
FREQ4 = ("always", "most", "sometimes", "never")
SAFE5 = ("much_safer", "little_safer", "no_difference", "little_less_safe", "much_less_safe")
LIKE5 = ("very_likely", "fairly_likely", "neither", "fairly_unlikely", "very_unlikely")

ITEMS = (
    SimulatedItem(code="Q-CON-1", choices=EASE5, shares=(0.38, 0.34, 0.1, 0.11, 0.07), positive=2,
         apart={"did_not_contact": 0.08, **PREFER_NOT}),
    SimulatedItem(code="Q-ACT-2", choices=SAT5, shares=(0.27, 0.31, 0.12, 0.15, 0.15), positive=2,
         apart=PREFER_NOT),
    SimulatedItem(code="Q-INF-1", choices=SAT5, shares=(0.22, 0.27, 0.13, 0.18, 0.2), positive=2,
         apart=PREFER_NOT, of_informed=1.6),
    SimulatedItem(code="Q-TRT-1", choices=FREQ4, shares=(0.44, 0.3, 0.17, 0.09), positive=2,
         apart=PREFER_NOT),
    SimulatedItem(code="Q-TRT-2a", choices=FREQ4, shares=(0.36, 0.27, 0.22, 0.15), positive=2,
         apart=PREFER_NOT),
    SimulatedItem(code="Q-TRT-2b", choices=FREQ4, shares=(0.42, 0.27, 0.2, 0.11), positive=2,
         apart=PREFER_NOT),
    SimulatedItem(code="Q-SAFE-1", choices=SAFE5, shares=(0.1, 0.22, 0.48, 0.12, 0.08), positive=2,
         apart=PREFER_NOT),
    SimulatedItem(code="Q-SUP-1", choices=("yes", "wanted_no"), shares=(0.6, 0.4), positive=1,
         apart={"no_need": 0.28, "not_sure": 0.06, **PREFER_NOT}, of_informed=0.6),
    SimulatedItem(code="Q-OVR-1", choices=SAT5, shares=(0.25, 0.3, 0.12, 0.16, 0.17), positive=2,
         apart=PREFER_NOT, of_informed=0.8),
    SimulatedItem(code="Q-CNF-1", choices=LIKE5, shares=(0.42, 0.29, 0.1, 0.1, 0.09), positive=2,
         apart=PREFER_NOT),
)  # fmt: skip

SKIPPED = 0.02
SPREAD_OF_FORCES = 0.2
SPREAD_OF_ITEMS_IN_A_FORCE = 0.12
SPREAD_OF_VICTIMS = 0.9
OF_CRIME = {
    "violence": -0.1, "stalking_harassment": -0.3, "sexual": -0.1, "robbery": 0.15,
    "burglary": 0.3, "vehicle": -0.15, "theft_person": 0.0, "bicycle": -0.35,
    "other_theft": -0.15, "damage_arson": -0.1, "public_order": 0.05,
}  # fmt: skip
OF_OUTCOME = {
    "0": 0.05, "1": 0.75, "2": 0.3, "3": 0.3, "8": 0.25, "22": 0.25, "14": -0.1, "15": -0.25,
    "16": -0.05, "18": -0.4, "20": -0.3, "21": -0.5,
}  # fmt: skip
OF_ETHNIC_GROUP = {"asian": -0.15, "black": -0.3, "mixed": -0.25, "other": -0.15, "white": 0.0}
OF_AGE = ((0, -0.3), (25, -0.15), (35, 0.0), (55, 0.15), (65, 0.4))
OF_DISABLED = -0.3
OF_FEMALE = 0.05
OF_RELIGION = {"muslim": -0.15, "sikh": -0.1, "jewish": -0.1}
OF_ORIENTATION = {"gay_lesbian": -0.2, "bisexual": -0.25, "other": -0.25}
OF_OTHER_GENDER = -0.4
OF_EXPECTING = -0.1
INFORMED = 0.5


@dataclass(frozen=True, kw_only=True)
class Character:
    """Effects of one force in logits: on all items, and on each."""

    level: float
    items: Floats


@dataclass(frozen=True, kw_only=True)
class Opinions:
    level: Floats
    own: Floats
    informed: Floats


def expit(logits: Floats) -> Floats:
    chances: Floats = 1 / (1 + np.exp(-logits))
    return chances


def draw_character(rng: np.random.Generator) -> Character:
    return Character(
        level=float(SPREAD_OF_FORCES * rng.standard_normal()),
        items=SPREAD_OF_ITEMS_IN_A_FORCE * rng.standard_normal(len(ITEMS)),
    )


def draw(
    rng: np.random.Generator,
    *,
    kinds: Sequence[str],
    outcomes: Sequence[str],
    people: People,
    characteristics: Characteristics,
    force: Character,
    has_adviser: Flags | None = None,
) -> Opinions:
    number = len(kinds)
    own = SPREAD_OF_VICTIMS * rng.standard_normal(number)
    helped = np.zeros(number) if has_adviser is None else has_adviser.astype(float)
    is_informed = 0.5 + 0.3 * force.level + assumed.INFORMED_BY_ADVISER * helped
    informed = np.where(rng.random(number) < is_informed, INFORMED, -INFORMED)
    religions = np.array([OF_RELIGION.get(one, 0.0) for one in RELIGIONS])
    orientations = np.array([OF_ORIENTATION.get(one, 0.0) for one in ORIENTATIONS])
    level = (
        force.level
        + by_kind(kinds, OF_CRIME)
        + by_kind(outcomes, OF_OUTCOME)
        + by_age(OF_AGE, people.age)
        + np.array([OF_ETHNIC_GROUP[group] for group in ETHNIC_GROUPS])[people.ethnic_group]
        + OF_DISABLED * people.is_disabled
        + OF_FEMALE * people.is_female
        + (
            religions[characteristics.religion]
            + orientations[characteristics.orientation]
            + OF_OTHER_GENDER * characteristics.is_of_other_gender
            + OF_EXPECTING * characteristics.is_expecting
        )
        + assumed.OF_ADVISER * helped
        + own
    )
    return Opinions(level=level, own=own, informed=informed)


def leaning(*, opinions: Opinions, at: Ints, character: Character) -> Floats:
    """Logit added to the thresholds, by event (its case is `at`) and item."""
    weight = np.array([item.of_informed for item in ITEMS])
    logits: Floats = (
        opinions.level[at][:, None]
        + opinions.informed[at][:, None] * weight[None, :]
        + character.items[None, :]
    )
    return logits


def planted_shifts(
    planted: Sequence[Planted],
    *,
    force: str,
    answered_on: Ints,
    stages: Sequence[str],
    is_disabled: Flags,
) -> Floats:
    """In logits, by event and item."""
    items = [item.code for item in ITEMS]
    shifts = np.zeros((len(answered_on), len(items)))
    for each in planted:
        if each.is_in_answers and each.issue.force in {None, force}:
            shifts[:, items.index(each.issue.item)] += each.shift(
                answered_on=answered_on, stages=stages, is_disabled=is_disabled
            )
    return shifts


def share_positive(logits: Floats) -> Floats:
    """Among answers in the base, by event and item."""
    thresholds = np.array([item.thresholds[item.positive - 1] for item in ITEMS])
    return expit(logits + thresholds[None, :])


def picks(rng: np.random.Generator, logits: Floats) -> list[list[list[str]]]:
    """By item and event: one choice code, or none if skipped."""
    return [pick_choices(rng, item, logits[:, n]) for n, item in enumerate(ITEMS)]


def pick_choices(rng: np.random.Generator, item: SimulatedItem, logits: Floats) -> list[list[str]]:
    named = [[choice] if choice else [] for choice in item.outcomes]
    return [named[place] for place in pick_places(rng, item, logits).tolist()]


def pick_places(rng: np.random.Generator, item: SimulatedItem, logits: Floats) -> Ints:
    """As places in the item's `outcomes`."""
    noise = rng.logistic(size=len(logits))
    # Reached when logit + threshold exceeds the noise.
    place = (logits[:, None] + item.thresholds[None, :] < noise[:, None]).sum(axis=1)
    bounds = np.cumsum([*item.apart.values(), SKIPPED])
    drawn = rng.random(len(logits))
    apart = len(item.choices) + np.searchsorted(bounds, drawn, side="right")
    found: Ints = np.where(drawn < bounds[-1], apart, place)
    return found


@dataclass(frozen=True, kw_only=True)
class Expected:
    """Events without an exclusion code, and how many would answer each item positively if all were
    asked."""

    events: int
    positive: Floats

    def plus(self, other: "Expected") -> "Expected":
        return Expected(events=self.events + other.events, positive=self.positive + other.positive)


def expected_by_period(periods: Iterable[str], shares: Floats) -> dict[str, Expected]:
    """Sums chances (event × item) by quarter."""
    rows: dict[str, list[int]] = defaultdict(list)
    for row, period in enumerate(periods):
        rows[period].append(row)
    return {
        period: Expected(events=len(chosen), positive=shares[chosen].sum(axis=0))
        for period, chosen in rows.items()
    }
