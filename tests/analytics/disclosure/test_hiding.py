from dataclasses import replace

import numpy as np
import pytest

from analytics.disclosure.suppression import crowds
from analytics.disclosure.suppression.groups import SmallGroup, groups_of
from analytics.disclosure.suppression.hiding import Hideable, place_to_hide, total_to_hide
from analytics.disclosure.suppression.item_tables import Marks, shown_by_floors
from tests.analytics.disclosure.worlds import TABLE, item_of, random_item

NATION, REGION = 4, 3
"""The numbers of areas: f, g, h, the region of f and g, the nation."""
REGIONS = {"f": "N", "g": "N"}
FEW = SmallGroup(TABLE, ((2, 2),))
"""Four of h at the third level."""


def nation(h=(50, 25, 4, 6)):
    people = np.array([[40, 60, 30, 30], [45, 60, 30, 30], h])
    item = item_of(
        [people // 2, people - people // 2, 0 * people],
        levels=("a", "b", "c", "d", "?")[: people.shape[1]],
        regions=REGIONS,
    )
    marks = shown_by_floors(item)
    marks.places[TABLE][2, 1] = marks.places[TABLE][NATION, 2:] = False
    return item, marks


def hidden(item, marks, group=FEW):
    places = marks.places[TABLE]
    return place_to_hide(group, item, marks, Hideable(own=item.areas, places=places))


class TestWhatTells:
    def test_is_what_the_sum_with_the_fewest_others_is_made_of(self):
        item, marks = nation()

        told = crowds.telling(FEW, item, marks)

        assert np.argwhere(told).tolist() == [[2, 0], [REGION, 1], [NATION, 1]]

    def test_is_no_shown_place_where_the_total_alone_holds_the_group(self):
        item, marks = nation()
        marks.places[TABLE][:] = False

        assert not crowds.telling(FEW, item, marks).any()

    def test_is_nothing_where_nothing_is_shown(self):
        item, marks = nation()
        nothing = Marks(
            totals=np.zeros_like(marks.totals),
            places={TABLE: np.zeros_like(marks.places[TABLE])},
        )

        assert not crowds.telling(FEW, item, nothing).any()


class TestWhatIsHidden:
    def test_is_the_region_where_it_tells_though_others_are_smaller(self):
        assert hidden(*nation()) == (REGION, 1)

    def test_is_the_smallest_force_that_tells_where_no_region_does(self):
        item, marks = nation()
        marks.places[TABLE][REGION] = False

        assert hidden(item, marks) == (2, 0)

    def test_is_the_nation_where_nothing_else_tells(self):
        item, marks = nation(h=(0, 25, 4, 6))
        marks.places[TABLE][REGION, 1] = False
        may_hide = marks.places[TABLE].copy()
        may_hide[:2, 1] = False

        place = place_to_hide(FEW, item, marks, Hideable(own=item.areas, places=may_hide))

        assert place == (NATION, 1)

    def test_is_near_where_what_tells_may_not_be_hidden(self):
        item, marks = nation()
        may_hide = np.zeros_like(marks.places[TABLE])
        may_hide[0, 2] = may_hide[2, 1] = may_hide[NATION] = True
        told = crowds.telling(FEW, item, marks)

        place = place_to_hide(FEW, item, marks, Hideable(own=item.areas, places=may_hide & ~told))

        assert place == (2, 1)

    def test_is_what_tells_beside_the_total_before_everything_else(self):
        item, marks = nation(h=(20, 15, 4, 6))
        shown = marks.places[TABLE]
        shown[:] = False
        shown[0, 0] = shown[NATION, 2] = True

        assert not crowds.telling(FEW, item, marks).any()
        assert hidden(item, marks) == (NATION, 2)

    def test_is_nothing_where_nothing_may_be(self):
        item, marks = nation()
        may_hide = np.zeros_like(marks.places[TABLE])

        assert place_to_hide(FEW, item, marks, Hideable(own=item.areas, places=may_hide)) is None

    @pytest.mark.slow
    @pytest.mark.parametrize("regions", [{}, REGIONS], ids=["forces", "regions"])
    def test_is_the_same_whatever_was_answered(self, regions):
        for seed in range(6):
            item = random_item(seed, most=40, levels=5, regions=regions)
            marks = shown_by_floors(item)
            mute = replace(item, everybody=_mute(item.everybody),
                           by_dimension={TABLE: _mute(item.by_dimension[TABLE])})  # fmt: skip
            for cells in groups_of(item, marks)[TABLE].cells[:12]:
                group = SmallGroup(TABLE, cells)
                assert hidden(item, marks, group) == hidden(mute, marks, group)


class TestWhichTotalIsHidden:
    def at_last(self, *hidden):
        item, marks = nation(h=(0, 25, 4, 6))
        marks.places[TABLE][:] = False
        marks.totals[[2, *hidden]] = False
        return total_to_hide(FEW, item, marks)

    def test_is_the_regions_where_it_tells(self):
        assert self.at_last() == REGION

    def test_is_the_smallest_of_a_force_that_tells(self):
        assert self.at_last(REGION) == 0

    def test_is_another_where_the_one_that_tells_stays(self):
        assert self.at_last(REGION, 0) == 1

    def test_is_none_where_none_is_left(self):
        assert self.at_last(REGION, 0, 1, NATION) is None

    def test_is_no_smaller_one_elsewhere(self):
        people = np.array([[40, 4], [60, 30], [9, 6]])
        item = item_of(
            [people // 2, people - people // 2, 0 * people], forces=("f", "g", "i"),
            levels=("a", "?"), regions=REGIONS,
        )  # fmt: skip
        marks = shown_by_floors(item)
        marks.places[TABLE][:] = marks.totals[0] = False

        assert total_to_hide(SmallGroup(TABLE, ((0, 1),)), item, marks) == 3


def _mute(table):
    return replace(table, given=np.zeros_like(table.given))
