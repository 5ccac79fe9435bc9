import numpy as np
import pytest

from analytics.disclosure.suppression import year_gate
from analytics.disclosure.suppression.item_tables import shown_by_floors
from analytics.disclosure.suppression.lots.tables_gate import TablesGate
from tests.analytics.disclosure import test_years_of_tables as of_tables

SHAPE = of_tables.Shape("fg")
NOBODY, ONE, SOME, MORE, TWICE = (0, 0, 0), (1, 0, 0), (20, 12, 8), (21, 12, 8), (40, 24, 16)
QUARTERS = (
    (
        ((ONE, SOME, NOBODY), (SOME, ONE, NOBODY)),
        ((MORE, NOBODY, NOBODY), (MORE, NOBODY, NOBODY)),
    ),
    (
        ((SOME, SOME, NOBODY), (SOME, SOME, NOBODY)),
        ((TWICE, NOBODY, NOBODY), (NOBODY, TWICE, NOBODY)),
    ),
)
"""Of each quarter two tables, by force and level how many gave each answer. In the second quarter
the second table has each force at a level of its own, so that the nation's levels tell the forces'
totals; these, taken from those of the year, leave the totals of the first quarter. One of them less
the nation's level in the first table is one person of a force less one of the other. The two are in
no row or column together; each knows her own answer, and so the other's."""


@pytest.fixture(name="released", scope="module")
def _released():
    counts = [[np.moveaxis(np.array(of), 2, 0) for of in tables] for tables in QUARTERS]
    return of_tables.released_of(SHAPE, counts)


def told(released):
    quarters, shown, year = released
    first = shown_by_floors(year)
    for places in first.places.values():
        places[:-1] = False
    marks = year_gate.protect_year_beside_nation(year, quarters, shown, first).marks
    _, reader = of_tables.readers(SHAPE, *released, marks)
    return list(reader.told_to_insiders(_answers(quarters)))


def _answers(quarters):
    return {
        (force + SHAPE.wide * number, (name, level)): table.given[:, force, level]
        for number, quarter in enumerate(quarters)
        for name, table in quarter
        for force in range(SHAPE.wide)
        for level in of_tables.LEVELS
    }


@pytest.mark.slow
class TestInsidersOfTwoTables:
    def test_learn_of_nobody_else(self, released):
        assert told(released) == []

    @pytest.mark.parametrize("found", ["_exact_at_last", "_is_count_known"])
    def test_would_if_all_tables_were_read_in_rows_and_columns_alone(
        self, released, found, monkeypatch
    ):
        monkeypatch.setattr(TablesGate, found, lambda *_: [])

        assert told(released)

    def test_would_if_each_table_were_judged_by_itself(self, released, monkeypatch):
        of_tables.one_by_one(monkeypatch)

        assert told(released)
