import numpy as np
import pytest

from analytics.disclosure.suppression.gate import FiguresGate, Search
from analytics.disclosure.suppression.groups import SmallGroup, TableGroups, groups_of
from analytics.disclosure.suppression.item_tables import shown_by_floors
from analytics.disclosure.suppression.possible_worlds import Worlds, worlds_of
from analytics.disclosure.suppression.unions import ExactDisclosure, SmallPlaces
from tests.analytics.disclosure.worlds import TABLE, item_of, random_item

NATION = 2
POSITIVE = np.array([[38, 2, 4], [20, 4, 4]])
NEGATIVE = np.array([[0, 0, 0], [15, 1, 0]])
"""By level: 44 of f who all answered alike, 44 of g who did not."""


def wanted(cells, *, totals=(), places=()):
    item = item_of([POSITIVE, NEGATIVE, 0 * POSITIVE], forces=("f", "g"), levels=("a", "b", "c"))
    marks = shown_by_floors(item)
    marks.totals[:] = marks.places[TABLE][:] = False
    for area in totals:
        marks.totals[area] = True
    for place in places:
        marks.places[TABLE][place] = True
    groups = TableGroups(item.by_dimension[TABLE], item.areas, [cells])
    return int(groups.wanted(marks, marks.places[TABLE])[0, 0])


class TestAGroup:
    def test_is_open_at_six_in_ten(self):
        assert wanted(((0, 1), (1, 1))) == 5

    def test_of_a_force_need_be_no_wider_than_its_total_leaves_it(self):
        assert wanted(((0, 1), (0, 2)), totals=[0]) == 0

    def test_over_forces_need_be_no_wider_than_their_totals_leave_its_parts(self):
        assert wanted(((0, 2), (1, 2)), totals=[0]) == 4

    def test_over_levels_need_be_no_wider_than_a_figure_of_each_leaves_its_places(self):
        assert wanted(((0, 1), (0, 2))) == 4
        assert wanted(((0, 1), (0, 2)), places=[(NATION, 2)]) == 2


def nothing_shown(item):
    marks = shown_by_floors(item)
    marks.totals[:] = marks.places[TABLE][:] = False
    return marks


class TestGroupsOfAList:
    @staticmethod
    def found(**most):
        people = np.array([[1, 2, 3, 4], [50, 50, 50, 50]])
        levels = ("a", "b", "c", "d")
        item = item_of([people, 0 * people, 0 * people], forces=("f", "g"), levels=levels)
        cells = groups_of(item, nothing_shown(item), **most)[TABLE].cells
        return [tuple(level for _, level in of) for of in cells]

    def test_are_all_of_up_to_nine_people(self):
        assert len(self.found()) == len(set(self.found())) == 2**4 - 2

    def test_are_those_of_the_fewest_places_where_there_are_many(self):
        assert self.found(most=6) == [(0,), (1,), (2,), (3,), (0, 1), (0, 2)]


class TestGroupsOfAnyPlaces:
    @pytest.mark.parametrize("seed", range(3))
    def test_stand_once_though_a_region_and_the_nation_have_them(self, seed):
        item = random_item(seed, forces=4, levels=4, most=25, regions={"f": "N", "g": "N"})
        groups = groups_of(item, nothing_shown(item))[TABLE]

        for rows in SmallPlaces(TABLE, groups, 9)._unions:
            found = [tuple(row) for row in rows.tolist()]
            assert found == sorted(set(found))


class TestWhatMayBeKnownToAHead:
    def test_is_not_searched_if_known_worlds_differ_enough(self, monkeypatch):
        people = np.array([[1, 2, 3, 4], [50, 50, 50, 50]])
        positive = people // 2
        item = item_of(
            [positive, people - positive, 0 * people],
            forces=("f", "g"),
            levels=("a", "b", "c", "d"),
        )
        marks = nothing_shown(item)
        (worlds,) = worlds_of(item, marks, {TABLE}, are_linked=False)
        search = Search(worlds, FiguresGate(item, groups_of(item, marks)), are_totals_true=True)
        asked = []
        farthest = Worlds.farthest

        def counted(self, *given, **options):
            asked.append(given)
            return farthest(self, *given, **options)

        monkeypatch.setattr(Worlds, "farthest", counted)
        four = ExactDisclosure(SmallGroup(TABLE, ((0, 3),)), 0)

        assert [search.is_known(four), search.is_known(four)] == [False, False]
        assert len(asked) == 2
