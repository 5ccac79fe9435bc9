"""Protecting an item of a made-up public year: its tables one by one, and then all together."""

from unittest.mock import patch

import numpy as np

from analytics.disclosure.judging import gate, year_gate
from analytics.disclosure.judging.areas import Areas, areas_of
from analytics.disclosure.judging.item_tables import (
    AnswerTable,
    ItemTables,
    Marks,
    added_up,
    shown_by_floors,
)
from analytics.disclosure.places import NOT_STATED
from analytics.stats.suppression import POLICY, Audience, Topic
from analytics.tables import EVERYBODY
from tests.bench.measure import say, spent

FORCES, PEOPLE, QUARTERS, OF_A_REGION = 14, 2_400, 4, 5
LEVELS = (10, 13, 2, 8)
"""Of each table."""
PUBLIC = POLICY[Audience.PUBLIC, Topic.ORDINARY]


def protecting_a_public_year() -> None:
    quarters, shown, year = released(1)
    found: list[gate.Protected] = []

    def protect() -> None:
        first = shown_by_floors(year)
        found.append(year_gate.protect_year_beside_nation(year, quarters, shown, first))

    together = spent(protect)
    with patch.object(year_gate, "TablesGate", lambda item, *_: gate.FiguresGate(item, {})):
        alone = spent(protect)
    shares = [each.marks.count / shown_by_floors(year).count for each in found]
    print(
        f"{PEOPLE:,} people a quarter in {FORCES} forces, tables: {len(LEVELS)}; "
        f"{found[0].groups:,} small groups; shown {shares[0]:.1%} of the places that floors leave, "
        f"table by table {shares[1]:.1%}"
    )
    say("  a public year, of the processor", together.processor, alone.processor, "table by table")


def released(seed: int) -> tuple[list[ItemTables], list[Marks], ItemTables]:
    """Quarters, what is shown of the nation in each, and the year."""
    random = np.random.default_rng(seed)
    forces = tuple(f"force-{number:02}" for number in range(FORCES))
    areas = areas_of(forces, {of: f"region-{int(of[-2:]) // OF_A_REGION}" for of in forces})
    usual = [random.dirichlet(np.arange(1, count + 1) ** -1.2, FORCES) for count in LEVELS]
    counts = [_quarter(random, usual) for _ in range(QUARTERS)]
    quarters = [_item(of, areas) for of in counts]
    year = _item([np.sum(each, axis=0) for each in zip(*counts, strict=True)], areas)
    return quarters, [_of_nation(quarter) for quarter in quarters], year


def _quarter(random: np.random.Generator, usual: list[np.ndarray]) -> list[np.ndarray]:
    """Answers by force and level, of each table."""
    sizes = np.arange(1, FORCES + 1) ** -0.5
    own = random.choice(FORCES, PEOPLE, p=sizes / sizes.sum())
    answer = random.choice(3, PEOPLE, p=(0.55, 0.35, 0.1))
    found = []
    for chances in usual:
        level = (random.random(PEOPLE)[:, None] > np.cumsum(chances[own], axis=1)).sum(axis=1)
        level = np.where(random.random(PEOPLE) < 0.05, chances.shape[1], level)
        counts = np.zeros((3, FORCES, chances.shape[1] + 1), dtype=np.int64)
        np.add.at(counts, (answer, own, np.minimum(level, chances.shape[1])), 1)
        found.append(counts)
    return found


def _item(counts: list[np.ndarray], areas: Areas) -> ItemTables:
    return ItemTables(
        areas=areas,
        everybody=_table(counts[0].sum(axis=2, keepdims=True), areas, (EVERYBODY,)),
        by_dimension={
            f"table-{number}": _table(of, areas, (*map(str, range(of.shape[2] - 1)), NOT_STATED))
            for number, of in enumerate(counts)
        },
    )


def _table(counts: np.ndarray, areas: Areas, names: tuple[str, ...]) -> AnswerTable:
    people = added_up(counts.sum(axis=0), areas)
    may_show = np.ones(people.shape, dtype=bool)
    may_show[:, [name == NOT_STATED for name in names]] = False
    given = np.stack([added_up(each, areas) for each in counts[:2]])
    return AnswerTable(levels=names, people=people, given=given, may_show=may_show, policy=PUBLIC)


def _of_nation(quarter: ItemTables) -> Marks:
    marks = shown_by_floors(quarter)
    for area in range(len(quarter.areas.codes) - 1):
        marks.hide_total(area)
    return gate.protect(quarter, marks).marks
