"""How often the one judgement calls clear what is planted in made-up nations, and how often
something else."""

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from analytics.stats import judgement, peers
from analytics.stats.judgement import Judged, ShareContrast
from analytics.stats.proportions import Proportion

ITEMS = 10
NATIONS = 200
FEWER = 30
"""Of nations of more than twenty forces, which take longer."""
DESIGN = 1.15
TOGETHER = 0.23
"""The correlation of what one person answers to two questions."""
ODD: dict[str, tuple[tuple[int, int], ...]] = {
    "none": (),
    "one": ((-12, 10),),
    "two": ((-12, 10), (12, 10)),
    "three": ((-12, 10), (14, 6), (-14, 2)),
    "two by 8": ((-8, 10), (8, 10)),
}
"""By how many points a force is off, and on how many questions."""
FORCES = (4, 5, 6, 7, 8, 12, 44)
SPREADS = (0.0, 0.02, 0.03, 0.05)
FEW_AND_MANY = (150, 600)
SIZES = (100, 150, 200, 250, 300, 400)
LIKE_THE_SEALED = ((5, "two"), (6, "two"), (7, "two"), (7, "three"))
"""Forces, and the odd among them, of nations as tests/sealed/ lets live."""

Array = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Plan:
    forces: int
    between: float
    odd: str
    freedom: int = 0
    answers: tuple[int, int] = FEW_AND_MANY


@dataclass(kw_only=True)
class Tally:
    planted: int = 0
    found: int = 0
    nations_mostly_found: int = 0
    families: int = 0
    wrong_families: int = 0
    clear: int = 0
    wrong: int = 0
    nations: int = 0

    @property
    def line(self) -> str:
        power = 100 * self.found / self.planted if self.planted else float("nan")
        return (
            f"{power:.0f} % found, {100 * self.nations_mostly_found / self.nations:.0f} % of "
            f"nations four in five; {100 * self.wrong_families / max(self.families, 1):.1f} % of "
            f"ordinary families, {100 * self.wrong / max(self.clear, 1):.1f} % of what is clear"
        )


def judging_what_is_planted() -> None:
    for forces, between, odd in product(FORCES, SPREADS, ODD):
        if forces - len(ODD[odd]) >= 2:
            plan = Plan(forces=forces, between=between, odd=odd)
            print(f"{forces} forces, {100 * between:.0f} points, {odd}: {tally(plan).line}")
    for forces in (7, 44):
        plan = Plan(forces=forces, between=0.03, odd="none", freedom=4)
        print(f"{forces} forces, 3 points, Student's t of 4: {tally(plan).line}")
    for answers, (forces, odd) in product(SIZES, LIKE_THE_SEALED):
        plan = Plan(forces=forces, between=0.0, odd=odd, answers=(answers, answers))
        print(f"{forces} forces of {answers} answers, {odd}: {tally(plan).line}")
    for group in (60, 100, 200, 500):
        print(f"a group of {group} beside {4 * group}: {_of_a_group(group):.0f} % found")


def tally(plan: Plan, *, nations: int = 0, seed: int = 20) -> Tally:
    rng, found = np.random.default_rng(seed), Tally()
    for _ in range(nations or (NATIONS if plan.forces <= 20 else FEWER)):
        _add(found, *_nation(rng, plan))
    return found


def _nation(rng: np.random.Generator, plan: Plan) -> tuple[Array, Array, Array]:
    size = (ITEMS, plan.forces)
    fewest, most = np.log(plan.answers)
    bases = np.exp(rng.uniform(fewest, most, plan.forces)) / DESIGN
    level = rng.uniform(0.42, 0.74, (ITEMS, 1))
    apart = np.sqrt(0.5) * (_ordinary(rng, plan, plan.forces) + _ordinary(rng, plan, size))
    planted = np.zeros(size)
    for force, (points, questions) in enumerate(ODD[plan.odd]):
        planted[rng.permutation(ITEMS)[:questions], force] = points / 100
    shares = level + 2 * np.sqrt(level * (1 - level)) * plan.between * apart + planted
    shares = np.clip(shares, 0.03, 0.97)
    people, answers = rng.standard_normal(plan.forces), rng.standard_normal(size)
    chance = np.sqrt(TOGETHER) * people + np.sqrt(1 - TOGETHER) * answers
    seen = np.clip(shares + np.sqrt(shares * (1 - shares) / bases) * chance, 0.005, 0.995)
    return seen, np.broadcast_to(bases, size), planted


def _ordinary(rng: np.random.Generator, plan: Plan, size: int | tuple[int, int]) -> Array:
    if not plan.freedom:
        normal: Array = rng.standard_normal(size)
        return normal
    wide: Array = rng.standard_t(plan.freedom, size) * np.sqrt(1 - 2 / plan.freedom)
    return wide


def _add(found: Tally, shares: Array, bases: Array, planted: Array) -> None:
    clear = called_clear(shares, bases)
    is_planted = planted != 0
    is_right = is_planted & (clear == np.sign(planted))
    is_wrong = (clear != 0) & ~is_right
    is_ordinary = ~is_planted.any(axis=0)
    found.nations += 1
    found.planted += int(is_planted.sum())
    found.found += int(is_right.sum())
    found.nations_mostly_found += int(0.8 * is_planted.sum() <= is_right.sum())
    found.families += int(is_ordinary.sum())
    found.wrong_families += int((is_wrong.any(axis=0) & is_ordinary).sum())
    found.clear += int((clear != 0).sum())
    found.wrong += int(is_wrong.sum())


def called_clear(shares: Array, bases: Array) -> Array:
    found = np.zeros(shares.shape)
    for (item, force), judged in judged_beside_others(shares, bases).items():
        if judged.is_clear:
            found[item, force] = np.sign(judged.difference.value)
    return found


def judged_beside_others(shares: Array, bases: Array) -> dict[tuple[int, int], Judged]:
    items = {
        str(item): {
            str(force): Proportion(successes=share * base, trials=base)
            for force, (share, base) in enumerate(zip(row, of, strict=True))
        }
        for item, (row, of) in enumerate(zip(shares.tolist(), bases.tolist(), strict=True))
    }
    spreads = peers.spreads_of_others(items)
    families: dict[str, dict[str, ShareContrast | None]] = {}
    for item, forces in items.items():
        groups = {force: list(forces) for force in forces}
        contrasts = peers.contrasts_with_groups(forces, groups=groups, spread=spreads[item])
        for force, contrast in contrasts.items():
            families.setdefault(force, {})[item] = contrast
    return {
        (int(item), int(force)): judged
        for force, family in families.items()
        for item, judged in judgement.judge(family).items()
        if judged
    }


def _of_a_group(people: int, *, gaps: int = 20, nations: int = NATIONS) -> float:
    rng, found = np.random.default_rng(3), 0
    for _ in range(nations):
        family = {
            (gap, item): _gap(rng, people, planted=0.1 if gap == 0 else 0.0)
            for gap, item in product(range(gaps), range(ITEMS))
        }
        judged = judgement.judge(family)
        found += sum(judged[0, item].is_clear for item in range(ITEMS))  # type: ignore[union-attr]
    return 100 * found / (ITEMS * nations)


def _gap(rng: np.random.Generator, people: int, *, planted: float) -> ShareContrast:
    first, second = (
        Proportion(successes=float(rng.binomial(base, share)), trials=base)
        for base, share in ((people, 0.6 - planted), (4 * people, 0.6))
    )
    return ShareContrast(first=first, second=second)
