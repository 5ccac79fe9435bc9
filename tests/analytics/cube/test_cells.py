"""The additive core: sums of whole numbers, in any order and in any split."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.cube import cells
from analytics.cube.cells import Codebook, ImpossibleCellError, UnknownPlaceError
from survey.definition.types import Meaning

BINS = tuple((f"Q{item}", f"c{choice}") for item in range(3) for choice in range(4))
CODEBOOK = Codebook(bins=BINS, levels=(("all", "all"),), forces=("kent",))


@st.composite
def answers(draw: st.DrawFn) -> tuple[int, int]:
    """A bin and a weight in units."""
    return draw(st.integers(0, len(BINS) - 1)), draw(st.integers(1, 20 * cells.UNITS))


def cell(of: list[tuple[int, int]]) -> cells.Sums:
    sums = cells.empty_cell(CODEBOOK)
    for bin_, weight in of:
        sums[bin_] += cells.contribution(weight)
    return sums


class TestSums:
    @given(st.lists(answers(), max_size=40), st.lists(answers(), max_size=40))
    def test_less_what_was_added_are_what_they_were_to_the_last_digit(self, before, more):
        held = cell(before)

        after = cells.add(cells.add(held, cell(more)), -cell(more))

        assert (after == held).all()

    def test_refuse_to_hold_less_than_nothing(self):
        with pytest.raises(ImpossibleCellError):
            cells.add(cell([(0, 10)]), -cell([(1, 10)]))

    def test_refuse_to_wrap_round(self):
        huge = cells.empty_cell(CODEBOOK)
        huge[0] = [1, 1, 2**63 - 1]

        with pytest.raises(ImpossibleCellError):
            cells.add(huge, huge)

    @given(st.lists(answers(), max_size=40))
    def test_come_back_as_they_were_packed(self, given_):
        sums = cell(given_)

        assert (cells.unpacked(cells.packed(sums), codebook=CODEBOOK) == sums).all()

    def test_are_told_in_people_without_empty_bins(self):
        sums = cell(
            [
                (0, cells.weight_in_units(2)),
                (0, cells.weight_in_units(0.5)),
                (5, cells.weight_in_units(1.25)),
            ]
        )

        assert cells.bins_of(sums, codebook=CODEBOOK) == {
            "Q0": {"c0": [2, 2.5, 4.25]},
            "Q1": {"c1": [1, 1.25, 1.5625]},
        }


class TestUnits:
    def test_refuse_a_weight_that_no_cell_has_room_for(self):
        with pytest.raises(ValueError, match="between"):
            cells.weight_in_units(cells.MOST_WEIGHT + 1)

    def test_refuse_a_weight_of_nothing(self):
        with pytest.raises(ValueError, match="between"):
            cells.weight_in_units(0)


class TestCodebook:
    def test_grows_at_its_ends_so_that_what_was_packed_is_still_read_right(self):
        packed = cells.packed(cell([(0, 10), (11, 20)]))
        other = Codebook(
            bins=(("Q9", "new"), *BINS[3:]), levels=(("all", "new"),), forces=("essex", "kent")
        )

        extended_by = CODEBOOK.extended_by(other)

        assert extended_by.bins == (*BINS, ("Q9", "new"))
        assert extended_by.levels == (("all", "all"), ("all", "new"))
        assert extended_by.forces == ("kent", "essex")
        assert (
            cells.unpacked(packed, codebook=extended_by)[:12] == cell([(0, 10), (11, 20)])
        ).all()

    def test_begins_no_table_in_which_what_was_counted_does_not_stand(self):
        other = Codebook(bins=(), levels=(("sex", "male"),), forces=())

        assert CODEBOOK.extended_by(other) == CODEBOOK

    def test_does_not_guess_at_a_choice_it_does_not_know(self):
        with pytest.raises(UnknownPlaceError, match="brilliant"):
            CODEBOOK.bin_places([("Q0", "brilliant")])


GROUPS = (Meaning.POSITIVE, Meaning.NEUTRAL, Meaning.NEGATIVE)
MEANINGS = {"c0": GROUPS[0], "c1": GROUPS[1], "c2": GROUPS[2], "c3": Meaning.OUT_OF_BASE}
