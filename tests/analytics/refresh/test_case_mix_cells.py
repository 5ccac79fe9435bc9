import numpy as np
import pytest

from analytics.cube.cells import Codebook
from analytics.cube.ledger_entries import LedgerEntry
from analytics.refresh import case_mix_cells
from analytics.stats.mix_cells import MixCell, MixTable
from analytics.tables import Dimension
from survey.definition.types import Meaning

CODEBOOK = Codebook(
    bins=(("Q", "yes"), ("Q", "no"), ("Q", "prefer_not")),
    levels=(("crime_group", "burglary"), ("sex", "female"), ("sex", "male")),
    forces=("kent",),
)
MEANINGS = {"yes": Meaning.POSITIVE, "no": Meaning.NEGATIVE, "prefer_not": Meaning.OUT_OF_BASE}
BY = (Dimension.CRIME_GROUP, Dimension.SEX)
SHOWN = frozenset((Dimension(of), level) for of, level in CODEBOOK.levels)


def entry(*, choice: int | None, levels: list[int], weight: int = 20_000) -> LedgerEntry:
    return LedgerEntry(
        response_id=1,
        force="kent",
        weight=weight,
        levels=np.array(levels, dtype=np.uint16),
        bins=np.array([] if choice is None else [choice], dtype=np.uint16),
    )


def cells(*entries: LedgerEntry, shown: frozenset[tuple[Dimension, str]] = SHOWN):
    rows = case_mix_cells.weighted_responses(entries, codebook=CODEBOOK)
    return listed(case_mix_cells.mix_cells(rows, item="Q", meanings=MEANINGS, by=BY, shown=shown))


def listed(table: MixTable) -> list[MixCell]:
    return [
        MixCell(
            force=table.force.names[table.force.codes[row]],
            levels={name: column.names[column.codes[row]] for name, column in table.levels.items()},
            positive=tuple(table.positive[row]),
            other=tuple(table.other[row]),
        )
        for row in range(len(table))
    ]


class TestMixCells:
    def test_add_up_like_answers_of_like_cases(self):
        [cell] = cells(
            entry(choice=0, levels=[0, 1]),
            entry(choice=0, levels=[0, 1], weight=10_000),
            entry(choice=1, levels=[0, 1]),
        )

        assert cell.force == "kent"
        assert cell.levels == {"crime_group": "burglary", "sex": "female"}
        assert cell.positive == pytest.approx((2, 3, 5))
        assert cell.other == pytest.approx((1, 2, 4))

    def test_separate_different_cases(self):
        found = cells(entry(choice=0, levels=[0, 1]), entry(choice=0, levels=[0, 2]))

        assert [cell.levels["sex"] for cell in found] == ["female", "male"]

    def test_give_those_who_did_not_say_a_level_of_their_own(self):
        [cell] = cells(entry(choice=0, levels=[0]))

        assert cell.levels["sex"] == case_mix_cells.OTHERS

    def test_take_who_did_not_say_together_with_levels_that_the_nation_hides(self):
        of_men_alone = SHOWN - {(Dimension.SEX, "female")}
        found = cells(
            entry(choice=0, levels=[0]),
            entry(choice=1, levels=[0, 1]),
            entry(choice=0, levels=[0, 2]),
            shown=of_men_alone,
        )

        assert [cell.levels["sex"] for cell in found] == ["male", case_mix_cells.OTHERS]
        assert [cell.people for cell in found] == [1, 2]

    @pytest.mark.parametrize("choice", [2, None])
    def test_leave_out_answers_out_of_the_base(self, choice):
        assert cells(entry(choice=choice, levels=[0, 1])) == []
