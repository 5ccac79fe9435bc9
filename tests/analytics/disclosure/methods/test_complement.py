"""The quick choice of what else to hide, on grids that can be seen through."""

import numpy as np
import pytest

from analytics.disclosure.methods.complement import Grid, Need


def grid(people, *, spare=10, hidden=(), known=(), loose_rows=(), loose_columns=()):
    people = np.array(people)
    rows, columns = people.shape

    def flags(places):
        made = np.zeros(people.shape, dtype=bool)
        for place in places:
            made[place] = True
        return made

    return Grid(
        people=people,
        spare=np.full(people.shape, spare),
        hidden=flags(hidden),
        loose_rows=np.isin(np.arange(rows), loose_rows),
        loose_columns=np.isin(np.arange(columns), loose_columns),
        known=flags(known),
    )


def hidden_for(made: Grid, **need) -> set[tuple[int, int]]:
    made.hide_for([Need(row=0, column=0, **{"up": 0, "down": 0, **need})])
    return {(int(row), int(column)) for row, column in np.argwhere(made.hidden)}


THREE = [[3, 20, 30], [40, 25, 60], [50, 55, 90]]


class TestHideFor:
    @pytest.mark.parametrize("way", [{"up": 5}, {"down": 3}, {"up": 5, "down": 3}])
    def test_hides_the_four_corners_with_the_fewest_people(self, way):
        assert hidden_for(grid(THREE, hidden=[(0, 0)]), **way) == {(0, 0), (0, 1), (1, 0), (1, 1)}

    def test_hides_nothing_for_a_need_of_nothing(self):
        assert hidden_for(grid(THREE, hidden=[(0, 0)])) == {(0, 0)}

    def test_takes_corners_that_are_hidden_anyway(self):
        dark = {(0, 0), (0, 2), (2, 0), (2, 2)}

        assert hidden_for(grid(THREE, hidden=dark), up=5, down=3) == dark

    def test_goes_round_what_was_shown_before(self):
        found = hidden_for(grid(THREE, hidden=[(0, 0)], known=[(1, 1)]), up=5, down=3)

        assert found == {(0, 0), (0, 1), (2, 0), (2, 1)}

    def test_leaves_what_cannot_be_met(self):
        one_row = grid([[3, 20, 30]], hidden=[(0, 0)])

        assert hidden_for(one_row, up=5, down=3) == {(0, 0)}

    def test_adds_swaps_until_the_cell_can_move_far_enough(self):
        """Two people stand in the next column, so that one swap moves no more than two."""
        few = [[3, 2, 30], [40, 25, 60]]

        assert hidden_for(grid(few, hidden=[(0, 0)]), up=2) == {(0, 0), (0, 1), (1, 0), (1, 1)}
        assert hidden_for(grid(few, hidden=[(0, 0)]), up=5) >= {(0, 0), (0, 2), (1, 0), (1, 2)}

    def test_needs_room_where_others_come_in(self):
        """To move up takes people from the row and the column, who come in at the corner."""
        full = grid(THREE, spare=0, hidden=[(0, 0)])

        assert hidden_for(full, up=5) == {(0, 0)}

    def test_needs_one_swap_only_between_two_hidden_totals(self):
        two_rows = grid(THREE, hidden=[(0, 0)], loose_rows=[0, 2])
        two_columns = grid(THREE, hidden=[(0, 0)], loose_columns=[0, 2])
        another = grid(THREE, hidden=[(0, 0)], loose_rows=[1, 2])

        assert hidden_for(two_rows, up=5) == {(0, 0), (2, 0)}
        assert hidden_for(two_columns, up=5) == {(0, 0), (0, 2)}
        assert hidden_for(another, up=5) == {(0, 0), (0, 1), (1, 0), (1, 1)}

    def test_counts_who_has_moved_already_between_two_hidden_totals(self):
        """Four people stand in the last column: whoever wants five needs the next one too."""
        few = grid([[3, 2, 4], [40, 25, 60]], hidden=[(0, 0)], loose_columns=[0, 1, 2])

        assert hidden_for(few, up=5) == {(0, 0), (0, 1), (0, 2)}

    def test_counts_who_has_moved_already_between_two_hidden_forces(self):
        up = grid([[3, 40], [2, 25], [4, 60]], hidden=[(0, 0)], loose_rows=[0, 1, 2])
        room = [[9, 9], [2, 9], [4, 9]]
        down = grid([[5, 40], [9, 25], [9, 60]], spare=room, hidden=[(0, 0)], loose_rows=[0, 1, 2])

        assert hidden_for(up, up=5) == hidden_for(down, down=5) == {(0, 0), (1, 0), (2, 0)}

    def test_counts_who_has_moved_already_round_four_corners(self):
        """Two go by the cheaper row; the third needs the other."""
        made = grid([[3, 20, 20], [2, 9, 9], [4, 30, 30]], hidden=[(0, 0)])

        hidden = hidden_for(made, up=5)

        assert {row for row, _ in hidden} == {0, 1, 2}
        assert {column for _, column in hidden} >= {0, 1}

    def test_counts_who_has_moved_already_on_the_way_down(self):
        """Four fit into the last column: of five who leave, one goes to the next."""
        room = [[9, 2, 4], [9, 9, 9]]
        few = grid([[5, 9, 9], [40, 25, 60]], spare=room, hidden=[(0, 0)], loose_columns=[0, 1, 2])

        assert hidden_for(few, down=5) == {(0, 0), (0, 1), (0, 2)}

    def test_needs_people_and_room_on_the_way_down(self):
        """Whoever leaves comes in beside and below, and somebody leaves the corner."""
        full = grid(THREE, spare=0, hidden=[(0, 0)])
        empty = grid([[3, 20], [40, 0]], hidden=[(0, 0)])

        assert hidden_for(full, down=3) == {(0, 0)}
        assert hidden_for(empty, down=3) == {(0, 0)}

    def test_takes_many_at_once_rather_than_one_by_one(self):
        """The second column costs a little less, and could move one person only."""
        made = grid([[3, 1, 9], [40, 90, 40]], hidden=[(0, 0)])

        assert hidden_for(made, up=5) == {(0, 0), (0, 2), (1, 0), (1, 2)}

    def test_serves_the_greatest_need_first(self):
        made = grid(THREE, hidden=[(0, 0), (2, 2)])
        made.hide_for([Need(row=0, column=0, up=1, down=0), Need(row=2, column=2, up=9, down=0)])

        corners = {(int(row), int(column)) for row, column in np.argwhere(made.hidden)}
        assert corners == {(0, 0), (0, 2), (2, 0), (2, 2)}
