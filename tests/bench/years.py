"""Protecting an item of a made-up public year: its tables one by one, and then all together."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
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

QUARTERS, OF_A_REGION, ITEMS = 4, 5, 10
PUBLIC, STAFF = (POLICY[each, Topic.ORDINARY] for each in (Audience.PUBLIC, Audience.STAFF))


@dataclass(frozen=True)
class NationSize:
    """`people` are of a quarter, `levels` of each table."""

    forces: int
    people: int
    levels: tuple[int, ...]


PART = NationSize(14, 2_400, (10, 13, 2, 8))
WHOLE = NationSize(44, 5_800, (10, 13, 2, 8, 5, 2, 8, 4, 2, 2, 6, 2, 4))


def protecting_a_public_year() -> None:
    _protecting(PART, *released(1, PART))


def protecting_a_whole_public_year() -> None:
    """Of it only what every quarter shows to staff may be shown, as of a release."""
    quarters, shown, year = released(1, WHOLE)
    took = _protecting(WHOLE, quarters, shown, year, first=_seen_by_staff(quarters, year))
    print(f"  {ITEMS} such items would take {took * ITEMS / 60:.1f} minutes of the processor")


def _seen_by_staff(quarters: Sequence[ItemTables], year: ItemTables) -> Marks:
    first = shown_by_floors(year)
    for quarter in quarters:
        tables = {name: replace(table, policy=STAFF) for name, table in quarter}
        everybody = replace(quarter.everybody, policy=STAFF)
        marks = gate.protect(replace(quarter, everybody=everybody, by_dimension=tables)).marks
        first.totals &= marks.totals
        for name, shown in first.places.items():
            shown &= marks.places[name]
    return first


def _protecting(
    size: NationSize,
    quarters: Sequence[ItemTables],
    shown: Sequence[Marks],
    year: ItemTables,
    first: Marks | None = None,
) -> float:
    found: list[gate.Protected] = []
    first = first or shown_by_floors(year)

    def protect() -> None:
        found.append(year_gate.protect_year_beside_nation(year, quarters, shown, first.copy()))

    together = spent(protect)
    with patch.object(year_gate, "TablesGate", lambda item, *_: gate.FiguresGate(item, {})):
        alone = spent(protect)
    shares = [each.marks.count / first.count for each in found]
    print(
        f"{size.people:,} people a quarter in {size.forces} forces, tables: {len(size.levels)}; "
        f"{found[0].groups:,} small groups; shown {shares[0]:.1%} of the {first.count} places that "
        f"may be, table by table {shares[1]:.1%}; given up {found[0].given_up}"
    )
    say("  a public year, of the processor", together.processor, alone.processor, "table by table")
    return together.processor


def released(seed: int, size: NationSize) -> tuple[list[ItemTables], list[Marks], ItemTables]:
    """Quarters, what is shown of the nation in each, and the year."""
    random = np.random.default_rng(seed)
    forces = tuple(f"force-{number:02}" for number in range(size.forces))
    areas = areas_of(forces, {of: f"region-{int(of[-2:]) // OF_A_REGION}" for of in forces})
    usual = [
        random.dirichlet(np.arange(1, count + 1) ** -1.2, size.forces) for count in size.levels
    ]
    counts = [_quarter(random, usual, size) for _ in range(QUARTERS)]
    quarters = [_item(of, areas) for of in counts]
    year = _item([np.sum(each, axis=0) for each in zip(*counts, strict=True)], areas)
    return quarters, [_of_nation(quarter) for quarter in quarters], year


def _quarter(
    random: np.random.Generator, usual: list[np.ndarray], size: NationSize
) -> list[np.ndarray]:
    """Answers by force and level, of each table."""
    sizes = np.arange(1, size.forces + 1) ** -0.5
    own = random.choice(size.forces, size.people, p=sizes / sizes.sum())
    answer = random.choice(3, size.people, p=(0.55, 0.35, 0.1))
    found = []
    for chances in usual:
        level = (random.random(size.people)[:, None] > np.cumsum(chances[own], axis=1)).sum(axis=1)
        level = np.where(random.random(size.people) < 0.05, chances.shape[1], level)
        counts = np.zeros((3, size.forces, chances.shape[1] + 1), dtype=np.int64)
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
