from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from analytics.disclosure import steps
from analytics.disclosure.steps import STEP, ItemStep, judge_with_step
from analytics.disclosure.suppression import gate
from analytics.disclosure.suppression.item_tables import shown_by_floors
from analytics.disclosure.suppression.remainders import Answers
from tests.analytics.disclosure.worlds import narrowed, random_item

FEW, MANY = range(30), range(30, 1500)


@cache
def world(seed):
    item, random = random_item(seed, most=25), np.random.default_rng(seed)
    everybody, before, since = item.everybody, {}, {}
    for place, force in enumerate(item.areas.forces):
        now = everybody.at(place, 0)
        counts = [*now.given, now.people - sum(now.given)]
        then = [int(random.integers(max(0, count - 9), count + 1)) for count in counts]
        before[force] = Answers(sum(then), tuple(then[:2]))
        came = [count - old for count, old in zip(counts, then, strict=True)]
        since[force] = Answers(sum(came), tuple(came[:2]))
    table = steps._table(item, ItemStep(before=before, since=since))
    was = replace(
        everybody, people=table.people[:, :1], given=table.given[:, :, :1],
        may_show=np.ones((len(table.people), 1), dtype=bool),
    )  # fmt: skip
    first = gate.protect(replace(item, everybody=was, by_dimension={})).marks.totals
    shown = {code for code, is_shown in zip(item.areas.codes, first, strict=True) if is_shown}
    return item, ItemStep(before=before, since=since, shown=shown)


def with_knowledge(item, step, marks):
    table = steps._table(item, step)
    known = table.may_show.copy()
    known[:, 1] &= marks.totals
    both = replace(item, by_dimension={**item.by_dimension, STEP: table})
    return both, replace(marks, places={**marks.places, STEP: known})


def attacked(seeds, judge):
    found = []
    for seed in seeds:
        item, step = world(seed)
        both, known = with_knowledge(item, step, judge(item, step))
        found += [seed] if narrowed(both, known) or tells_a_step(both, known) else []
    return found


def tells_a_step(item, marks):
    table = item.by_dimension[STEP]
    known = marks.places[STEP] & marks.totals[:, None] & (table.people > 0)
    return bool((known & ~table.stands)[:, 1].any())


def with_step(item, step):
    return judge_with_step(gate.protect, item, shown_by_floors(item), step).marks


class TestAClosingAfterAnOpenPage:
    @pytest.mark.slow
    @pytest.mark.parametrize(
        "seeds", [FEW, pytest.param(MANY, marks=pytest.mark.nightly)], ids=["few", "many"]
    )
    def test_narrows_no_group(self, seeds):
        assert attacked(seeds, with_step) == []

    @pytest.mark.slow
    def test_would_if_the_open_page_were_forgotten(self):
        assert len(attacked(FEW, lambda item, _step: gate.protect(item).marks)) > len(FEW) / 3

    def test_shows_all_that_it_would_have_shown_where_ten_came_to_each_force(self):
        item = random_item(4, most=60)
        everybody = item.everybody
        half = {
            force: Answers(*(lambda one: (one.people // 2, tuple(g // 2 for g in one.given)))(
                everybody.at(place, 0)))
            for place, force in enumerate(item.areas.forces)
        }  # fmt: skip
        rest = {
            force: Answers(
                everybody.at(place, 0).people - half[force].people,
                tuple(
                    now - then
                    for now, then in zip(
                        everybody.at(place, 0).given, half[force].given, strict=True
                    )
                ),
            )
            for place, force in enumerate(item.areas.forces)
        }
        step = ItemStep(before=half, since=rest, shown=set(item.areas.codes))

        assert (with_step(item, step).totals == gate.protect(item).marks.totals).all()
