from itertools import combinations
from math import ceil

import numpy as np
import pytest

from analytics.disclosure.places import NOT_STATED
from analytics.disclosure.suppression import gate, year_gate
from analytics.disclosure.suppression.item_tables import Marks, shown_by_floors
from analytics.stats.suppression import POLICY, Audience, Topic
from tests.analytics.disclosure.second_reader import Reader
from tests.analytics.disclosure.worlds import TABLE, item_of

PUBLIC = POLICY[Audience.PUBLIC, Topic.ORDINARY]
FORCES = "fghi"
WIDE, LEVELS = len(FORCES), range(3)
FEW, MANY = range(5), range(5, 200)


class PublicReader(Reader):
    def groups(self):
        small = [place for place, count in self.people.items() if count < PUBLIC.hide_below]
        yield from ((place,) for place in small)
        for line in (
            lambda place: (place[1], place[0] // WIDE),
            lambda place: (place[1], place[0] % WIDE),
            lambda place: place[0],
        ):
            lines = {}
            for place in small:
                lines.setdefault(line(place), []).append(place)
            for of in lines.values():
                for places in (each for count in (2, 3) for each in combinations(of, count)):
                    if self.size(places) < PUBLIC.hide_below:
                        yield places

    def width(self, places, answer):
        return next(
            width for width in range(self.size(places) + 1)
            if self.is_narrower(places, answer, width + 1)
        )  # fmt: skip


def item(counts):
    return item_of(counts, forces=FORCES, levels=("a", "b", NOT_STATED), policy=PUBLIC)


def a_nation(seed):
    random = np.random.default_rng(seed)
    usual = np.array([*random.choice([15, 40, 80], 2), random.choice([0, 3, 10])])
    for _ in range(4):
        people = random.poisson(usual * random.choice([0, 0.3, 1, 1.5], (WIDE, 3)))
        positive = random.binomial(people, random.choice([0.3, 0.6, 0.85]))
        negative = random.binomial(people - positive, 0.8)
        yield np.array([positive, negative, people - positive - negative])


def released(seed):
    counts = list(a_nation(seed))
    quarters = [item(of) for of in counts]
    return quarters, [_of_nation(quarter) for quarter in quarters], item(sum(counts))


def _of_nation(quarter) -> Marks:
    marks = shown_by_floors(quarter)
    for force in range(WIDE):
        marks.hide_total(force)
    return gate.protect(quarter, marks).marks


def learnt(quarters, shown, year, marks: Marks) -> list:
    people, told = {}, []
    for number, (quarter, of) in enumerate(zip(quarters, shown, strict=True)):
        table, forces = quarter.by_dimension[TABLE], range(number * WIDE, (number + 1) * WIDE)
        people |= {
            (force, level): int(table.people[force % WIDE, level])
            for force in forces for level in LEVELS
        }  # fmt: skip
        told += _told(table, of, -1, [*forces])
    before, table = PublicReader(people, told), year.by_dimension[TABLE]
    for area, members in enumerate(year.areas.members):
        forces = [int(force) + WIDE * q for force in np.flatnonzero(members) for q in range(4)]
        told += _told(table, marks, area, forces)
    reader = PublicReader(people, told)
    return [
        (places, answer)
        for places in reader.groups()
        for answer in range(2)
        if reader.is_narrower(places, answer, _wanted(reader, before, places, answer))
    ]


def _told(table, marks, area, forces):
    if marks.totals[area]:
        every = [(force, level) for force in forces for level in LEVELS]
        yield every, table.given[:, area].sum(axis=1)
    for level in map(int, np.flatnonzero(marks.places[TABLE][area])):
        yield [(force, level) for force in forces], table.given[:, area, level]


def _wanted(reader, before, places, answer):
    of_group = min(ceil(0.6 * reader.size(places)), reader.by_figures(places, answer))
    if not reader.is_narrower(places, answer, of_group):
        return of_group
    quarters = {force // WIDE for force, _ in places}
    parts = [[place for place in places if place[0] // WIDE == quarter] for quarter in quarters]
    return min(
        of_group,
        sum(min(ceil(0.6 * before.size(part)), before.width(part, answer)) for part in parts),
    )


class TestAYearForThePublic:
    @pytest.mark.slow
    @pytest.mark.parametrize(
        "seeds", [FEW, pytest.param(MANY, marks=pytest.mark.nightly)], ids=["few", "many"]
    )
    def test_tells_nothing_of_few_beside_its_quarters(self, seeds):
        for seed in seeds:
            quarters, shown, year = released(seed)
            found = year_gate.protect_year_beside_nation(
                year, quarters, shown, shown_by_floors(year)
            )
            assert learnt(quarters, shown, year, found.marks) == []

    @pytest.mark.slow
    def test_would_if_it_were_judged_by_itself(self):
        def is_told(quarters, shown, year) -> bool:
            return bool(learnt(quarters, shown, year, gate.protect(year).marks))

        assert any(is_told(*released(seed)) for seed in FEW)

    def test_has_of_the_nation_what_all_quarters_show(self):
        quarters, shown, year = released(FEW[0])
        shown[2].places[TABLE][-1, 1] = True
        is_shown = np.all([of.places[TABLE][-1] for of in shown], axis=0)

        found = year_gate.protect_year_beside_nation(year, quarters, shown, shown_by_floors(year))

        assert found.marks.places[TABLE][-1].tolist() == is_shown.tolist()
        assert found.marks.totals.any()
