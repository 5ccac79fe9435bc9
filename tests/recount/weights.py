"""Weights of one force's quarter, worked out afresh from docs/statistics.md."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from statistics import median

import numpy as np

LEAST_CHANCE = 0.05
LEAST_AT_A_LEVEL = 20
LEAST_IN_A_CLASS = 30
CLASSES = 10
MOST_OF_MEDIAN = 5.0
Profile = tuple[str, str, str, str]
"""Stage, crime group, sex and age band."""
IN_ORDER = (True, False, False, True)
STAGES = ("ST1", "ST2", "ST3a", "ST3b", "ST3c", "ST4", "ST5", "ST6", "ST7", "ST8")
AGES = ("under_18", "18_24", "25_34", "35_44", "45_54", "55_64", "65_74", "75_over")
CRIMES = (
    "violence", "stalking_harassment", "sexual", "robbery", "burglary", "vehicle", "theft_person",
    "bicycle", "shoplifting", "other_theft", "damage_arson", "drugs", "weapons", "public_order",
    "misc", "fraud", "unknown",
)  # fmt: skip
TABLE_ORDER = (STAGES, CRIMES, ("female", "male"), AGES)


def weights_of(
    people: Sequence[Profile], design: Sequence[float], frame: Mapping[Profile, int]
) -> list[float]:
    factors = _response_factors(people, design, frame)
    start = [each * factors[profile] for each, profile in zip(design, people, strict=True)]
    margins = [_merged_margin(place, people, frame) for place in range(4)]
    while True:
        once, failing = _raked(start, margins)
        if failing is None:
            limit = MOST_OF_MEDIAN * median(once)
            again, failing = _raked([min(each, limit) for each in once], margins)
            if failing is None:
                return again
        del margins[failing]


def _response_factors(
    people: Sequence[Profile], design: Sequence[float], frame: Mapping[Profile, int]
) -> dict[Profile, float]:
    answered, number = defaultdict(float), Counter(people)
    for profile, weight in zip(people, design, strict=True):
        answered[profile] += weight
    cells = sorted({*frame, *people})
    silent = [max(frame.get(cell, 0) - answered[cell], 0.0) for cell in cells]
    total = [answered[cell] + none for cell, none in zip(cells, silent, strict=True)]
    chances = _logistic(cells, total, [answered[cell] for cell in cells])
    classes: list[list[int]] = [[]]
    for place in sorted(range(len(cells)), key=lambda place: chances[place]):
        asked = sum(total[each] for each in classes[-1])
        heads = sum(number[cells[each]] for each in classes[-1])
        if asked >= sum(total) / CLASSES and heads >= LEAST_IN_A_CLASS:
            classes.append([])
        classes[-1].append(place)
    if len(classes) > 1 and sum(number[cells[each]] for each in classes[-1]) < LEAST_IN_A_CLASS:
        rest = classes.pop()
        classes[-1] += rest
    found = {}
    for members in classes:
        gave = sum(answered[cells[each]] for each in members)
        factor = sum(total[each] for each in members) / gave if gave else 0.0
        found |= {cells[each]: factor for each in members}
    return found


def _logistic(
    cells: Sequence[Profile], total: Sequence[float], positive: Sequence[float]
) -> list[float]:
    levels = [sorted({cell[place] for cell in cells})[1:] for place in range(4)]
    x = np.array(
        [
            [1.0, *(cell[place] == level for place in range(4) for level in levels[place])]
            for cell in cells
        ]
    )
    n, share = np.array(total), np.array(positive) / np.array(total)
    beta, before = np.zeros(x.shape[1]), np.inf
    for _step in range(50):
        p = 1 / (1 + np.exp(-np.clip(x @ beta, -30, 30)))
        loss = -float(n @ (share * np.log(p) + (1 - share) * np.log(1 - p)))
        if abs(before - loss) <= 1e-13 * abs(loss):
            break
        before = loss
        curvature = (x * (n * p * (1 - p))[:, None]).T @ x
        beta = beta + np.linalg.pinv(curvature) @ (x.T @ (n * (share - p)))
    return [float(each) for each in 1 / (1 + np.exp(-np.clip(x @ beta, -30, 30)))]


Margin = tuple[list[str], dict[str, float]]
"""The level of each respondent, and the events of the frame at each level."""


def _merged_margin(place: int, people: Sequence[Profile], frame: Mapping[Profile, int]) -> Margin:
    heads = Counter(profile[place] for profile in people)
    events: Counter[str] = Counter()
    for profile, number in frame.items():
        events[profile[place]] += number
    groups = [[level] for level in _ordered(place, {*events, *heads})]
    sizes = [heads[group[0]] for group in groups]
    while len(groups) > 1 and min(sizes) < LEAST_AT_A_LEVEL:
        small = sizes.index(min(sizes))
        beside = {small - 1, small + 1} & {*range(len(groups))}
        others = beside if IN_ORDER[place] else {*range(len(groups))} - {small}
        other = min(sorted(others), key=lambda at: sizes[at])
        first, second = sorted((small, other))
        groups[first] = groups[first] + groups.pop(second)
        sizes[first] = sizes[first] + sizes.pop(second)
    name = {level: "+".join(group) for group in groups for level in group}
    merged: dict[str, float] = defaultdict(float)
    for level, number in events.items():
        merged[name[level]] += number
    return [name[profile[place]] for profile in people], merged


def _ordered(place: int, levels: set[str]) -> list[str]:
    order = TABLE_ORDER[place]
    return sorted(levels, key=lambda each: (order.index(each) if each in order else 99, each))


def _raked(start: Sequence[float], margins: Sequence[Margin]) -> tuple[list[float], int | None]:
    weights, worst, furthest = list(start), 0.0, 0
    for _round in range(2000):
        worst = 0.0
        for number, (levels, events) in enumerate(margins):
            sums: dict[str, float] = defaultdict(float)
            for level, weight in zip(levels, weights, strict=True):
                sums[level] += weight
            factor = {level: events[level] / total for level, total in sums.items()}
            gap = max(abs(each - 1) for each in factor.values())
            if gap > worst:
                worst, furthest = gap, number
            weights = [w * factor[level] for w, level in zip(weights, levels, strict=True)]
        if worst < 1e-10:
            return weights, None
    return weights, furthest
