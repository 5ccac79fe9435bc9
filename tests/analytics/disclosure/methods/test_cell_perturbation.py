"""Which cells change with one, in a total of three parts."""

import pytest

from analytics.disclosure.methods.cell_perturbation import Slack, cells_that_move
from analytics.disclosure.methods.linked_tables import AtMost, Sum

WHOLE, A, B, C = ("all",), ("a",), ("b",), ("c",)
ADDED = Sum(whole=WHOLE, parts=(A, B, C))


def moved(by, *, at_most=(), people=None, **slacks):
    """The whole stays as it is; a part may move as far as it is said, at a price."""
    found = {
        (name,): Slack(up=up, down=down, price=price) for name, (up, down, price) in slacks.items()
    }
    return cells_that_move(
        A, by=by, slacks=found, sums=[ADDED], at_most=at_most, people=people or {}
    )


class TestCellsThatMove:
    def test_are_the_cheapest_that_keep_the_sum(self):
        assert moved(5, a=(9, 9, 1), b=(9, 9, 2), c=(9, 9, 3)) == [A, B]
        assert moved(-5, a=(9, 9, 1), b=(9, 9, 3), c=(9, 9, 2)) == [A, C]

    def test_are_several_where_one_has_too_little_room(self):
        assert moved(5, a=(9, 9, 1), b=(0, 4, 2), c=(0, 4, 3)) == [A, B, C]
        assert moved(-5, a=(9, 9, 1), b=(4, 0, 2), c=(4, 0, 3)) == [A, B, C]

    @pytest.mark.parametrize(("by", "room"), [(5, (9, 4)), (-5, (4, 9))])
    def test_are_none_where_there_is_too_little_room_in_all(self, by, room):
        """The cell itself moves all the way, and not back a little."""
        assert moved(by, a=(9, 9, 1), b=(*room, 1), c=(0, 0, 1)) is None
        assert moved(by, a=(9, 9, 1), b=(*room, 1)) is None

    def test_are_no_further_cell_where_the_sum_may_change(self):
        found = cells_that_move(
            A, by=5, slacks={A: Slack(up=9, down=9, price=1)}, sums=[], at_most=[], people={}
        )

        assert found == [A]

    @pytest.mark.parametrize(("answered", "is_free"), [(35, True), (34, False)])
    def test_stay_within_what_they_are_a_part_of(self, answered, is_free):
        """Thirty at the cell, and no more than answered at all."""
        limit = AtMost(cell=A, of=("answered",))

        found = moved(
            5,
            at_most=[limit],
            people={A: 30, ("answered",): answered},
            a=(9, 9, 1),
            b=(9, 9, 1),
        )

        assert found == ([A, B] if is_free else None)
