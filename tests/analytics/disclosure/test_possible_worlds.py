from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from analytics.disclosure.suppression import gate
from analytics.disclosure.suppression.item_tables import ItemTables
from analytics.disclosure.suppression.possible_worlds import Worlds, all_worlds_of, worlds_of
from analytics.disclosure.suppression.protection import protect_by_rules
from tests.analytics.disclosure.second_reader import nation_of_few
from tests.analytics.disclosure.worlds import TABLE, random_item

SEEDS = range(12)
CLOSE = 1e-6


def items():
    for seed in SEEDS:
        yield nation_of_few(seed)
        yield random_item(seed, forces=4, levels=4, most=25, regions={"f": "N", "g": "N"})


def _doubled(item) -> ItemTables:
    (table,) = item.by_dimension.values()
    return replace(item, by_dimension={TABLE: table, f"{TABLE}-2": table})


def systems():
    for item in items():
        marks = protect_by_rules(item)
        yield from worlds_of(item, marks, {TABLE}, are_linked=False)
        marks.hide_total(0)
        yield all_worlds_of(_doubled(item), replace(marks, places=dict.fromkeys(
            (TABLE, f"{TABLE}-2"), marks.places[TABLE]
        )))  # fmt: skip


def swapped(worlds):
    random = np.random.default_rng(0)
    for is_up in (True, False):
        factors = random.normal(size=len(worlds.most))
        yield factors, worlds.farthest_swapped(factors, is_up=is_up)


class TestASwappedWorld:
    def test_is_one_of_all_worlds(self):
        for worlds in systems():
            for _, world in swapped(worlds):
                assert np.allclose(worlds.equal @ world, worlds.equal_to, atol=CLOSE)
                assert (worlds.capped @ world <= worlds.caps + CLOSE).all()
                assert (world >= -CLOSE).all()
                assert (world <= worlds.most + CLOSE).all()

    def test_has_as_many_of_both_answers_at_each_place_as_the_true_one(self):
        for worlds in systems():
            for _, world in swapped(worlds):
                both = worlds.true[::2] + worlds.true[1::2]
                assert np.allclose(world[::2] + world[1::2], both)

    def test_is_as_far_as_any_of_them_is(self):
        for worlds in systems():
            both = np.kron(np.eye(len(worlds.true) // 2), [1, 1])
            held = replace(
                worlds,
                equal=type(worlds.equal)(np.concatenate([worlds.equal.toarray(), both])),
                equal_to=np.concatenate([worlds.equal_to, both @ worlds.true]),
            )
            for is_up, (factors, world) in zip((True, False), swapped(worlds), strict=True):
                first = np.zeros(len(worlds.true))
                first[::2] = factors[::2] + factors[1::2]
                farthest = held.farthest(first, is_up=is_up, is_of_few=True)
                assert first @ world == pytest.approx(first @ farthest, abs=1e-4)


class TestTheGate:
    @pytest.mark.slow
    def test_hides_the_same_without_swapped_worlds(self, monkeypatch):
        found = [gate.protect(item).marks for item in items()]
        monkeypatch.setattr(Worlds, "can_swap", False)

        again = [gate.protect(item).marks for item in items()]

        assert [of.totals.tolist() for of in found] == [of.totals.tolist() for of in again]
        assert [of.places[TABLE].tolist() for of in found] == [
            of.places[TABLE].tolist() for of in again
        ]

    def test_swaps_nothing_where_truth_is_not_what_is_shown(self):
        for worlds in systems():
            assert worlds.can_swap
            assert not replace(worlds, true=worlds.true + 1).can_swap

    def test_draws_up_what_is_unknown_once_while_the_same_is_shown(self, monkeypatch):
        drawn = Counter()

        def counted(item, marks, tables, *, are_linked):
            shown = (marks.totals.tobytes(), *(of.tobytes() for of in marks.places.values()))
            drawn[*tables, are_linked, shown] += 1
            return worlds_of(item, marks, tables, are_linked=are_linked)

        monkeypatch.setattr(gate, "worlds_of", counted)
        for item in items():
            gate.protect(item)
            assert set(drawn.values()) <= {1}
            drawn.clear()
