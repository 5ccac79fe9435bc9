import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.stats import mix_cells
from analytics.stats.mix_cells import Column, LevelSums, MixCell, MixTable


def cell(force: str, crime: str, positive: tuple, other: tuple) -> MixCell:
    return MixCell(force=force, levels={"crime": crime}, positive=positive, other=other)


CELLS = [
    cell("kent", "theft", (1, 2.0, 4.0), (3, 5.0, 9.0)),
    cell("essex", "theft", (10, 20.0, 40.0), (30, 50.0, 90.0)),
    cell("kent", "arson", (100, 200.0, 400.0), (300, 500.0, 900.0)),
]


class TestMixCell:
    def test_holds_who_gave_either_answer(self):
        one = CELLS[0]

        assert (one.people, one.sum_w, one.sum_w2) == (4, 7, 13)


class TestColumn:
    def test_numbers_names_in_alphabetical_order(self):
        column = Column.of(["b", "a", "b"])

        assert (column.names, column.codes.tolist()) == (("a", "b"), [1, 0, 1])

    def test_is_numbered_from_places_in_any_list_and_forgets_unused_names(self):
        column = Column.numbered(["x", "b", "a"], np.array([2, 1, 2]))

        assert (column.names, column.codes.tolist()) == (("a", "b"), [0, 1, 0])

    def test_gives_the_position_of_a_name(self):
        column = Column.of(["b", "a", "b"])

        assert column.at("b").tolist() == [True, False, True]
        assert not column.at("unknown").any()

    def test_keeps_its_names_where_rows_are_left_out(self):
        part = Column.of(["a", "b", "c"]).where(np.array([2, 1]))

        assert (part.names, part.codes.tolist(), part.used()) == (("a", "b", "c"), [2, 1], [1, 2])


class TestMixTable:
    def test_holds_what_the_cells_hold(self):
        table = MixTable.of(CELLS)

        assert len(table) == 3
        assert table.people.tolist() == [one.people for one in CELLS]
        assert table.sum_w.tolist() == [one.sum_w for one in CELLS]
        assert table.sum_w2.tolist() == [one.sum_w2 for one in CELLS]

    def test_of_no_cells_is_empty(self):
        table = MixTable.of([])

        assert (len(table), table.levels, table.is_mixed) == (0, {}, False)

    def test_adds_up_by_level(self):
        assert MixTable.of(CELLS).by_level("crime") == {
            "arson": LevelSums(people=400, sum_w=700, sum_w2=1300, positive=200),
            "theft": LevelSums(people=44, sum_w=77, sum_w2=143, positive=22),
        }

    def test_adds_up_by_force(self):
        assert MixTable.of(CELLS).by_force() == {
            "essex": LevelSums(people=40, sum_w=70, sum_w2=130, positive=20),
            "kent": LevelSums(people=404, sum_w=707, sum_w2=1313, positive=202),
        }

    @pytest.mark.parametrize(
        ("positive", "other", "is_mixed"), [(1, 0, False), (0, 1, False), (1, 1, True)]
    )
    def test_is_mixed_where_both_answers_were_given(self, positive, other, is_mixed):
        weighted = [(people, 1.0, 1.0) for people in (positive, other)]

        assert MixTable.of([cell("kent", "theft", *weighted)]).is_mixed is is_mixed

    def test_is_mixed_where_each_answer_was_given_in_another_cell(self):
        none, one = (0, 0.0, 0.0), (1, 1.0, 1.0)

        assert MixTable.of([cell("a", "x", one, none), cell("b", "x", none, one)]).is_mixed


answers = st.lists(
    st.tuples(
        st.sampled_from(["kent", "essex", "dorset"]),
        st.sampled_from(["theft", "arson"]),
        st.booleans(),
        st.integers(1, 9),
    ),
    max_size=30,
)


class TestSummed:
    @given(answers)
    def test_is_the_cells_of_like_answers_in_order(self, rows):
        weight = np.array([float(row[3]) for row in rows])

        table = MixTable.summed(
            force=Column.of([row[0] for row in rows]),
            levels={"crime": Column.of([row[1] for row in rows])},
            is_positive=np.array([row[2] for row in rows], dtype=bool),
            weight=weight,
            squared=weight**2,
        )

        kinds = sorted({row[:2] for row in rows})
        for at, kind in enumerate(kinds):
            for is_positive, bins in ((True, table.positive), (False, table.other)):
                own = [row[3] for row in rows if row[:3] == (*kind, is_positive)]
                assert bins[at].tolist() == [len(own), sum(own), sum(w * w for w in own)]
        forces = [table.force.names[code] for code in table.force.codes]
        crimes = [table.levels["crime"].names[code] for code in table.levels["crime"].codes]
        assert list(zip(forces, crimes, strict=True)) == kinds


class TestAsTable:
    def test_leaves_a_table_as_it_is(self):
        table = MixTable.of(CELLS)

        assert mix_cells.as_table(table) is table
        assert len(mix_cells.as_table(CELLS)) == 3


class TestLevelsApart:
    def test_are_of_enough_people_and_leave_as_many_over(self):
        assert mix_cells.separable_levels({"a": 50, "b": 30, "c": 29}, least=30) == {"a"}
        assert mix_cells.separable_levels({"a": 50, "b": 30, "c": 29, "d": 1}, least=30) == {
            "a",
            "b",
        }
        assert mix_cells.separable_levels({"a": 50, "b": 30}, least=30) == {"a", "b"}
        assert mix_cells.separable_levels({"a": 50, "b": 1}, least=30) == set()

    def test_do_not_turn_on_who_is_told_first(self):
        assert mix_cells.separable_levels({"b": 30, "a": 30, "c": 1}, least=30) == {"a"}
        assert mix_cells.separable_levels({"a": 30, "b": 30, "c": 1}, least=30) == {"a"}
