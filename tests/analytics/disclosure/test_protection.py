from dataclasses import replace

import numpy as np
import pytest

from analytics.disclosure.suppression import gate, protection, remainders
from analytics.disclosure.suppression.item_tables import shown_by_floors
from analytics.stats import suppression
from tests.analytics.disclosure.worlds import TABLE, item_of, narrowed, random_item

FEW, MANY = range(12), range(12, 2500)
REGIONS = {"f": "N", "g": "N"}


def attacked(seeds, protect, **kinds):
    made = [random_item(seed, most=12 if seed % 2 else 25, **kinds) for seed in seeds]
    return [item for item in made if narrowed(item, protect(item))]


def protected(item):
    return gate.protect(item).marks


class TestProtect:
    @pytest.mark.slow
    @pytest.mark.parametrize(
        "seeds", [FEW, pytest.param(MANY, marks=pytest.mark.nightly)], ids=["few", "many"]
    )
    @pytest.mark.parametrize("regions", [{}, REGIONS], ids=["forces", "regions"])
    def test_leaves_no_group_narrowed(self, seeds, regions):
        assert attacked(seeds, protected, regions=regions) == []

    @pytest.mark.slow
    @pytest.mark.parametrize(
        "seeds", [FEW, pytest.param(MANY, marks=pytest.mark.nightly)], ids=["few", "many"]
    )
    def test_leaves_no_group_narrowed_in_larger_tables(self, seeds):
        kinds = {"forces": 4, "levels": 4, "regions": {"f": "N", "g": "N"}}
        assert attacked(seeds, protected, **kinds) == []

    def test_shows_what_is_large_and_mixed(self):
        marks = protected(item_of([[[20, 20, 15]] * 3, [[20, 20, 15]] * 3, [[0, 0, 0]] * 3]))

        assert marks.totals.all()
        assert marks.places[TABLE][:, :2].all()

    def test_hides_the_smallest_beside_a_small_one(self):
        counts = [[[30, 20, 20], [3, 25, 20], [30, 20, 20]]] * 2 + [[[0] * 3] * 3]

        shown = protected(item_of(counts)).places[TABLE]

        assert shown.tolist()[:3] == [
            [False, True, False], [False, True, False], [True, True, False]
        ]  # fmt: skip

    def test_counts_who_did_not_say(self):
        counts = [[[30, 20, 1]] * 3, [[30, 20, 2]] * 3, [[0] * 3] * 3]

        shown = protected(item_of(counts)).places[TABLE]

        assert not shown[:3].all(axis=1).any()

    @pytest.mark.slow
    def test_hides_the_same_whichever_answer_is_which(self):
        for seed in range(20):
            item = random_item(seed, most=25)
            turned = replace(
                item,
                everybody=_turned(item.everybody),
                by_dimension={TABLE: _turned(item.by_dimension[TABLE])},
            )
            assert (protected(item).places[TABLE] == protected(turned).places[TABLE]).all()


def _turned(table):
    return replace(table, given=table.given[::-1])


class TestTheAttackSucceeds:
    SEEDS = range(8)

    @pytest.mark.slow
    def test_where_few_are_left_over(self, monkeypatch):
        monkeypatch.setattr(suppression.Policy, "left_over", 1)
        monkeypatch.setattr(remainders, "RANGE", 0.0)
        assert attacked(self.SEEDS, protection.protect_by_rules)

    @pytest.mark.slow
    def test_where_a_group_may_be_narrow(self, monkeypatch):
        monkeypatch.setattr(remainders, "RANGE", 0.0)
        assert attacked(self.SEEDS, protection.protect_by_rules)

    @pytest.mark.slow
    def test_where_only_small_places_are_hidden(self):
        assert attacked(self.SEEDS, shown_by_floors)

    @pytest.mark.slow
    def test_where_those_who_did_not_say_are_forgotten(self, monkeypatch):
        monkeypatch.setattr(protection._Lists, "_unsafe_levels", lambda *_: ())
        monkeypatch.setattr(protection._Lists, "_unsafe_alone", lambda *_: ())
        assert attacked(self.SEEDS, protection.protect_by_rules)

    @pytest.mark.slow
    def test_where_areas_are_not_added_up(self, monkeypatch):
        monkeypatch.setattr(protection._Lists, "_unsafe_areas", lambda *_: ())
        assert attacked(self.SEEDS, protection.protect_by_rules)

    @pytest.mark.slow
    def test_where_nothing_is_judged_together(self):
        kinds = {"forces": 5, "levels": 5}
        assert attacked(self.SEEDS, protection.protect_by_rules, **kinds)


class TestGate:
    @pytest.mark.slow
    def test_knows_no_group_to_be_open_that_is_narrow(self):
        for seed in range(8):
            item = random_item(seed, most=25)
            marks = shown_by_floors(item)
            groups = gate.groups_of(item, marks)

            found = gate.FiguresGate(item, groups).narrowed(marks)

            attack = {cells for _, cells, _ in narrowed(item, marks)}
            assert {group.cells for group in found} <= attack
            assert bool(found) == bool(attack)

    @pytest.mark.slow
    def test_counts_what_it_hides(self):
        kinds = {"forces": 5, "levels": 5}
        found = [gate.protect(random_item(seed, most=25, **kinds)) for seed in range(12)]

        assert any(each.rounds for each in found)
        assert all(each.hidden >= each.rounds for each in found)
        assert not any(each.narrowed for each in found)

    @pytest.mark.slow
    def test_adds_nothing_to_what_exchanges_have_shown(self):
        item = random_item(131, most=12)

        assert narrowed(item, protected(item)) == []


class TestUniform:
    def test_hides_a_small_group_that_answered_the_same(self):
        counts = np.array([[[15, 30, 20]] * 3, [[0, 30, 20]] * 3, [[0] * 3] * 3])

        shown = protected(item_of(counts)).places[TABLE]

        assert not shown[:3, 0].any()
        assert shown[3, 0], "forty-five of the nation who all were satisfied may be known to be"
