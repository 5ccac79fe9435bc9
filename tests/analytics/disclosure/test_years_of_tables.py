from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import combinations, pairwise

import numpy as np
import pytest

from analytics.disclosure.places import NOT_STATED
from analytics.disclosure.suppression import gate, year_gate
from analytics.disclosure.suppression.item_tables import shown_by_floors
from analytics.disclosure.suppression.lots import force_subsets, tables_gate
from tests.analytics.disclosure import test_public_years as one_table
from tests.analytics.disclosure.second_reader import Reader
from tests.analytics.disclosure.worlds import TABLE, item_of

LEVELS = range(3)


@dataclass(frozen=True)
class Shape:
    forces: str = "fghi"
    regions: tuple[tuple[str, str], ...] = ()
    tables: int = 2

    @property
    def wide(self):
        return len(self.forces)

    @property
    def names(self):
        return [f"{TABLE}-{number}" for number in range(self.tables)]


ALONE = Shape()
IN_REGIONS = Shape("fghijk", tuple(zip("fghijk", ["east"] * 3 + ["west"] * 3, strict=True)))
OF_THREE = Shape("fgh", tables=3)
TOLD_BY_ALL = ((ALONE, 3), (IN_REGIONS, 3), (OF_THREE, 1), (OF_THREE, 14))
"""Here a group is known by all tables together and by none alone."""
TOLD_BY_NONE = IN_REGIONS, 1
MANY = [(shape, seed) for shape in (ALONE, IN_REGIONS, OF_THREE) for seed in range(2, 60)]


class ReaderOfTables(Reader):
    def __init__(self, wide, people, figures, same):
        super().__init__(people, figures, same)
        self.wide = wide

    def groups(self):
        few = one_table.PUBLIC.hide_below
        small = [place for place, count in self.people.items() if count < few]
        yield from ((place,) for place in small)
        lines = defaultdict(list)
        for force, (table, level) in small:
            for line in (
                force, (level, "q", force // self.wide), (level, "f", force % self.wide)
            ):  # fmt: skip
                lines[table, line].append((force, (table, level)))
        for of in lines.values():
            for places in (each for count in (2, 3) for each in combinations(of, count)):
                if self.size(places) < few:
                    yield places

    def wanted(self, before, places, answer):
        of_group = min(np.ceil(0.6 * self.size(places)), self.by_figures(places, answer))
        if not self.is_narrower(places, answer, of_group):
            return of_group
        parts = defaultdict(list)
        for place in places:
            parts[place[0] // self.wide].append(place)
        return min(of_group, sum(before.of_part(part, answer) for part in parts.values()))

    def of_part(self, part, answer):
        most = np.ceil(0.6 * self.size(part))
        return min(most, one_table.PublicReader.width(self, part, answer))


def a_nation(shape, seed):
    random = np.random.default_rng(seed)
    for _ in range(4):
        people = random.poisson(random.choice([5, 20, 60, 90], shape.wide))
        positive = random.binomial(people, random.choice([0.3, 0.6, 0.85]))
        negative = random.binomial(people - positive, 0.8)
        answers = np.array([positive, negative, people - positive - negative])
        yield [_spread(random, answers) for _ in shape.names]


def _spread(random, answers):
    chances = random.dirichlet([0.3] * len(LEVELS), answers.shape[1])
    return np.array(
        [
            [random.multinomial(count, chance) for count, chance in zip(of, chances, strict=True)]
            for of in answers
        ]
    )


def _item(shape, tables):
    each = [
        item_of(
            counts, forces=tuple(shape.forces), levels=("a", "b", NOT_STATED),
            regions=shape.regions, policy=one_table.PUBLIC,
        )
        for counts in tables
    ]  # fmt: skip
    named = zip(shape.names, each, strict=True)
    return replace(each[0], by_dimension={name: of.by_dimension[TABLE] for name, of in named})


def released(shape, seed):
    return released_of(shape, list(a_nation(shape, seed)))


def released_of(shape, counts):
    quarters, shown = [_item(shape, of) for of in counts], []
    for quarter in quarters:
        marks = shown_by_floors(quarter)
        for area in range(len(quarter.areas.codes) - 1):
            marks.hide_total(area)
        shown.append(gate.protect(quarter, marks).marks)
    return quarters, shown, _item(shape, map(sum, zip(*counts, strict=True)))


def told_by(table, marks, area, forces, name):
    if marks.totals[area]:
        every = [(force, (name, level)) for force in forces for level in LEVELS]
        yield every, table.given[:, area].sum(axis=1)
    for level in map(int, np.flatnonzero(marks.places[name][area])):
        yield [(force, (name, level)) for force in forces], table.given[:, area, level]


def readers(shape, quarters, shown, year, marks):
    people, told, wide = {}, [], shape.wide
    for number, (quarter, of) in enumerate(zip(quarters, shown, strict=True)):
        forces = range(number * wide, (number + 1) * wide)
        for name, table in quarter:
            people |= {
                (force, (name, level)): int(table.people[force % wide, level])
                for force in forces for level in LEVELS
            }  # fmt: skip
            told += told_by(table, of, -1, [*forces], name)
    same = [
        [[(force, (name, level)) for level in LEVELS] for name in pair]
        for force in range(len(quarters) * wide)
        for pair in pairwise(shape.names)
    ]
    before = ReaderOfTables(wide, people, told, same)
    for name, table in year:
        for area, members in enumerate(year.areas.members):
            own = np.flatnonzero(members).tolist()
            forces = [force + wide * q for force in own for q in range(len(quarters))]
            told += told_by(table, marks, area, forces, name)
    return before, ReaderOfTables(wide, people, told, same)


def learnt(shape, quarters, shown, year, marks):
    before, reader = readers(shape, quarters, shown, year, marks)
    return [
        (places, answer)
        for places in reader.groups()
        for answer in range(2)
        if reader.is_narrower(places, answer, reader.wanted(before, places, answer))
    ]


def judged(of):
    quarters, shown, year = of
    return year_gate.protect_year_beside_nation(year, quarters, shown, shown_by_floors(year))


def is_told(shape, seed) -> bool:
    of = released(shape, seed)
    return bool(learnt(shape, *of, judged(of).marks))


def one_by_one(monkeypatch):
    monkeypatch.setattr(year_gate, "TablesGate", lambda item, *_: gate.FiguresGate(item, {}))


@pytest.fixture(autouse=True)
def _few_forces_at_a_time(monkeypatch):
    monkeypatch.setattr(year_gate, "FORCES_OF_A_LOT", 3)


def ends_soon(monkeypatch):
    for of, limit in (
        (tables_gate, "IN_LOTS"), (tables_gate, "ONE_BY_ONE"), (tables_gate, "LEAST_OF_ALL"),
        (tables_gate, "WORK_OF_ALL"), (year_gate, "MOST_ROUNDS"),
    ):  # fmt: skip
        monkeypatch.setattr(of, limit, 0)


class TestTablesTogether:
    @pytest.mark.slow
    @pytest.mark.parametrize(
        "nations",
        [(*TOLD_BY_ALL, TOLD_BY_NONE), pytest.param(MANY, marks=pytest.mark.nightly)],
        ids=["few", "many"],
    )
    def test_tell_nothing_of_few(self, nations):
        assert [nation for nation in nations if is_told(*nation)] == []

    @pytest.mark.slow
    @pytest.mark.parametrize(("shape", "seed"), TOLD_BY_ALL)
    def test_would_if_each_were_judged_by_itself(self, shape, seed, monkeypatch):
        one_by_one(monkeypatch)

        assert is_told(shape, seed)

    @pytest.mark.slow
    def test_hide_nothing_if_nothing_is_disclosed(self, monkeypatch):
        of = released(*TOLD_BY_NONE)
        together = judged(of).marks
        one_by_one(monkeypatch)

        assert together.count == judged(of).marks.count

    @pytest.mark.slow
    @pytest.mark.parametrize(("shape", "seed"), TOLD_BY_ALL)
    def test_tell_nothing_of_few_where_time_is_up(self, shape, seed, monkeypatch):
        ends_soon(monkeypatch)
        of = released(shape, seed)
        found = judged(of)

        assert found.given_up
        assert learnt(shape, *of, found.marks) == []

    @pytest.mark.slow
    def test_would_if_what_nobody_looked_at_counted_as_open(self, monkeypatch):
        ends_soon(monkeypatch)
        monkeypatch.setattr(tables_gate.TablesGate, "_stays_narrow", lambda *_: False)

        assert any(is_told(*nation) for nation in TOLD_BY_ALL)

    @pytest.mark.slow
    def test_would_if_a_lot_need_not_add_up(self, monkeypatch):
        of_all = force_subsets.some_forces_of

        def free(item, marks, forces):
            some, shown = of_all(item, marks, forces)
            wide = len(some.areas.forces)
            shown.totals[wide:] = False
            for places in shown.places.values():
                places[wide:] = False
            return some, shown

        monkeypatch.setattr(force_subsets, "some_forces_of", free)

        assert any(is_told(*nation) for nation in TOLD_BY_ALL)

    @pytest.mark.slow
    def test_would_if_what_one_table_allows_counted_for_all(self, monkeypatch):
        learn = tables_gate.OneTableGate.learn

        def learn_as_true(self, name, values, *, are_totals_true):
            learn(self, name, values, are_totals_true=True)

        monkeypatch.setattr(tables_gate.OneTableGate, "learn", learn_as_true)

        assert any(is_told(*nation) for nation in TOLD_BY_ALL)

    @pytest.mark.slow
    @pytest.mark.parametrize(("shape", "seed"), [TOLD_BY_ALL[0], TOLD_BY_NONE])
    def test_hide_the_same_where_nothing_is_taken_over(self, shape, seed, monkeypatch):
        of = released(shape, seed)
        found = judged(of).marks
        monkeypatch.setattr(tables_gate.TablesGate, "_adopt_findings", lambda *_: None)
        again = judged(of).marks

        assert found.totals.tolist() == again.totals.tolist()
        assert all((shown == again.places[name]).all() for name, shown in found.places.items())
