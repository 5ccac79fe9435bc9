from dataclasses import replace

import pytest

from analytics.disclosure.suppression import gate
from analytics.disclosure.suppression.item_tables import shown_by_floors
from analytics.disclosure.suppression.unions import SmallPlaces
from analytics.stats.suppression import POLICY, Audience, Topic
from tests.analytics.disclosure.second_reader import answers_of, nation_of_few, reader_of
from tests.analytics.disclosure.worlds import item_of, random_item

REGIONS = {"f": "N", "g": "N"}
FEW, MANY = range(8), range(8, 400)
OF_A_PAIR = 78
"""Here one person of a force and one of another answered alike: a force's total and a level of the
nation have another place in common, and all else that they count is shown."""


def protected(item):
    return gate.protect(item).marks


def nations(seeds):
    for seed in seeds:
        yield nation_of_few(seed)
        yield random_item(seed, forces=4, levels=4, most=25, regions=REGIONS)


class TestWhoReadsEverything:
    @pytest.mark.slow
    @pytest.mark.parametrize(
        "seeds", [FEW, pytest.param(MANY, marks=pytest.mark.nightly)], ids=["few", "many"]
    )
    def test_learns_of_no_group(self, seeds):
        assert [list(reader_of(of, protected(of)).narrow()) for of in nations(seeds)] == [
            [] for _ in nations(seeds)
        ]

    @pytest.mark.slow
    def test_would_where_only_small_places_are_hidden(self):
        assert any(list(reader_of(of, shown_by_floors(of)).narrow()) for of in nations(FEW))


def told(item):
    return list(reader_of(item, protected(item)).told_to_insiders(answers_of(item)))


class TestThoseWhoKnowTheirOwnAnswers:
    @pytest.mark.slow
    @pytest.mark.parametrize(
        "seeds",
        [(OF_A_PAIR, 3), pytest.param(MANY, marks=pytest.mark.nightly)],
        ids=["few", "many"],
    )
    def test_learn_of_nobody_else(self, seeds):
        assert [told(nation_of_few(seed)) for seed in seeds] == [[] for _ in seeds]

    @pytest.mark.slow
    def test_would_if_groups_were_judged_in_rows_and_columns_alone(self, monkeypatch):
        monkeypatch.setattr(SmallPlaces, "exact_disclosures", lambda _: iter(()))

        assert told(nation_of_few(OF_A_PAIR))


class TestATableWithAHigherFloor:
    def test_takes_no_total_of_everybody_away(self):
        positive = [[2, 1, 0], [1, 2, 1], [2, 1, 1]]
        negative = [[0, 2, 1], [2, 1, 0], [1, 1, 1]]
        neutral = [[1, 0, 0], [0, 1, 0], [0, 1, 1]]
        item = item_of([positive, negative, neutral])
        special = POLICY[Audience.STAFF, Topic.SPECIAL]
        tables = {name: replace(table, policy=special) for name, table in item}

        marks = protected(replace(item, by_dimension=tables))

        assert marks.totals.tolist() == [False, False, False, True]
