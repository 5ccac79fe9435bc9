from collections import Counter
from itertools import chain

import numpy as np
import pytest

from analytics.support import counting
from analytics.support.counting import DECLINED, NOT_OFFERED, SUPPORTED, SupportFigures
from tests.analytics.disclosure.second_reader import Reader
from tests.analytics.support.test_counting import BAD, GOOD, ITEM, MEANINGS
from tests.analytics.weighting.test_force_weights import answer

KINDS = ("domestic", "sexual", "other")
BY_CODE = "by_code"
REFERRALS = {"yes": SUPPORTED, "declined": DECLINED, "not_offered": NOT_OFFERED, "": "unknown"}
PLACES = tuple((kind, how) for kind in KINDS for how in (BY_CODE, *REFERRALS))
FLOOR = 10
FEW, MANY = (0, 3, 9, 10, 14, 23, 27), range(28, 300)


def nation(seed) -> dict:
    random = np.random.default_rng(seed)
    few = random.choice(["yes", "declined", "not_offered", ""])
    none = random.choice([BY_CODE, "declined", "", "nothing"])
    found = {}
    for kind, how in PLACES:
        people = int(random.integers(0, 4) if how == few else random.integers(6, 60))
        good = int(random.binomial(0 if how == none else people, 0.5))
        found[kind, how] = (good, 0 if how == none else people - good)
    return found


def rows_of(found):
    number = 0
    for (kind, how), both in found.items():
        by_code = how == BY_CODE
        facts = (
            {"mode": "web_code", "assisted_by": "IDVA", "route": "code_adviser"}
            if by_code else {"support_referral": how}
        )  # fmt: skip
        for picked in chain.from_iterable([code] * n for code, n in zip((GOOD, BAD), both)):  # noqa: B905
            number += 1
            yield answer(number, crime_kind=kind, answers={ITEM: [picked]}, **facts)


def told(found) -> SupportFigures:
    return counting.figures(rows_of(found), Counter(), MEANINGS)


def at_level(level) -> list:
    return [
        (kind, how) for kind, how in PLACES
        if (SUPPORTED if how == BY_CODE else REFERRALS[how]) == level
    ]  # fmt: skip


def reader(found, support: SupportFigures | None) -> Reader:
    figures = [PLACES]
    for kind in KINDS:
        parts = [(kind, BY_CODE)], [(kind, how) for how in REFERRALS]
        if min(sum(sum(found[place]) for place in part) for part in parts) >= FLOOR:
            figures.extend(parts)
    if support:
        known = set(support.shares.get(ITEM, ()))
        if ITEM in support.gaps and known & {SUPPORTED, NOT_OFFERED}:
            known |= {SUPPORTED, NOT_OFFERED}
        figures.extend(map(at_level, sorted(known)))
    people = {place: sum(both) for place, both in found.items()}
    there = [[place for place in places if people[place]] for places in figures]
    given = [(of, [sum(found[place][at] for place in of) for at in (0, 1)]) for of in there if of]
    return Reader(people, given)


def learned(found, support: SupportFigures) -> set:
    before = set(reader(found, None).narrow())
    return set(reader(found, support).narrow()) - before


class TestWhoReadsSupportBesideFigures:
    @pytest.mark.slow
    @pytest.mark.parametrize(
        "seeds", [FEW, pytest.param(MANY, marks=pytest.mark.nightly)], ids=["few", "many"]
    )
    def test_learns_of_no_group(self, seeds):
        assert {
            seed: found for seed in seeds if (found := learned(nation(seed), told(nation(seed))))
        } == {}

    @pytest.mark.slow
    def test_would_where_codes_of_advisers_count_as_left_over(self, monkeypatch):
        monkeypatch.setattr(counting.ItemAnswers, "without_code_at", counting.ItemAnswers.people_at)
        monkeypatch.setattr(
            counting.ItemAnswers, "without_code_but_at", counting.ItemAnswers.people_but_at
        )

        assert any(learned(nation(seed), told(nation(seed))) for seed in FEW)
