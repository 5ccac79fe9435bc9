"""Protecting made-up answers to an item in forty-four forces, by the rules and by the gate."""

import resource

import numpy as np

from analytics.disclosure.places import NOT_STATED
from analytics.disclosure.suppression import gate
from analytics.disclosure.suppression.areas import Areas, areas_of
from analytics.disclosure.suppression.item_tables import AnswerTable, ItemTables, added_up
from analytics.disclosure.suppression.protection import protect_by_rules
from analytics.stats.suppression import POLICY, Audience, Topic
from analytics.tables import EVERYBODY
from tests.bench.measure import say, spent

FORCES, PEOPLE, ITEMS = 44, 5_500, 1
LEVELS = (10, 13, 2, 8, 5, 2, 8, 4, 2)
"""Of each table."""
KILOBYTES = 1024


def protecting_quarters() -> None:
    made = [made_up(seed) for seed in range(ITEMS)]
    rules = spent(lambda: [protect_by_rules(item) for item in made])
    found: list[gate.Protected] = []
    judged = spent(lambda: found.extend(gate.protect(item) for item in made))
    print(
        f"{PEOPLE:,} people in {FORCES} forces, items: {ITEMS}; "
        f"{sum(each.groups for each in found):,} small groups, "
        f"{sum(len(each.narrowed) for each in found)} narrowed; "
        f"{sum(each.hidden for each in found):,} places hidden by the gate"
    )
    say("  rules and gate, of the processor", judged.processor, rules.processor, "the rules alone")
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KILOBYTES
    print(f"  at most {most:,.0f} MB with all that the benchmarks carry")


def made_up(seed: int) -> ItemTables:
    random = np.random.default_rng(seed)
    forces = tuple(f"force-{number:02}" for number in range(FORCES))
    areas = areas_of(forces, {force: f"region-{int(force[-2:]) // 5}" for force in forces})
    own = random.choice(FORCES, PEOPLE, p=_uneven(FORCES, 0.5))
    answer = random.choice(3, PEOPLE, p=(0.55, 0.35, 0.1))
    tables = {
        f"table-{number}": _table(areas, own, answer, _levels(random, count))
        for number, count in enumerate(LEVELS)
    }
    everybody = _table(areas, own, answer, np.zeros(PEOPLE, dtype=int), names=(EVERYBODY,))
    return ItemTables(areas=areas, everybody=everybody, by_dimension=tables)


def _uneven(count: int, power: float) -> np.ndarray:
    sizes = np.arange(1, count + 1, dtype=float) ** -power
    return sizes / sizes.sum()


def _levels(random: np.random.Generator, count: int) -> np.ndarray:
    said = random.choice(count, PEOPLE, p=_uneven(count, 1.2))
    return np.where(random.random(PEOPLE) < 0.05, count, said)


def _table(
    areas: Areas,
    own: np.ndarray,
    answer: np.ndarray,
    level: np.ndarray,
    names: tuple[str, ...] = (),
) -> AnswerTable:
    names = names or (*(f"level-{number}" for number in range(level.max())), NOT_STATED)
    counts = np.zeros((3, FORCES, len(names)), dtype=np.int64)
    np.add.at(counts, (answer, own, level), 1)
    people = added_up(counts.sum(axis=0), areas)
    may_show = np.ones(people.shape, dtype=bool)
    may_show[:, [name == NOT_STATED for name in names]] = False
    return AnswerTable(
        levels=names,
        people=people,
        given=np.stack([added_up(each, areas) for each in counts[:2]]),
        may_show=may_show,
        policy=POLICY[Audience.STAFF, Topic.ORDINARY],
    )
