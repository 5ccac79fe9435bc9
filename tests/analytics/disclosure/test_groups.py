"""How wide the range of a small group must stay."""

import numpy as np

from analytics.disclosure.judging.groups import TableGroups
from analytics.disclosure.judging.item_tables import shown_by_floors
from tests.analytics.disclosure.worlds import TABLE, item_of

NATION = 2
POSITIVE = np.array([[38, 2, 4], [20, 4, 4]])
NEGATIVE = np.array([[0, 0, 0], [15, 1, 0]])
"""By level: 44 of f who all answered alike, 44 of g who did not."""


def wanted(cells, *, totals=(), places=()):
    """Of positive answers."""
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
        """Of f's four all are known, of g's four none."""
        assert wanted(((0, 2), (1, 2)), totals=[0]) == 4

    def test_over_levels_need_be_no_wider_than_a_figure_of_each_leaves_its_places(self):
        """At the nation's third level all are positive."""
        assert wanted(((0, 1), (0, 2))) == 4
        assert wanted(((0, 1), (0, 2)), places=[(NATION, 2)]) == 2
