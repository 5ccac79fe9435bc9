from math import ceil

import numpy as np
import pytest

from analytics.disclosure.suppression import gate, year_gate
from analytics.disclosure.suppression.item_tables import Marks
from analytics.disclosure.suppression.year_tables import marks_of_year, year_areas, year_item
from tests.analytics.disclosure import worlds
from tests.analytics.disclosure.worlds import TABLE, item_of, random_item

FEW, MANY = range(5), range(5, 300)
PLAIN = [[[40, 30, 12]] * 3, [[30, 40, 9]] * 3, [[0, 0, 0]] * 3]


def year_of(quarters):
    tables = [quarter.by_dimension[TABLE] for quarter in quarters]
    wide = len(quarters[0].areas.forces)
    positive, negative = sum(table.given[:, :wide] for table in tables)
    people = sum(table.people[:wide] for table in tables)
    return item_of(
        [positive, negative, people - positive - negative],
        forces=quarters[0].areas.forces,
        levels=quarters[0].by_dimension[TABLE].levels,
        regions={of: name for name, members in quarters[0].areas.regions.items() for of in members},
    )


def shown_of(quarters):
    return [gate.protect(quarter).marks for quarter in quarters]


def narrowed(quarters, shown, found: Marks) -> list:
    areas = year_areas(quarters[0].areas, len(quarters))
    item = year_item(year_of(quarters), quarters, areas)
    marks = marks_of_year(item, areas, shown, found)
    before = marks_of_year(item, areas, shown, nothing(quarters[0]))
    told, known = (worlds._knowledge(item, each, ()) for each in (marks, before))
    table, places = item.by_dimension[TABLE], marks.places[TABLE]
    return [
        (cells, answer)
        for cells in worlds._groups(item, table, places, ())
        for answer in range(2)
        if worlds._width(item, told, TABLE, cells, answer)
        < min(
            worlds._wanted(item, table, marks, places, cells, answer),
            sum(
                min(
                    ceil(0.6 * sum(int(table.people[cell]) for cell in part)),
                    worlds._width(item, known, TABLE, part, answer),
                )
                for part in by_quarter(areas, cells)
            ),
        )
    ]


def by_quarter(areas, cells):
    quarters = {areas.quarter_of(cell) for cell in cells}
    return [[cell for cell in cells if areas.quarter_of(cell) == of] for of in quarters]


def nothing(quarter) -> Marks:
    places = np.zeros(quarter.by_dimension[TABLE].people.shape, dtype=bool)
    return Marks(totals=np.zeros(len(quarter.areas.codes), dtype=bool), places={TABLE: places})


def a_nation(seed):
    regions = {"f": "N", "g": "N"} if seed % 2 else {}
    return [random_item(4 * seed + q, most=40, regions=regions) for q in range(4)]


class TestAYearBesideItsQuarters:
    @pytest.mark.slow
    @pytest.mark.parametrize(
        "seeds", [FEW, pytest.param(MANY, marks=pytest.mark.nightly)], ids=["few", "many"]
    )
    def test_narrows_no_group(self, seeds):
        for seed in seeds:
            quarters = a_nation(seed)
            shown = shown_of(quarters)
            found = year_gate.protect_year_of(year_of(quarters), quarters, shown)
            assert narrowed(quarters, shown, found.marks) == []

    @pytest.mark.slow
    def test_would_by_its_own_rules_alone(self):
        def is_told(quarters) -> bool:
            by_rules = gate.protect_by_rules_alone(year_of(quarters)).marks
            return bool(narrowed(quarters, shown_of(quarters), by_rules))

        assert any(is_told(a_nation(seed)) for seed in FEW)

    def test_shows_a_level_that_every_quarter_hides(self):
        counts = np.array([[[40, 30, 4, 4]] * 4, [[30, 40, 4, 4]] * 4, [[0] * 4] * 4])
        quarters = [item_of(counts, forces="fghi", levels=("a", "b", "c", "?"))] * 4
        shown = shown_of(quarters)
        assert not shown[0].places[TABLE][0, 2]

        found = year_gate.protect_year_of(year_of(quarters), quarters, shown)

        assert found.marks.places[TABLE][0, 2]

    def test_shows_what_all_quarters_show(self):
        quarters = [item_of(PLAIN)] * 4
        shown = shown_of(quarters)

        found = year_gate.protect_year_of(year_of(quarters), quarters, shown)

        assert found.marks.places[TABLE][shown[0].places[TABLE]].all()

    def test_hides_what_one_quarter_hides(self):
        quarters = [item_of(PLAIN)] * 4
        shown = shown_of(quarters)
        shown[2].places[TABLE][0, 0] = False

        found = year_gate.protect_year_of(year_of(quarters), quarters, shown)

        assert not found.marks.places[TABLE][0, 0]

    def test_shows_no_more_where_a_quarter_hides_the_total_of_a_force(self):
        quarters = [item_of(PLAIN)] * 4
        shown = shown_of(quarters)
        shown[1].hide_total(0)

        found = year_gate.protect_year_of(year_of(quarters), quarters, shown)

        assert not found.marks.totals[0]
        assert not found.marks.places[TABLE][0].any()
        assert (found.rounds, found.groups, found.hidden) == (0, 0, 0)
