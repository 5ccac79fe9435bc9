"""The audit against brute force: on tiny tables every possible world can be written down."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.disclosure.methods import linear_system
from analytics.disclosure.methods.audit import exposures
from analytics.disclosure.methods.goals import Exposure, Goal, goal_for
from analytics.disclosure.methods.linear_system import ContradictionError
from analytics.disclosure.methods.linked_tables import (
    AtMost,
    CellBounds,
    LinkedTables,
    Sum,
    exact,
    successive,
)
from tests.analytics.disclosure.reading_back import is_close, rounding_bounds


def table(published, *, rows=2, columns=2, most=None):
    """Cells ("r0", "c1") with totals ("r0", "all") and ("all", "c1")."""
    sums = [
        Sum(whole=(f"r{r}", "all"), parts=tuple((f"r{r}", f"c{c}") for c in range(columns)))
        for r in range(rows)
    ]
    sums += [
        Sum(whole=("all", f"c{c}"), parts=tuple((f"r{r}", f"c{c}") for r in range(rows)))
        for c in range(columns)
    ]
    cells = {(f"r{r}", f"c{c}") for r in range(rows) for c in range(columns)}
    at_most = {cell: CellBounds(upper=most) for cell in cells} if most else {}
    return LinkedTables(published=at_most | published, sums=tuple(sums))


def whole(people):
    """A table with its totals, from rows of numbers."""
    cells = {(f"r{r}", f"c{c}"): n for r, row in enumerate(people) for c, n in enumerate(row)}
    cells |= {(f"r{r}", "all"): sum(row) for r, row in enumerate(people)}
    cells |= {("all", f"c{c}"): sum(column) for c, column in enumerate(zip(*people, strict=True))}
    return cells


def told_of(people, *, but):
    return {cell: exact(number) for cell, number in whole(people).items() if cell not in but}


def wide_open(cell, people):
    """No bound reaches so far, so the audit must give the bounds themselves."""
    return Goal(cell=cell, people=people, lower=-1, upper=10_000)


class TestExposures:
    def test_find_a_cell_that_follows_from_its_row(self):
        people = [[3, 20], [30, 40]]
        hidden = ("r0", "c0")

        (found,) = exposures(table(told_of(people, but={hidden})), [goal_for(hidden, 3)])

        assert found == Exposure(cell=hidden, people=3, lower=3, upper=3)
        assert found.is_exact

    def test_find_nothing_where_four_corners_are_hidden(self):
        people = [[3, 20], [30, 40]]
        corners = {(row, column) for row in ("r0", "r1") for column in ("c0", "c1")}

        goals = [goal_for(("r0", "c0"), 3)]

        assert exposures(table(told_of(people, but=corners)), goals) == []

    def test_find_a_cell_that_four_corners_leave_too_little_room(self):
        people = [[3, 1], [30, 40]]
        corners = {(row, column) for row in ("r0", "r1") for column in ("c0", "c1")}

        (found,) = exposures(table(told_of(people, but=corners)), [goal_for(("r0", "c0"), 3)])

        assert (found.lower, found.upper) == (0, 4)
        assert is_close(found)
        assert not found.is_exact

    def test_find_a_cell_that_is_shown(self):
        (found,) = exposures(table({("r0", "c0"): exact(3)}), [goal_for(("r0", "c0"), 3)])

        assert found.is_exact

    def test_see_through_rounding_that_adds_up(self):
        published = {("r0", "all"): exact(52), ("r0", "c1"): rounding_bounds(50, to=5)}

        (found,) = exposures(table(published), [goal_for(("r0", "c0"), 3)])

        assert (found.lower, found.upper) == (0, 4)

    def test_know_that_who_answered_an_item_answered(self):
        tables = LinkedTables(
            published={("answered",): exact(4)}, at_most=(AtMost(cell=("item",), of=("answered",)),)
        )

        (found,) = exposures(tables, [goal_for(("item",), 3)])

        assert (found.lower, found.upper) == (0, 4)

    def test_need_no_more_than_everybody_knows_anyway(self):
        tables = LinkedTables(published={("item",): CellBounds(upper=6)})

        assert exposures(tables, [goal_for(("item",), 3, most=6)]) == []

    def test_refuse_a_world_that_cannot_be(self):
        published = {("r0", "all"): exact(5), ("r0", "c1"): CellBounds(lower=9)}

        with pytest.raises(ContradictionError):
            exposures(table(published), [goal_for(("r0", "c0"), 3)])

    def test_see_what_a_second_release_takes_away_from_the_first(self):
        """The first hid two cells of a row, the second one of them: nobody had come between."""
        row = (Sum(whole=("all",), parts=(("a",), ("b",), ("c",))),)
        first = LinkedTables(published={("all",): exact(60), ("c",): exact(30)}, sums=row)
        second = LinkedTables(published={("all",): exact(60), ("b",): exact(27)}, sums=row)
        goals = [goal_for(("first", "a"), 3)]

        alone = successive([first], names=["first"])
        together = successive([first, second], names=["first", "second"])

        assert exposures(alone, goals) == []
        assert exposures(together, goals)[0].is_exact


class TestOneWorldForManyCells:
    """A world in which many small groups are far off clears them all: pages could not wait for two
    programmes a group."""

    SIZE = 6

    @pytest.fixture
    def solved(self, monkeypatch):
        """The programmes that were solved."""
        found, solve = [], linear_system.linprog
        monkeypatch.setattr(
            linear_system,
            "linprog",
            lambda *given, **named: found.append(1) or solve(*given, **named),
        )
        return found

    def people(self):
        return [[4 + (r + c) % 4 for c in range(self.SIZE)] for r in range(self.SIZE)]

    def goals(self, **limits):
        return [
            goal_for((f"r{r}", f"c{c}"), number, **limits)
            for r, row in enumerate(self.people())
            for c, number in enumerate(row)
        ]

    def test_clears_all_that_are_well_protected_by_a_few(self, solved):
        hidden = {goal.cell for goal in self.goals()}
        tables = table(told_of(self.people(), but=hidden), rows=self.SIZE, columns=self.SIZE)

        assert exposures(tables, self.goals()) == []
        assert len(solved) <= len(hidden) / 2

    def test_solves_two_for_each_that_none_clears(self, solved):
        people = [[3, 1], [30, 40]]
        corners = {(row, column) for row in ("r0", "r1") for column in ("c0", "c1")}

        exposures(table(told_of(people, but=corners)), [goal_for(("r0", "c0"), 3)])

        assert len(solved) == 4


def by_hand(tables, cells, most):
    """The least and the most of each cell over every world of whole numbers."""
    bounds = {}
    for values in product(range(most + 1), repeat=len(cells)):
        world = dict(zip(cells, values, strict=True))
        sums = {link.whole: sum(world[part] for part in link.parts) for link in tables.sums}
        full = world | sums
        if all(
            known.lower <= full[cell] <= known.upper for cell, known in tables.published.items()
        ):
            for cell, value in world.items():
                low, high = bounds.get(cell, (value, value))
                bounds[cell] = (min(low, value), max(high, value))
    return bounds


def tables_of_two_rows(columns):
    row = st.lists(st.integers(0, 3), min_size=columns, max_size=columns)
    return st.lists(row, min_size=2, max_size=2)


class TestAgainstBruteForce:
    """The worlds of a table with margins are a transportation polytope, whose corners are whole
    numbers: the linear programme finds the very bounds that counting finds."""

    @pytest.mark.slow
    @settings(max_examples=25, deadline=None)
    @given(
        people=st.integers(2, 3).flatmap(tables_of_two_rows),
        seed=st.integers(0, 2**16),
    )
    def test_bounds_are_those_of_every_world_written_down(self, people, seed):
        names = list(whole(people))
        but = {name for place, name in enumerate(names) if seed >> place & 1}
        tables = table(told_of(people, but=but), columns=len(people[0]), most=3)
        cells = [name for name in names if "all" not in name]

        by_counting = by_hand(tables, cells, most=3)
        goals = [wide_open(cell, whole(people)[cell]) for cell in cells]

        found = {each.cell: (each.lower, each.upper) for each in exposures(tables, goals)}
        assert found == {cell: pytest.approx(bounds) for cell, bounds in by_counting.items()}
