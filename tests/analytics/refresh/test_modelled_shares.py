from itertools import product
from random import Random

import numpy as np
import pytest

from analytics.disclosure import shown_tables
from analytics.disclosure.places import NATION
from analytics.disclosure.quarter_protection import protect_quarter
from analytics.disclosure.suppression import gate
from analytics.disclosure.suppression.areas import areas_of
from analytics.items import headline
from analytics.refresh import modelled_shares
from analytics.refresh.modelled_shares import ShownQuarter
from analytics.stats.suppression import Published, Suppressed
from analytics.tables import CRIME_GROUPS, LEVELS, Dimension
from survey.definition.types import Meaning

ITEM = headline().code
MEANINGS = {ITEM: {"yes": Meaning.POSITIVE, "no": Meaning.NEGATIVE, "none": Meaning.OUT_OF_BASE}}
LEVEL_NAMES = CRIME_GROUPS[:3]


def cells_of(positive, people):
    found = {}
    for force, said in positive.items():
        places = {
            (Dimension.CRIME_GROUP.value, level): (said[level], people[force][level])
            for level in LEVEL_NAMES
        }
        total = tuple(sum(each) for each in zip(*places.values(), strict=True))
        for (of, level), (yes, count) in {**places, ("all", "all"): total}.items():
            bins = {"yes": [yes, yes, yes], "no": [count - yes] * 3}
            found[force, of, level] = {ITEM: {choice: n for choice, n in bins.items() if n[0]}}
    return found


def shown_quarter(cells):
    areas = areas_of({force for force, *_ in cells}, {})
    protected = protect_quarter(cells, MEANINGS, areas, judge=gate.protect_by_rules_alone)
    return ShownQuarter(
        cells=cells,
        shown={
            (table.dimension.value, table.area): table.shares
            for table in shown_tables.area_tables(cells, protected, MEANINGS)
        },
    )


def a_nation(seed, *, forces=10, large=40):
    random = Random(seed)
    people = {
        f"force-{number:02}": {
            LEVEL_NAMES[0]: random.randint(large, 2 * large),
            LEVEL_NAMES[1]: random.randint(large // 2, large),
            LEVEL_NAMES[2]: random.choice([0, 3, 6, 9, 14, large]),
        }
        for number in range(forces)
    }
    positive = {
        force: {level: sum(random.random() < 0.5 for _ in range(count))
                for level, count in by_level.items()}
        for force, by_level in people.items()
    }  # fmt: skip
    return positive, people


def told(quarters):
    return [quarter.shown for quarter in quarters], modelled_shares.modelled_shares(
        quarters, MEANINGS
    )


@pytest.fixture
def _generous(monkeypatch):
    monkeypatch.setattr(modelled_shares, "MODELLED", (Dimension.CRIME_GROUP,))
    monkeypatch.setattr(modelled_shares, "MOST_MOVED", 0.4)
    monkeypatch.setattr(modelled_shares, "LEAST_FORCES", 6)


class TestWhatIsModelled:
    @pytest.mark.slow
    @pytest.mark.usefixtures("_generous")
    def test_stands_where_the_figure_of_a_small_group_is_hidden(self):
        positive, people = a_nation(1)

        (shown,), modelled = told([shown_quarter(cells_of(positive, people))])

        hidden = [
            (force, level)
            for force in people
            for level in LEVEL_NAMES
            if isinstance(_share(shown, force, level), Suppressed) and people[force][level]
        ]
        assert len(hidden) > 5
        for force, level in hidden:
            share, lower, upper = modelled[Dimension.CRIME_GROUP, force][ITEM][level]
            assert 0 <= lower <= share <= upper <= 100

    @pytest.mark.slow
    def test_is_nothing_where_nine_hidden_answers_would_move_it(self):
        positive, people = a_nation(1)
        few = LEVEL_NAMES[2]

        _shown, modelled = told([shown_quarter(cells_of(positive, people))])

        assert not any(few in of.get(ITEM, {}) for of in modelled.values())

    def test_is_nothing_of_a_special_topic_nor_of_the_nation(self):
        assert Dimension.GENDER_IDENTITY not in modelled_shares.MODELLED
        assert Dimension.KIND not in modelled_shares.MODELLED
        assert {Dimension.ALL, Dimension.STAGE, Dimension.ETHNICITY} <= {*modelled_shares.MODELLED}

    def test_is_nothing_where_few_forces_are_shown(self):
        positive, people = a_nation(2, forces=9)

        assert told([shown_quarter(cells_of(positive, people))])[1] == {}


def worlds_like(positive, people, shown, *, most=400):
    hidden = [
        (force, level)
        for force in people
        for level in LEVEL_NAMES
        if not isinstance(_share(shown, force, level), Published) and people[force][level]
    ]
    forces = sorted({force for force, _ in hidden})
    found = 0
    for (one, other), (first, second), by in product(
        [(a, b) for a in forces for b in forces if a < b],
        [(a, b) for a in LEVEL_NAMES for b in LEVEL_NAMES if a != b],
        range(1, 10),
    ):
        square = [(one, first, by), (one, second, -by), (other, first, -by), (other, second, by)]
        if any((force, level) not in hidden for force, level, _ in square):
            continue
        moved = {force: dict(said) for force, said in positive.items()}
        for force, level, step in square:
            moved[force][level] += step
        if all(0 <= moved[force][level] <= people[force][level] for force, level, _ in square):
            found += 1
            yield moved
        if found == most:
            return


def _share(shown, force, level):
    return shown_tables.unpack(shown["crime_group", force][ITEM][level])


class TestAnAttack:
    @pytest.mark.slow
    @pytest.mark.usefixtures("_generous")
    @pytest.mark.parametrize("seed", [1, 2, 3])
    def test_cannot_tell_two_nations_apart_that_show_the_same(self, seed):
        positive, people = a_nation(seed)
        own = shown_quarter(cells_of(positive, people))
        expected = told([own])

        others = [
            cells_of(moved, people) for moved in worlds_like(positive, people, own.shown, most=6)
        ]

        assert len(others) == 6
        assert expected[1]
        for cells in others:
            assert told([shown_quarter(cells)]) == expected

    @pytest.mark.slow
    @pytest.mark.usefixtures("_generous")
    def test_learns_nothing_of_an_earlier_quarter_either(self):
        before, people = a_nation(4)
        now, of_now = a_nation(5)
        latest = shown_quarter(cells_of(now, of_now))
        own = shown_quarter(cells_of(before, people))
        expected = told([own, latest])[1]

        for moved in worlds_like(before, people, own.shown, most=3):
            assert told([shown_quarter(cells_of(moved, people)), latest])[1] == expected

    @pytest.mark.slow
    @pytest.mark.usefixtures("_generous")
    def test_would_succeed_against_a_model_that_reads_hidden_answers(self, monkeypatch):
        monkeypatch.setattr(modelled_shares._ItemTable, "_known_quarter", _knowing_all)
        positive, people = a_nation(1)
        own = shown_quarter(cells_of(positive, people))
        expected = modelled_shares.modelled_shares([own], MEANINGS)

        others = worlds_like(positive, people, own.shown, most=6)

        assert any(
            modelled_shares.modelled_shares([shown_quarter(cells_of(moved, people))], MEANINGS)
            != expected
            for moved in others
        )

    def test_knows_no_more_of_weights_than_is_shown(self):
        positive, people = a_nation(1)
        own = shown_quarter(cells_of(positive, people))
        cells = cells_of(positive, people)
        force, level = next(
            (force, level)
            for force in people
            for level in LEVEL_NAMES
            if isinstance(_share(own.shown, force, level), Suppressed)
            and 1 < positive[force][level] < people[force][level]
        )
        for of, at in ((Dimension.CRIME_GROUP.value, level), ("all", "all")):
            bins = cells[force, of, at][ITEM]
            bins["yes"] = [bins["yes"][0] - 1, bins["yes"][1], bins["yes"][2] + 0.5]
            bins["no"] = [bins["no"][0] + 1, bins["no"][1], bins["no"][2] - 0.5]
        other = ShownQuarter(cells=cells, shown=own.shown)

        table = modelled_shares._ItemTable(
            dimension=Dimension.CRIME_GROUP, item=ITEM, forces=sorted(people)
        )
        before, after = (table._known_quarter(each, MEANINGS[ITEM]) for each in (own, other))

        for name in ("nation", "forces", "levels", "cells"):
            np.testing.assert_array_equal(getattr(before, name), getattr(after, name))


_KNOWN = modelled_shares._ItemTable._known_quarter


def _knowing_all(table, quarter, meanings):
    known = _KNOWN(table, quarter, meanings)
    for row, force in enumerate(table.forces):
        for level in LEVEL_NAMES:
            bins = quarter.cells[force, Dimension.CRIME_GROUP.value, level][ITEM]
            sums = [bins.get(choice, [0, 0, 0]) for choice in ("yes", "no")]
            at = LEVELS[Dimension.CRIME_GROUP].index(level)
            known.cells[row, at] = [*map(sum, zip(*sums, strict=True)), sums[0][1]]
    return known


class TestAHiddenPlace:
    def test_is_read_as_no_number(self):
        positive, people = a_nation(1)
        quarter = shown_quarter(cells_of(positive, people))
        table = modelled_shares._ItemTable(
            dimension=Dimension.CRIME_GROUP, item=ITEM, forces=sorted(people)
        )

        known = table._known_quarter(quarter, MEANINGS[ITEM])

        for row, force in enumerate(sorted(people)):
            for column, level in enumerate(LEVELS[Dimension.CRIME_GROUP]):
                share = quarter.share(Dimension.CRIME_GROUP, force, ITEM, level)
                is_number = known.cells[row, column, 0] == known.cells[row, column, 0]
                assert is_number is not isinstance(share, Suppressed)
        assert quarter.share(Dimension.CRIME_GROUP, NATION, ITEM, LEVEL_NAMES[0])
