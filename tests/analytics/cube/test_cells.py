import numpy as np
import pytest

from analytics.cube import cells
from analytics.cube.cells import Codebook, UnknownPlaceError
from survey.definition.types import Meaning

BINS = tuple((f"Q{item}", f"c{choice}") for item in range(3) for choice in range(4))
CODEBOOK = Codebook(bins=BINS, levels=(("all", "all"),), forces=("kent",))


class TestSums:
    def test_are_told_in_people_without_empty_bins(self):
        two, half, other = (cells.weight_in_units(weight) for weight in (2, 0.5, 1.25))
        sums = np.zeros((len(BINS), 3), dtype=np.int64)
        sums[0] = [2, two + half, two**2 + half**2]
        sums[5] = [1, other, other**2]

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
    def test_does_not_guess_at_a_choice_it_does_not_know(self):
        with pytest.raises(UnknownPlaceError, match="brilliant"):
            CODEBOOK.bin_places([("Q0", "brilliant")])


GROUPS = (Meaning.POSITIVE, Meaning.NEUTRAL, Meaning.NEGATIVE)
MEANINGS = {"c0": GROUPS[0], "c1": GROUPS[1], "c2": GROUPS[2], "c3": Meaning.OUT_OF_BASE}
