"""How wide the range of a small group must stay."""

import numpy as np

from analytics.disclosure.judging.groups import TableGroups
from analytics.disclosure.judging.item_tables import shown_by_floors
from tests.analytics.disclosure.worlds import TABLE, item_of

ALIKE, MIXED = [[38, 2], [0, 0]], [[20, 4], [15, 1]]
"""Positive and negative by level: 40 of f who all answered alike, 40 of g who did not."""


def wanted(*, is_total_shown):
    counts = np.array([ALIKE, MIXED])
    positive, negative = counts[:, 0], counts[:, 1]
    item = item_of([positive, negative, 0 * positive], forces=("f", "g"), levels=("a", "b"))
    marks = shown_by_floors(item)
    marks.totals[0] = is_total_shown
    cells = [((0, 1), (1, 1))]
    return TableGroups(item.by_dimension[TABLE], item.areas, cells).wanted(
        marks, np.zeros_like(marks.places[TABLE])
    )


class TestAGroupOverForces:
    def test_must_be_no_wider_than_the_totals_of_its_forces_leave_it(self):
        """Of the seven the two of f are known by their total; six in ten of seven would be five."""
        assert wanted(is_total_shown=True).tolist() == [[5, 5]]
