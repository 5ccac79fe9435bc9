from itertools import pairwise

import numpy as np
import pytest

from analytics.stats import judgement, peers
from analytics.stats.proportions import Proportion

ITEMS = [f"item-{number}" for number in range(10)]
FORCES = [f"force-{number}" for number in range(6)]


def of(share: float, trials: float = 200.0) -> Proportion:
    return Proportion(successes=share * trials, trials=trials)


def alike(rng, *, trials: int, moved=None, between: float = 0.0, forces=FORCES):
    """Ten questions asked in forces that differ by `between` on the arcsine scale, some moved."""
    moved = moved or {}
    found = {item: {} for item in ITEMS}
    for item in ITEMS:
        level = np.arcsin(np.sqrt(rng.uniform(0.4, 0.7)))
        for force in forces:
            share = np.sin(level + between * rng.standard_normal()) ** 2 + moved.get(force, 0.0)
            share = min(max(share, 0.02), 0.98)
            found[item][force] = of(rng.binomial(trials, share) / trials, trials)
    return found


def called(nation):
    """The forces and items called clear beside all others, as the page of each does it."""
    spreads = peers.spreads_of_others(nation)
    families = {force: {} for forces in nation.values() for force in forces}
    for item, forces in nation.items():
        groups = {force: list(forces) for force in forces}
        found = peers.contrasts_with_groups(forces, groups=groups, spread=spreads[item])
        for force, contrast in found.items():
            families[force][item] = contrast
    return {
        (force, item)
        for force, family in families.items()
        for item, judged in judgement.judge(family).items()
        if judged and judged.is_clear
    }


class TestSpreadsOfOthers:
    def test_does_not_count_the_area_that_it_is_for(self):
        near = {"a": of(0.5), "b": of(0.52), "c": of(0.48), "d": of(0.51), "e": of(0.49)}

        far, further = (
            peers.spreads_of_others({"item": {**near, "odd": of(share)}})["item"]["odd"]
            for share in (0.55, 0.95)
        )

        assert far == further

    def test_is_not_widened_by_a_second_odd_area(self):
        near = {"a": of(0.5), "b": of(0.5), "c": of(0.5), "d": of(0.5)}

        found = peers.spreads_of_others({"item": {**near, "low": of(0.3), "high": of(0.7)}})

        assert found["item"]["low"] == found["item"]["high"] == 0

    @pytest.mark.slow
    @pytest.mark.parametrize("areas", [6, 12])
    def test_finds_the_spread_that_there_is(self, areas):
        rng, between = np.random.default_rng(5), 0.06
        forces = [f"force-{number}" for number in range(areas)]
        found = [
            value
            for _ in range(30)
            for by_force in peers.spreads_of_others(
                alike(rng, trials=400, between=between, forces=forces)
            ).values()
            for value in by_force.values()
        ]

        assert np.mean(found) == pytest.approx(between**2, rel=0.12)

    def test_learns_from_all_items_where_areas_are_few(self):
        """One restless question among quiet ones: of five others hardly believed, of forty is."""
        rng = np.random.default_rng(3)
        restless = []
        for areas in (6, 44):
            quiet = {item: dict.fromkeys(map(str, range(areas)), of(0.5, 2000)) for item in ITEMS}
            moved = {str(at): of(0.5 + 0.1 * rng.standard_normal(), 2000) for at in range(areas)}
            found = peers.spreads_of_others({**quiet, "item-0": moved})
            restless.append(np.mean(list(found["item-0"].values())))

        assert all(one < other / 2 for one, other in pairwise(restless))

    def test_of_one_other_is_nought(self):
        assert peers.spreads_of_others({"item": {"a": of(0.1), "b": of(0.9)}}) == {
            "item": {"a": 0.0, "b": 0.0}
        }

    @pytest.mark.slow
    def test_knows_what_winsorising_leaves_of_ordinary_areas(self):
        """mean of min(max(z, low), high)² with z standard normal less its median."""
        rng = np.random.default_rng(2)
        for areas, left in peers.LEFT_OF_NORMAL.items():
            scores = rng.standard_normal((40_000, areas))
            scores -= np.median(scores, axis=1, keepdims=True)

            assert np.square(peers._winsorised(scores)).mean() == pytest.approx(left, rel=0.02)


@pytest.mark.slow
class TestSixForces:
    def test_two_that_are_twelve_points_off_are_seen_and_the_four_that_are_not_are_not(self):
        moved = {"force-0": 0.12, "force-1": -0.12}
        rng = np.random.default_rng(9)

        nations = [called(alike(rng, trials=220, moved=moved)) for _ in range(40)]

        seen = [sum(force in moved for force, _item in clear) / 20 for clear in nations]
        wrong = [clear for clear in nations if any(force not in moved for force, _item in clear)]
        assert np.mean(seen) > 0.75
        assert min(len({force for force, _item in clear} & moved.keys()) for clear in nations) == 2
        assert len(wrong) <= 4

    def test_that_are_alike_are_called_so(self):
        rng = np.random.default_rng(10)

        clear = sum(len(called(alike(rng, trials=220))) for _ in range(60))

        assert clear <= 0.005 * 60 * len(FORCES) * len(ITEMS)
