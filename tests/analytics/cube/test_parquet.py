import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.cube import cells, parquet
from analytics.cube.cells import Codebook
from analytics.cube.ledger_entries import LedgerEntry
from tests.bench.tables_of_shares import table_of

CODEBOOK = Codebook(
    bins=tuple((f"Q{item}", f"c{choice}") for item in range(3) for choice in range(3)),
    levels=(("all", "all"), ("sex", "female"), ("sex", "male"), ("stage", "ST1"), ("stage", "ST2")),
    forces=("essex", "kent", "surrey"),
)


@st.composite
def some_entries(draw: st.DrawFn) -> list[LedgerEntry]:
    def one(number: int) -> LedgerEntry:
        levels = [0, draw(st.sampled_from([None, 1, 2])), draw(st.sampled_from([3, 4]))]
        bins = [draw(st.sampled_from([None, *range(3 * item, 3 * item + 3)])) for item in range(3)]
        return LedgerEntry(
            response_id=number,
            force=draw(st.sampled_from(CODEBOOK.forces)),
            weight=draw(st.integers(1, 30 * cells.UNITS)),
            levels=np.array([at for at in levels if at is not None], dtype=np.uint16),
            bins=np.array([at for at in bins if at is not None], dtype=np.uint16),
        )

    return [one(number) for number in range(draw(st.integers(0, 25)))]


def counted(folders) -> dict:
    return {place: sums.tolist() for place, sums in parquet.cells(folders, codebook=CODEBOOK)}


def added_up(of: list[LedgerEntry]) -> dict:
    found: dict = {}
    for entry in of:
        for level in entry.levels.tolist():
            cell = found.setdefault((entry.force, level), [[0, 0, 0] for _ in CODEBOOK.bins])
            for bin_ in entry.bins.tolist():
                people, weight, squared = cell[bin_]
                cell[bin_] = [people + 1, weight + entry.weight, squared + entry.weight**2]
    return {place: sums for place, sums in found.items() if any(each[0] for each in sums)}


class TestCounting:
    @pytest.mark.slow
    @settings(max_examples=15)
    @given(some_entries(), st.randoms())
    def test_partitions_gives_what_adding_up_gives(self, tmp_path_factory, given_, chance):
        folders = [tmp_path_factory.mktemp("part") for _ in range(3)]
        split: list[list[LedgerEntry]] = [[], [], []]
        for entry in given_:
            split[chance.randrange(3)].append(entry)
        for folder, part in zip(folders, split, strict=True):
            parquet.write(folder, part, codebook=CODEBOOK)

        assert counted(folders) == added_up(given_)


class TestShares:
    def test_stand_by_item_force_and_level(self, tmp_path):
        people = [(0, "kent", 1.0), (0, "kent", 3.0), (2, "kent", 4.0), (1, "essex", 2.0)]
        parquet.write(
            tmp_path,
            [
                LedgerEntry(
                    response_id=number,
                    force=force,
                    weight=cells.weight_in_units(weight),
                    levels=np.array([0, 3], dtype=np.uint16),
                    bins=np.array([bin_], dtype=np.uint16),
                )
                for number, (bin_, force, weight) in enumerate(people)
            ],
            codebook=CODEBOOK,
        )

        found = table_of(
            parquet.count([tmp_path], "stage"),
            codebook=CODEBOOK,
            groups={"Q0": [[0], [1], [2]]},
        )

        by_place = {
            (CODEBOOK.forces[force], CODEBOOK.levels[level]): shares
            for force, level, shares in zip(
                found.force, found.level, found.of["Q0"].share.tolist(), strict=True
            )
        }
        assert by_place == {
            ("kent", ("stage", "ST1")): pytest.approx([0.5, 0, 0.5]),
            ("essex", ("stage", "ST1")): pytest.approx([0, 1, 0]),
        }
