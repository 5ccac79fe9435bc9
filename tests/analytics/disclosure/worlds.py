"""Small nations of one item, and an attacker of her own making."""

from itertools import combinations
from math import ceil
from random import Random

import numpy as np
from scipy.optimize import linprog

from analytics.disclosure.places import NOT_STATED
from analytics.disclosure.suppression.areas import areas_of
from analytics.disclosure.suppression.item_tables import AnswerTable, ItemTables, Marks, added_up
from analytics.stats.suppression import POLICY, Audience, Topic
from analytics.tables import EVERYBODY

STAFF = POLICY[Audience.STAFF, Topic.ORDINARY]
FORCES = ("f", "g", "h")
LEVELS = ("a", "b", NOT_STATED)
TABLE = "table"
MOST_UNITED = 3
FEW = 2


def item_of(counts, *, forces=FORCES, levels=LEVELS, regions=(), policy=STAFF) -> ItemTables:
    counts, areas = np.array(counts, dtype=np.int64), areas_of(forces, dict(regions))
    return ItemTables(
        areas=areas,
        everybody=_table((EVERYBODY,), counts.sum(axis=2, keepdims=True), areas, policy),
        by_dimension={TABLE: _table(levels, counts, areas, policy)},
    )


def _table(levels, counts, areas, policy) -> AnswerTable:
    people = added_up(counts.sum(axis=0), areas)
    may_show = np.ones(people.shape, dtype=bool)
    may_show[:, [level == NOT_STATED for level in levels]] = False
    given = np.stack([added_up(each, areas) for each in counts[:2]])
    return AnswerTable(levels=levels, people=people, given=given, may_show=may_show, policy=policy)


def random_item(seed, *, forces=3, levels=3, most=12, regions=()) -> ItemTables:
    random = np.random.default_rng(seed)
    people = random.integers(0, most + 1, (forces, levels))
    positive = random.binomial(people, random.choice([0.1, 0.5, 0.9]))
    negative = random.binomial(people - positive, 0.8)
    names = tuple("fghijklmno"[:forces])
    return item_of(
        [positive, negative, people - positive - negative],
        forces=names,
        levels=(*"abcdefgh"[: levels - 1], NOT_STATED),
        regions=regions,
    )


def narrowed(item: ItemTables, marks: Marks, *, known=(), sample=None) -> list[tuple]:
    knowledge = _knowledge(item, marks, known)
    tables = dict(item)
    groups = [
        (name, cells)
        for name, table in tables.items()
        for cells in _groups(item, table, marks.places[name], known)
    ]
    if sample is not None and len(groups) > sample:
        groups = Random(len(groups)).sample(groups, sample)
    return [
        (name, cells, answer)
        for name, cells in groups
        for table in [tables[name]]
        for answer in range(2)
        if _width(item, knowledge, name, cells, answer)
        < _wanted(item, table, marks, marks.places[name], cells, answer)
    ]


def _groups(item, table, shown, known):
    wide, people = len(item.areas.forces), table.people
    small = [
        (int(force), int(level))
        for force, level in np.argwhere(~shown[:wide])
        if 0 < people[force, level] <= table.policy.largest_group and (force, level) not in known
    ]
    for count in range(1, MOST_UNITED + 1):
        for cells in combinations(small, count):
            in_line = any(len({cell[axis] for cell in cells}) == 1 for axis in (0, 1))
            if in_line and sum(people[cell] for cell in cells) <= table.policy.largest_group:
                yield cells


def _wanted(item, table, marks, shown, cells, answer):
    size = sum(int(table.people[cell]) for cell in cells)
    by_places = sum(_left_by_totals(item, table, marks, shown, [cell], answer) for cell in cells)
    by_forces = sum(
        _left_by_totals(
            item, table, marks, shown, [one for one in cells if one[0] == force], answer
        )
        for force in {force for force, _ in cells}
    )
    by_one = _left_by_totals(item, table, marks, shown, cells, answer)
    return min(ceil(0.6 * size - 1e-9), by_one, by_forces, by_places)


def _left_by_totals(item, table, marks, shown, cells, answer):
    size = sum(int(table.people[cell]) for cell in cells)
    left = [size]
    for area in range(len(item.areas.codes)):
        if not all(item.areas.members[area, force] for force, _ in cells):
            continue
        levels = {level for _, level in cells}
        if marks.totals[area]:
            left.append(_open(size, table.people[area].sum(), table.given[answer, area].sum()))
        if len(levels) == 1 and shown[area, (level := levels.pop())]:
            left.append(_open(size, table.people[area, level], table.given[answer, area, level]))
    return min(left)


def _open(size, people, given):
    return int(min(size, given) - max(0, given - (people - size)))


def _width(item, knowledge, name, cells, answer):
    unknowns, equal, equal_to = knowledge
    people = [item.by_dimension[of].people[force, level] for of, force, level, _ in unknowns]
    capped = np.zeros((len(unknowns) // 2, len(unknowns)))
    for row in range(len(capped)):
        capped[row, 2 * row : 2 * row + 2] = 1
    cost = np.array(
        [of == name and (force, level) in cells and which == answer
         for of, force, level, which in unknowns],
        dtype=float,
    )  # fmt: skip
    ends = [
        linprog(
            sign * cost,
            A_ub=capped,
            b_ub=people[::2],
            A_eq=equal,
            b_eq=equal_to,
            bounds=[(0, each) for each in people],
        ).fun
        for sign in (1, -1)
    ]
    return int(np.floor(-ends[1] + 1e-6) - np.ceil(ends[0] - 1e-6))


def _knowledge(item, marks, known):
    wide = len(item.areas.forces)
    unknowns = [
        (name, force, level, answer)
        for name, table in item
        for force in range(wide)
        for level in range(len(table.levels))
        for answer in range(2)
    ]
    place = {each: number for number, each in enumerate(unknowns)}
    sums = [one for name, table in item for one in _sums(name, table, item.areas, marks, known)]
    equal = np.zeros((2 * len(sums), len(unknowns)))
    for row, (name, cells, _totals) in enumerate(sums):
        for answer in range(2):
            for force, level in cells:
                equal[2 * row + answer, place[name, force, level, answer]] = 1
    return unknowns, equal, np.array([total for *_, totals in sums for total in totals])


def _sums(name, table, areas, marks, known):
    for area, members in enumerate(areas.members):
        forces = [int(force) for force in np.flatnonzero(members)]
        for level in map(int, np.flatnonzero(marks.places[name][area])):
            yield name, [(force, level) for force in forces], table.given[:, area, level]
        if marks.totals[area]:
            every = [(force, level) for force in forces for level in range(len(table.levels))]
            yield name, every, table.given[:, area].sum(axis=1)
    for place in known:
        yield name, [place], table.given[(slice(None), *place)]


def insiders(item: ItemTables, marks: Marks, *, most: int):
    for name, table in item:
        wide = len(item.areas.forces)
        few = (table.people[:wide] > 0) & (table.people[:wide] <= FEW) & ~marks.places[name][:wide]
        for force, level in np.argwhere(few)[:most]:
            yield name, (int(force), int(level))


def told_to(insider, item: ItemTables, marks: Marks, *, sample: int) -> list[tuple]:
    name, own = insider
    one = ItemTables(
        areas=item.areas, everybody=item.everybody, by_dimension={name: item.by_dimension[name]}
    )
    table, shown = one.by_dimension[name], marks.places[name]
    alone, hers = _knowledge(one, marks, ()), _knowledge(one, marks, (own,))
    groups = list(_groups(one, table, shown, (own,)))
    return [
        (name, cells, answer)
        for cells in Random(len(groups)).sample(groups, min(sample, len(groups)))
        for answer in range(2)
        if _width(one, hers, name, cells, answer) == 0 < _width(one, alone, name, cells, answer)
    ]
