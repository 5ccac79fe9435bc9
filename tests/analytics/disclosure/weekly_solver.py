"""Somebody who keeps every telling of weekly series, and solves for the weeks of few answers."""

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from math import ceil, floor

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array, lil_array

NEARLY = 1e-6
MOST_A_WEEK = 500


@dataclass(frozen=True, kw_only=True)
class Telling:
    weeks: frozenset[Hashable]
    share: float
    tens: int


def known_too_well(
    tellings: Iterable[Telling], answers: Mapping[Hashable, tuple[int, int]]
) -> list[Hashable]:
    told = list(dict.fromkeys(tellings))
    few = {week for week, (_, all_) in answers.items() if 0 < all_ < 10}
    return [
        week
        for week in _known(told, few)
        if not any(_known([each], {week}) for each in told if week in each.weeks)
    ]


def _known(told: Collection[Telling], wanted: set[Hashable]) -> list[Hashable]:
    places = {each: at for at, each in enumerate(dict.fromkeys(w for t in told for w in t.weeks))}
    rows, most = _limits(told, places)
    found = []
    for week in sorted(wanted & places.keys()):
        of_week = np.zeros(2 * len(places))
        of_week[places[week]] = 1
        least, highest = (
            sign * linprog(sign * of_week, A_ub=rows, b_ub=most, bounds=(0, MOST_A_WEEK)).fun
            for sign in (1, -1)
        )
        if floor(highest + NEARLY) <= ceil(least - NEARLY):
            found.append(week)
    return found


def _limits(
    told: Collection[Telling], places: Mapping[Hashable, int]
) -> tuple[csr_array, list[float]]:
    rows = lil_array((len(places) + 4 * len(told), 2 * len(places)))
    most = [0.0] * rows.shape[0]
    for at in places.values():
        rows[at, at], rows[at, len(places) + at] = 1, -1
    for number, each in enumerate(told):
        first = len(places) + 4 * number
        for week in each.weeks:
            satisfied, all_ = places[week], len(places) + places[week]
            rows[first, all_], rows[first + 1, all_] = 1, -1
            rows[first + 2, satisfied], rows[first + 2, all_] = 1, -(each.share + 0.005)
            rows[first + 3, satisfied], rows[first + 3, all_] = -1, each.share - 0.005
        most[first], most[first + 1] = each.tens + 5 - NEARLY, -max(10, each.tens - 5)
    return rows.tocsr(), most
