"""Makes the nation in a second process, a few forces ahead of the one that loads it, so that a
machine with two cores is done in two thirds of the time."""

import multiprocessing
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor

from config.demo import facts, nation
from config.demo.nation import ForceHistory
from config.demo.plan import Plan

AHEAD = 2
"""More would only fill memory."""
WORTH_IT = 5_000
"""Responses; a smaller nation is made before a second process has started."""


def forces(plan: Plan) -> Iterator[ForceHistory]:
    """The same as nation.forces."""
    if plan.responses < WORTH_IT:
        yield from nation.forces(plan)
        return
    # A fork would share the database's connection; a fresh process has none.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=1, mp_context=context) as pool:
        waiting: deque[Future[ForceHistory]] = deque()
        for code in facts.load().forces:
            waiting.append(pool.submit(_make, plan, code))
            if len(waiting) > AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _make(plan: Plan, code: str) -> ForceHistory:
    return next(nation.forces(plan, only=[code]))
