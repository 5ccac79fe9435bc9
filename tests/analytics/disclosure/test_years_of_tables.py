"""Small nations of two tables as the public reads them: of each quarter the nation, of the year
forces too. What one table tells of how many of a force answered so in a quarter is told of the
other: no group of fewer than thirty may be known by both together."""

from collections import defaultdict
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from analytics.disclosure.judging import gate, year_gate
from analytics.disclosure.judging.item_tables import shown_by_floors
from tests.analytics.disclosure import test_public_years as one_table
from tests.analytics.disclosure.second_reader import Reader
from tests.analytics.disclosure.worlds import TABLE

OTHER = "other"
WIDE, LEVELS = one_table.WIDE, range(3)
FEW, MANY = range(6), range(6, 100)
TOLD_BY_BOTH = 3
"""Here a group is known by both tables and by neither alone."""


class ReaderOfTables(Reader):
    """Of the people of a table in one force and quarter, at one level of a quarter, or at one of a
    force."""

    def groups(self):
        small = [
            place for place, count in self.people.items() if count < one_table.PUBLIC.hide_below
        ]
        yield from ((place,) for place in small)
        lines = defaultdict(list)
        for force, (table, level) in small:
            for line in (force, (level, "q", force // WIDE), (level, "f", force % WIDE)):
                lines[table, line].append((force, (table, level)))
        for of in lines.values():
            for places in (each for count in (2, 3) for each in combinations(of, count)):
                if self.size(places) < one_table.PUBLIC.hide_below:
                    yield places

    width = one_table.PublicReader.width


def a_nation(seed):
    """Its quarters: in both tables who came when and where stands at one level or two."""
    random = np.random.default_rng(seed)
    for _ in range(4):
        people = random.poisson(random.choice([5, 20, 60, 90], WIDE))
        positive = random.binomial(people, random.choice([0.3, 0.6, 0.85]))
        negative = random.binomial(people - positive, 0.8)
        answers = np.array([positive, negative, people - positive - negative])
        first, second = (_spread(random, answers) for _ in range(2))
        yield first, second


def _spread(random, answers):
    """Over levels, in each force otherwise."""
    chances = random.dirichlet([0.3] * len(LEVELS), WIDE)
    return np.array(
        [
            [random.multinomial(count, chance) for count, chance in zip(of, chances, strict=True)]
            for of in answers
        ]
    )


def _item(first, second):
    one, other = one_table.item(first), one_table.item(second)
    return replace(
        one, by_dimension={TABLE: one.by_dimension[TABLE], OTHER: other.by_dimension[TABLE]}
    )


def released(seed):
    counts = list(a_nation(seed))
    quarters = [_item(*of) for of in counts]
    shown = []
    for quarter in quarters:
        marks = shown_by_floors(quarter)
        for force in range(WIDE):
            marks.hide_total(force)
        shown.append(gate.protect(quarter, marks).marks)
    return quarters, shown, _item(*map(sum, zip(*counts, strict=True)))


def told_by(table, marks, area, forces, name):
    if marks.totals[area]:
        every = [(force, (name, level)) for force in forces for level in LEVELS]
        yield every, table.given[:, area].sum(axis=1)
    for level in map(int, np.flatnonzero(marks.places[name][area])):
        yield [(force, (name, level)) for force in forces], table.given[:, area, level]


def learnt(quarters, shown, year, marks):
    people, told = {}, []
    for number, (quarter, of) in enumerate(zip(quarters, shown, strict=True)):
        forces = range(number * WIDE, (number + 1) * WIDE)
        for name, table in quarter:
            people |= {
                (force, (name, level)): int(table.people[force % WIDE, level])
                for force in forces for level in LEVELS
            }  # fmt: skip
            told += told_by(table, of, -1, [*forces], name)
    same = [
        [[(force, (name, level)) for level in LEVELS] for name in (TABLE, OTHER)]
        for force in range(4 * WIDE)
    ]
    before = ReaderOfTables(people, told, same)
    for name, table in year:
        for area, members in enumerate(year.areas.members):
            forces = [int(force) + WIDE * q for force in np.flatnonzero(members) for q in range(4)]
            told += told_by(table, marks, area, forces, name)
    reader = ReaderOfTables(people, told, same)
    return [
        (places, answer)
        for places in reader.groups()
        for answer in range(2)
        if reader.is_narrower(places, answer, one_table._wanted(reader, before, places, answer))
    ]


def released_year(seed):
    quarters, shown, year = released(seed)
    found = year_gate.protect_year_beside_nation(year, quarters, shown, shown_by_floors(year))
    return quarters, shown, year, found.marks


class TestTablesTogether:
    @pytest.mark.slow
    @pytest.mark.parametrize(
        "seeds", [FEW, pytest.param(MANY, marks=pytest.mark.nightly)], ids=["few", "many"]
    )
    def test_tell_nothing_of_few(self, seeds):
        for seed in seeds:
            assert learnt(*released_year(seed)) == []

    @pytest.mark.slow
    def test_would_if_each_were_judged_by_itself(self, monkeypatch):
        monkeypatch.setattr(
            year_gate, "GateOfTables", lambda item, _groups, _common: gate.FiguresGate(item, {})
        )

        assert learnt(*released_year(TOLD_BY_BOTH))

    @pytest.mark.slow
    def test_tell_nothing_where_few_forces_move_at_a_time(self, monkeypatch):
        monkeypatch.setattr(year_gate, "FORCES_OF_A_PART", 2)

        *released, marks = released_year(TOLD_BY_BOTH)

        assert learnt(*released, marks) == []
        assert marks.totals.any()
