from itertools import pairwise

import numpy as np
import pytest
from scipy.stats import norm

from analytics.stats import judgement, peers
from analytics.stats.proportions import Proportion

ITEMS = [f"item-{number}" for number in range(10)]
FORCES = [f"force-{number}" for number in range(6)]


def of(share: float, trials: float = 200.0) -> Proportion:
    return Proportion(successes=share * trials, trials=trials)


def alike(rng, *, trials: int, moved=None, between: float = 0.0, forces=FORCES):
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

    def test_is_hardly_widened_by_odd_areas(self):
        near = {str(at): of(0.5, 2000) for at in range(5)}

        found = peers.spreads_of_others(
            {item: {**near, "low": of(0.38, 2000), "high": of(0.64, 2000)} for item in ITEMS}
        )

        assert max(found["item-0"].values()) < 0.005**2

    def test_is_that_of_areas_that_are_in_between(self):
        shares = {str(at): of(0.44 + 0.02 * at, 2000) for at in range(7)}

        found = peers.spreads_of_others(dict.fromkeys(ITEMS, shares))

        assert min(found["item-0"].values()) > 0.03**2

    @pytest.mark.slow
    @pytest.mark.parametrize(("areas", "upper"), [(6, 1.5), (12, 1.4), (44, 1.2)])
    def test_finds_the_spread_that_there_is_and_seldom_less(self, areas, upper):
        rng, between = np.random.default_rng(5), 0.04
        forces = [f"force-{number}" for number in range(areas)]
        found = np.array(
            [
                value
                for _ in range(20 if areas < 20 else 5)
                for by_force in peers.spreads_of_others(
                    alike(rng, trials=400, between=between, forces=forces)
                ).values()
                for value in by_force.values()
            ]
        )

        assert between < np.sqrt(found).mean() < upper * between
        assert np.mean(found < (0.9 * between) ** 2) < 0.15

    def test_learns_from_all_items_where_areas_are_few(self):
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

    def test_knows_nothing_of_items_that_an_area_has_not(self):
        areas = {str(at): of(0.4 + 0.03 * at) for at in range(5)}
        less = {name: areas[name] for name in ("0", "1", "2", "3")}

        found = peers.spreads_of_others({"item": areas, "less": less})

        assert found["less"].keys() == less.keys()
        assert peers.spreads_of_others({"less": less})["less"] != found["less"]
        assert peers.spreads_of_others({"item": {**less}})["item"] == pytest.approx(
            peers.spreads_of_others({"less": less})["less"]
        )

    def test_is_by_the_formula(self):
        angles, variances = np.array([0.7, 0.75, 0.83]), np.array([0.001, 0.002, 0.0015])

        found = peers.between_others(angles[None, :], variances[None, :])[0, 0]

        chances = np.zeros(len(peers.SPREADS))
        middles = np.linspace(0.2, 1.4, 4001)
        for odd, chance in zip(peers.ODD, peers.ODD_CHANCES.ravel(), strict=True):
            for at, spread in enumerate(peers.SPREADS):
                product = np.ones_like(middles)
                for angle, variance in zip(angles[1:], variances[1:], strict=True):
                    near = norm.pdf(angle, middles, np.sqrt(variance + spread**2))
                    far = [
                        norm.pdf(angle, middles + by, np.sqrt(variance + 0.05**2))
                        for by in (-0.16, 0.16)
                    ]
                    product = product * ((1 - odd) * near + odd / 2 * (far[0] + far[1]))
                chances[at] += chance * product.mean() * (peers.PRIOR @ peers.NEAR)[at]
        under = np.cumsum(chances / chances.sum())
        assert found == pytest.approx(np.interp(peers.CAUTION, under, peers.SPREADS) ** 2, rel=0.05)


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
